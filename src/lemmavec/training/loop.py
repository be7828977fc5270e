"""Training: epochs over the native kernel, the schedule of alpha, the loss of a text."""

from __future__ import annotations

import math
import time
import warnings
from collections.abc import Callable
from typing import Literal

from lemmavec import _kernels
from lemmavec.corpus.token_cache import EncodedCorpus
from lemmavec.progress import Progress
from lemmavec.settings import Settings
from lemmavec.training.background import run_in_background
from lemmavec.training.early_stopping import EarlyStopping
from lemmavec.training.sampling import Chances
from lemmavec.training.state import EpochRecord, ModelState, Place

# Negatives that a block of 16 centres shares; see docs/decisions/shared-negatives.md.
SHARED_NEGATIVES = 32

# Tokens that a Hogwild thread takes at once: some milliseconds of work, so that threads end
# together and stop soon when they are told to. Full softmax does more work for each token.
PIECE_TOKENS = 8192
SOFTMAX_PIECE_TOKENS = 1024

# Tokens of a synchronous batch, whose rows then fit the second cache. It has no more tokens than
# the vocabulary has words: the fewer rows there are, the more often each is hit.
BATCH_TOKENS = 2048
MIN_BATCH_TOKENS = 64

# A row whose step in a synchronous batch has curvature c moves by 1 / max(1, BOUND c) of the sum;
# 0 leaves every sum as it is. See docs/decisions/synchronous-batches.md.
BOUND = 0.05

# The epoch that stands for a text that is not trained on in the random streams: its windows, its
# subsampling and its negatives are always the same.
NO_EPOCH = 2**63


def train(
    state: ModelState,
    corpus: EncodedCorpus,
    progress: Progress,
    *,
    validation: EncodedCorpus | None = None,
    early_stopping: EarlyStopping | None = None,
    after_epoch: Callable[[EpochRecord], bool] = lambda record: False,
    instruction_set: str | None = None,
) -> None:
    """Train V and U in place, from where `state.place` says to the last epoch.

    A state whose epochs are all done begins again with the first, V and U as they are; one that
    lacks only the end of its early stopping is given that.

    Parameters
    ----------
    state : ModelState
        Its matrices, place, history and best epoch change.
    corpus : EncodedCorpus
        Its words, under the ids of the state's vocabulary.
    progress : Progress
        Is told how it goes.
    validation : EncodedCorpus, optional
        Text whose loss is taken after each epoch, and not trained on.
    early_stopping : EarlyStopping, optional
        Watches that loss, and puts the best epoch back unless training is interrupted.
    after_epoch : callable
        Is given the record of each epoch; training ends where it answers True.
    instruction_set : str, optional
        One of `_kernels.instruction_sets()`; the widest by default.

    Raises
    ------
    KeyboardInterrupt
        On Ctrl-C, after the threads have stopped; the state is then consistent.
    FloatingPointError
        If the loss is no longer finite, as alpha was too large.
    ValueError
        If there is no prediction to make in the validation text.
    """
    settings, place = state.settings, state.place
    stopping = EarlyStopping(None) if early_stopping is None else early_stopping
    if stopping.patience is None:
        state.best = None
    if place.epoch >= settings.epochs and state.best is None:
        place.stand_before(0)
    chances = Chances.of(state.vocabulary.counts, settings)
    chosen = _kernels.instruction_sets()[0] if instruction_set is None else instruction_set
    start, words = time.perf_counter(), 0
    while place.epoch < settings.epochs and not stopping.is_due(state):
        progress.epoch_start(place.epoch + 1, settings.epochs)
        record = _train_epoch(state, corpus, validation, chances, progress, chosen)
        stopping.look(state, record.validation_loss)
        place.stand_before(place.epoch + 1)
        state.history.append(record)
        _check(record, settings)
        progress.epoch_end(record.epoch, settings.epochs, record.loss, record.validation_loss)
        words += record.words
        if after_epoch(record):
            break
    stopping.end(state)
    progress.finished(words, time.perf_counter() - start, state.history[-1].loss)


def _train_epoch(
    state: ModelState,
    corpus: EncodedCorpus,
    validation: EncodedCorpus | None,
    chances: Chances,
    progress: Progress,
    instruction_set: str,
) -> EpochRecord:
    settings, place = state.settings, state.place
    first, last = linear_alpha(settings, place.epoch), linear_alpha(settings, place.epoch + 1)
    pieces = -(-len(corpus.tokens) // _piece_tokens(state))
    before = place.words
    running = _kernels.RunningEpoch(before, place.predictions, place.loss)
    start = time.perf_counter()

    def speed() -> float:
        return (running.words - before) / (time.perf_counter() - start)

    def work() -> None:
        _pass(state, corpus, chances, running, instruction_set, place, (first, last))

    def show() -> None:
        corpus.release_pages()
        done = running.pieces / pieces
        progress.training(
            (place.epoch + done) / settings.epochs,
            speed(),
            mean_loss(running),
            first + (last - first) * done,
        )

    try:
        run_in_background(work, running.stop, show)
    finally:
        words_per_second = speed()
        place.reach(running.pieces, running.words, running.predictions, running.loss)
    return EpochRecord(
        epoch=place.epoch + 1,
        loss=mean_loss(running),
        predictions=place.predictions,
        words=place.words,
        words_per_second=words_per_second,
        alpha=last,
        validation_loss=None
        if validation is None
        else _loss(state, validation, chances, instruction_set),
    )


def loss(state: ModelState, corpus: EncodedCorpus) -> float:
    """Mean loss per prediction of a text under the model as it is; nothing is trained.

    Windows, subsampling and negatives are drawn from the seed and the place in the text alone:
    the same ones at each call, for any number of threads, deterministic or not.

    Raises
    ------
    ValueError
        If there is no prediction to make.
    """
    chances = Chances.of(state.vocabulary.counts, state.settings)
    return _loss(state, corpus, chances, _kernels.instruction_sets()[0])


def _loss(
    state: ModelState, corpus: EncodedCorpus, chances: Chances, instruction_set: str
) -> float:
    running = _kernels.RunningEpoch()

    def work() -> None:
        _pass(state, corpus, chances, running, instruction_set, None, (0.0, 0.0))

    run_in_background(work, running.stop, corpus.release_pages)
    if running.predictions == 0:
        raise ValueError(
            "no loss of this text: no sentence has two words of the vocabulary left after "
            f"subsampling (sample={state.settings.sample}); give more text"
        )
    return mean_loss(running)


def _pass(
    state: ModelState,
    corpus: EncodedCorpus,
    chances: Chances,
    running: _kernels.RunningEpoch,
    instruction_set: str,
    place: Place | None,
    alphas: tuple[float, float],
) -> None:
    """Pass once over a corpus: train from a place on, or, without one, only take the loss."""
    settings = state.settings
    mode: Literal["hogwild", "synchronous", "frozen"] = "hogwild"
    if place is None:
        mode = "frozen"
    elif settings.deterministic:
        mode = "synchronous"
    _kernels.train_epoch(
        _kernels.Matrices(state.V, state.U, settings.vector_size),
        _native_model(settings, chances),
        _kernels.TokenStream(
            corpus.tokens,
            chances.keep,
            window=settings.window,
            seed=settings.seed,
            epoch=NO_EPOCH if place is None else place.epoch,
        ),
        _kernels.Schedule(
            mode,
            threads=settings.threads,
            piece_tokens=_piece_tokens(state, frozen=place is None),
            alpha_first=alphas[0],
            alpha_last=alphas[1],
            first_piece=0 if place is None else place.piece,
            curvature_bound=BOUND,
        ),
        running,
        instruction_set,
    )


def _native_model(settings: Settings, chances: Chances) -> _kernels.Model:
    return _kernels.Model(
        settings.architecture,
        settings.loss,
        context=settings.context if settings.cbow_gradient == "exact" else "word2vec_mean",
        noise=chances.noise,
        tree=chances.tree,
        negative=settings.negative,
        shared_negatives=SHARED_NEGATIVES,
    )


def _piece_tokens(state: ModelState, *, frozen: bool = False) -> int:
    if state.settings.loss == "softmax":
        return SOFTMAX_PIECE_TOKENS
    if state.settings.deterministic and not frozen:
        return min(BATCH_TOKENS, max(MIN_BATCH_TOKENS, len(state.vocabulary)))
    return PIECE_TOKENS


def _check(record: EpochRecord, settings: Settings) -> None:
    if record.predictions == 0:
        warnings.warn(
            f"epoch {record.epoch} learnt nothing: after subsampling no sentence had two words "
            f"left; set sample=0 for a corpus this small (sample={settings.sample})",
            RuntimeWarning,
            stacklevel=5,
        )
        return
    for loss in (record.loss, record.validation_loss):
        if loss is not None and not math.isfinite(loss):
            raise FloatingPointError(
                f"training diverged: the loss of epoch {record.epoch} is {loss}; "
                f"alpha={settings.first_alpha} is too large for this corpus"
            )


def linear_alpha(settings: Settings, epoch: float) -> float:
    """Alpha after so many epochs: from `alpha` down to `min_alpha` in a straight line."""
    fall = settings.first_alpha - settings.min_alpha
    return settings.first_alpha - fall * epoch / settings.epochs


def mean_loss(running: _kernels.RunningEpoch) -> float:
    """Mean loss per prediction so far; NaN before the first."""
    return running.loss / running.predictions if running.predictions else math.nan
