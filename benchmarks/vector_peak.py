"""The memory of loading a binary file and asking once: `python -m benchmarks.vector_peak`."""

from __future__ import annotations

import json
import sys

from .memory import peak_bytes


def main(name: str, path: str) -> None:
    if name == "lemmavec":
        import lemmavec

        before = peak_bytes()
        vectors = lemmavec.load(path)
    else:
        from gensim.models import KeyedVectors

        before = peak_bytes()
        vectors = KeyedVectors.load_word2vec_format(path, binary=True)
    vectors.most_similar(vectors.index_to_key[5])
    peaks = {"before": before, "loaded": peak_bytes() - before, "matrix": vectors.vectors.nbytes}
    print(json.dumps({key: value / 1e6 for key, value in peaks.items()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
