"""word2vec files by gensim's arguments: the same bytes as gensim writes, the same numbers read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gensim.models import KeyedVectors as Theirs
from gensim.test.utils import datapath

from lemmavec.gensim import KeyedVectors

OPTIONS: list[dict[str, Any]] = [
    {},
    {"binary": True},
    {"write_header": False},
    {"prefix": "*"},
    {"total_vec": 99},
    {"binary": True, "prefix": "é", "total_vec": 3},
    {"sort_attr": "none"},
]


def both() -> tuple[KeyedVectors, Any]:
    filled = []
    for kind in (KeyedVectors, Theirs):
        vectors = kind(3)
        rows = np.random.default_rng(1).standard_normal((4, 3)).astype(np.float32)
        vectors.add_vectors(["gold", "silver", "tin", "lead"], rows)
        for word, count in (("gold", 2), ("silver", 9), ("tin", 5), ("lead", 7)):
            vectors.allocate_vecattrs(["count"], [np.int64])
            vectors.set_vecattr(word, "count", count)
        filled.append(vectors)
    return filled[0], filled[1]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_gensims_bytes_are_written(options: dict[str, Any], tmp_path: Path) -> None:
    files = []
    for name, vectors in zip(("ours", "theirs"), both(), strict=True):
        path, vocabulary = tmp_path / name, tmp_path / f"{name}.vocab"
        counted = "sort_attr" not in options
        vectors.save_word2vec_format(str(path), str(vocabulary) if counted else None, **options)
        files.append(path.read_bytes())
        if counted and "prefix" not in options:
            files.append(vocabulary.read_bytes())
    assert files[: len(files) // 2] == files[len(files) // 2 :]


def test_appended_records_come_behind(tmp_path: Path) -> None:
    ours, _ = both()
    path = tmp_path / "v.txt"
    ours.save_word2vec_format(path, total_vec=8)
    ours.save_word2vec_format(path, prefix="2", write_header=False, append=True)
    back = KeyedVectors.load_word2vec_format(path)
    assert back.index_to_key[3:5] == ["gold", "2silver"]
    assert np.array_equal(back["2tin"], ours["tin"])


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("euclidean_vectors.bin", {"binary": True}),
        ("high_precision.kv.bin", {"binary": True}),
        ("high_precision.kv.txt", {}),
        ("high_precision.kv.txt", {"datatype": np.float64}),
        ("high_precision.kv.bin", {"binary": True, "datatype": np.float16}),
        ("word2vec_pre_kv_c", {}),
        ("toy-model.vec", {}),
        ("lee_fasttext.vec", {}),
        ("test_glove.txt", {"no_header": True}),
        ("euclidean_vectors.bin", {"binary": True, "limit": 7}),
    ],
)
def test_files_that_gensim_installs_read_to_its_numbers(name: str, options: dict[str, Any]) -> None:
    theirs = Theirs.load_word2vec_format(datapath(name), **options)
    ours = KeyedVectors.load_word2vec_format(datapath(name), **options)
    assert ours.index_to_key == list(theirs.index_to_key)
    assert ours.vectors.dtype == theirs.vectors.dtype
    if options.get("datatype") == np.float64:  # ours are read as float32
        assert ours.vectors == pytest.approx(theirs.vectors, rel=1e-6)
    else:
        assert np.array_equal(ours.vectors, theirs.vectors)
    for word in ours.index_to_key[:5]:
        assert ours.get_vecattr(word, "count") == theirs.get_vecattr(word, "count")


@pytest.mark.parametrize("errors", ["replace", "ignore"])
def test_words_that_are_not_utf8_are_read_as_by_gensim(errors: Any) -> None:
    files = (
        datapath("w2v_keyedvectors_load_test.modeldata"),
        datapath("w2v_keyedvectors_load_test.vocab"),
    )
    ours, theirs = (
        kind.load_word2vec_format(files[0], fvocab=files[1], unicode_errors=errors)
        for kind in (KeyedVectors, Theirs)
    )
    assert ours.index_to_key == list(theirs.index_to_key)
    assert ours.expandos["count"].tolist() == theirs.expandos["count"].tolist()
    with pytest.raises(UnicodeDecodeError, match=r"modeldata, row 1: .* is not UTF-8"):
        KeyedVectors.load_word2vec_format(files[0])


@pytest.mark.parametrize("binary", [False, True])
def test_a_file_that_is_cut_short_is_an_end_of_file_error(binary: bool, tmp_path: Path) -> None:
    ours, _ = both()
    ours.save_word2vec_format(tmp_path / "v", binary=binary, total_vec=9)
    with pytest.raises(EOFError, match="promises 9 words, but the file ends after row 4"):
        KeyedVectors.load_word2vec_format(tmp_path / "v", binary=binary)


def test_vectors_are_taken_over_from_a_file(tmp_path: Path) -> None:
    ours, _ = both()
    ours.save_word2vec_format(tmp_path / "v", binary=True)
    other = KeyedVectors(3)
    other.add_vectors(["new", "tin", "gold"], np.zeros((3, 3)))
    other.intersect_word2vec_format(tmp_path / "v", lockf=0.5, binary=True)
    assert np.array_equal(other.vectors, [np.zeros(3), ours["tin"], ours["gold"]])
    assert other.vectors_lockf.tolist() == [1, 0.5, 0.5]
    with pytest.raises(ValueError, match="3 dimensions, these have 2"):
        KeyedVectors(2).intersect_word2vec_format(tmp_path / "v", binary=True)
