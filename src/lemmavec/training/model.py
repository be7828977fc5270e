"""What can be asked of a model: its vectors, history, and loss on a text; and its file."""

from __future__ import annotations

import os
from typing import Any, Self

from lemmavec.corpus.encoding import encode, encode_with
from lemmavec.corpus.reading import DecodingErrors, ReadingOptions, Tokenizer
from lemmavec.corpus.sources import Corpus
from lemmavec.corpus.token_cache import EncodedCorpus
from lemmavec.corpus.vocabulary_choice import KeepWord
from lemmavec.progress import Progress, open_progress
from lemmavec.settings import Settings
from lemmavec.training import loop
from lemmavec.training.callbacks import Callback, FitListener, any_stops
from lemmavec.training.checkpoint import Checkpoint
from lemmavec.training.estimate import Estimate, estimate
from lemmavec.training.exclusive import Exclusive
from lemmavec.training.fasttext_file import write_fasttext_model
from lemmavec.training.history import EpochRecord, History
from lemmavec.training.model_file import write_model
from lemmavec.training.passes import loss
from lemmavec.training.state import ModelState
from lemmavec.vectors.word_vectors import WordVectors


class TrainedModel:
    """Settings, and the state that training gave, if it has: what all models share."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._state: ModelState | None = None
        self._vectors: WordVectors | None = None
        self._use = Exclusive()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the whole model."""
        raise NotImplementedError

    def __getstate__(self) -> dict[str, Any]:
        # `_vectors` is a view of the state, which a copy of the model makes anew.
        return self.__dict__ | {"_vectors": None}

    @property
    def history(self) -> History:
        """One record for each finished epoch: its mean loss per prediction, its speed, alpha."""
        return History() if self._state is None else self._state.history

    @property
    def is_finished(self) -> bool:
        """Whether a run has come to its end, so that `resume` would begin another."""
        state = self._state
        return (
            state is not None and state.place.epoch >= state.settings.epochs and state.best is None
        )

    def _train(
        self,
        state: ModelState,
        corpus: EncodedCorpus | loop.Trainer,
        callbacks: tuple[Callback[Any], ...],
        progress: Progress,
        validation: EncodedCorpus | None = None,
        early_stopping: int | None = None,
    ) -> None:
        def after_epoch(record: EpochRecord) -> bool:
            self._vectors = None  # a callback of the epoch before may have asked for them
            return any_stops(callbacks, self, record)

        checkpoints = [callback for callback in callbacks if isinstance(callback, Checkpoint)]
        listener = FitListener(progress, after_epoch, self, checkpoints, self._use)
        try:
            loop.train(
                state, corpus, listener, validation=validation, early_stopping=early_stopping
            )
        finally:
            self._vectors = None

    def _trained(self, what: str) -> ModelState:
        if self._state is None:
            raise ValueError(f"nothing to {what} yet: call fit first")
        return self._state

    def __repr__(self) -> str:
        given = self.settings.differing()
        named = ", ".join(f"{name}={value!r}" for name, value in given.items())
        return f"{type(self).__name__}({named}): {self._summary()}"

    def _summary(self) -> str:
        state = self._state
        if state is None:
            return "not trained"
        if not state.history:
            return f"{self._size(state)}, no epoch finished"
        return f"{self._size(state)}, {state.history[-1]}"

    def _size(self, state: ModelState) -> str:
        return f"{len(state.vocabulary):,} words"


class Model(TrainedModel):
    """A model of words; `Word2Vec` adds how to train."""

    @property
    def vectors(self) -> WordVectors:
        """The centre vectors (rows of V) with their words; a view, not a copy.

        With subwords they are composed of V's rows when they are first asked for.

        Raises
        ------
        AttributeError
            If the model has not been trained.
        """
        if self._state is None:
            raise AttributeError("no vectors yet: call fit(corpus) first")
        if self._vectors is None:
            self._vectors = self._state.word_vectors()
        return self._vectors

    @property
    def wv(self) -> WordVectors:
        """The same object as `vectors`, under gensim's name."""
        return self.vectors

    def loss(
        self,
        corpus: Corpus,
        *,
        lowercase: bool = False,
        tokenizer: Tokenizer | None = None,
        errors: DecodingErrors = "strict",
        directory: str | os.PathLike[str] | None = None,
        column: str | None = None,
    ) -> float:
        """Mean loss per prediction of a text under the model as it is; nothing is trained.

        Words that the model does not know are left out. Windows, subsampling and negatives depend
        on the seed and on the place in the text alone, so two models of one vocabulary and the
        same settings can be compared, and any number of workers gives the same bits.

        Parameters
        ----------
        corpus, lowercase, tokenizer, errors, directory, column
            As in `Word2Vec.fit`.

        Returns
        -------
        float
            In nats; a prediction is a pair of a centre and an outside word in skip-gram, a centre
            in CBOW.

        Raises
        ------
        ValueError, TypeError, OSError
            If the model has not been trained, the corpus cannot be read, or there is no
            prediction to make in it.

        Examples
        --------
        >>> from lemmavec import Word2Vec
        >>> model = Word2Vec(vector_size=8, min_count=1, sample=0, loss="softmax")
        >>> model = model.fit([["gold", "ore"], ["gold", "mine"]] * 300)
        >>> model.loss([["ore", "gold"]]) < model.loss([["ore", "mine"]])
        True
        """
        state = self._trained("take the loss with")
        threads = self.settings.threads
        reading = ReadingOptions(lowercase, tokenizer, errors, threads, directory, column)
        with (
            self._use("measured"),
            encode_with(state.vocabulary, corpus, reading=reading) as encoded,
        ):
            return loss(state, encoded)

    def estimate(
        self,
        corpus: Corpus,
        *,
        lowercase: bool = False,
        tokenizer: Tokenizer | None = None,
        errors: DecodingErrors = "strict",
        directory: str | os.PathLike[str] | None = None,
        column: str | None = None,
    ) -> Estimate:
        """Say what `fit` would take, from a sample of the corpus: some seconds, whatever its size.

        The sample is 64 MB spread over files of plain text, and the first two million words
        of anything else. It is trained on for two seconds, with as many rows as the whole will
        have. Of small corpora, all is read.

        Parameters
        ----------
        corpus, lowercase, tokenizer, errors, directory, column
            As in `Word2Vec.fit`; not an iterator, which can be read only once.

        Returns
        -------
        Estimate
            Words kept and dropped, memory, disk and time; `print` shows it.

        Raises
        ------
        ValueError, TypeError, OSError
            If the corpus cannot be read, or nothing tells its size.

        Examples
        --------
        >>> from lemmavec import Word2Vec
        >>> found = Word2Vec(min_count=2).estimate([["gold", "ore"], ["gold", "mine"]] * 3)
        >>> found.words, found.vocabulary, found.fits
        (12, 3, True)
        """
        threads = self.settings.threads
        reading = ReadingOptions(lowercase, tokenizer, errors, threads, directory, column)
        return estimate(corpus, self.settings, reading)

    def update_vocabulary(
        self,
        corpus: Corpus,
        *,
        lowercase: bool = False,
        tokenizer: Tokenizer | None = None,
        errors: DecodingErrors = "strict",
        directory: str | os.PathLike[str] | None = None,
        column: str | None = None,
        keep_word: KeepWord | None = None,
        progress: bool | Progress | None = False,
    ) -> Self:
        """Count more text, and add its words; a following `fit(..., resume=True)` trains them.

        Words of the model keep their rows and vectors, and their counts are added up. New words
        that occur `min_count` times or more in this corpus follow them, by falling count: their
        rows of V are random and small as at the start, their rows of U zero. With hierarchical
        softmax the tree changes with the counts; its nodes are the rows of U, and all of them
        begin again at zero. The next epoch is the first, with the whole `alpha`.

        Parameters
        ----------
        corpus, lowercase, tokenizer, errors, directory, column, keep_word, progress
            As in `fit`.

        Returns
        -------
        Word2Vec
            Itself.

        Raises
        ------
        ValueError, TypeError, OSError
            If the model has not been trained, or the corpus has no words to count or cannot be
            read.

        Examples
        --------
        >>> from lemmavec import Word2Vec
        >>> model = Word2Vec(vector_size=8, min_count=2, sample=0).fit([["gold", "ore"]] * 9)
        >>> more = [["gold", "silver"], ["silver", "tin"]]
        >>> model.update_vocabulary(more).vectors.index_to_key
        ['gold', 'ore', 'silver']
        >>> model.fit(more, resume=True).vectors.counts.tolist()
        [10, 9, 2]
        """
        state = self._trained("add words to")
        threads = self.settings.threads
        reading = ReadingOptions(lowercase, tokenizer, errors, threads, directory, column)
        with (
            self._use("given words"),
            open_progress(progress) as shown,
            encode(
                corpus,
                min_count=self.settings.min_count,
                max_words=self.settings.max_words,
                keep_word=keep_word,
                known=state.vocabulary,
                reading=reading,
                progress=shown.counting,
            ) as encoded,
        ):
            self._state, self._vectors = state.grown(encoded.vocabulary), None
        return self

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the whole model, V and U, so that training can go on: one safetensors file."""
        with self._use("saved"):
            write_model(path, self._trained("save"))

    def save_fasttext_format(self, path: str | os.PathLike[str]) -> None:
        """Write a model of fastText (.bin, version 12), whatever its name, with V and U.

        fastText and gensim's `load_facebook_model` read it; `Word2Vec.load` reads it, and models
        that fastText trained, to train on. The seed, the step size and the history are not in it.

        Parameters
        ----------
        path : path
            The file; compressed if the name ends in .gz, .bz2, .xz or .zst.

        Raises
        ------
        ValueError
            If the model has not been trained, its vectors are sums of rows or of floret's table,
            or a word holds a NUL.
        """
        with self._use("saved"):
            write_fasttext_model(path, self._trained("save"))
