"""One training run in a process of its own: `python -m benchmarks.peers JSON` prints JSON.

Every peer gets the same settings, and says how long counting and training took and how much
memory the process held at most. words/s counts the raw words of the corpus, epochs times over.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """What to train."""

    peer: str
    corpus: str
    words: int
    vectors: str
    vector_size: int
    epochs: int
    threads: int
    seed: int
    window: int = 5
    negative: int = 5
    sample: float = 1e-3
    min_count: int = 5


@dataclass(frozen=True)
class Result:
    """What came out; `peak_mb` is the largest resident size in 10^6 bytes."""

    peer: str
    vector_size: int
    threads: int
    seed: int
    epochs: int
    vocabulary: int
    vocabulary_seconds: float
    training_seconds: float
    words_per_second: float
    peak_mb: float


def in_own_process(run: Run) -> Result:
    """Train in a fresh interpreter, so that no run inherits memory or threads of another."""
    command = [sys.executable, "-m", __spec__.name if __spec__ else __name__]
    command.append(json.dumps(asdict(run)))
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"the run of {run.peer} failed:\n{done.stderr}")
    return Result(**json.loads(done.stdout.splitlines()[-1]))


class _Clock:
    """Notes when counting ends and training begins, as a `Progress`."""

    def __init__(self) -> None:
        self.start = time.perf_counter()
        self.counted = self.start
        self.training_seconds = 0.0

    def counting(self, fraction: float, words: int) -> None:
        pass

    def epoch_start(self, epoch: int, epochs: int) -> None:
        if epoch == 1:
            self.counted = time.perf_counter()

    def training(self, fraction: float, words_per_second: float, loss: float, alpha: float) -> None:
        pass

    def epoch_end(
        self, epoch: int, epochs: int, loss: float, validation_loss: float | None
    ) -> None:
        pass

    def finished(self, words: int, seconds: float, loss: float) -> None:
        self.training_seconds = time.perf_counter() - self.counted


def _lemmavec(run: Run) -> tuple[int, float, float, Callable[[Path], None]]:
    from lemmavec import Word2Vec

    model = Word2Vec(
        vector_size=run.vector_size,
        window=run.window,
        negative=run.negative,
        sample=run.sample,
        min_count=run.min_count,
        epochs=run.epochs,
        workers=run.threads,
        seed=run.seed,
    )
    clock = _Clock()
    model.fit(run.corpus, progress=clock)
    counting = clock.counted - clock.start
    return len(model.vectors), counting, clock.training_seconds, model.vectors.save


def _gensim(run: Run) -> tuple[int, float, float, Callable[[Path], None]]:
    from gensim.models import Word2Vec

    model = Word2Vec(
        vector_size=run.vector_size,
        window=run.window,
        sg=1,
        hs=0,
        negative=run.negative,
        sample=run.sample,
        min_count=run.min_count,
        workers=run.threads,
        seed=run.seed,
    )
    start = time.perf_counter()
    model.build_vocab(corpus_file=run.corpus)
    counted = time.perf_counter()
    model.train(
        corpus_file=run.corpus,
        total_examples=model.corpus_count,
        total_words=model.corpus_total_words,
        epochs=run.epochs,
    )
    trained = time.perf_counter()

    def save(path: Path) -> None:
        model.wv.save_word2vec_format(str(path), binary=True)

    return len(model.wv), counted - start, trained - counted, save


PEERS = {"lemmavec": _lemmavec, "gensim": _gensim}


def _peak_bytes() -> int:
    """Largest resident size of this process.

    On Linux a process inherits `ru_maxrss` from the one that started it; VmHWM is its own.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _main(argument: str) -> None:
    run = Run(**json.loads(argument))
    vocabulary, counting, training, save = PEERS[run.peer](run)
    peak = _peak_bytes() / 1e6
    save(Path(run.vectors))
    result = Result(
        run.peer,
        run.vector_size,
        run.threads,
        run.seed,
        run.epochs,
        vocabulary,
        counting,
        training,
        run.words * run.epochs / training,
        peak,
    )
    print(json.dumps(asdict(result)))


if __name__ == "__main__":
    _main(sys.argv[1])
