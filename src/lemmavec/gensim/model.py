"""The state of gensim's `Word2Vec` over lemmavec's: switches, vocabulary, vectors, history."""

from __future__ import annotations

from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from lemmavec.corpus.encoding import encode
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.sources import Corpus
from lemmavec.corpus.token_cache import EncodedCorpus
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.gensim import advice
from lemmavec.gensim.keyed_vectors import KeyedVectors
from lemmavec.gensim.switches import SWITCHES, settings_from
from lemmavec.settings import Settings
from lemmavec.training.history import EpochRecord
from lemmavec.training.state import ModelState


class Model:
    """A model with gensim's switches as attributes; see `Word2Vec`."""

    vector_size: int
    alpha: float
    window: int
    min_count: int
    sample: float
    seed: int
    workers: int
    min_alpha: float
    sg: int
    hs: int
    negative: int
    ns_exponent: float
    cbow_mean: int
    epochs: int

    def __init__(self) -> None:
        self.corpus_count = self.corpus_total_words = self.train_count = 0
        self.total_train_time = self._loss = 0.0
        self._state: ModelState | None = None
        self.wv = KeyedVectors([], np.empty((0, self._settings().vector_size), np.float32))

    def get_latest_training_loss(self) -> float:
        """Return the sum of all losses of the last call of `train`, so far; float64, always."""
        return self._loss

    @property
    def history(self) -> list[EpochRecord]:
        """One record for each epoch of all calls of `train`, as in `lemmavec.Word2Vec`."""
        return [] if self._state is None else self._state.history

    @property
    def outside_vectors(self) -> NDArray[np.float32]:
        """The outside vectors (rows of U), float32; of hierarchical softmax, the inner nodes'."""
        if self._state is None:
            return np.empty((0, self.vector_size), np.float32)
        return self._state.outside_vectors

    @property
    def layer1_size(self) -> int:
        """Another name of `vector_size`."""
        return self.vector_size

    def __repr__(self) -> str:
        return f"Word2Vec<vocab={len(self.wv)}, vector_size={self.vector_size}, alpha={self.alpha}>"

    def __getattr__(self, name: str) -> NoReturn:
        advice.no_attribute("Word2Vec of lemmavec.gensim", name, advice.WORD2VEC)

    def _settings(self) -> Settings:
        """Return the settings for the switches as they stand now."""
        return settings_from({name: getattr(self, name) for name in SWITCHES})

    def _counted(self, corpus: Corpus) -> EncodedCorpus:
        settings = self._settings()
        reading = ReadingOptions(workers=settings.workers)
        return encode(corpus, min_count=settings.min_count, reading=reading)

    def _begin(self, corpus: EncodedCorpus) -> None:
        self._start(corpus.vocabulary)
        self.corpus_count, self.corpus_total_words = corpus.sentences, corpus.raw_words

    def _start(self, vocabulary: Vocabulary) -> None:
        self._hold(ModelState.start(self._settings(), vocabulary))

    def _hold(self, state: ModelState) -> None:
        words = list(state.vocabulary.words)
        self._state = state
        self.wv = KeyedVectors(words, state.centre_vectors, state.vocabulary.counts)
