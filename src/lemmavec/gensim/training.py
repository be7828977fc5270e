"""The training of gensim's `Word2Vec`."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

from lemmavec._io import FilePath
from lemmavec._logging import log
from lemmavec.corpus.encoding import encode_with
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.sources import Corpus
from lemmavec.corpus.token_cache import EncodedCorpus
from lemmavec.gensim.callbacks import Callback, CallbackListener
from lemmavec.gensim.switches import refuse_others
from lemmavec.gensim.turns import rates_of, train_in_turns
from lemmavec.gensim.vocabulary import VocabularyModel, the_one
from lemmavec.training.history import EpochRecord
from lemmavec.training.state import Place


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
        total_examples, total_words : int
            One of them must be given, as in gensim. Without effect: the text is counted before it
            is trained on.
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
            If `epochs` is missing, or `total_examples` and `total_words` are, a value is out of
            its range, or `wv` has got other words.
        """
        refuse_others(word_count=word_count)
        if epochs is None:
            raise ValueError("say how many epochs: train(..., epochs=model.epochs)")
        if total_examples is None and total_words is None:
            raise ValueError(
                "gensim's train needs total_examples or total_words: "
                "train(..., total_examples=model.corpus_count)"
            )
        self._ready()
        self.epochs = epochs
        first = self._first
        corpus = the_one(corpus_iterable, corpus_file)
        reading = ReadingOptions(workers=first.settings.workers)
        with encode_with(first.vocabulary, corpus, reading=reading) as encoded:
            self._train(encoded, callbacks, start_alpha, end_alpha)
            return epochs * encoded.words, epochs * encoded.raw_words

    def _train(
        self,
        corpus: EncodedCorpus,
        callbacks: Iterable[Callback],
        start_alpha: float | None = None,
        end_alpha: float | None = None,
    ) -> None:
        self._begin_run(start_alpha, end_alpha)
        called = list(callbacks)
        self._loss = 0.0
        start = time.perf_counter()
        for callback in called:
            callback.on_train_begin(self)
        try:
            train_in_turns(
                list(self._states.values()),
                corpus,
                CallbackListener(self, called, self._after_epoch),
                self._after_pass,
            )
        finally:
            self._refresh_vectors()
            self.total_train_time += time.perf_counter() - start
        self.train_count += 1
        for callback in called:
            callback.on_train_end(self)

    def _begin_run(self, start_alpha: float | None, end_alpha: float | None) -> None:
        """Let each state begin with its first epoch, under the switches as they stand now."""
        settings = self._settings()
        for loss, state in self._states.items():
            run = settings[loss]
            # Another seed for each call: with one seed, each call of one epoch would draw the same.
            state.settings = replace(
                run,
                seed=run.seed + len(state.history),
                alpha=run.alpha if start_alpha is None else start_alpha,
                min_alpha=run.min_alpha if end_alpha is None else end_alpha,
            )
            state.place, state.centre_rates = Place(), rates_of(self.wv)
        if len(settings) > 1:
            log.warning(
                "Both hierarchical softmax and negative sampling are activated. Each epoch passes "
                "over the text twice, once for each of the two losses"
            )
        run = self._first.settings
        if run.first_alpha > self.min_alpha_yet_reached:
            log.warning("Effective 'alpha' higher than previous training cycles")
        self.min_alpha_yet_reached = min(self.min_alpha_yet_reached, run.min_alpha)

    def _after_pass(self, record: EpochRecord) -> None:
        if record.predictions:  # otherwise there is no mean
            self._loss += record.loss * record.predictions

    def _after_epoch(self, record: EpochRecord) -> None:
        self._refresh_vectors()
