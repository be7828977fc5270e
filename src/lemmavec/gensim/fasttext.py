"""`FastText` with gensim's names: subwords, and models of fastText read and written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Self

from lemmavec._damage import damage_named
from lemmavec._io import FilePath
from lemmavec.corpus.sources import Corpus
from lemmavec.gensim.callbacks import Callback
from lemmavec.gensim.class_only import class_only
from lemmavec.gensim.fasttext_vectors import FastTextKeyedVectors, subwords_of
from lemmavec.gensim.model_file import read
from lemmavec.gensim.raw_vocabulary import TrimRule
from lemmavec.gensim.switches import refuse_others, switches_from
from lemmavec.gensim.word2vec import DEFAULT, Word2Vec
from lemmavec.settings import Loss, Settings
from lemmavec.training.fasttext_file import read_fasttext_state, write_fasttext_model
from lemmavec.training.state import ModelState


class FastText(Word2Vec):
    """Train subword vectors by gensim's names and switches, with its defaults (CBOW, 3 workers).

    Parameters
    ----------
    min_n : int, default 3
        Characters of the shortest n-gram.
    max_n : int, default 6
        Characters of the longest n-gram; with less than `min_n` there are none.
    bucket : int, default 2,000,000
        Rows for the n-grams, which are hashed to them; 0 leaves n-grams out.
    word_ngrams : 1
        Not here: there are no n-grams of words.
    sentences, corpus_file, sg, hs, vector_size, alpha, window, min_count, ...
        As in `Word2Vec`.

    Attributes
    ----------
    wv : FastTextKeyedVectors
        The vectors, of words that were not seen too.

    Notes
    -----
    The gradient is fastText's and gensim's, which leaves out the 1 / n of the mean of n rows; see
    `lemmavec.Subwords`.

    Examples
    --------
    >>> sentences = [["the", "king", "rules"], ["the", "queen", "rules"]] * 50
    >>> model = FastText(sentences, vector_size=8, min_count=1, sample=0, workers=1, bucket=500)
    >>> "kings" in model.wv, "kings" in model.wv.key_to_index
    (True, False)
    >>> model.wv["kings"].shape
    (8,)
    """

    _wv: FastTextKeyedVectors

    def __init__(
        self,
        sentences: Corpus | None = None,
        corpus_file: FilePath | None = None,
        sg: int = 0,
        hs: int = 0,
        vector_size: int = DEFAULT.vector_size,
        alpha: float = 0.025,
        window: int = DEFAULT.window,
        min_count: int = DEFAULT.min_count,
        max_vocab_size: int | None = None,
        word_ngrams: int = 1,
        sample: float = DEFAULT.sample,
        seed: int = DEFAULT.seed,
        workers: int = 3,
        min_alpha: float = DEFAULT.min_alpha,
        negative: int = DEFAULT.negative,
        ns_exponent: float = DEFAULT.ns_exponent,
        cbow_mean: int = 1,
        hashfxn: object = hash,
        epochs: int = DEFAULT.epochs,
        null_word: int = 0,
        min_n: int = 3,
        max_n: int = 6,
        sorted_vocab: int = 1,
        bucket: int = 2_000_000,
        trim_rule: TrimRule | None = None,
        batch_words: int = 10_000,
        callbacks: Iterable[Callback] = (),
        max_final_vocab: int | None = None,
        shrink_windows: bool = True,
    ) -> None:
        refuse_others(word_ngrams=word_ngrams)
        self.word_ngrams, self.bucket = word_ngrams, bucket
        self._lengths = (min_n, max_n)
        super().__init__(
            sentences,
            corpus_file,
            vector_size=vector_size,
            alpha=alpha,
            window=window,
            min_count=min_count,
            max_vocab_size=max_vocab_size,
            sample=sample,
            seed=seed,
            workers=workers,
            min_alpha=min_alpha,
            sg=sg,
            hs=hs,
            negative=negative,
            ns_exponent=ns_exponent,
            cbow_mean=cbow_mean,
            hashfxn=hashfxn,
            epochs=epochs,
            null_word=null_word,
            trim_rule=trim_rule,
            sorted_vocab=sorted_vocab,
            batch_words=batch_words,
            callbacks=callbacks,
            max_final_vocab=max_final_vocab,
            shrink_windows=shrink_windows,
        )

    def save(self, fname: FilePath, *separately: Any, **without_effect: Any) -> None:
        """Write the whole model: one safetensors file; see `Word2Vec.save`."""
        super().save(fname, *separately, **without_effect)

    @class_only
    def load(cls, fname: FilePath, mmap: str | None = None) -> Self:
        """Read a model that `save` wrote; see `Word2Vec.load`."""
        states, switches, attributes = read(fname)
        with damage_named(fname, "the model is damaged"):
            more = {name: switches.pop(name, None) for name in ("compute_loss", "comment")}
            model = cls(**switches, **_lengths_in(states))
            model._hold(states)
            model.__dict__.update(attributes, **more)
        return model

    def _new_vectors(self) -> FastTextKeyedVectors:
        return FastTextKeyedVectors(self.vector_size, *self._lengths, self.bucket)

    def _settings(self) -> dict[Loss, Settings]:
        subwords = subwords_of(*self._lengths, self.bucket)
        found = super()._settings()
        return {loss: replace(settings, subwords=subwords) for loss, settings in found.items()}

    def _hold(self, states: Mapping[Loss, ModelState]) -> None:
        super()._hold(states)
        self._wv._ngrams = self._first.ngram_rows

    def _begin_run(self, start_alpha: float | None, end_alpha: float | None) -> None:
        super()._begin_run(start_alpha, end_alpha)
        if any(state.centre_rates is not None for state in self._states.values()):
            raise ValueError(
                "vectors_lockf has no effect on words that share the rows of n-grams: leave it at 1"
            )

    def _read_back(self) -> None:
        """Leave changes of `wv.vectors` where they are: training makes them anew, as in gensim."""
        if self._states and self._first.settings.subwords is None:
            super()._read_back()

    def _refresh_vectors(self) -> None:
        if self._first.settings.subwords is not None:
            self._wv.vectors = self._first.centre_vectors
        super()._refresh_vectors()


def load_facebook_model(path: FilePath, encoding: str = "utf-8") -> FastText:
    """Read a model of fastText, to train on.

    Parameters
    ----------
    path : path
        The .bin.
    encoding : "utf-8"
        No other is read.

    Raises
    ------
    DamagedFileError
        If it is a classifier, damaged, or has settings that gensim has no switch for.
    """
    _require_utf8(encoding)
    state = read_fasttext_state(path)
    states: dict[Loss, ModelState] = {state.settings.loss: state}
    with damage_named(path):
        model = FastText(**switches_from(state.settings), **_lengths_in(states))
        model._hold(states)
    return model


def load_facebook_vectors(path: FilePath, encoding: str = "utf-8") -> FastTextKeyedVectors:
    """Read the vectors of a model of fastText; see `load_facebook_model`."""
    _require_utf8(encoding)
    return FastTextKeyedVectors.load(path)


def save_facebook_model(
    model: FastText,
    path: FilePath,
    encoding: str = "utf-8",
    lr_update_rate: int = 100,
    word_ngrams: int = 1,
) -> None:
    """Write a model of fastText, whatever the name of the file.

    Parameters
    ----------
    model : FastText
        Of one loss: the format has one output matrix.
    path : path
        The file.
    encoding : "utf-8"
        No other is written.
    lr_update_rate, word_ngrams
        Without effect: neither belongs to the model.
    """
    _require_utf8(encoding)
    states = list(model._ready().values())
    if len(states) > 1:
        raise ValueError("fastText's format has room for one loss, and hs=1 and negative are two")
    write_fasttext_model(path, states[0])


def _lengths_in(states: Mapping[Loss, ModelState]) -> dict[str, Any]:
    subwords = next(iter(states.values())).settings.subwords
    if subwords is None:
        return {"bucket": 0}
    if subwords != subwords_of(subwords.min_n, subwords.max_n, subwords.buckets):
        raise ValueError(
            f"gensim has no switch for {subwords}; load the model with lemmavec.Word2Vec.load"
        )
    return {"min_n": subwords.min_n, "max_n": subwords.max_n, "bucket": subwords.buckets}


def _require_utf8(encoding: str) -> None:
    if encoding.lower().replace("-", "").replace("_", "") != "utf8":
        raise ValueError(f"models of fastText are UTF-8, and no other encoding: {encoding!r}")
