"""One pass of the native kernels over a corpus: to train an epoch, or to take the loss alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lemmavec import _kernels
from lemmavec.corpus.token_cache import DocumentLists, EncodedCorpus
from lemmavec.settings import Architecture, Loss, Settings
from lemmavec.training.background import run_in_background
from lemmavec.training.row_steps import word_rows
from lemmavec.training.sampling import Sampling
from lemmavec.training.state import ModelState, Place

# Negatives that a block of 16 centres shares in skip-gram, and a group of 2 in CBOW; see
# docs/decisions/shared-negatives.md. In PV-DBOW 16 documents share as many as they are.
SHARED_NEGATIVES: dict[Architecture, int] = {"skipgram": 32, "cbow": 8}
SHARED_BY_DOCUMENTS = 16

# Tokens that a Hogwild thread takes at once: some milliseconds of work, so that the threads end at
# the same time and a stop takes effect within milliseconds. Full softmax does more work a token.
PIECE_TOKENS = 8192
SOFTMAX_PIECE_TOKENS = 1024

# Tokens of a synchronous batch: few enough that its rows fit the second-level cache, and that the
# steps at the root of a tree, which all predictions share, need little damping; enough that
# barriers cost little. It has no more tokens than the vocabulary has words: the fewer rows there
# are, the more often each is hit.
BATCH_TOKENS: dict[Loss, int] = {"negative_sampling": 512, "hierarchical_softmax": 128}
MIN_BATCH_TOKENS = 64

# A row whose step in a synchronous batch has curvature c moves by 1 / max(1, BOUND c) of the sum;
# 0 leaves every sum as it is. See docs/decisions/synchronous-batches.md.
BOUND = 0.05

# The epoch number of a validation pass in the random streams: its windows, its subsampling and its
# negatives are the same every time.
NO_EPOCH = 2**63


@dataclass(frozen=True, slots=True)
class Tokens:
    """The part of a corpus that a pass reads: ids, -1 after each sentence, and its documents."""

    tokens: NDArray[np.int32]
    documents: DocumentLists | None = None


def loss(state: ModelState, corpus: EncodedCorpus) -> float:
    """Mean loss per prediction of a text under the model as it is; nothing is trained.

    Windows, subsampling and negatives are drawn from the seed and the place in the text alone:
    the same ones at each call, for any number of threads, deterministic or not.

    Raises
    ------
    ValueError
        If there is no prediction to make.
    """
    sampling = Sampling.of(state.vocabulary.counts, state.settings)
    return validation_loss(state, corpus, sampling, _kernels.instruction_sets()[0])


def validation_loss(
    state: ModelState, corpus: EncodedCorpus, sampling: Sampling, instruction_set: str
) -> float:
    """Take the loss of a text whose sampling tables are at hand; see `loss`."""
    running = _kernels.RunningEpoch()

    def work() -> None:
        one_pass(state, corpus, sampling, running, instruction_set, None, (0.0, 0.0))

    run_in_background(work, running.stop, corpus.release_pages)
    if running.predictions == 0:
        raise ValueError(
            "no loss of this text: no sentence has two words of the vocabulary left after "
            f"subsampling (sample={state.settings.sample}); give more text"
        )
    return mean_loss(running)


def one_pass(
    state: ModelState,
    corpus: EncodedCorpus | Tokens,
    sampling: Sampling,
    running: _kernels.RunningEpoch,
    instruction_set: str,
    place: Place | None,
    alphas: tuple[float, float],
    profile: _kernels.Profile | None = None,
) -> None:
    """Pass once over a corpus: train from a place on, or, without one, only take the loss."""
    settings = state.settings
    mode: Literal["hogwild", "synchronous", "frozen"] = "hogwild"
    if place is None:
        mode = "frozen"
    elif settings.deterministic:
        mode = "synchronous"
    try:
        _one_pass(state, corpus, sampling, running, instruction_set, mode, place, alphas, profile)
    except MemoryError:
        raise MemoryError(
            f"no memory for {settings.threads} threads, each with the vectors of a window: use "
            f"fewer workers, a smaller window ({settings.window}) or a smaller vector_size "
            f"({settings.vector_size})"
        ) from None


def _one_pass(
    state: ModelState,
    corpus: EncodedCorpus | Tokens,
    sampling: Sampling,
    running: _kernels.RunningEpoch,
    instruction_set: str,
    mode: Literal["hogwild", "synchronous", "frozen"],
    place: Place | None,
    alphas: tuple[float, float],
    profile: _kernels.Profile | None,
) -> None:
    settings = state.settings
    _require_place(place, -(-len(corpus.tokens) // piece_tokens(state)))
    _kernels.train_epoch(
        matrices(state),
        native_model(state, sampling, corpus.documents),
        _kernels.TokenStream(
            corpus.tokens,
            sampling.keep,
            window=settings.window,
            shrink_windows=settings.shrink_windows,
            seed=settings.seed,
            epoch=NO_EPOCH if place is None else place.epoch,
        ),
        _kernels.Schedule(
            mode,
            threads=settings.threads,
            piece_tokens=piece_tokens(state, frozen=place is None),
            alpha_first=alphas[0],
            alpha_last=alphas[1],
            first_piece=0 if place is None else place.piece,
            curvature_bound=BOUND,
        ),
        running,
        instruction_set,
        profile,
    )


def _require_place(place: Place | None, pieces: int) -> None:
    """Refuse to go on after the end of a corpus, which is then another one."""
    if place is not None and not 0 <= place.piece <= pieces:
        raise ValueError(
            f"the model stopped after piece {place.piece:,} of epoch {place.epoch + 1}, but this "
            f"corpus has {pieces:,}: resume with the corpus that it was trained on"
        )


def matrices(state: ModelState, D: NDArray[np.float32] | None = None) -> _kernels.Matrices:
    """Return the matrices of a model, with its D or another one."""
    if D is None and state.documents is not None:
        D = state.documents.D
    return _kernels.Matrices(state.V, state.U, state.settings.vector_size, state.centre_rates, D)


def native_model(
    state: ModelState, sampling: Sampling, documents: DocumentLists | None = None
) -> _kernels.Model:
    """Return what the kernels need besides the matrices."""
    settings = state.settings
    exact = settings.cbow_gradient == "exact"
    return _kernels.Model(
        settings.kernel,
        settings.loss,
        context=settings.context if exact else "word2vec_mean",
        noise=sampling.noise,
        tree=sampling.tree,
        negative=settings.negative,
        shared_negatives=_shared_negatives(settings, documents),
        word_rows=word_rows(state, sampling),
        documents=None if documents is None else _kernels.Documents(*documents),
        trains_words=documents is not None and settings.has_word_vectors,
    )


def _shared_negatives(settings: Settings, documents: DocumentLists | None) -> int:
    if documents is not None and settings.kernel == "skipgram":
        return SHARED_BY_DOCUMENTS
    return SHARED_NEGATIVES[settings.kernel]


def piece_tokens(state: ModelState, *, frozen: bool = False) -> int:
    """Tokens of a piece: what a thread takes at once, or a synchronous batch."""
    if state.settings.loss == "softmax":
        return SOFTMAX_PIECE_TOKENS
    if state.settings.deterministic and not frozen:
        most = BATCH_TOKENS[state.settings.loss]
        return min(most, max(MIN_BATCH_TOKENS, len(state.vocabulary)))
    return PIECE_TOKENS


def mean_loss(running: _kernels.RunningEpoch) -> float:
    """Mean loss per prediction so far; NaN before the first."""
    return running.loss / running.predictions if running.predictions else math.nan
