"""Vectors of new documents, for a model whose words are trained."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lemmavec import _kernels
from lemmavec.corpus.token_cache import SENTENCE_END, DocumentLists
from lemmavec.training.background import run_in_background
from lemmavec.training.matrices import aligned_zeros
from lemmavec.training.passes import PIECE_TOKENS, matrices, native_model
from lemmavec.training.sampling import Sampling
from lemmavec.training.state import ModelState


def infer_vectors(
    state: ModelState,
    sampling: Sampling,
    tokens: NDArray[np.int32],
    *,
    epochs: int,
    alpha: float,
    min_alpha: float,
) -> NDArray[np.float32]:
    """Return the vector of each document: gradient descent on it alone, from zero.

    Parameters
    ----------
    state : ModelState
        Trained; nothing of it changes.
    sampling : Sampling
        The tables of its vocabulary.
    tokens : ndarray of int32
        The documents' words under the ids of the state's vocabulary, and -1 after each document.
    epochs : int
        Passes over each document.
    alpha, min_alpha : float
        The step size at the start, and that which it falls to.

    Returns
    -------
    ndarray of float32, shape (documents, vector_size)
        A document without words has a row of zeros. A row depends on the document's words and the
        seed alone.
    """
    settings = state.settings
    ends = np.flatnonzero(tokens == SENTENCE_END)
    D = aligned_zeros(len(ends), settings.vector_size)
    if not len(ends):
        return D[:, : settings.vector_size]
    running = _kernels.RunningEpoch()

    def work() -> None:
        _kernels.infer_documents(
            matrices(state, D),
            native_model(state, sampling, DocumentLists.one_each(ends)),
            _kernels.TokenStream(
                tokens,
                sampling.keep,
                window=settings.window,
                shrink_windows=settings.shrink_windows,
                seed=settings.seed,
                epoch=0,
            ),
            _kernels.Schedule(
                "frozen",
                threads=min(settings.threads, len(ends)),
                piece_tokens=PIECE_TOKENS,
                alpha_first=alpha,
                alpha_last=min_alpha,
            ),
            epochs,
            running,
            _kernels.instruction_sets()[0],
        )

    run_in_background(work, running.stop, lambda: None)
    return D[:, : settings.vector_size]
