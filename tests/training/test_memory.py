"""A model that cannot fit is refused before it is allocated, with the arithmetic."""

from __future__ import annotations

import re

import pytest

from lemmavec import Word2Vec
from lemmavec.training import memory

WORDS = [f"w{i}" for i in range(60_000)]


def test_a_model_larger_than_the_machine_is_refused() -> None:
    model = Word2Vec(vector_size=1_000_000, min_count=1)
    sum_ = (
        r"60,000 words × 1,000,000 dimensions × 4 bytes × 2 matrices = 447\.0 GiB, memory: [\d.,]+"
    )
    with pytest.raises(MemoryError, match=sum_):
        model.fit([WORDS])
    assert not hasattr(model, "vectors")


def test_new_words_are_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Word2Vec(vector_size=10, min_count=1, sample=0, epochs=1).fit([["a", "b"]] * 9)
    monkeypatch.setattr(memory, "machine_memory", lambda: 3 * 10 * 4 * 2)
    model.update_vocabulary([["a", "c"]])
    with pytest.raises(MemoryError, match=re.escape("4 words × 10 dimensions × 4 bytes × 2")):
        model.update_vocabulary([["d"]])
    assert model.vectors.index_to_key == ["a", "b", "c"]


def test_unknown_memory_refuses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "machine_memory", lambda: 2**40)
    with pytest.raises(MemoryError):
        memory.require_memory(10**9, 10**9)
    monkeypatch.setattr(memory, "machine_memory", lambda: None)
    memory.require_memory(10**9, 10**9)


def test_windows_that_do_not_fit_say_what_to_lower() -> None:
    # Each of the threads has the vectors of a window: 2 * 10**6 * 10**5 * 4 bytes.
    model = Word2Vec(vector_size=100_000, window=1_000_000, min_count=1, workers=300)
    with pytest.raises(MemoryError, match=r"300 threads.*window \(1000000\).*\(100000\)"):
        model.fit([["a", "b"]] * 9)
