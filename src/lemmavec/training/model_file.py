"""A model's file: word vectors that anything can load, and all that training goes on from.

`vectors` are V, as in every lemmavec file, so that `lemmavec.load` reads a model too;
`outside_vectors` are U; the metadata entry `model` holds settings, place and history as JSON.
A run that may stop early has its best epoch beside them, `best_vectors` and
`best_outside_vectors`, until it has ended.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from lemmavec._damage import DamagedFileError, damage_named
from lemmavec._io import replacing
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.settings import Settings
from lemmavec.training.early_stopping import Best
from lemmavec.training.history import EpochRecord, History
from lemmavec.training.matrices import aligned
from lemmavec.training.state import ModelState, Place
from lemmavec.vectors.formats.detection import DETECTION_BYTES, detect
from lemmavec.vectors.formats.record import Record
from lemmavec.vectors.formats.safetensors import read_safetensors, write_safetensors

OUTSIDE = "outside_vectors"
BEST = {"V": "best_vectors", "U": "best_outside_vectors"}


def write_model(
    path: str | os.PathLike[str],
    state: ModelState,
    more: Mapping[str, NDArray[np.float32]] | None = None,
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write a model whole, or leave the file that was there.

    `more` matrices and `metadata` are for those who read them; `read_model` does not.
    """
    size, best = state.settings.vector_size, state.best
    matrices = {OUTSIDE: state.outside_vectors, **(more or {})}
    about = {
        "settings": asdict(state.settings),
        "place": asdict(state.place),
        "history": [asdict(record) for record in state.history],
    }
    if best is not None:
        matrices |= {name: best.parameters[key][:, :size] for key, name in BEST.items()}
        about["best"] = {"loss": best.loss, "epochs_since": best.epochs_since}
    record = Record(state.vocabulary.words, state.centre_vectors, state.vocabulary.counts)
    with replacing(path) as file:
        write_safetensors(file, record, matrices, {"model": json.dumps(about), **(metadata or {})})


def read_model(path: str | os.PathLike[str]) -> ModelState:
    """Read a model that `write_model` wrote.

    Raises
    ------
    DamagedFileError
        If the file holds word vectors alone, or no model at all, or is damaged.
    """
    with damage_named(path, "the model is damaged"):
        return _read_model(path)


def _read_model(path: str | os.PathLike[str]) -> ModelState:
    from safetensors import safe_open

    with open(path, "rb") as opened:
        found = detect(path, opened.read(DETECTION_BYTES))
    if found != "safetensors":
        raise DamagedFileError(
            f"{path}: a {found} file, which holds vectors without a model to train on; read them "
            "with lemmavec.load"
        )
    vectors = read_safetensors(path, mmap=True)
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata() or {}
        if "model" not in metadata or OUTSIDE not in set(file.keys()) or vectors.counts is None:
            raise DamagedFileError(
                f"{path}: word vectors without a model to train on; read them with lemmavec.load"
            )
        about = json.loads(metadata["model"])
        U = aligned(file.get_tensor(OUTSIDE))
        best = None
        if "best" in about:
            kept = {key: aligned(file.get_tensor(name)) for key, name in BEST.items()}
            best = Best(about["best"]["loss"], about["best"]["epochs_since"], kept)
    return ModelState(
        Settings(**about["settings"]),
        Vocabulary(list(vectors.words), vectors.counts),
        aligned(vectors.vectors),
        U,
        Place(**about["place"]),
        History(EpochRecord(**record) for record in about["history"]),
        best,
    )
