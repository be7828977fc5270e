"""The file of gensim's `Word2Vec`: a model file of lemmavec, with what gensim has besides.

The metadata entry `gensim` holds the switches and the counters as JSON. A model that trains both
losses has the matrix `inner_node_vectors` besides the outside vectors of negative sampling.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lemmavec._damage import damage_named
from lemmavec._io import FilePath
from lemmavec.gensim.errors import NoModelError
from lemmavec.gensim.switches import SWITCHES, switches_from
from lemmavec.settings import Loss, Settings
from lemmavec.training.history import History
from lemmavec.training.model_file import read_matrix, read_model, write_model
from lemmavec.training.state import ModelState, Place
from lemmavec.vectors.formats.detection import DETECTION_BYTES, detect
from lemmavec.vectors.formats.tensor_file import open_tensors

INNER_NODES = "inner_node_vectors"
COUNTERS = (
    "corpus_count", "corpus_total_words", "train_count", "total_train_time", "effective_min_count",
    "min_alpha_yet_reached",
)  # fmt: skip
OTHER_SWITCHES = ("max_vocab_size", "max_final_vocab", "sorted_vocab", "compute_loss", "comment")


def write(path: FilePath, states: Mapping[Loss, ModelState], attributes: Mapping[str, Any]) -> None:
    """Write the states of a model, and those of its attributes that gensim saves too."""
    main, tree = states.get("negative_sampling"), states.get("hierarchical_softmax")
    more = {}
    if main is not None and tree is not None:
        more[INNER_NODES] = tree.outside_vectors
    only = main or tree
    assert only is not None
    kept = {name: attributes[name] for name in (*SWITCHES, *OTHER_SWITCHES, *COUNTERS)}
    try:
        text = json.dumps(kept)
    except TypeError as error:
        raise ValueError(f"an attribute of the model cannot be saved: {error}") from None
    write_model(path, only, more, {"gensim": text})


def read(
    path: FilePath,
) -> tuple[dict[Loss, ModelState], dict[str, Any], dict[str, Any]]:
    """Return the states, the switches and the counters of a model.

    Raises
    ------
    NoModelError
        If the file holds vectors alone.
    DamagedFileError
        If it is a pickle, damaged, or has settings that gensim has no switch for.
    """
    with open(path, "rb") as file:
        detect(path, file.read(DETECTION_BYTES))
    try:
        state = read_model(path)
    except ValueError as error:
        raise NoModelError(str(error)) from None
    with damage_named(path, "the model is damaged"), open_tensors(path) as tensors:
        kept = json.loads((tensors.metadata() or {}).get("gensim", "null"))
        nodes = None
        if INNER_NODES in set(tensors.keys()):
            size = state.settings.vector_size
            nodes = read_matrix(tensors, INNER_NODES, state.vocabulary.words, size)
        return _put_together(state, kept, nodes)


def _put_together(
    state: ModelState, kept: Mapping[str, Any] | None, nodes: NDArray[np.float32] | None
) -> tuple[dict[Loss, ModelState], dict[str, Any], dict[str, Any]]:
    states: dict[Loss, ModelState] = {state.settings.loss: state}
    if kept is None:
        return states, switches_from(state.settings), {}
    if nodes is not None:
        settings = _of_the_tree(state.settings)
        tree = replace(state, settings=settings, U=nodes, place=Place(), history=History())
        states = {"hierarchical_softmax": tree, **states}
    switches = {name: kept[name] for name in (*SWITCHES, *OTHER_SWITCHES)}
    return states, switches, {name: kept[name] for name in COUNTERS}


def _of_the_tree(settings: Settings) -> Settings:
    default = Settings()
    return replace(
        settings,
        loss="hierarchical_softmax",
        negative=default.negative,
        ns_exponent=default.ns_exponent,
    )
