"""What is said of a file of vectors that has been written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lemmavec.cli.output import note

if TYPE_CHECKING:
    from lemmavec import WordVectors

WITH_NGRAMS = ("", ".safetensors", ".lemma", ".fasttext", ".floret")


def note_written(path: Path, vectors: WordVectors) -> None:
    """Say what was written, and what the format could not hold."""
    words, size = vectors.vectors.shape
    note(f"wrote {path}: {words:,} words, {size} dimensions")
    name = path.stem if path.suffix.lower() in (".gz", ".bz2", ".xz", ".zst") else path.name
    if vectors.ngrams is not None and Path(name).suffix.lower() not in WITH_NGRAMS:
        note(
            "the n-grams are not in it, so that it has no vectors for other words: "
            ".safetensors and .fasttext hold them"
        )
