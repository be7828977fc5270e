"""The training of gensim's `Word2Vec`."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

from lemmavec._io import FilePath
from lemmavec.corpus.encoding import encode_with
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.sources import Corpus
from lemmavec.corpus.token_cache import EncodedCorpus
from lemmavec.gensim.callbacks import Callback, CallbackListener
from lemmavec.gensim.switches import refuse_others
from lemmavec.gensim.vocabulary import VocabularyModel, the_one
from lemmavec.settings import Settings
from lemmavec.training import loop
from lemmavec.training.history import EpochRecord
from lemmavec.training.state import ModelState, Place


class TrainingModel(VocabularyModel):
    """A `VocabularyModel` that trains by gensim's method; see `Word2Vec`."""

    def train(
        self,
        corpus_iterable: Corpus | None = None,
        corpus_file: FilePath | None = None,
        total_examples: int | None = None,
        total_words: int | None = None,
        epochs: int | None = None,
        start_alpha: float | None = None,
        end_alpha: float | None = None,
        word_count: int = 0,
        queue_factor: int = 2,
        report_delay: float = 1.0,
        compute_loss: bool = False,
        callbacks: Iterable[Callback] = (),
    ) -> tuple[int, int]:
        """Train on a text; words that are not in the vocabulary are left out.

        Parameters
        ----------
        corpus_iterable : iterable of lists of words, or any corpus of lemmavec, optional
            The text; it is read once, so it may be an iterator.
        corpus_file : path, optional
            A text file instead, a sentence a line.
        total_examples : int, optional
            Without effect: the text is counted before it is trained on.
        total_words : int, optional
            Without effect, as `total_examples`.
        epochs : int
            Passes over the text; must be given, as in gensim.
        start_alpha : float, optional
            Step size at the start of this call; the attribute `alpha` by default.
        end_alpha : float, optional
            Step size at the end of this call; the attribute `min_alpha` by default.
        word_count : 0
            Not here: training begins at the start of the text.
        queue_factor : int
            Without effect.
        report_delay : float
            Without effect.
        compute_loss : bool
            Without effect: the loss is always there.
        callbacks : iterable of objects with the methods of gensim's CallbackAny2Vec, optional
            Called during this training.

        Returns
        -------
        (int, int)
            Words of the vocabulary, before subsampling, and all words of the text; times `epochs`.

        Raises
        ------
        RuntimeError
            If there is no vocabulary yet.
        TypeError
            If both texts are given, or neither.
        ValueError
            If `epochs` is missing, or a value is out of its range.
        """
        refuse_others(word_count=word_count)
        state = self._ready_state()
        if epochs is None:
            raise ValueError("say how many epochs: train(..., epochs=model.epochs)")
        self.epochs = epochs
        settings = self._settings()
        settings = replace(
            settings,
            alpha=settings.alpha if start_alpha is None else start_alpha,
            min_alpha=settings.min_alpha if end_alpha is None else end_alpha,
        )
        corpus = the_one(corpus_iterable, corpus_file)
        reading = ReadingOptions(workers=settings.workers)
        with encode_with(state.vocabulary, corpus, reading=reading) as encoded:
            self._train(encoded, settings, callbacks)
            return epochs * encoded.words, epochs * encoded.raw_words

    def _ready_state(self) -> ModelState:
        """Return the state, if there is one that the switches still fit."""
        if self._state is None:
            raise RuntimeError(
                "there is no vocabulary yet: call build_vocab(...) before train(...)"
            )
        if self.vector_size != self.wv.vector_size:
            raise ValueError(
                f"vector_size is {self.vector_size}, but the vectors have {self.wv.vector_size} "
                "dimensions; call build_vocab(...) again to start anew"
            )
        return self._state

    def _train(
        self, corpus: EncodedCorpus, settings: Settings, callbacks: Iterable[Callback]
    ) -> None:
        assert self._state is not None
        # Another seed for each call: with one seed, each call of one epoch would draw the same.
        settings = replace(settings, seed=settings.seed + len(self._state.history))
        self._state = replace(self._state, settings=settings, place=Place())
        called = list(callbacks)
        self._loss = 0.0
        start = time.perf_counter()
        for callback in called:
            callback.on_train_begin(self)
        try:
            loop.train(self._state, corpus, CallbackListener(self, called, self._after_epoch))
        finally:
            self.wv.forget_norms()
            self.total_train_time += time.perf_counter() - start
        self.train_count += 1
        for callback in called:
            callback.on_train_end(self)

    def _after_epoch(self, record: EpochRecord) -> None:
        if record.predictions:  # otherwise there is no mean
            self._loss += record.loss * record.predictions
        self.wv.forget_norms()
