"""`Doc2Vec` with gensim's names: `TaggedDocument` in, `dv` out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, NoReturn, Self

import numpy as np
from numpy.typing import NDArray

from lemmavec import doc2vec
from lemmavec._io import FilePath
from lemmavec.corpus.documents import tag_documents
from lemmavec.corpus.encoding import encode
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.sources import Corpus
from lemmavec.document_settings import DocumentSettings
from lemmavec.gensim import advice
from lemmavec.gensim.callbacks import Callback
from lemmavec.gensim.errors import NoVocabularyError
from lemmavec.gensim.keyed_vectors import KeyedVectors, require_save_arguments
from lemmavec.gensim.switches import refuse_others
from lemmavec.gensim.tagged_documents import TaggedWords
from lemmavec.training.history import EpochRecord
from lemmavec.training.state import ModelState, Place

DEFAULT = DocumentSettings()


class Doc2Vec:
    """Train vectors of documents by gensim's names and switches, with gensim's defaults (PV-DM).

    Parameters
    ----------
    documents : iterable of TaggedDocument, optional
        Trained on at once; without it, or `corpus_file`, call `build_vocab` and `train`.
    corpus_file : path, optional
        A text file instead, a document a line, whose tag is its number.
    vector_size : int, default 100
    dm : {1, 0}
        PV-DM or PV-DBOW.
    dm_mean : {1, 0}, optional
        PV-DM: the mean, by default, with gensim's own gradient; or the sum, with the exact one.
    dbow_words : {0, 1}
        PV-DBOW: train word vectors too.
    dm_concat : 0
        Not here: vectors are not concatenated.
    dm_tag_count : 1
        Not here: it is for concatenation.
    window, alpha, min_alpha, min_count, sample, seed, workers, epochs, ns_exponent, shrink_windows
        As in `Word2Vec` of lemmavec.gensim; 10 epochs by default.
    hs, negative : int
        Hierarchical softmax with ``hs=1, negative=0``; negative sampling otherwise.
    max_final_vocab : int, optional
        The vocabulary takes no more than so many words.
    callbacks : iterable of objects with the methods of gensim's CallbackAny2Vec, optional
        Called during the training of this call only.
    comment : object
        Kept as an attribute.
    hashfxn, compute_loss, batch_words
        Without effect.

    Attributes
    ----------
    dv : KeyedVectors
        The documents' vectors by their tags.
    wv : KeyedVectors
        The words' vectors; rows of zeros in PV-DBOW without `dbow_words`, which trains none.
    corpus_count, corpus_total_words : int
        Documents and words of the text that was counted.

    Raises
    ------
    TypeError, ValueError
        If a switch is out of its range, contradicts another, or has no counterpart here.

    Examples
    --------
    >>> from lemmavec.gensim.tagged_documents import TaggedDocument
    >>> texts = [["gold", "ore"], ["law", "court"]] * 20
    >>> documents = [TaggedDocument(words, [f"d{i}"]) for i, words in enumerate(texts)]
    >>> model = Doc2Vec(documents, dm=0, vector_size=8, min_count=1, sample=0, workers=1)
    >>> model.dv["d3"].shape, model.infer_vector(["gold"]).shape
    ((8,), (8,))
    """

    def __init__(
        self,
        documents: Iterable[Any] | None = None,
        corpus_file: FilePath | None = None,
        vector_size: int = DEFAULT.vector_size,
        dm_mean: int | None = None,
        dm: int = 1,
        dbow_words: int = 0,
        dm_concat: int = 0,
        dm_tag_count: int = 1,
        comment: object = None,
        callbacks: Iterable[Callback] = (),
        window: int = DEFAULT.window,
        epochs: int = DEFAULT.epochs,
        shrink_windows: bool = True,
        *,
        alpha: float = 0.025,
        min_alpha: float = DEFAULT.min_alpha,
        min_count: int = DEFAULT.min_count,
        max_final_vocab: int | None = None,
        sample: float = DEFAULT.sample,
        seed: int = DEFAULT.seed,
        workers: int = 3,
        hs: int = 0,
        negative: int = DEFAULT.negative,
        ns_exponent: float = DEFAULT.ns_exponent,
        hashfxn: object = hash,
        compute_loss: bool = False,
        batch_words: int = 10_000,
    ) -> None:
        refuse_others(dm_concat=dm_concat, dm_tag_count=dm_tag_count)
        self.dm, self.dm_mean, self.dbow_words = dm, dm_mean, dbow_words
        self.hs, self.negative, self.comment = hs, negative, comment
        self.corpus_count = self.corpus_total_words = 0
        settings: dict[str, Any] = {
            "vector_size": vector_size,
            "alpha": alpha,
            "min_alpha": min_alpha,
            "min_count": 1 if min_count == 0 else min_count,  # gensim takes 0 as 1
            "max_words": max_final_vocab,
            "sample": sample,
            "seed": seed,
            "workers": workers,
            "epochs": epochs,
        }
        settings |= _model_settings(dm, dm_mean, dbow_words, window, shrink_windows)
        settings |= _loss_settings(hs, negative, ns_exponent)
        self._model = doc2vec.Doc2Vec(**settings)
        if documents is not None or corpus_file is not None:
            self._train(_the_one(documents, corpus_file), callbacks, resume=False)
        elif callbacks:
            raise ValueError("callbacks are for a training: pass them to train(...)")

    def build_vocab(
        self,
        corpus_iterable: Iterable[Any] | None = None,
        corpus_file: FilePath | None = None,
        update: bool = False,
    ) -> None:
        """Count the words and the tags of documents; `train` trains on them.

        Raises
        ------
        ValueError
            If `update` is true: a model of documents gets no new words, and no new tags.
        """
        if update:
            raise ValueError("update=True: a model of documents gets no new words and tags")
        corpus, settings = _the_one(corpus_iterable, corpus_file), self._model.settings
        with encode(
            corpus.words,
            min_count=settings.min_count,
            max_words=settings.max_words,
            keep_empty=True,
            reading=ReadingOptions(workers=settings.workers),
        ) as encoded:
            tags = tag_documents(encoded, corpus.tags)
            self._model._state = ModelState.start(settings, encoded.vocabulary, tags)
            self._count(encoded.raw_words)

    def train(
        self,
        corpus_iterable: Iterable[Any] | None = None,
        corpus_file: FilePath | None = None,
        total_examples: int | None = None,
        total_words: int | None = None,
        epochs: int | None = None,
        start_alpha: float | None = None,
        end_alpha: float | None = None,
        callbacks: Iterable[Callback] = (),
    ) -> None:
        """Train on documents, whose tags were counted.

        Parameters
        ----------
        corpus_iterable, corpus_file
            The documents, as in the constructor.
        total_examples, total_words : int
            One of them must be given, as in gensim. Without effect.
        epochs : int
            Passes over them; must be given, as in gensim.
        start_alpha, end_alpha : float, optional
            The step size at the start and at the end of this call.
        callbacks
            Called during this training.

        Raises
        ------
        RuntimeError
            If there is no vocabulary yet.
        ValueError
            If `epochs` is missing, or `total_examples` and `total_words` are; or a document has a
            tag that was not counted.
        """
        if epochs is None:
            raise ValueError("say how many epochs: train(..., epochs=model.epochs)")
        if total_examples is None and total_words is None:
            raise ValueError(
                "gensim's train needs total_examples or total_words: "
                "train(..., total_examples=model.corpus_count)"
            )
        state, settings = self._ready(), self._model.settings
        state.settings = replace(
            settings,
            epochs=epochs,
            alpha=settings.alpha if start_alpha is None else start_alpha,
            min_alpha=settings.min_alpha if end_alpha is None else end_alpha,
        )
        state.place = Place()  # each call is a run of its own
        try:
            self._train(_the_one(corpus_iterable, corpus_file), callbacks, resume=True)
        finally:
            state.settings = self._model.settings = replace(settings, epochs=epochs)

    def infer_vector(
        self,
        doc_words: Sequence[str],
        alpha: float | None = None,
        min_alpha: float | None = None,
        epochs: int | None = None,
    ) -> NDArray[np.float32]:
        """Find the vector of a new document, float32 of shape (d,); always the same one.

        Raises
        ------
        TypeError
            If `doc_words` is a string.
        """
        if isinstance(doc_words, str):
            raise TypeError("doc_words must be a list of words, got a string: split it")
        self._ready()
        (vector,) = self._model.infer(
            [list(doc_words)], epochs=epochs, alpha=alpha, min_alpha=min_alpha
        )
        return np.array(vector)

    def similarity_unseen_docs(
        self,
        doc_words1: Sequence[str],
        doc_words2: Sequence[str],
        alpha: float | None = None,
        min_alpha: float | None = None,
        epochs: int | None = None,
    ) -> float:
        """Return the cosine of the vectors of two new documents."""
        steps: dict[str, Any] = {"alpha": alpha, "min_alpha": min_alpha, "epochs": epochs}
        first, second = (self.infer_vector(words, **steps) for words in (doc_words1, doc_words2))
        return float(first @ second / (np.linalg.norm(first) * np.linalg.norm(second)))

    @property
    def dv(self) -> KeyedVectors:
        """The documents' vectors by their tags, a view."""
        documents = None if self._model._state is None else self._model._state.documents
        if documents is None:
            return KeyedVectors(self.vector_size)
        tags = documents.tags
        return KeyedVectors.holding(tags.words, self._ready().document_vectors, tags.counts)

    @property
    def wv(self) -> KeyedVectors:
        """The words' vectors, a view; zeros where words have none."""
        state = self._model._state
        if state is None:
            return KeyedVectors(self.vector_size)
        vocabulary = state.vocabulary
        vectors = state.centre_vectors
        if not state.settings.has_word_vectors:
            vectors = np.zeros((len(vocabulary), self.vector_size), np.float32)
        return KeyedVectors.holding(vocabulary.words, vectors, vocabulary.counts)

    @property
    def vector_size(self) -> int:
        """Dimensions d of each vector."""
        return self._model.settings.vector_size

    @property
    def epochs(self) -> int:
        """Passes over the documents, in training and for new documents."""
        return self._model.settings.epochs

    @property
    def dbow(self) -> bool:
        """Whether it is PV-DBOW."""
        return not self.dm

    @property
    def history(self) -> list[EpochRecord]:
        """One record for each epoch of all calls of `train`, as in `lemmavec.Doc2Vec`."""
        return list(self._model.history)

    def save(self, fname: FilePath, *separately: Any, **without_effect: Any) -> None:
        """Write the whole model: one safetensors file, whatever its name."""
        require_save_arguments(separately, without_effect)
        self._ready()
        self._model.save(fname)

    @classmethod
    def load(cls, fname: FilePath, mmap: str | None = None) -> Self:
        """Read a model that `save`, or `lemmavec.Doc2Vec.save`, wrote; `mmap` has no effect."""
        made, model = cls.__new__(cls), doc2vec.Doc2Vec.load(fname)
        settings = model.settings
        assert isinstance(settings, DocumentSettings)
        made._model, made.comment = model, None
        made.dm = int(settings.architecture == "dm")
        made.dm_mean = int(settings.context == "mean") if made.dm else None
        made.dbow_words = int(settings.train_words)
        made.hs = int(settings.loss == "hierarchical_softmax")
        made.negative = 0 if made.hs else settings.negative
        made._count(int(made._ready().vocabulary.counts.sum()))
        return made

    def __repr__(self) -> str:
        tags, words = len(self.dv), len(self.wv)
        return f"Doc2Vec<tags={tags}, vocab={words}, vector_size={self.vector_size}>"

    def __getattr__(self, name: str) -> NoReturn:
        advice.no_attribute("Doc2Vec of lemmavec.gensim", name, advice.DOC2VEC)

    def _train(self, corpus: _Corpus, callbacks: Iterable[Callback], *, resume: bool) -> None:
        called = list(callbacks)

        def after_epoch(model: Any, record: EpochRecord) -> None:
            for callback in called:
                callback.on_epoch_end(self)
            if record.epoch < model._state.settings.epochs:
                for callback in called:
                    callback.on_epoch_begin(self)

        for callback in called:
            callback.on_train_begin(self)
            callback.on_epoch_begin(self)
        self._model.fit(corpus.words, corpus.tags, resume=resume, callbacks=[after_epoch])
        if not resume:
            self._count(int(self._ready().vocabulary.counts.sum()))
        for callback in called:
            callback.on_train_end(self)

    def _count(self, words: int) -> None:
        documents = self._ready().documents
        self.corpus_total_words = words
        self.corpus_count = 0 if documents is None else int(documents.tags.counts.sum())

    def _ready(self) -> ModelState:
        if self._model._state is None:
            raise NoVocabularyError("there is no vocabulary yet: call build_vocab(documents) first")
        return self._model._state


class _Corpus(NamedTuple):
    """What `lemmavec.Doc2Vec.fit` takes."""

    words: Corpus
    tags: list[Any] | None


def _the_one(documents: Iterable[Any] | None, corpus_file: FilePath | None) -> _Corpus:
    if (documents is None) == (corpus_file is None):
        which = "neither" if documents is None else "both"
        raise TypeError(f"pass documents or corpus_file, one of them; got {which}")
    if documents is None:
        assert corpus_file is not None
        return _Corpus(corpus_file, None)
    return _Corpus(*TaggedWords.of(documents))


def _model_settings(
    dm: int, dm_mean: int | None, dbow_words: int, window: int, shrink_windows: bool
) -> dict[str, Any]:
    for name, value in (("dm", dm), ("dbow_words", dbow_words)):
        if value not in (0, 1):
            raise ValueError(f"{name} must be 0 or 1, got {value!r}")
    if dm_mean not in (None, 0, 1):
        raise ValueError(f"dm_mean must be 0 or 1, got {dm_mean!r}")
    windows = {"window": window, "shrink_windows": bool(shrink_windows)}
    if dm:
        mean = {"cbow_gradient": "word2vec"} if dm_mean in (None, 1) else {"context": "sum"}
        return {"architecture": "dm", **windows, **mean}
    # gensim takes windows here too, without effect unless words are trained.
    return {"train_words": True, **windows} if dbow_words else {}


def _loss_settings(hs: int, negative: int, ns_exponent: float) -> dict[str, Any]:
    if hs not in (0, 1):
        raise ValueError(f"hs must be 0 or 1, got {hs!r}")
    if hs and negative:
        raise ValueError(
            f"hs=1 and negative={negative} would train both losses: pass negative=0, or hs=0"
        )
    if not hs and not negative:
        raise ValueError("hs=0 and negative=0 leave nothing to train: pass negative=5, or hs=1")
    if hs:
        return {"loss": "hierarchical_softmax"}
    return {"negative": negative, "ns_exponent": ns_exponent}
