"""A whole model in one safetensors file: word vectors that anything can load, and the rest.

`vectors` are V, as in every lemmavec file, so that `lemmavec.load` reads a model too;
`outside_vectors` are U; the metadata entry `model` holds settings, place and history as JSON.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lemmavec.files import replacing
from lemmavec.formats.record import Record
from lemmavec.formats.safetensors import read_safetensors, write_safetensors
from lemmavec.matrices import aligned_zeros
from lemmavec.settings import Settings
from lemmavec.trainer import EpochRecord, Place
from lemmavec.vocabulary import Vocabulary

OUTSIDE = "outside_vectors"


@dataclass(frozen=True, slots=True)
class ModelState:
    """All that training goes on from. V and U may be views without their rows' padding."""

    settings: Settings
    vocabulary: Vocabulary
    V: NDArray[np.float32]
    U: NDArray[np.float32]
    place: Place
    history: list[EpochRecord]


def write(path: Path, state: ModelState) -> None:
    """Write a model whole, or leave the file that was there."""
    about = {
        "settings": asdict(state.settings),
        "place": asdict(state.place),
        "history": [asdict(record) for record in state.history],
    }
    record = Record(state.vocabulary.words, state.V, state.vocabulary.counts)
    with replacing(path) as file:
        write_safetensors(file, record, {OUTSIDE: state.U}, {"model": json.dumps(about)})


def read(path: Path) -> ModelState:
    """Read a model that `write` wrote.

    Raises
    ------
    ValueError
        If the file holds word vectors alone, or no model at all.
    """
    from safetensors import safe_open

    vectors = read_safetensors(path, mmap=True)
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata() or {}
        if "model" not in metadata or OUTSIDE not in file.keys() or vectors.counts is None:
            raise ValueError(
                f"{path}: word vectors without a model to train on; read them with lemmavec.load"
            )
        U = _laid_out(file.get_tensor(OUTSIDE))
    about = json.loads(metadata["model"])
    return ModelState(
        Settings(**about["settings"]),
        Vocabulary(vectors.words, vectors.counts),
        _laid_out(vectors.vectors),
        U,
        Place(**about["place"]),
        [EpochRecord(**record) for record in about["history"]],
    )


def _laid_out(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    padded = aligned_zeros(*matrix.shape)
    padded[:, : matrix.shape[1]] = matrix
    return padded
