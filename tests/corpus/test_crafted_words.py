"""Words that are made to have the same hash do not make counting slow: hashes have a secret."""

from __future__ import annotations

import subprocess
import sys

import numpy as np

from lemmavec._kernels import WordTable, count_bigrams

FACTOR = 0x9E3779B97F4A7C15  # of the usual multiplicative hash, 2^64 / the golden ratio
PRINT_MEAN_SEARCH = """
import numpy as np
from lemmavec._kernels import WordTable
table = WordTable()
table.add([f"w{n}" for n in range(2000)], np.ones(2000, np.int64))
print(table.mean_search)
"""


def crafted_words(size: int) -> list[str]:
    """Give words of eight letters of one hash: low ^ high of `(word + its length) * FACTOR`."""
    high = np.arange(12_000_000, dtype=np.uint64)
    inverse = np.uint64(pow(FACTOR, -1, 1 << 64))
    heads = ((high << np.uint64(32)) | (high ^ np.uint64(0x5A5A5A50))) * inverse - np.uint64(8)
    letters = heads.view(np.uint8).reshape(-1, 8)
    words = letters[((letters > 0x20) & (letters < 0x7F)).all(axis=1)][:size]
    found = [word.tobytes().decode() for word in words]
    assert len(set(found)) == size
    return found


def test_words_of_one_hash_are_found_as_quickly_as_others():
    table = WordTable()
    table.add(crafted_words(2000), np.ones(2000, np.int64))
    assert table.mean_search < 2


def test_the_hash_is_another_in_each_process():
    command = [sys.executable, "-c", PRINT_MEAN_SEARCH]
    means = {subprocess.check_output(command, text=True) for _ in range(3)}
    assert len(means) > 1
    assert all(1 < float(mean) < 2 for mean in means)


def test_what_is_counted_does_not_depend_on_it():
    """Ids come by appearance."""
    table = WordTable()
    words = [f"w{n * n % 97}" for n in range(500)]
    ids = table.add(words, np.ones(500, np.int64))
    first_seen = list(dict.fromkeys(words))
    assert ids.tolist() == [first_seen.index(word) for word in words]
    assert table.words(np.arange(len(first_seen), dtype=np.int32)) == first_seen
    tokens = np.array([0, 1, 2, 1, 2], np.int32)
    first, second, counts = count_bigrams(tokens, 3, 1, 0, 1)
    found = zip(first.tolist(), second.tolist(), counts.tolist(), strict=True)
    assert sorted(found) == [(0, 1, 1), (1, 2, 2), (2, 1, 1)]
