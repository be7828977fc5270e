"""`Doc2Vec`: settings in, documents in, vectors of documents out."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from lemmavec._validation import finite_number, within
from lemmavec.corpus.documents import known_tokens, tag_documents
from lemmavec.corpus.encoding import encode, encode_with
from lemmavec.corpus.reading import DecodingErrors, ReadingOptions, Tokenizer
from lemmavec.corpus.sources import Corpus
from lemmavec.corpus.text_files import CountingProgress
from lemmavec.corpus.token_cache import EncodedCorpus
from lemmavec.corpus.vocabulary_choice import KeepWord
from lemmavec.document_settings import DocumentArchitecture, DocumentSettings
from lemmavec.progress import Progress, open_progress
from lemmavec.settings import MOST, CbowGradient, Context, Loss
from lemmavec.training.callbacks import Callback, checked
from lemmavec.training.checkpoint import read_checkpoint
from lemmavec.training.document_file import read_document_model, write_document_model
from lemmavec.training.document_vectors import DocumentVectors
from lemmavec.training.inference import infer_vectors
from lemmavec.training.model import TrainedModel
from lemmavec.training.sampling import Sampling
from lemmavec.training.state import ModelState
from lemmavec.vectors.word_vectors import WordVectors


class Doc2Vec(TrainedModel):
    """Train vectors of documents: PV-DBOW or PV-DM; negative sampling, hierarchical softmax.

    A document has a tag, and the tag a vector, which is trained to predict the document's words.

    Parameters
    ----------
    vector_size : int, default 100
        Dimensions d of each vector, 1 or more.
    architecture : {"dbow", "dm"}, default "dbow"
        PV-DBOW: a document predicts its words, wherever they stand. PV-DM: a document, together
        with the words around, predicts each of its words.
    train_words : bool, default False
        PV-DBOW: train word vectors too, as skip-gram does, in the same space. In PV-DM words have
        vectors anyway.
    window : int, default 5
        The largest distance between a centre word and a word around it, 1 or more. Without effect,
        and so an error, in PV-DBOW without `train_words`.
    shrink_windows : bool, default True
        Each centre draws its own reach uniformly from 1 to `window`; False gives each centre the
        whole `window`.
    loss : {"negative_sampling", "hierarchical_softmax"}, default "negative_sampling"
        The loss of a prediction.
    context : {"mean", "sum"}, default "mean"
        PV-DM: how the vectors of the document and of the words around are joined.
    cbow_gradient : {"exact", "word2vec"}, default "exact"
        PV-DM with the mean: the gradient of the loss, or that of gensim, which leaves out the 1 / n
        of the mean.
    negative : int, default 5
        Negatives K for each prediction, 1 or more.
    ns_exponent : float, default 0.75
        Negatives are drawn in proportion to count ** ns_exponent.
    min_count : int, default 5
        Words that occur less often are left out.
    max_words : int, optional
        The vocabulary takes no more than so many words, the most frequent; no limit by default.
    sample : float, default 1e-3
        Frequency above which occurrences are dropped at random; 0 keeps all.
    alpha : float, optional
        Step size at the start; by default 0.05 in PV-DBOW, in PV-DM 0.15 with the mean and exact
        gradient, and otherwise 0.025.
    min_alpha : float, default 1e-4
        Step size at the end; it falls linearly in between.
    epochs : int, default 10
        Passes over the documents, 1 or more.
    workers : int, optional
        Threads; by default one for each core that the process may use.
    seed : int, default 1
        Seed of every random choice.
    deterministic : bool, default False
        The same bits for any number of workers.

    Attributes
    ----------
    settings : lemmavec.document_settings.DocumentSettings
        All of the above, validated.

    Raises
    ------
    TypeError, ValueError
        If a setting has the wrong type, is out of its range, or contradicts another.

    Notes
    -----
    The models are those of Le and Mikolov 2014, "Distributed Representations of Sentences and
    Documents" (arXiv:1405.4053); PV-DM joins vectors by their mean or sum, not by concatenation.

    Examples
    --------
    >>> documents = [["gold", "ore", "mine"], ["gold", "mine"], ["senate", "law"]] * 30
    >>> model = Doc2Vec(vector_size=8, min_count=1, sample=0, workers=1).fit(documents)
    >>> model.vectors[2].shape, len(model.vectors)
    ((8,), 90)
    >>> model.infer([["ore", "mine"], ["law"]]).shape
    (2, 8)
    """

    def __init__(
        self,
        *,
        vector_size: int = 100,
        architecture: DocumentArchitecture = "dbow",
        train_words: bool = False,
        window: int = 5,
        shrink_windows: bool = True,
        loss: Loss = "negative_sampling",
        context: Context = "mean",
        cbow_gradient: CbowGradient = "exact",
        negative: int = 5,
        ns_exponent: float = 0.75,
        min_count: int = 5,
        max_words: int | None = None,
        sample: float = 1e-3,
        alpha: float | None = None,
        min_alpha: float = 1e-4,
        epochs: int = 10,
        workers: int | None = None,
        seed: int = 1,
        deterministic: bool = False,
    ) -> None:
        settings = DocumentSettings(
            vector_size=vector_size,
            architecture=architecture,
            train_words=train_words,
            window=window,
            shrink_windows=shrink_windows,
            loss=loss,
            context=context,
            cbow_gradient=cbow_gradient,
            negative=negative,
            ns_exponent=ns_exponent,
            min_count=min_count,
            max_words=max_words,
            sample=sample,
            alpha=alpha,
            min_alpha=min_alpha,
            epochs=epochs,
            workers=workers,
            seed=seed,
            deterministic=deterministic,
        )
        super().__init__(settings)
        self._sampling: Sampling | None = None

    @property
    def vectors(self) -> WordVectors:
        """The documents' vectors (rows of D) by their tags; a view, not a copy.

        `counts` are the numbers of documents with each tag.

        Raises
        ------
        AttributeError
            If the model has not been trained.
        """
        if self._state is None or self._state.documents is None:
            raise AttributeError("no vectors yet: call fit(documents) first")
        if self._vectors is None:
            tags = self._state.documents.tags
            self._vectors = WordVectors(tags.words, self._state.document_vectors, tags.counts)
        return self._vectors

    @property
    def word_vectors(self) -> WordVectors:
        """The words' input vectors (rows of V); a view, not a copy.

        Raises
        ------
        AttributeError
            If the model has not been trained, or is PV-DBOW without `train_words`.
        """
        if self._state is None:
            raise AttributeError("no vectors yet: call fit(documents) first")
        if not self.settings.has_word_vectors:
            raise AttributeError(
                "PV-DBOW has no word vectors: its documents predict words, and words predict "
                'nothing; pass train_words=True, or architecture="dm"'
            )
        return self._state.word_vectors()

    def fit(
        self,
        documents: Corpus,
        tags: Iterable[Any] | None = None,
        *,
        lowercase: bool = False,
        tokenizer: Tokenizer | None = None,
        errors: DecodingErrors = "strict",
        directory: str | os.PathLike[str] | None = None,
        column: str | None = None,
        keep_word: KeepWord | None = None,
        resume: bool = False,
        other_corpus: bool = False,
        callbacks: Iterable[Callback[Doc2Vec]] = (),
        progress: bool | Progress | None = False,
    ) -> Self:
        """Count the words of the documents, then train on them.

        Parameters
        ----------
        documents : path, paths, folder, table, open file, iterable of token lists, column of texts
            As the corpus of `lemmavec.Word2Vec.fit`: each sentence of it, or line of a file, is a
            document. One without a word of the vocabulary keeps the vector that it begins with.
        tags : iterable of str, int, or lists of these, optional
            Of each document its tag, or several; documents may share one. By default a document's
            tag is its number, from 0 on.
        lowercase, tokenizer, errors, directory, column, keep_word, progress
            As in `lemmavec.Word2Vec.fit`.
        resume : bool, default False
            Go on with the vocabulary, the tags and the vectors there are: from where an interrupted
            run stopped, or for another `epochs` epochs after a finished one. The documents of a
            new run may be others, but have no other tags.
        other_corpus : bool, default False
            Let `resume` go on with other documents than those of the interrupted run, which is an
            error otherwise; the epoch that was not finished begins again.
        callbacks : functions of (model, record), optional
            Called at the end of each epoch; see `lemmavec.callbacks`. Training ends where one
            returns True.

        Returns
        -------
        Doc2Vec
            Itself.

        Raises
        ------
        ValueError, TypeError, OSError
            If the documents hold nothing to train on or cannot be read, or there are not as many
            tags. The message says why.
        KeyboardInterrupt
            On Ctrl-C, after the threads have stopped; the vectors so far are then in `vectors`,
            and `fit(..., resume=True)` goes on from there.
        """
        called = checked(callbacks)
        resumed = self._state if resume else None
        if resume and resumed is None:
            raise ValueError("nothing to resume: this model has not been trained; leave out resume")
        if resumed is not None and keep_word is not None:
            raise ValueError("resume goes on with its own words: leave out keep_word")
        threads = self.settings.threads
        reading = ReadingOptions(lowercase, tokenizer, errors, threads, directory, column)
        with self._use("trained"), ExitStack() as stack:
            shown = stack.enter_context(open_progress(progress))
            corpus = stack.enter_context(
                self._encode(documents, resumed, keep_word, reading, shown.counting)
            )
            known = None if resumed is None else _documents_of(resumed).tags
            names = tag_documents(corpus, tags, known)
            state = resumed or ModelState.start(self.settings, corpus.vocabulary, names)
            state.go_on_with(corpus.fingerprint, other_corpus=other_corpus)
            self._state, self._sampling = state, None
            self._train(state, corpus, called, shown)
        return self

    def infer(
        self,
        documents: Corpus,
        *,
        epochs: int | None = None,
        alpha: float | None = None,
        min_alpha: float | None = None,
        lowercase: bool = False,
        tokenizer: Tokenizer | None = None,
        errors: DecodingErrors = "strict",
        column: str | None = None,
    ) -> NDArray[np.float32]:
        """Find vectors of new documents, in the space of the trained ones; nothing else changes.

        A vector starts at zero, and is trained on the words of its document as in `fit`, while all
        others stay as they are. It depends on these words and on `seed` alone: it has the same bits
        whatever the other documents, and for any number of workers.

        Parameters
        ----------
        documents, lowercase, tokenizer, errors, column
            As in `fit`. Words outside the vocabulary are left out.
        epochs : int, optional
            Passes over each document, 1 or more; those of the training by default.
        alpha : float, optional
            Step size at the start; that of the training by default.
        min_alpha : float, optional
            Step size at the end; that of the training by default.

        Returns
        -------
        ndarray of float32, shape (documents, d)
            A row of zeros for a document without a word of the vocabulary.

        Raises
        ------
        ValueError, TypeError, OSError
            If the model has not been trained, the documents cannot be read, or a value is out of
            its range.

        Examples
        --------
        >>> documents = [["gold", "ore", "mine"], ["gold", "mine"], ["senate", "law"]] * 30
        >>> model = Doc2Vec(vector_size=8, min_count=1, sample=0).fit(documents)
        >>> model.infer([["unheard", "of"]]).any()
        np.False_
        """
        state = self._trained("infer with")
        settings = state.settings
        first = settings.first_alpha if alpha is None else finite_number("alpha", alpha)
        last = settings.min_alpha if min_alpha is None else finite_number("min_alpha", min_alpha)
        if first <= 0 or not 0 <= last <= first:
            raise ValueError(f"min_alpha ({last}) must lie between 0 and alpha ({first})")
        passes = settings.epochs if epochs is None else epochs
        within("epochs", passes, 1, MOST["epochs"])
        reading = ReadingOptions(lowercase, tokenizer, errors, settings.threads, None, column)
        tokens = known_tokens(documents, state.vocabulary, reading)
        if self._sampling is None:
            self._sampling = Sampling.of(state.vocabulary.counts, settings)
        return infer_vectors(
            state, self._sampling, tokens, epochs=passes, alpha=first, min_alpha=last
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the whole model, so that training can go on: one safetensors file.

        `lemmavec.load` reads the documents' vectors from it.
        """
        with self._use("saved"):
            write_document_model(path, self._trained("save"))

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, workers: int | None = None) -> Self:
        """Read a model that `save`, or a checkpoint, wrote.

        Parameters
        ----------
        path : path
            The file. If it is damaged or gone, and `Checkpoint` kept the one before it, that is
            read, with a warning.
        workers : int, optional
            Threads from now on; as many as the model had by default.
        """
        state = read_checkpoint(path, read_document_model)
        if workers is not None:
            state.settings = replace(state.settings, workers=workers)
        given = state.settings.by_name()
        del given["subwords"]  # which documents have not
        model = cls(**given)
        model._state = state
        return model

    def __getstate__(self) -> dict[str, Any]:
        return super().__getstate__() | {"_sampling": None}

    def _encode(
        self,
        documents: Corpus,
        resumed: ModelState | None,
        keep_word: KeepWord | None,
        reading: ReadingOptions,
        progress: CountingProgress,
    ) -> EncodedCorpus:
        if resumed is not None:
            return encode_with(
                resumed.vocabulary, documents, keep_empty=True, reading=reading, progress=progress
            )
        return encode(
            documents,
            min_count=self.settings.min_count,
            max_words=self.settings.max_words,
            keep_word=keep_word,
            keep_empty=True,
            reading=reading,
            progress=progress,
        )

    def _size(self, state: ModelState) -> str:
        tags = len(_documents_of(state).tags)
        return f"{tags:,} documents' tags, {super()._size(state)}"


def _documents_of(state: ModelState) -> DocumentVectors:
    assert state.documents is not None
    return state.documents
