"""`Word2Vec` with gensim's names: switches in the constructor, `build_vocab`, `train`, `wv`."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NoReturn, Protocol, Self

import numpy as np

from lemmavec.corpus.encoding import encode, encode_with
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.sources import Corpus
from lemmavec.corpus.token_cache import EncodedCorpus
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.gensim.keyed_vectors import KeyedVectors
from lemmavec.gensim.line_sentence import LineSentence
from lemmavec.gensim.switches import refuse_others, settings_from, switches_from
from lemmavec.settings import Settings
from lemmavec.training import loop
from lemmavec.training.epochs import Listener
from lemmavec.training.history import EpochRecord
from lemmavec.training.model_file import read_model, write_model
from lemmavec.training.state import ModelState, Place
from lemmavec.vectors.word_vectors import Path

PICKLE = b"\x80"
# Names of gensim's that are not here, and what to do instead.
ADVICE = {
    "syn0": "use wv.vectors",
    "syn1neg": "use outside_vectors",
    "syn1": "use outside_vectors",
    "iter": "use epochs",
    "size": "use vector_size",
    "score": "history holds the loss of each epoch",
    "predict_output_word": "compute it from wv.vectors and outside_vectors",
    "init_sims": "leave it out; norms are computed when they are needed",
    **dict.fromkeys(
        ("most_similar", "similarity", "doesnt_match", "similar_by_word", "n_similarity"),
        "ask model.wv",
    ),
}


class Callback(Protocol):
    """What gensim's `CallbackAny2Vec` has: four methods that are told the model."""

    def on_train_begin(self, model: Any) -> object:
        """Before the first epoch."""

    def on_epoch_begin(self, model: Any) -> object:
        """Before each epoch."""

    def on_epoch_end(self, model: Any) -> object:
        """After each epoch; `model.wv` holds the vectors so far."""

    def on_train_end(self, model: Any) -> object:
        """After the last epoch."""


class Word2Vec:
    """Train word vectors by gensim's names and switches, with gensim's defaults (CBOW, 3 workers).

    Parameters
    ----------
    sentences : iterable of lists of words, or any corpus of lemmavec
        Trained on at once; without it, or `corpus_file`, call `build_vocab` and `train`.
    corpus_file : path
        A text file instead, a sentence a line; as fast as any other corpus here, or faster.
    vector_size, alpha, window, min_count, sample, seed, workers, min_alpha, ns_exponent, epochs
        As in `lemmavec.settings.Settings`; `min_count=0` keeps every word, as 1 does.
    sg : {0, 1}
        CBOW or skip-gram.
    hs, negative : {0, 1}, int
        Hierarchical softmax (`hs=1, negative=0`) or so many negatives (`hs=0`).
    cbow_mean : {0, 1}
        CBOW: the sum of the outside vectors, with the exact gradient of its loss; or their mean,
        with gensim's own gradient.
    callbacks : iterable of objects with the methods of gensim's CallbackAny2Vec
        Told of this call's training only.
    comment
        Kept as an attribute.
    hashfxn, batch_words, compute_loss
        Without effect: vectors start from `seed` alone, threads take pieces of their own size, and
        the loss is always there.
    max_vocab_size, trim_rule, sorted_vocab, null_word, max_final_vocab, shrink_windows
        Not here: any other value than gensim's default is a ValueError.

    Attributes
    ----------
    wv : KeyedVectors
        The vectors; the same object for as long as the vocabulary stays.
    corpus_count, corpus_total_words : int
        Sentences with a word of the vocabulary, and words of any kind, in the text that was
        counted; 0 in a loaded model.
    train_count, total_train_time : int, float
        Calls of `train`, and the seconds they took.
    The switches are attributes too; a change of them counts from the next call of `train`.

    Examples
    --------
    >>> sentences = [["the", "king", "rules"], ["the", "queen", "rules"]] * 50
    >>> model = Word2Vec(sentences, vector_size=8, min_count=1, sample=0, workers=1)
    >>> model.wv.index_to_key
    ['rules', 'the', 'king', 'queen']
    >>> len(model.wv.most_similar("king", topn=2))
    2
    """

    def __init__(
        self,
        sentences: Corpus | None = None,
        corpus_file: Path | None = None,
        vector_size: int = 100,
        alpha: float = 0.025,
        window: int = 5,
        min_count: int = 5,
        max_vocab_size: None = None,
        sample: float = 1e-3,
        seed: int = 1,
        workers: int = 3,
        min_alpha: float = 1e-4,
        sg: int = 0,
        hs: int = 0,
        negative: int = 5,
        ns_exponent: float = 0.75,
        cbow_mean: int = 1,
        hashfxn: object = hash,
        epochs: int = 5,
        null_word: int = 0,
        trim_rule: None = None,
        sorted_vocab: int = 1,
        batch_words: int = 10_000,
        compute_loss: bool = False,
        callbacks: Iterable[Callback] = (),
        comment: object = None,
        max_final_vocab: None = None,
        shrink_windows: bool = True,
    ) -> None:
        refuse_others(
            max_vocab_size=max_vocab_size,
            trim_rule=trim_rule,
            sorted_vocab=sorted_vocab,
            null_word=null_word,
            max_final_vocab=max_final_vocab,
            shrink_windows=shrink_windows,
        )
        self.vector_size, self.window = vector_size, window
        self.alpha, self.min_alpha = alpha, min_alpha
        self.min_count, self.sample = min_count, sample
        self.seed, self.workers, self.epochs = seed, workers, epochs
        self.sg, self.hs, self.cbow_mean = sg, hs, cbow_mean
        self.negative, self.ns_exponent = negative, ns_exponent
        self.compute_loss, self.comment = compute_loss, comment
        self.corpus_count = self.corpus_total_words = self.train_count = 0
        self.total_train_time = self._loss = 0.0
        self._state: ModelState | None = None
        self.wv = KeyedVectors([], np.empty((0, self._settings().vector_size), np.float32))
        if sentences is None and corpus_file is None:
            if callbacks:
                raise ValueError("callbacks are for a training: pass them to train(...)")
            return
        with self._counted(_the_one(sentences, corpus_file)) as corpus:
            self._begin(corpus)
            self._train(corpus, self._settings(), callbacks)

    def build_vocab(
        self,
        corpus_iterable: Corpus | None = None,
        corpus_file: Path | None = None,
        update: bool = False,
        progress_per: int = 10_000,
        keep_raw_vocab: bool = False,
        trim_rule: None = None,
    ) -> None:
        """Count the words of a text, and make vectors for them as they are before training.

        Parameters
        ----------
        corpus_iterable, corpus_file
            One of them, as in the constructor.
        update : bool
            False; the words of a model with a vocabulary stay as they are.
        progress_per : int
            Without effect.
        keep_raw_vocab, trim_rule
            Not here: any other value than gensim's default is a ValueError.
        """
        refuse_others(keep_raw_vocab=keep_raw_vocab, trim_rule=trim_rule)
        _refuse_update(update)
        with self._counted(_the_one(corpus_iterable, corpus_file)) as corpus:
            self._begin(corpus)

    def build_vocab_from_freq(
        self,
        word_freq: Mapping[str, int],
        keep_raw_vocab: bool = False,
        corpus_count: int | None = None,
        trim_rule: None = None,
        update: bool = False,
    ) -> None:
        """Take counts that are known already; the arguments are as in `build_vocab`."""
        refuse_others(keep_raw_vocab=keep_raw_vocab, trim_rule=trim_rule)
        _refuse_update(update)
        vocabulary = Vocabulary.from_counts(word_freq, max(1, self.min_count))
        if not len(vocabulary):
            raise ValueError(f"none of {len(word_freq):,} words has min_count={self.min_count}")
        self._start(vocabulary)
        self.corpus_count = 0 if corpus_count is None else corpus_count
        self.corpus_total_words = sum(word_freq.values())

    def train(
        self,
        corpus_iterable: Corpus | None = None,
        corpus_file: Path | None = None,
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
        corpus_iterable, corpus_file
            One of them, as in the constructor. It is read once, so an iterator serves.
        epochs : int
            Passes over the text; gensim wants them to be given, and so it is here.
        start_alpha, end_alpha : float or None
            Step sizes of this call; None takes `alpha` and `min_alpha`.
        callbacks : iterable of objects with the methods of gensim's CallbackAny2Vec
            Told of each epoch.
        total_examples, total_words, queue_factor, report_delay, compute_loss
            Without effect: the text is counted before it is trained on.
        word_count : int
            0; a text is trained on from its start.

        Returns
        -------
        (int, int)
            Words trained on, before subsampling, and words in the text, in all epochs together.

        Raises
        ------
        RuntimeError
            If there is no vocabulary yet.
        ValueError
            If `epochs` is missing, or a value is out of its range.
        """
        refuse_others(word_count=word_count)
        if self._state is None:
            raise RuntimeError(
                "there is no vocabulary yet: call build_vocab(...) before train(...)"
            )
        if epochs is None:
            raise ValueError("say how many epochs: train(..., epochs=model.epochs)")
        if self.vector_size != self.wv.vector_size:
            raise ValueError(
                f"vector_size is {self.vector_size}, but the vectors have {self.wv.vector_size} "
                "dimensions; call build_vocab(...) again to begin anew"
            )
        self.epochs = epochs
        settings = self._settings()
        if start_alpha is not None or end_alpha is not None:
            settings = replace(
                settings,
                alpha=settings.first_alpha if start_alpha is None else start_alpha,
                min_alpha=settings.min_alpha if end_alpha is None else end_alpha,
            )
        corpus = _the_one(corpus_iterable, corpus_file)
        reading = ReadingOptions(workers=settings.workers)
        with encode_with(self._state.vocabulary, corpus, reading=reading) as encoded:
            self._train(encoded, settings, callbacks)
            return epochs * encoded.words, epochs * encoded.raw_words

    def get_latest_training_loss(self) -> float:
        """Return the sum of all losses of the last call of `train`, so far: in float64, always."""
        return self._loss

    @property
    def history(self) -> list[EpochRecord]:
        """One record for each epoch of all calls of `train`, as `lemmavec.Word2Vec` has them."""
        return [] if self._state is None else self._state.history

    @property
    def outside_vectors(self) -> np.ndarray[Any, np.dtype[np.float32]]:
        """The outside vectors (rows of U), float32; of hierarchical softmax, the inner nodes'."""
        if self._state is None:
            return np.empty((0, self.vector_size), np.float32)
        return self._state.outside_vectors

    @property
    def layer1_size(self) -> int:
        """Another name of `vector_size`."""
        return self.vector_size

    def save(self, fname: Path) -> None:
        """Write the whole model: one safetensors file, whatever its name."""
        if self._state is None:
            raise ValueError("nothing to save yet: there is no vocabulary")
        write_model(fname, replace(self._state, settings=self._settings()))

    @classmethod
    def load(cls, fname: Path) -> Self:
        """Read a model that `save`, or `lemmavec.Word2Vec.save`, wrote.

        gensim's own files are pickles, which can run any code, and are refused.
        """
        with open(fname, "rb") as file:
            if file.read(1) == PICKLE:
                raise ValueError(
                    f"{fname}: this is a Python pickle (gensim's own save?), which could run any "
                    "code when loaded: write its vectors again with gensim's save_word2vec_format"
                )
        state = read_model(fname)
        model = cls(**switches_from(state.settings))
        model._hold(state)
        return model

    def __repr__(self) -> str:
        return f"Word2Vec<vocab={len(self.wv)}, vector_size={self.vector_size}, alpha={self.alpha}>"

    def __getattr__(self, name: str) -> NoReturn:
        advice = f": {ADVICE[name]}" if name in ADVICE else ""
        raise AttributeError(f"Word2Vec of lemmavec.gensim has no {name!r}{advice}")

    def _settings(self) -> Settings:
        """Return the settings for the switches as they stand now."""
        names = ("vector_size", "window", "alpha", "min_alpha", "min_count", "sample", "seed")
        more = ("workers", "epochs", "sg", "hs", "cbow_mean", "negative", "ns_exponent")
        return settings_from({name: getattr(self, name) for name in names + more})

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

    def _train(
        self, corpus: EncodedCorpus, settings: Settings, callbacks: Iterable[Callback]
    ) -> None:
        assert self._state is not None
        # Another seed for each call, as many of one epoch would else draw the same each time.
        settings = replace(settings, seed=settings.seed + len(self._state.history))
        self._state = replace(self._state, settings=settings, place=Place())
        called = list(callbacks)
        self._loss = 0.0
        start = time.perf_counter()
        for callback in called:
            callback.on_train_begin(self)
        try:
            loop.train(self._state, corpus, _CallbackListener(self, called))
        finally:
            self.wv.forget_norms()
            self.total_train_time += time.perf_counter() - start
        self.train_count += 1
        for callback in called:
            callback.on_train_end(self)


class _CallbackListener(Listener[EpochRecord]):
    """Calls gensim's callbacks for the epochs of one training."""

    def __init__(self, model: Word2Vec, callbacks: list[Callback]) -> None:
        self._model, self._callbacks = model, callbacks

    def epoch_start(self, epoch: int, epochs: int) -> None:
        for callback in self._callbacks:
            callback.on_epoch_begin(self._model)

    def epoch_end(self, record: EpochRecord, epochs: int) -> bool:
        if record.predictions:  # else there is no mean
            self._model._loss += record.loss * record.predictions
        self._model.wv.forget_norms()
        for callback in self._callbacks:
            callback.on_epoch_end(self._model)
        return False


def _the_one(sentences: Corpus | None, corpus_file: Path | None) -> Corpus:
    """Return the one corpus that was given."""
    if (sentences is None) == (corpus_file is None):
        which = "neither" if sentences is None else "both"
        raise TypeError(f"pass sentences or corpus_file, one of them; got {which}")
    if corpus_file is not None:
        return corpus_file
    assert sentences is not None
    whole_file = sentences.whole_file() if isinstance(sentences, LineSentence) else None
    return sentences if whole_file is None else whole_file


def _refuse_update(update: bool) -> None:
    if update:
        raise ValueError(
            "update=True is not here: lemmavec.Word2Vec has update_vocabulary(corpus), which adds "
            "words to a trained model"
        )
