"""`load(path, limit=n)` reads the first n words of any format, and nothing after them."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from lemmavec import WordVectors, load

WORDS = [f"w{i}" for i in range(500)]
WHOLE = WordVectors(
    WORDS, np.random.default_rng(0).normal(size=(500, 7)).astype(np.float32), range(500, 0, -1)
)
NAMES = ["v.safetensors", "v.bin", "v.txt", "glove.txt", "v.txt.gz", "c.bin"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("limit")
    for name in ("v.safetensors", "v.bin", "v.txt"):
        WHOLE.save(made / name)
    text = (made / "v.txt").read_bytes()
    (made / "glove.txt").write_bytes(text.partition(b"\n")[2].replace(b"\n", b"\n\n"))
    (made / "v.txt.gz").write_bytes(gzip.compress(text))
    WHOLE.save_word2vec_format(made / "c.bin", binary=True, style="word2vec.c")
    return made


@pytest.mark.parametrize("limit", [1, 3, 499, 500, 501, np.int64(7), None])
@pytest.mark.parametrize("name", NAMES)
def test_the_first_words_are_read(folder: Path, name: str, limit: int | None) -> None:
    read = load(folder / name, limit=limit)
    assert read.index_to_key == WORDS[:limit]
    np.testing.assert_array_equal(read.vectors, WHOLE.vectors[:limit])
    if name == "v.safetensors":
        assert read.counts is not None
        assert read.counts.tolist() == list(range(500, 0, -1))[:limit]


def test_a_mapped_matrix_is_cut_too(folder: Path) -> None:
    read = load(folder / "v.safetensors", mmap=True, limit=4)
    assert read.index_to_key == WORDS[:4]
    np.testing.assert_array_equal(read.vectors, WHOLE.vectors[:4])


def test_integers_keep_their_type(tmp_path: Path) -> None:
    words = [5, "a", 3, 9]
    WordVectors(words, np.eye(4, dtype=np.float32)).save(tmp_path / "v.safetensors")
    assert load(tmp_path / "v.safetensors", limit=3).index_to_key == [5, "a", 3]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("limit", [0, -1])
def test_less_than_one_word_is_an_error(folder: Path, name: str, limit: int) -> None:
    with pytest.raises(ValueError, match=f"limit must be 1 or more, got {limit}"):
        load(folder / name, limit=limit)


@pytest.mark.parametrize("limit", [True, 2.0, "3"])
def test_a_limit_is_a_whole_number(folder: Path, limit: object) -> None:
    with pytest.raises(TypeError, match="limit must be a whole number"):
        load(folder / "v.txt", limit=limit)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["v.bin", "v.txt", "glove.txt"])
def test_what_comes_after_is_neither_read_nor_checked(folder: Path, name: str) -> None:
    cut = folder / f"cut-{name}"
    content = (folder / name).read_bytes()
    cut.write_bytes(content[: len(content) // 2] + b"damaged")
    assert load(cut, limit=100).index_to_key == WORDS[:100]
    with pytest.raises(ValueError, match=f"{name}"):
        load(cut)


@pytest.mark.parametrize("name", ["v.safetensors", "v.bin", "v.txt"])
def test_nothing_larger_stays_alive(tmp_path: Path, name: str) -> None:
    matrix = np.ones((40_000, 100), np.float32)  # 16 MB
    WordVectors([f"w{i}" for i in range(len(matrix))], matrix).save(tmp_path / name)
    tracemalloc.start()
    read = load(tmp_path / name, limit=1000)
    alive, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(read) == 1000
    assert alive < 2_000_000
    base = read.vectors
    while isinstance(base, np.ndarray):
        assert base.nbytes == 400_000
        base = base.base
