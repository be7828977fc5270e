"""`Word2Vec`: settings in, a corpus in, word vectors out."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from lemmavec import model_file
from lemmavec.corpus import encode, encode_with
from lemmavec.corpus_kinds import Corpus
from lemmavec.matrices import aligned_zeros, initial_centre_vectors
from lemmavec.progress import Progress, Silence
from lemmavec.settings import Settings
from lemmavec.token_cache import EncodedCorpus
from lemmavec.trainer import EpochRecord, Place, Trainer
from lemmavec.vectors import WordVectors
from lemmavec.vocabulary import Vocabulary


class Word2Vec:
    """Train word vectors: skip-gram with negative sampling.

    Parameters
    ----------
    **settings
        Every setting of `lemmavec.settings.Settings`, with its default: `vector_size=100`,
        `window=5`, `negative=5`, `ns_exponent=0.75`, `min_count=5`, `sample=1e-3`,
        `alpha=0.025`, `min_alpha=1e-4`, `epochs=5`, `workers=None` (all cores), `seed=1`, ...

    Examples
    --------
    >>> sentences = [["the", "king", "rules"], ["the", "queen", "rules"]] * 50
    >>> model = Word2Vec(vector_size=8, min_count=1, workers=1).fit(sentences)
    >>> model.vectors.index_to_key
    ['rules', 'the', 'king', 'queen']
    >>> model.vectors["king"].shape
    (8,)
    >>> len(model.history)
    5
    """

    def __init__(self, **settings: Any) -> None:
        self.settings = Settings(**settings)
        self.history: list[EpochRecord] = []
        self._vocabulary: Vocabulary | None = None
        self._V: NDArray[np.float32] | None = None
        self._U: NDArray[np.float32] | None = None
        self._place = Place()
        self._vectors: WordVectors | None = None

    def fit(
        self,
        corpus: Corpus,
        *,
        lowercase: bool = False,
        tokenizer: Callable[[str], list[str]] | None = None,
        errors: Literal["strict", "replace"] = "strict",
        resume: bool = False,
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
        progress : Progress, optional
            Is told how it goes; silence by default.

        Returns
        -------
        Word2Vec
            Itself.

        Raises
        ------
        ValueError, TypeError, OSError
            If the corpus holds nothing to train on, or cannot be read; the message says why.
        KeyboardInterrupt
            On Ctrl-C, after the threads have stopped; the vectors so far are then in `vectors`,
            and `fit(..., resume=True)` goes on from there.
        """
        progress = Silence() if progress is None else progress
        if resume and self._vocabulary is None:
            raise ValueError("nothing to resume: this model has not been trained; leave out resume")
        if resume and self._vocabulary is not None:
            read = partial(encode_with, self._vocabulary)
        else:
            read = partial(encode, min_count=self.settings.min_count)
        with read(
            corpus,
            lowercase=lowercase,
            tokenizer=tokenizer,
            errors=errors,
            workers=self.settings.threads,
            progress=progress.counting,
        ) as encoded:
            if not resume:
                self._start_over(encoded.vocabulary)
            elif self._place.epoch >= self.settings.epochs:
                self._place = Place()
            self._train(encoded, progress)
        return self

    def _start_over(self, vocabulary: Vocabulary) -> None:
        size = self.settings.vector_size
        self._vocabulary = vocabulary
        self._V = initial_centre_vectors(len(vocabulary), size, self.settings.seed)
        self._U = aligned_zeros(len(vocabulary), size)
        self._place = Place()
        self.history = []

    def _train(self, encoded: EncodedCorpus, progress: Progress) -> None:
        assert self._vocabulary is not None and self._V is not None and self._U is not None
        self._vectors = None
        trainer = Trainer(
            settings=self.settings,
            tokens=encoded.tokens,
            counts=self._vocabulary.counts,
            V=self._V,
            U=self._U,
            place=self._place,
            history=self.history,
        )
        start = time.perf_counter()
        trainer.run(progress)
        words = sum(record.words for record in self.history)
        progress.finished(words, time.perf_counter() - start, self.history[-1].loss)

    @property
    def vectors(self) -> WordVectors:
        """The centre vectors (rows of V) with their words; a view, not a copy.

        Raises
        ------
        AttributeError
            If the model has not been trained.
        """
        if self._vocabulary is None or self._V is None:
            raise AttributeError("no vectors yet: call fit(corpus) first")
        if self._vectors is None:
            V = self._V[:, : self.settings.vector_size]
            self._vectors = WordVectors(self._vocabulary.words, V, self._vocabulary.counts)
        return self._vectors

    @property
    def wv(self) -> WordVectors:
        """The same object as `vectors`, under gensim's name."""
        return self.vectors

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the whole model, V and U, so that training can go on: one safetensors file."""
        if self._vocabulary is None or self._V is None or self._U is None:
            raise ValueError("nothing to save yet: call fit(corpus) first")
        size = self.settings.vector_size
        state = model_file.ModelState(
            self.settings,
            self._vocabulary,
            self._V[:, :size],
            self._U[:, :size],
            self._place,
            self.history,
        )
        model_file.write(Path(path), state)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read a model that `save` wrote."""
        state = model_file.read(Path(path))
        model = cls.__new__(cls)
        model.settings = state.settings
        model.history = state.history
        model._vocabulary = state.vocabulary
        model._V, model._U = state.V, state.U
        model._place = state.place
        model._vectors = None
        return model

    def __repr__(self) -> str:
        words = "untrained" if self._vocabulary is None else f"{len(self._vocabulary)} words"
        return (
            f"<Word2Vec {self.settings.architecture} {self.settings.loss} "
            f"{self.settings.vector_size} dimensions, {words}>"
        )
