"""Integers go in and integers come out: training, queries, evaluation, files, more training."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemmavec import Checkpoint, Word2Vec, WordVectors, load

SMALL = {"vector_size": 8, "min_count": 1, "sample": 0, "epochs": 2, "workers": 1}
WALKS = [[1, 2, 3], [2, 3, 40], [40, 1, -5]] * 30


@pytest.fixture
def model() -> Word2Vec:
    return Word2Vec(**SMALL).fit(WALKS)


def are_ints(words: object) -> bool:
    return {type(word) for word in words} == {int}  # type: ignore[attr-defined]


def test_neighbours_meet_a_set_of_ids(model: Word2Vec) -> None:
    v = model.vectors
    assert set(v.index_to_key) == set(v) == set(v.key_to_index) == {1, 2, 3, 40, -5}
    neighbours = {word for word, _ in v.most_similar(1, topn=4)}
    assert neighbours == {2, 3, 40, -5}
    assert are_ints(neighbours)
    assert are_ints([v.doesnt_match(["1", np.int8(2), 40]), *v])
    assert are_ints(word for word, _ in v.similar_by_vector(v[1]))
    assert repr(v).endswith(f"{v.index_to_key[0]}, {v.index_to_key[1]}, {v.index_to_key[2]}, ...)")
    assert "<td>-5</td>" in v._repr_html_()


@pytest.mark.parametrize("key", [40, "40", np.int64(40), np.uint8(40), np.str_("40")])
def test_either_form_finds_the_row(model: Word2Vec, key: object) -> None:
    v = model.vectors
    row = v.vectors[v.index_to_key.index(40)]
    assert v[key].tolist() == v[[key]][0].tolist() == v.get(key).tolist() == row.tolist()
    assert key in v
    assert v.similarity(key, 40) == pytest.approx(1)
    assert 40 not in [word for word, _ in v.most_similar(key, topn=9)]


def test_the_word_itself_comes_before_its_other_form() -> None:
    v = WordVectors(["34", np.int16(34), 5], np.eye(3, dtype=np.float32))
    assert v.index_to_key == ["34", 34, 5]
    assert (v["34"].argmax(), v[34].argmax(), v["5"].argmax()) == (0, 1, 2)
    assert type(v.index_to_key[1]) is int
    assert pickle.loads(pickle.dumps(v)).index_to_key == ["34", 34, 5]


@pytest.mark.parametrize("word", [True, np.True_, 1.0, None, [1]])
def test_what_is_no_word_finds_nothing(model: Word2Vec, word: object) -> None:
    assert word not in model.vectors
    with pytest.raises(TypeError, match="a word is a str or an int"):
        model.vectors[[word]]


@pytest.mark.parametrize("word", [7, "7", "01", "1.0", "+1", "\u0661", "9" * 5000])
def test_an_unknown_word_is_named_as_it_was_asked(model: Word2Vec, word: int | str) -> None:
    with pytest.raises(KeyError) as error:
        model.vectors[word]
    assert error.value.args == (word,)
    assert str(error.value).startswith(f"{word!r} is not among the 5 words")


def test_evaluations_read_digits(model: Word2Vec, tmp_path: Path) -> None:
    (tmp_path / "pairs.tsv").write_text("1\t2\t9\n1\t40\t3\n3\t-5\t1\n1\t77\t1\n")
    pairs = model.vectors.evaluate_word_pairs(tmp_path / "pairs.tsv")
    assert (pairs.found, pairs.left_out) == (3, 1)
    (tmp_path / "analogies.txt").write_text(": ids\n1 2 3 40\n1 2 3 99\n")
    analogies = model.vectors.evaluate_word_analogies(tmp_path / "analogies.txt")
    assert (analogies.found, analogies.left_out) == (1, 1)


def test_formats_keep_the_type_or_say_digits(model: Word2Vec, tmp_path: Path) -> None:
    v = model.vectors
    v.save(tmp_path / "v.safetensors")
    for mmap in (False, True):
        assert load(tmp_path / "v.safetensors", mmap=mmap).index_to_key == v.index_to_key
    for name in ("v.txt", "v.bin"):
        v.save(tmp_path / name)
        read = load(tmp_path / name)
        assert read.index_to_key == [str(word) for word in v]
        assert read[40].tolist() == v[40].tolist()
    both = WordVectors(["7", 7], np.eye(2, dtype=np.float32))
    with pytest.raises(ValueError, match="'7' and 7 would be one"):
        both.save(tmp_path / "both.txt")


@given(st.lists(st.integers() | st.text(), min_size=1, max_size=9, unique=True))
def test_safetensors_keeps_the_type_of_every_word(
    tmp_path_factory: pytest.TempPathFactory, words: list[int | str]
) -> None:
    path = tmp_path_factory.mktemp("mixed") / "v.safetensors"
    WordVectors(words, np.ones((len(words), 2), np.float32)).save(path)
    read = load(path).index_to_key
    assert read == words
    assert list(map(type, read)) == list(map(type, words))


def test_training_goes_on_with_integers(model: Word2Vec, tmp_path: Path) -> None:
    model.save(tmp_path / "m.lemma")
    again = Word2Vec.load(tmp_path / "m.lemma")
    assert again.vectors.index_to_key == model.vectors.index_to_key
    for resumed in (model, again):
        resumed.fit(WALKS, resume=True)
    np.testing.assert_array_equal(model.vectors.vectors, again.vectors.vectors)
    digits = [[str(word) for word in walk] for walk in WALKS]
    assert model.loss(WALKS) == model.loss(digits)
    old = model.vectors.index_to_key
    model.update_vocabulary([["1", "new"], [6, 6]])
    assert model.vectors.index_to_key == [*old, 6, "new"]
    assert model.vectors.counts is not None
    assert model.vectors.counts[old.index(1)] == 61
    model.fit([*WALKS, [6, "new"]], resume=True)
    assert 6 in {word for word, _ in model.vectors.most_similar("new")}


def test_checkpoints_and_validation_keep_integers(tmp_path: Path) -> None:
    model = Word2Vec(**SMALL)
    model.fit(
        np.array(WALKS),
        validation=[["1", "2", "3"]],
        early_stopping=2,
        callbacks=[Checkpoint(tmp_path / "c.lemma")],
    )
    assert are_ints(model.vectors)
    assert are_ints(Word2Vec.load(tmp_path / "c.lemma").vectors)


def test_texts_find_the_vectors_of_integers(model: Word2Vec) -> None:
    sklearn = pytest.importorskip("lemmavec.sklearn")
    vectorizer = sklearn.Word2VecVectorizer(vectors=model.vectors)
    rows = vectorizer.fit_transform(["40 1", "40"])
    np.testing.assert_allclose(rows[1] * vectorizer.scale_, model.vectors[40], atol=1e-6)
