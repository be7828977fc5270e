"""Training of one loss, or of two in turns, on one V."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from lemmavec.corpus.token_cache import EncodedCorpus
from lemmavec.gensim.keyed_vectors import KeyedVectors
from lemmavec.training import loop
from lemmavec.training.epochs import Listener
from lemmavec.training.history import EpochRecord
from lemmavec.training.state import ModelState


class _OnePass(Listener[EpochRecord]):
    """Ends after one epoch of one loss; the first and the last of a turn tell the listener."""

    def __init__(
        self,
        listener: Listener[EpochRecord],
        after_pass: Callable[[EpochRecord], None],
        *,
        is_first: bool,
        is_last: bool,
    ) -> None:
        self._listener, self._after_pass = listener, after_pass
        self._is_first, self._is_last = is_first, is_last

    def epoch_start(self, epoch: int, epochs: int) -> None:
        if self._is_first:
            self._listener.epoch_start(epoch, epochs)

    def epoch_end(self, record: EpochRecord, epochs: int) -> bool:
        self._after_pass(record)
        if self._is_last:
            self._listener.epoch_end(record, epochs)
        return True


def train_in_turns(
    states: Sequence[ModelState],
    corpus: EncodedCorpus,
    listener: Listener[EpochRecord],
    after_pass: Callable[[EpochRecord], None],
) -> None:
    """Train states that have one V: an epoch of each, one after the other, and so on.

    Parameters
    ----------
    states : sequence of ModelState
        They stand at their first epoch, and have as many epochs.
    corpus : EncodedCorpus
        Its words, under the ids of the states' vocabulary.
    listener : Listener
        Hears the start and the end of each epoch.
    after_pass : callable
        Takes the record of each epoch of each state.
    """
    for _ in range(states[0].settings.epochs):
        for number, state in enumerate(states):
            one = _OnePass(
                listener,
                after_pass,
                is_first=number == 0,
                is_last=number == len(states) - 1,
            )
            loop.train(state, corpus, one)


def rates_of(wv: KeyedVectors) -> NDArray[np.float32] | None:
    """Return the factors of the steps of V's rows that `vectors_lockf` asks for.

    Raises
    ------
    ValueError
        If it has neither one factor nor one for each word.
    """
    rates = np.asarray(wv.vectors_lockf, np.float32)
    if rates.shape not in ((1,), (len(wv),)):
        raise ValueError(
            f"wv.vectors_lockf must have 1 entry, or one for each of the {len(wv):,} words, got "
            f"the shape {rates.shape}"
        )
    return None if (rates == 1).all() else np.broadcast_to(rates, len(wv)).copy()
