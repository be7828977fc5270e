"""`Word2Vec`: settings in, a corpus in, word vectors out."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any, Literal, Self

from lemmavec.corpus import encode, encode_with
from lemmavec.corpus_kinds import Corpus
from lemmavec.model_file import read_model, write_model
from lemmavec.progress import Progress, Silence
from lemmavec.settings import Settings
from lemmavec.state import EpochRecord, ModelState
from lemmavec.trainer import train
from lemmavec.vectors import WordVectors


class Word2Vec:
    """Train word vectors: skip-gram or CBOW; negative sampling, softmax, hierarchical softmax.

    Parameters
    ----------
    **settings
        Every setting of `lemmavec.settings.Settings`, with its default: `vector_size=100`,
        `window=5`, `negative=5`, `ns_exponent=0.75`, `min_count=5`, `sample=1e-3`,
        `alpha=0.025`, `min_alpha=1e-4`, `epochs=5`, `workers=None` (all cores), `seed=1`, ...

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
        resumed = self._state if resume else None
        if resume and resumed is None:
            raise ValueError("nothing to resume: this model has not been trained; leave out resume")
        if resumed is not None:
            read = partial(encode_with, resumed.vocabulary)
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
            state = resumed or ModelState.start(self.settings, encoded.vocabulary)
            self._state, self._vectors = state, None
            train(state, encoded, progress)
        return self

    @property
    def history(self) -> list[EpochRecord]:
        """One record for each finished epoch: its mean loss per prediction, its speed, alpha."""
        return [] if self._state is None else self._state.history

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
        if self._state is None:
            raise ValueError("nothing to save yet: call fit(corpus) first")
        write_model(path, self._state)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read a model that `save` wrote."""
        state = read_model(path)
        model = cls(**asdict(state.settings))
        model._state = state
        return model

    def __repr__(self) -> str:
        words = "untrained" if self._state is None else f"{len(self._state.vocabulary)} words"
        return (
            f"<Word2Vec {self.settings.architecture} {self.settings.loss} "
            f"{self.settings.vector_size} dimensions, {words}>"
        )
