"""`Word2Vec`: settings in, a corpus in, word vectors out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import asdict, replace
from functools import partial
from typing import Any, Literal, Self

from lemmavec.corpus.encoding import encode, encode_with
from lemmavec.corpus.sources import Corpus
from lemmavec.corpus.token_cache import EncodedCorpus
from lemmavec.progress import Progress, Silence
from lemmavec.settings import Settings
from lemmavec.training import loop
from lemmavec.training.callbacks import Callback, any_stops, checked
from lemmavec.training.early_stopping import EarlyStopping
from lemmavec.training.model_file import read_model, write_model
from lemmavec.training.state import EpochRecord, ModelState
from lemmavec.vectors.word_vectors import WordVectors


class Word2Vec:
    """Train word vectors: skip-gram or CBOW; negative sampling, softmax, hierarchical softmax.

    Parameters
    ----------
    **settings
        Every setting of `lemmavec.settings.Settings`, with its default: `vector_size=100`,
        `window=5`, `negative=5`, `ns_exponent=0.75`, `min_count=5`, `sample=1e-3`,
        `alpha=None` (0.025, and 0.15 for CBOW's exact mean),
        `min_alpha=1e-4`, `epochs=5`, `workers=None` (all cores), `seed=1`, ...

    Examples
    --------
    >>> sentences = [["the", "king", "rules"], ["the", "queen", "rules"]] * 50
    >>> model = Word2Vec(vector_size=8, min_count=1, sample=0).fit(sentences)
    >>> model.vectors.index_to_key
    ['rules', 'the', 'king', 'queen']
    >>> model.vectors["king"].shape
    (8,)
    >>> len(model.history)
    5
    """

    def __init__(self, **settings: Any) -> None:
        self.settings = Settings(**settings)
        self._state: ModelState | None = None
        self._vectors: WordVectors | None = None

    def fit(
        self,
        corpus: Corpus,
        *,
        lowercase: bool = False,
        tokenizer: Callable[[str], list[str]] | None = None,
        errors: Literal["strict", "replace"] = "strict",
        resume: bool = False,
        validation: Corpus | None = None,
        early_stopping: int | None = None,
        callbacks: Iterable[Callback[Word2Vec]] = (),
        progress: Progress | None = None,
    ) -> Self:
        """Count the corpus, then train on it.

        Parameters
        ----------
        corpus : path, paths, folder, iterable of token lists, column of texts, integer sequences
            Text files hold a sentence a line, words between white space; `.gz`, `.bz2` and `.xz`
            are unpacked. Integers become words by their decimal digits.
        lowercase : bool, default False
            Lower-case every word, as `str.lower` does.
        tokenizer : callable, optional
            From a line of text to its list of words; white space parts them otherwise.
        errors : {"strict", "replace"}
            What to do with bytes that are not UTF-8: say where, or put U+FFFD in their place.
        resume : bool, default False
            Go on with the vocabulary and the vectors there are: from where an interrupted run
            stopped, or for another `epochs` epochs after a finished one.
        validation : corpus, optional
            Held-out text, read as the corpus is. Its mean loss after each epoch, for the same
            windows and negatives every time, goes into the `validation_loss` of `history`.
        early_stopping : int, optional
            Stop after so many epochs without a lower validation loss, 1 or more. V and U are
            then those of the epoch with the lowest, as they are wherever the training ends but
            for an interruption. Two more matrices are kept meanwhile.
        callbacks : functions of (model, record), optional
            Called at the end of each epoch; see `lemmavec.callbacks`. Training ends where one
            answers True.
        progress : Progress, optional
            Is told how it goes; silence by default.

        Returns
        -------
        Word2Vec
            Itself.

        Raises
        ------
        ValueError, TypeError, OSError
            If the corpus or the validation text holds nothing to work on, or cannot be read; if
            `early_stopping` has no validation text to watch. The message says why.
        KeyboardInterrupt
            On Ctrl-C, after the threads have stopped; the vectors so far are then in `vectors`,
            and `fit(..., resume=True)` goes on from there.
        """
        progress = Silence() if progress is None else progress
        stopping, called = EarlyStopping(early_stopping), checked(callbacks)
        if early_stopping is not None and validation is None:
            raise ValueError("early_stopping watches the validation loss: pass validation=text too")
        resumed = self._state if resume else None
        if resume and resumed is None:
            raise ValueError("nothing to resume: this model has not been trained; leave out resume")
        if resumed is not None:
            read = partial(encode_with, resumed.vocabulary)
        else:
            read = partial(encode, min_count=self.settings.min_count)
        options = self._options(lowercase, tokenizer, errors)
        with ExitStack() as files:
            encoded = files.enter_context(read(corpus, **options, progress=progress.counting))
            held_out = None
            if validation is not None:
                held_out = encode_with(encoded.vocabulary, validation, **options)
                files.enter_context(held_out)
            self._state = resumed or ModelState.start(self.settings, encoded.vocabulary)
            self._train(self._state, encoded, held_out, stopping, called, progress)
        return self

    def _options(
        self,
        lowercase: bool,
        tokenizer: Callable[[str], list[str]] | None,
        errors: Literal["strict", "replace"],
    ) -> dict[str, Any]:
        """Return what a corpus is read with."""
        return {
            "lowercase": lowercase,
            "tokenizer": tokenizer,
            "errors": errors,
            "workers": self.settings.threads,
        }

    def _train(
        self,
        state: ModelState,
        corpus: EncodedCorpus,
        validation: EncodedCorpus | None,
        stopping: EarlyStopping,
        callbacks: tuple[Callback[Word2Vec], ...],
        progress: Progress,
    ) -> None:
        def after_epoch(record: EpochRecord) -> bool:
            self._vectors = None  # what a callback asked of them in the last epoch is out of date
            return any_stops(callbacks, self, record)

        try:
            loop.train(
                state,
                corpus,
                progress,
                validation=validation,
                early_stopping=stopping,
                after_epoch=after_epoch,
            )
        finally:
            self._vectors = None

    def loss(
        self,
        corpus: Corpus,
        *,
        lowercase: bool = False,
        tokenizer: Callable[[str], list[str]] | None = None,
        errors: Literal["strict", "replace"] = "strict",
    ) -> float:
        """Mean loss per prediction of a text under the model as it is; nothing is trained.

        Words that the model does not know are left out. Windows, subsampling and negatives hang
        on the seed and on the place in the text alone, so two models of one vocabulary and the
        same settings can be compared, and any number of workers gives the same bits.

        Parameters
        ----------
        corpus, lowercase, tokenizer, errors
            As in `fit`.

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
        >>> model = Word2Vec(vector_size=8, min_count=1, sample=0, loss="softmax")
        >>> model = model.fit([["gold", "ore"], ["gold", "mine"]] * 300)
        >>> model.loss([["ore", "gold"]]) < model.loss([["ore", "mine"]])
        True
        """
        state = self._trained("take the loss with")
        options = self._options(lowercase, tokenizer, errors)
        with encode_with(state.vocabulary, corpus, **options) as encoded:
            return loop.loss(state, encoded)

    def update_vocabulary(
        self,
        corpus: Corpus,
        *,
        lowercase: bool = False,
        tokenizer: Callable[[str], list[str]] | None = None,
        errors: Literal["strict", "replace"] = "strict",
        progress: Progress | None = None,
    ) -> Self:
        """Count more text, and add its words; a following `fit(..., resume=True)` trains them.

        Words of the model keep their rows and vectors, and their counts are added up. New words
        that occur `min_count` times or more in this corpus follow them, by falling count: their
        rows of V are random and small as at the start, their rows of U zero. With hierarchical
        softmax the tree changes with the counts; its nodes are the rows of U, and all of them
        begin again at zero. The next epoch is the first, with the whole `alpha`.

        Parameters
        ----------
        corpus, lowercase, tokenizer, errors, progress
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
        >>> model = Word2Vec(vector_size=8, min_count=2, sample=0).fit([["gold", "ore"]] * 9)
        >>> more = [["gold", "silver"], ["silver", "tin"]]
        >>> model.update_vocabulary(more).vectors.index_to_key
        ['gold', 'ore', 'silver']
        >>> model.fit(more, resume=True).vectors.counts.tolist()
        [10, 9, 2]
        """
        state = self._trained("add words to")
        with encode(
            corpus,
            min_count=self.settings.min_count,
            known=state.vocabulary,
            **self._options(lowercase, tokenizer, errors),
            progress=(Silence() if progress is None else progress).counting,
        ) as encoded:
            self._state, self._vectors = state.grown(encoded.vocabulary), None
        return self

    @property
    def history(self) -> list[EpochRecord]:
        """One record for each finished epoch: its mean loss per prediction, its speed, alpha."""
        return [] if self._state is None else self._state.history

    @property
    def is_finished(self) -> bool:
        """Whether a run has come to its end, so that `resume` would begin another."""
        state = self._state
        return (
            state is not None and state.place.epoch >= state.settings.epochs and state.best is None
        )

    @property
    def vectors(self) -> WordVectors:
        """The centre vectors (rows of V) with their words; a view, not a copy.

        Raises
        ------
        AttributeError
            If the model has not been trained.
        """
        if self._state is None:
            raise AttributeError("no vectors yet: call fit(corpus) first")
        if self._vectors is None:
            vocabulary = self._state.vocabulary
            centre_vectors = self._state.centre_vectors
            self._vectors = WordVectors(vocabulary.words, centre_vectors, vocabulary.counts)
        return self._vectors

    @property
    def wv(self) -> WordVectors:
        """The same object as `vectors`, under gensim's name."""
        return self.vectors

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the whole model, V and U, so that training can go on: one safetensors file."""
        write_model(path, self._trained("save"))

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, workers: int | None = None) -> Self:
        """Read a model that `save`, or a checkpoint, wrote.

        Parameters
        ----------
        path : path
            The file.
        workers : int, optional
            Threads from now on; as many as the model had by default.
        """
        state = read_model(path)
        if workers is not None:
            state.settings = replace(state.settings, workers=workers)
        model = cls(**asdict(state.settings))
        model._state = state
        return model

    def _trained(self, what: str) -> ModelState:
        if self._state is None:
            raise ValueError(f"nothing to {what} yet: call fit(corpus) first")
        return self._state

    def __repr__(self) -> str:
        words = "untrained" if self._state is None else f"{len(self._state.vocabulary)} words"
        return (
            f"<Word2Vec {self.settings.architecture} {self.settings.loss} "
            f"{self.settings.vector_size} dimensions, {words}>"
        )
