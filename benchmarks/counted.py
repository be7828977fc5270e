"""Epochs trained in this process, and what is counted of them."""

from __future__ import annotations

import numpy as np

from lemmavec.corpus.token_cache import EncodedCorpus
from lemmavec.settings import Settings
from lemmavec.training import loop
from lemmavec.training.history import EpochRecord
from lemmavec.training.sampling import keep_thresholds
from lemmavec.training.state import ModelState


def expected_centres(encoded: EncodedCorpus, sample: float) -> float:
    """Sum the probabilities that a token is kept by subsampling: each kept one is a centre."""
    kept = (keep_thresholds(encoded.vocabulary.counts, sample) + 1.0) / 2**32
    tokens = encoded.tokens[encoded.tokens >= 0]
    return float(np.bincount(tokens, minlength=len(kept)) @ kept)


def train_timed(settings: Settings, encoded: EncodedCorpus) -> tuple[EpochRecord, float]:
    """Train a new model; return the record of its last epoch, and the seconds which that took."""
    state = ModelState.start(settings, encoded.vocabulary)
    loop.train(state, encoded)
    record = state.history[-1]
    return record, record.words / record.words_per_second
