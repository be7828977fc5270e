"""The explorer's answers are those of the library, and only its own page may ask."""

from __future__ import annotations

import json

import numpy as np
import pytest
from asgi import Client

from lemmavec import Word2Vec, WordVectors
from lemmavec.explore import server
from lemmavec.explore.layout import principal_plane, scaled
from lemmavec.explore.questions import Questions
from lemmavec.explore.sources import Source, read_source

ODD = ["<img src=x onerror=alert(1)>", 'quote"', "Gold", "gold", "golden", "été", "a b"]
WORDS = [*ODD, *(f"w{i}" for i in range(400))]
RANDOM = np.random.default_rng(5)
VECTORS = WordVectors(
    WORDS, RANDOM.normal(size=(407, 20)).astype(np.float32), np.arange(407, 0, -1)
)
OTHER = WordVectors(
    WORDS[:300], VECTORS.vectors[:300] + RANDOM.normal(size=(300, 20)).astype(np.float32) / 4
)
TOKEN, HOST = "secret-token", "127.0.0.1:5000"


@pytest.fixture
def client(monkeypatch):
    page = {"index.html": b"<title>page</title>", "explorer.js": b"1"}
    monkeypatch.setattr(server, "page_files", lambda: page)
    questions = Questions(Source("mine", VECTORS), Source("other", OTHER))
    served = server.application(questions, TOKEN, lambda: frozenset({HOST}))
    return Client(served, {"Host": HOST, "X-Token": TOKEN})


def listed(answers):
    return [(answer["word"], answer["score"]) for answer in answers]


@pytest.mark.parametrize("word", ODD)
def test_neighbours_are_those_of_most_similar(client, word):
    found = client.get("/api/similar", params={"word": word, "topn": 7}).json()
    assert found["row"] == WORDS.index(word)
    assert listed(found["answers"]) == VECTORS.most_similar(word, topn=7)


def test_analogies_are_those_of_most_similar_and_lie_on_their_plane(client):
    asked = {"a": "w1", "b": "w2", "c": "w3", "topn": 4}
    found = client.get("/api/analogy", params=asked).json()
    assert listed(found["answers"]) == VECTORS.most_similar(["w2", "w3"], ["w1"], topn=4)
    a, b, c, *_, target = (np.array([p["x"], p["y"]]) for p in found["plane"])
    rows = VECTORS.vectors[[8, 9, 10]].astype(float)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    # The plane holds all three, so that their distances are kept; a is its origin.
    np.testing.assert_allclose(a, 0, atol=1e-9)
    for first, second, i, j in ((a, b, 0, 1), (a, c, 0, 2), (b, c, 1, 2)):
        expected = np.linalg.norm(rows[i] - rows[j])
        assert np.linalg.norm(first - second) == pytest.approx(expected, abs=1e-9)
    np.testing.assert_allclose(target, b + c, atol=1e-9)


def test_axes_are_those_of_along_axis(client):
    asked = [("low", "w1"), ("high", "w2"), ("high", "w3"), ("word", "w5"), ("word", "gold")]
    found = client.get("/api/axis", params=asked).json()
    assert listed(found["answers"]) == VECTORS.along_axis(["w1"], ["w2", "w3"], ["w5", "gold"])


def test_comparisons_are_those_of_compare(client):
    found = client.get("/api/compare", params={"topn": 9}).json()
    expected = VECTORS.compare(OTHER)
    assert listed(found["answers"]) == expected.moved(9)
    assert (found["shared"], found["only_first"], found["only_second"]) == (300, 107, 0)
    both = client.get("/api/both", params={"word": "gold", "topn": 3}).json()
    assert both["cosine"] == expected.similarity("gold")
    assert [answer["word"] for answer in both["second"]] == [
        word for word, _ in OTHER.most_similar("gold", topn=3)
    ]


def test_completions_are_by_frequency_in_any_case(client):
    def complete(text):
        return [
            w["word"] for w in client.get("/api/complete", params={"text": text}).json()["words"]
        ]

    assert complete("go") == ["Gold", "gold", "golden"]
    assert complete("GOLDE") == ["golden"]
    assert complete("ÉT") == ["été"]
    assert complete("<img") == [ODD[0]]
    assert complete("nothing") == []


def test_points_and_counts_come_as_numbers(client):
    points = np.frombuffer(client.get("/api/points").content, "<f4").reshape(-1, 2)
    np.testing.assert_array_equal(points, principal_plane(VECTORS.vectors))
    counts = np.frombuffer(client.get("/api/counts").content, "<f4")
    np.testing.assert_array_equal(counts, VECTORS.counts)
    assert client.get("/api/words").json() == WORDS


def test_the_plane_is_that_of_the_singular_value_decomposition():
    unit = VECTORS.vectors / np.linalg.norm(VECTORS.vectors, axis=1, keepdims=True)
    left, singular, _ = np.linalg.svd(unit - unit.mean(axis=0), full_matrices=False)
    expected = scaled((left[:, :2] * singular[:2]).astype(np.float32))
    found = principal_plane(VECTORS.vectors)
    for column in (0, 1):
        sign = np.sign(found[:, column] @ expected[:, column])
        np.testing.assert_allclose(found[:, column], sign * expected[:, column], atol=1e-3)
    assert np.abs(found).max() == 1


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("similar?word=tin", 404, "'tin' is not among the 407 words"),
        ("similar", 400, "the question lacks 'word'"),
        ("similar?word=gold&topn=0", 400, "topn must be 1 to 1000"),
        ("similar?word=gold&topn=many", 400, "many"),
        ("context?word=gold", 400, "only a model"),
        ("axis?low=gold&high=gold&word=w1", 400, "same direction"),
    ],
)
def test_what_has_no_answer_is_said(client, path, status, said):
    answer = client.get(f"/api/{path}")
    assert answer.status_code == status
    assert said in answer.json()["error"]


@pytest.mark.parametrize(
    ("headers", "path"),
    [
        ({"X-Token": "wrong"}, "/api/about"),
        ({"X-Token": ""}, "/api/words"),
        ({"Host": "evil.example"}, "/api/about"),
        ({"Host": "evil.example"}, "/"),
        ({"Origin": "http://evil.example"}, "/api/about"),
        ({"Host": "127.0.0.1:5001"}, "/api/about"),
    ],
)
def test_others_are_refused(client, headers, path):
    answer = client.get(path, headers=headers)
    assert answer.status_code == 403
    assert "mine" not in answer.text


@pytest.mark.parametrize(
    "path", ["/../pyproject.toml", "/%2e%2e/pyproject.toml", "/etc/passwd", "/api/../explorer.py"]
)
def test_no_path_of_a_request_is_opened(client, path):
    assert client.get(path).status_code == 404


def test_every_answer_keeps_the_page_to_itself(client):
    for path in ("/", "/explorer.js", "/api/about"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_a_model_says_what_words_predict_and_how_it_was_trained(tmp_path):
    model = Word2Vec(vector_size=8, min_count=1, sample=0, epochs=2)
    model.fit([["gold", "ore"], ["gold", "mine"]] * 50)
    model.save(tmp_path / "model.lemma")
    questions = Questions(read_source(tmp_path / "model.lemma"))
    about = json.loads(json.dumps(questions.about()))
    assert [record["epoch"] for record in about["history"]] == [1, 2]
    assert about["history"][1]["loss"] == model.history[1].loss
    products = model._state.outside_vectors @ model.vectors["ore"]
    best = questions.context("ore", 1)["answers"][0]
    assert best["word"] == model.vectors.index_to_key[int(products.argmax())]
    assert best["score"] == float(products.max())


def test_vectors_and_other_models_are_sources_too(tmp_path):
    VECTORS.save(tmp_path / "v.safetensors")
    source = read_source(tmp_path / "v.safetensors")
    assert source.vectors.index_to_key == WORDS
    assert (source.outside, source.history) == (None, [])
    tree = Word2Vec(vector_size=8, min_count=1, sample=0, loss="hierarchical_softmax", epochs=1)
    tree.fit([["gold", "ore"], ["gold", "mine"]] * 50)
    tree.save(tmp_path / "tree.lemma")
    assert read_source(tmp_path / "tree.lemma").outside is None


def test_items_are_asked_for_by_their_digits():
    items = WordVectors([7, 8, 9], np.eye(3, dtype=np.float32))
    questions = Questions(Source("items", items))
    assert questions.similar("8", 2)["answers"] == [
        {"word": "7", "row": 0, "score": 0.0},
        {"word": "9", "row": 2, "score": 0.0},
    ]


def test_a_page_that_was_not_built_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setattr(server, "files", lambda package: tmp_path)
    with pytest.raises(FileNotFoundError, match="make explorer"):
        server.page_files()
