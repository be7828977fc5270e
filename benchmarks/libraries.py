"""How each library trains the same model; `PEERS` lists which models each library has.

Every function trains and returns the number of words, the seconds that counting and training took,
and a function that saves the vectors.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .runs import Run

Trained = tuple[int, float, float, Callable[[Path], None]]

NGRAMS = {"min_n": 3, "max_n": 6}
BUCKETS = 2_000_000


class _Clock:
    """A `Progress` that measures when counting ends and training begins."""

    def __init__(self) -> None:
        self.start = time.perf_counter()
        self.counted = self.trains = self.start
        self.training_seconds = 0.0

    def counting(self, fraction: float, words: int) -> None:
        self.counted = time.perf_counter()

    def epoch_start(self, epoch: int, epochs: int) -> None:
        if epoch == 1:
            self.trains = time.perf_counter()

    def training(self, fraction: float, words_per_second: float, loss: float, alpha: float) -> None:
        pass

    def epoch_end(
        self, epoch: int, epochs: int, loss: float, validation_loss: float | None
    ) -> None:
        pass

    def finished(self, words: int, seconds: float, loss: float) -> None:
        self.training_seconds = time.perf_counter() - self.trains


def _lemmavec(run: Run, **variant: Any) -> Trained:
    from lemmavec import Subwords, Word2Vec

    if run.loss == "negative_sampling":
        variant["negative"] = run.negative
    if run.subwords:
        variant["subwords"] = Subwords(**NGRAMS, buckets=BUCKETS)
    model = Word2Vec(
        architecture=run.architecture,
        loss=run.loss,
        vector_size=run.vector_size,
        window=run.window,
        sample=run.sample,
        min_count=run.min_count,
        alpha=run.alpha,
        epochs=run.epochs,
        workers=run.threads,
        seed=run.seed,
        deterministic=run.deterministic,
        **variant,
    )
    clock = _Clock()
    model.fit(run.corpus, progress=clock)
    counting = clock.counted - clock.start

    def save(path: Path) -> None:
        _save(path, model.vectors.index_to_key, model.vectors.vectors, model.vectors, run.unseen)

    return len(model.vectors), counting, clock.training_seconds, save


def _save(
    path: Path, words: Sequence[str], vectors: Any, vector_of: Any, unseen: Sequence[str]
) -> None:
    """Save the words' vectors, and behind them those of unseen words, which `vector_of` has."""
    import numpy as np

    from lemmavec import WordVectors

    more = [np.asarray(vector_of[word], np.float32) for word in unseen]
    matrix = np.vstack([np.asarray(vectors, np.float32), *more])
    WordVectors([*words, *unseen], matrix).save(path)


def _lemmavec_word2vec(run: Run) -> Trained:
    return _lemmavec(run, cbow_gradient="word2vec")


def _gensim(run: Run) -> Trained:
    return _train_gensim(run, corpus_file=run.corpus)


def _gensim_iterable(run: Run) -> Trained:
    from gensim.models.word2vec import LineSentence

    return _train_gensim(run, corpus_iterable=LineSentence(run.corpus))


def _train_gensim(run: Run, **text: Any) -> Trained:
    from gensim.models import FastText, Word2Vec

    hierarchical = run.loss == "hierarchical_softmax"
    subwords = NGRAMS | {"bucket": BUCKETS} if run.subwords else {}
    model = (FastText if run.subwords else Word2Vec)(
        **subwords,
        vector_size=run.vector_size,
        window=run.window,
        sg=int(run.architecture == "skipgram"),
        cbow_mean=1,
        hs=int(hierarchical),
        negative=0 if hierarchical else run.negative,
        sample=run.sample,
        min_count=run.min_count,
        alpha=run.alpha,
        workers=run.threads,
        seed=run.seed,
    )
    start = time.perf_counter()
    model.build_vocab(**text)
    counted = time.perf_counter()
    model.train(
        **text,
        total_examples=model.corpus_count,
        total_words=model.corpus_total_words,
        epochs=run.epochs,
    )
    trained = time.perf_counter()

    def save(path: Path) -> None:
        _save(path, model.wv.index_to_key, model.wv.vectors, model.wv, run.unseen)

    return len(model.wv), counted - start, trained - counted, save


def _train_floret(run: Run, epochs: int) -> tuple[Any, float]:
    """Return the model, and the seconds that counting and training took together."""
    import floret

    # `train_unsupervised` takes no seed; without this every run would have seed 0.
    floret.floret.unsupervised_default["seed"] = run.seed
    start = time.perf_counter()
    model = floret.train_unsupervised(
        run.corpus,
        mode="fasttext",
        model={"skipgram": "skipgram", "cbow": "cbow"}[run.architecture],
        loss={"negative_sampling": "ns", "hierarchical_softmax": "hs"}[run.loss],
        dim=run.vector_size,
        ws=run.window,
        neg=run.negative,
        t=run.sample or 1.0,  # its 0 would drop every word, and 1 drops none
        minCount=run.min_count,
        lr=run.alpha,
        epoch=epochs,
        thread=run.threads,
        minn=NGRAMS["min_n"] if run.subwords else 0,
        maxn=NGRAMS["max_n"] if run.subwords else 0,
        bucket=BUCKETS,
        verbose=0,
    )
    return model, time.perf_counter() - start


def _floret(run: Run) -> Trained:
    import numpy as np

    # It counts and trains in one call; a call without epochs only counts.
    _, counting = _train_floret(run, 0)
    model, both = _train_floret(run, run.epochs)
    kept = [word for word in model.get_words() if word != "</s>"]  # a word for the ends of lines

    def save(path: Path) -> None:
        vectors = np.array([model[word] for word in kept])
        _save(path, kept, vectors, model, run.unseen)

    return len(kept), counting, both - counting, save


@dataclass(frozen=True)
class Peer:
    """A library, or one way to use it: how it trains, its package, the models that it has.

    `scored_as` names the peer that trains once more for the scores, if they are not its own.
    """

    train: Callable[[Run], Trained]
    package: str
    losses: tuple[str, ...]
    architectures: tuple[str, ...] = ("skipgram", "cbow")
    deterministic: bool = False
    scored_as: str | None = None

    def has(self, architecture: str, loss: str) -> bool:
        """Whether it has the model."""
        return architecture in self.architectures and loss in self.losses


_SAMPLED = ("negative_sampling", "hierarchical_softmax")
_ALL = (*_SAMPLED, "softmax")

PEERS = {
    "lemmavec": Peer(_lemmavec, "lemmavec", _ALL),
    # Full softmax has one way of training, which is deterministic.
    "lemmavec-deterministic": Peer(_lemmavec, "lemmavec", _SAMPLED, deterministic=True),
    "lemmavec-word2vec": Peer(_lemmavec_word2vec, "lemmavec", _ALL, architectures=("cbow",)),
    # corpus_file is its fastest way, but its alpha falls too little there: each thread counts only
    # its own sentences against the whole text.
    "gensim": Peer(_gensim, "gensim", _SAMPLED, scored_as="gensim-iterable"),
    "gensim-iterable": Peer(_gensim_iterable, "gensim", _SAMPLED),
    "floret": Peer(_floret, "floret", _SAMPLED),
}

MODELS = [f"{architecture}-{loss}" for architecture in ("skipgram", "cbow") for loss in _ALL]


def require(peers: Iterable[str]) -> None:
    """Raise ImportError if the package of one of the peers is not installed."""
    for package in (PEERS[peer].package for peer in peers):
        if find_spec(package) is None:
            raise ImportError(f'{package} is not installed: pip install "lemmavec[bench]"')
