"""What can be explored: a file of vectors, or a model with U and its history."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lemmavec._damage import DamagedFileError
from lemmavec.training.model_file import read_model
from lemmavec.vectors.queries import Matrix
from lemmavec.vectors.word_vectors import WordVectors, load


@dataclass(frozen=True)
class Source:
    """Vectors, and what a model knows besides.

    Attributes
    ----------
    name : str
        Of the file, for people.
    vectors : WordVectors
    outside : ndarray of float32 or None
        U, of a model whose rows are words.
    history : list of dict
        The records of a model's epochs.
    """

    name: str
    vectors: WordVectors
    outside: Matrix | None = None
    history: list[dict[str, Any]] = field(default_factory=list)


def read_source(path: Path) -> Source:
    """Read a file of vectors of any format, or a model.

    Raises
    ------
    DamagedFileError, OSError
        If it is neither.
    """
    if path.suffix.lower() == ".lemma":
        try:
            state = read_model(path)
        except DamagedFileError:
            pass  # a model of documents, of which the vectors are all that is explored; or no file
        else:
            # The rows of U are nodes of the tree in hierarchical softmax.
            has_words = state.settings.loss != "hierarchical_softmax"
            outside = state.outside_vectors if has_words else None
            history = [asdict(record) for record in state.history]
            return Source(path.name, state.word_vectors(), outside, history)
    return Source(path.name, load(path, mmap=path.suffix.lower() == ".safetensors"))
