"""The approximate index: exact where it looks at all words, measured, saved and kept apart."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pytest

from lemmavec import DamagedFileError
from lemmavec.vectors import index
from lemmavec.vectors.word_vectors import WordVectors, load

pytest.importorskip("usearch")
ROWS = np.random.default_rng(1).normal(size=(3000, 24)).astype(np.float32)
WORDS = [f"w{i}" for i in range(3000)]
VECTORS = WordVectors(WORDS, ROWS)
INDEX = VECTORS.build_index()


def test_recall_is_the_part_of_the_exact_answers_that_is_found() -> None:
    poor = VECTORS.build_index(connectivity=2, expansion=1)
    for built in (INDEX, poor):
        sample = np.random.default_rng(0).permutation(3000)[:1000]
        found = 0
        for row in sample.tolist():
            exact = {word for word, _ in VECTORS.most_similar(WORDS[row])}
            found += len(exact & {word for word, _ in built.most_similar(WORDS[row])})
        assert built.recall == pytest.approx(found / 10_000, abs=1e-9)
        assert built.measured_words == 1000
    assert poor.recall < 0.9 < INDEX.recall
    assert repr(INDEX) == (
        f"VectorIndex(3,000 words, recall {INDEX.recall:.3f} of the 10 nearest, "
        "measured on 1,000 words)"
    )


def test_what_is_found_has_exact_cosines_in_exact_order() -> None:
    question = (["w3", "w9"], [("w5", 0.5), ROWS[40] * 7])
    exact = dict(VECTORS.most_similar(*question, topn=3000))
    found = INDEX.most_similar(*question, topn=20)
    assert len(found) == 20
    assert found == sorted(found, key=lambda pair: -pair[1])
    assert all(exact[word] == cosine for word, cosine in found)
    assert not {"w3", "w9", "w5"} & {word for word, _ in found}
    assert INDEX.most_similar("w3", topn=0) == []
    with pytest.raises(KeyError, match="'tin'"):
        INDEX.most_similar("tin")
    with pytest.raises(ValueError, match="topn must be 0 or more"):
        INDEX.most_similar("w3", topn=-1)


def test_a_few_words_are_searched_exactly() -> None:
    few = WordVectors(WORDS[:20], ROWS[:20])
    built = few.build_index(workers=1)
    assert built.recall == 1
    assert built.most_similar("w3", topn=50) == few.most_similar("w3", topn=50)


def test_an_index_is_saved_beside_its_vectors_and_mapped(tmp_path: Path) -> None:
    VECTORS.save(tmp_path / "v.safetensors")
    assert INDEX.save(tmp_path / "v.safetensors") == tmp_path / "v.usearch"
    for mmap in (False, True):
        vectors = load(tmp_path / "v.safetensors", mmap=mmap)
        loaded = vectors.load_index(tmp_path / "v.safetensors")
        assert repr(loaded) == repr(INDEX)
        assert loaded.most_similar("w7") == INDEX.most_similar("w7")


def test_an_index_of_other_vectors_is_refused(tmp_path: Path) -> None:
    path = INDEX.save(tmp_path / "v.usearch")
    others = [
        WordVectors(WORDS, ROWS + np.float32(1e-3)),
        WordVectors(WORDS[::-1], ROWS),
        WordVectors(WORDS[:-1], ROWS[:-1]),
    ]
    for other in others:
        with pytest.raises(ValueError, match=r"v\.usearch: an index of other vectors"):
            other.load_index(path)
    whole = path.read_bytes()
    for damaged in (b"", whole[:-1], whole[: len(whole) // 2]):
        path.write_bytes(damaged)
        with pytest.raises(ValueError, match=r"v\.usearch: not an index .* or cut short"):
            VECTORS.load_index(path)
    with pytest.raises(FileNotFoundError, match=re.escape("none.usearch")):
        VECTORS.load_index(tmp_path / "none.safetensors")


def test_a_damaged_graph_is_never_searched(tmp_path: Path) -> None:
    path = INDEX.save(tmp_path / "v.usearch")
    whole = path.read_bytes()
    for place in np.random.default_rng(0).integers(len(whole) - 300, size=50).tolist():
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        with pytest.raises(DamagedFileError, match=r"v\.usearch: the index is damaged"):
            VECTORS.load_index(path)


def test_settings_out_of_range_and_a_missing_extra_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(ValueError, match="connectivity must be 2 or more"):
        VECTORS.build_index(connectivity=1)
    with pytest.raises(ValueError, match="expansion must be 1 or more"):
        VECTORS.build_index(expansion=0)
    monkeypatch.setitem(sys.modules, "usearch.index", None)
    with pytest.raises(ImportError, match=r"pip install \"lemmavec\[ann\]\""):
        index.build(VECTORS, connectivity=16, expansion=1, workers=1)
