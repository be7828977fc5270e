"""How fast phrases are found: lemmavec and gensim in turn, on the same lines.

python -m benchmarks.phrases [WORDS]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from lemmavec import Phrases
from lemmavec.settings import available_cores

from .corpus import prepare


def seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def exhaust(sentences) -> None:
    for _ in sentences:
        pass


def main() -> None:
    from gensim.models.phrases import Phrases as GensimPhrases
    from gensim.models.word2vec import LineSentence

    limit = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000_000
    with tempfile.TemporaryDirectory() as folder:
        corpus = prepare(Path(folder), None, limit)
        path = corpus.in_lines
        theirs = []
        found = Phrases()
        cores = available_cores()
        for turn in range(3):
            rows = {
                "lemmavec, fit, 1 thread": seconds(lambda: found.fit(path, workers=1)),
                f"lemmavec, fit, {cores} threads": seconds(lambda: found.fit(path)),
                "lemmavec, transform": seconds(lambda: exhaust(found.transform(path))),
                "gensim, fit": seconds(
                    lambda: theirs.append(GensimPhrases(LineSentence(path), threshold=100))
                ),
                "gensim, transform": seconds(lambda: exhaust(theirs[-1][LineSentence(path)])),
            }
            print(f"turn {turn + 1}, {corpus.name}, {corpus.words:,} words")
            for name, taken in rows.items():
                print(f"  {name}: {taken:.2f} s, {corpus.words / taken / 1e6:.2f} M words/s")


if __name__ == "__main__":
    main()
