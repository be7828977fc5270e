"""Phrases against a count with `Counter`, against gensim, and as a command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lemmavec import Phrases, Word2Vec
from lemmavec._kernels import count_bigrams
from lemmavec.cli import main
from lemmavec.phrases import scoring

LEMMAVEC = [sys.executable, "-m", "lemmavec"]
corpora = st.lists(st.lists(st.sampled_from("abcde"), max_size=12), min_size=1, max_size=12).filter(
    any
)
choices = st.fixed_dictionaries(
    {"min_count": st.integers(1, 4), "threshold": st.sampled_from([0.0, 0.5, 1.0, 3.0])}
)


def reference(corpus, min_count, threshold) -> dict[tuple[str, str], float]:
    """The formula, word for word."""
    n = Counter(word for sentence in corpus for word in sentence)
    m = Counter(pair for sentence in corpus for pair in pairwise(sentence))
    scores = {(a, b): (m[a, b] - min_count) / (n[a] * n[b]) * n.total() for a, b in m}
    return {pair: score for pair, score in scores.items() if score > threshold}


def joined_by_word2phrase(words: list[str], pairs) -> list[str]:
    """Its loop: write a word after _ or after a space, and after a join forget the word."""
    text, last = "", None
    for word in words:
        joins = (last, word) in pairs
        text += ("_" if joins else " ") + word
        last = None if joins else word
    return text.split()


@given(corpora, choices)
def test_pairs_and_scores_are_those_of_a_count(corpus, chosen) -> None:
    found = Phrases(**chosen).fit(corpus, workers=2)
    assert found.pairs == reference(corpus, **chosen)
    assert list(found.pairs) == sorted(found.pairs, key=lambda pair: (-found.pairs[pair], pair))


@given(corpora, choices)
@example([["a", "a", "a"], ["a", "a"]], {"min_count": 1, "threshold": 0.0})
@example([list("abcab"), list("bcabc")], {"min_count": 1, "threshold": 0.0})
def test_joining_is_that_of_word2phrase(corpus, chosen) -> None:
    found = Phrases(**chosen).fit(corpus)
    joined = list(found.transform(corpus))
    assert joined == [joined_by_word2phrase(words, found.pairs) for words in corpus]
    assert [" ".join(words).replace("_", " ").split() for words in joined] == corpus


@given(
    st.lists(st.integers(-1, 40), max_size=300),
    st.integers(0, 41),
    st.integers(1, 3),
    st.integers(1, 7),
)
def test_shares_together_hold_every_pair_once(tokens, words, least, shares) -> None:
    ids = np.array(tokens, np.int32)
    parts = [count_bigrams(ids, words, least, share, shares) for share in range(shares)]
    found = [row for part in parts for row in zip(*(c.tolist() for c in part), strict=True)]
    counts = Counter((a, b) for a, b in pairwise(tokens) if 0 <= a < words and 0 <= b < words)
    assert sorted(found) == sorted((a, b, n) for (a, b), n in counts.items() if n >= least)


def test_many_pairs_and_blocks_are_counted() -> None:
    """Enough of them that the table grows many times."""
    tokens = np.random.default_rng(3).integers(-1, 900, 300_001, dtype=np.int32)
    first, second, counts = count_bigrams(tokens, 900, 1, 0, 1)
    neighbours = np.stack([tokens[:-1], tokens[1:]])[:, (tokens[:-1] >= 0) & (tokens[1:] >= 0)]
    expected, times = np.unique(neighbours, axis=1, return_counts=True)
    order = np.lexsort((second, first))
    assert np.array_equal(np.stack([first, second])[:, order], expected)
    assert np.array_equal(counts[order], times)


def test_a_share_must_exist() -> None:
    with pytest.raises(ValueError, match="share"):
        count_bigrams(np.zeros(3, np.int32), 1, 1, 2, 2)


@pytest.fixture(scope="module")
def wikipedia(shared_data, tmp_path_factory):
    """The first half million words of fil8, 40 a line."""
    with (shared_data / "wikipedia" / "fil8.txt").open(encoding="utf-8") as file:
        words = file.read(3_000_000).split()[:-1]
    path = tmp_path_factory.mktemp("fil8") / "fil8.txt"
    path.write_text("\n".join(" ".join(words[i : i + 40]) for i in range(0, len(words), 40)))
    return path


def word2phrase_score(
    worda_count, wordb_count, bigram_count, len_vocab, min_count, corpus_word_count
):
    return (bigram_count - min_count) / (worda_count * wordb_count) * corpus_word_count


def test_gensim_with_the_same_score_finds_and_joins_the_same(wikipedia) -> None:
    gensim_phrases = pytest.importorskip("gensim.models.phrases")
    lines = [line.split() for line in wikipedia.read_text("utf-8").splitlines()]
    theirs = gensim_phrases.Phrases(lines, threshold=100, scoring=word2phrase_score)
    ours = Phrases().fit(wikipedia)
    assert len(ours) > 500
    assert ours.phrases == theirs.export_phrases()
    assert list(ours.transform(wikipedia)) == [theirs[line] for line in lines]


def test_gensims_own_score_differs_by_a_factor_only(wikipedia) -> None:
    gensim_phrases = pytest.importorskip("gensim.models.phrases")
    lines = [line.split() for line in wikipedia.read_text("utf-8").splitlines()]
    theirs = gensim_phrases.Phrases(lines, threshold=10)
    factor = theirs.corpus_word_count / len(theirs.vocab)
    ours = Phrases(threshold=10 * factor).fit(wikipedia).phrases
    found = theirs.export_phrases()
    assert len(found) > 500
    assert ours == pytest.approx({p: score * factor for p, score in found.items()}, rel=1e-12)


def test_any_number_of_threads_and_shares_gives_the_same(wikipedia, monkeypatch) -> None:
    one = list(Phrases().fit(wikipedia, workers=1).pairs.items())
    assert list(Phrases().fit(wikipedia, workers=3).pairs.items()) == one
    monkeypatch.setattr(scoring, "TOKENS_A_SHARE", 60_000)
    assert list(Phrases().fit(wikipedia, workers=2).pairs.items()) == one


def test_sentences_are_never_joined_to_each_other(tmp_path) -> None:
    path = tmp_path / "lines.txt"
    path.write_text("x new\nyork y\n" * 20 + "new york\n" * 9 + "\n")
    found = Phrases(min_count=1, threshold=0).fit(path)
    assert ("new", "york") in found.pairs
    assert ("new", "x") not in found.pairs
    assert found.pairs["new", "york"] == 8 / (29 * 29) * 98
    joined = list(found.transform(path))
    assert joined == [["x_new"], ["york_y"]] * 20 + [["new_york"]] * 9 + [[]]
    assert list(found.transform([["x", "y", "new"], ["york"]])) == [["x", "y", "new"], ["york"]]


def test_a_rare_word_between_two_parts_them() -> None:
    corpus = [["new", f"rare{i}", "york"] for i in range(20)] + [["a"]] * 20
    assert Phrases(min_count=2, threshold=0).fit(corpus).pairs == {}


def test_a_second_pass_gives_longer_phrases() -> None:
    corpus = [["the", "new", "york", "times"]] * 6 + [["new", "york"]] * 6 + [["the"], ["x"]] * 60
    first = Phrases(min_count=1, threshold=3).fit(corpus)
    second = Phrases(min_count=1, threshold=3).fit(first.transform(corpus))
    assert list(first.phrases) == ["new_york", "york_times"]
    twice = list(second.transform(first.transform(corpus)))
    assert twice[:7] == [["the", "new_york_times"]] * 6 + [["new_york"]]


def test_pairs_that_are_written_alike_stay_apart() -> None:
    corpus = [["a_b", "c"]] * 9 + [["a", "b_c"]] * 5 + [["a"], ["b_c"]] * 9
    found = Phrases(min_count=1, threshold=0).fit(corpus)
    assert set(found.pairs) == {("a_b", "c"), ("a", "b_c")}
    assert found.phrases == {"a_b_c": found.pairs["a_b", "c"]}


@pytest.mark.parametrize(
    "corpus",
    [
        [["gold", "ore"], ["gold", "ore"], ["mine"]],
        (["gold", "ore"], np.array(["gold", "ore"]), ("mine",)),
        np.array(["gold ore", "gold  ore", "mine"]),
    ],
    ids=["lists", "mixed", "column"],
)
def test_every_kind_of_corpus_serves(corpus, tmp_path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("gold ore\ngold\tore\nmine\n")
    for kind in (corpus, path, str(path), [path]):
        found = Phrases(min_count=1, threshold=0.5).fit(kind)
        assert list(found.transform(kind)) == [["gold_ore"], ["gold_ore"], ["mine"]]


def test_integers_keep_their_type_and_a_phrase_of_them_is_text(tmp_path) -> None:
    walks = [[17, 4, 99], [17, 4], [4]]
    found = Phrases(min_count=1, threshold=0).fit(walks)
    assert list(found.pairs) == [(17, 4)]
    found.save(tmp_path / "walks.json")
    for phrases in (found, Phrases.load(tmp_path / "walks.json")):
        assert phrases.pairs == found.pairs
        assert list(phrases.transform(walks)) == [["17_4", 99], ["17_4"], [4]]
        assert list(phrases.transform(np.array([[17, 4], [4, 99]]))) == [["17_4"], [4, 99]]
        assert list(phrases.transform([["17", "4", "99"]])) == [["17_4", "99"]]
    settings = {"vector_size": 4, "min_count": 1, "epochs": 1, "workers": 1, "sample": 0}
    model = Word2Vec(**settings).fit(found.transform(walks))
    assert model.vectors.index_to_key == ["17_4", 4, 99]
    assert found.fit([["a", "b"], ["a", "b"]]).join(["17", "4"]) == ["17", "4"]


def test_word2vec_takes_the_joined_corpus(tmp_path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("New York is big\nnew york is old\n" * 20)
    joined = Phrases(min_count=1, threshold=3.85).fit(path, lowercase=True).transform(path)
    settings = {"vector_size": 4, "min_count": 1, "epochs": 1, "workers": 1, "sample": 0}
    model = Word2Vec(**settings).fit(joined)
    assert model.vectors.index_to_key == ["is", "new_york", "big", "old"]
    again = Word2Vec(**settings).fit(list(joined))
    assert np.array_equal(model.vectors.vectors, again.vectors.vectors)


def test_words_outside_of_phrases_stay_as_they_are(tmp_path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("Gold Ore, \u00e9t\u00e9 \U0001f600\nGold Ore, MINE\n", encoding="utf-8")
    found = Phrases(min_count=1, threshold=0).fit(path)
    expected = [["Gold_Ore,", "\u00e9t\u00e9", "\U0001f600"], ["Gold_Ore,", "MINE"]]
    assert list(found.transform(path)) == expected


def test_a_tokenizer_is_used_in_both_places() -> None:
    texts = ["gold-ore", "gold-ore", "mine"]
    found = Phrases(min_count=1, threshold=0).fit(texts, tokenizer=lambda text: text.split("-"))
    joined = found.transform(texts, tokenizer=lambda text: text.split("-"))
    assert list(joined) == [["gold_ore"], ["gold_ore"], ["mine"]]


def test_a_spent_iterator_is_an_error() -> None:
    found = Phrases(min_count=1, threshold=0).fit(iter([["a", "b"]] * 3))
    joined = found.transform(iter([["a", "b"]]))
    assert list(joined) == [["a_b"]]
    with pytest.raises(ValueError, match="spent"):
        list(joined)


@given(corpora, st.sampled_from(["_", "\u2581", '"', "\\", "\u00b7\u00b7"]), st.booleans())
def test_saved_and_loaded_it_is_the_same(tmp_path_factory, corpus, delimiter, lowercase) -> None:
    path = tmp_path_factory.getbasetemp() / "phrases.json"
    found = Phrases(min_count=2, threshold=0.1, delimiter=delimiter)
    found.fit(corpus, lowercase=lowercase).save(path)
    loaded = Phrases.load(path)
    assert vars(loaded) == vars(found)
    assert list(loaded.pairs.items()) == list(found.pairs.items())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"gold",
        b"\xff",
        b"[]",
        b"{}",
        b'{"format": "phrases of somebody else"}',
        {"min_count": 0},
        {"delimiter": " "},
        {"threshold": "high"},
        {"lowercase": 1},
        {"pairs": [["a", "b"]]},
        {"pairs": [["a", 3.5, 1.0]]},
        {"pairs": [["a", True, 1.0]]},
        {"pairs": [["a", "b", "c"]]},
        {"pairs": [["a", "b", float("nan")]]},
        {"pairs": [["a", "b", float("inf")]]},
        {"pairs": {"a": 1.0}},
    ],
)
def test_other_files_are_refused(tmp_path, content) -> None:
    path = tmp_path / "phrases.json"
    if isinstance(content, dict):
        Phrases().fit([["a"]]).save(path)
        content = json.dumps(json.loads(path.read_bytes()) | content).encode()
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"phrases\.json: no phrases"):
        Phrases.load(path)


@pytest.mark.parametrize(
    ("chosen", "error", "message"),
    [
        ({"min_count": 0}, ValueError, "min_count must be 1 or more, got 0"),
        ({"min_count": 1.5}, TypeError, "min_count must be a whole number"),
        ({"threshold": -1}, ValueError, "threshold must be 0 or more"),
        ({"threshold": float("nan")}, ValueError, "threshold must be 0 or more"),
        ({"threshold": "100"}, TypeError, "threshold must be a number"),
        ({"delimiter": ""}, ValueError, "delimiter"),
        ({"delimiter": "a b"}, ValueError, "delimiter"),
        ({"delimiter": "\n"}, ValueError, "delimiter"),
    ],
)
def test_bad_settings_are_refused(chosen, error, message) -> None:
    with pytest.raises(error, match=message):
        Phrases(**chosen)


def test_errors_say_what_is_wrong(tmp_path) -> None:
    for asked in (lambda p: p.transform([]), lambda p: p.pairs, lambda p: p.save("x"), len):
        with pytest.raises(ValueError, match="call fit"):
            asked(Phrases())
    with pytest.raises(ValueError, match="no words"):
        Phrases().fit([[]])
    with pytest.raises(ValueError, match="workers must be 1 or more, got 0"):
        Phrases().fit([["a"]], workers=0)
    found = Phrases().fit([["a"]])
    with pytest.raises(FileNotFoundError):
        list(found.transform(tmp_path / "nowhere.txt"))
    for bad in ("some text here", [["a"], "b c"], [["a"], [2.5]], [["a", None]], [["a", True]], 5):
        with pytest.raises(TypeError):
            list(found.transform(bad))


def test_the_command_writes_the_text(tmp_path, capsys) -> None:
    path, output = tmp_path / "text.txt", tmp_path / "joined.txt"
    path.write_text("Gold ore \u00e9\n\ngold  ore x\n" * 3, encoding="utf-8")
    options = ["--min-count", "1", "--threshold", "1"]
    assert main(["phrases", str(path), "-o", str(output), "--lowercase", *options]) == 0
    assert output.read_text("utf-8") == "gold_ore \u00e9\n\ngold_ore x\n" * 3
    assert "pass 1: " in capsys.readouterr().err
    assert main(["phrases", str(output), "-o", str(output), *options, "--delimiter", "+"]) == 0
    assert output.read_text("utf-8") == "gold_ore+\u00e9\n\ngold_ore+x\n" * 3


def test_the_command_in_a_pipe(tmp_path) -> None:
    text = "gold ore mine x\ny gold ore\n" * 5 + "y\n" * 40
    command = [*LEMMAVEC, "phrases", "-", "--min-count", "1", "--threshold", "1", "-q"]
    run = {"input": text, "capture_output": True, "text": True, "check": True}
    assert subprocess.run(command, **run).stdout == "gold_ore mine_x\ny gold_ore\n" * 5 + "y\n" * 40
    twice = subprocess.run([*command, "--passes", "2"], **run).stdout
    assert twice == "gold_ore_mine_x\ny gold_ore\n" * 5 + "y\n" * 40
    listed = subprocess.run([*command, "--passes", "2", "--list"], **run)
    rows = [line.split("\t") for line in listed.stdout.splitlines()]
    assert ["mine_x", "12.0000"] in rows
    assert ["gold_ore_mine_x", "4.8000"] in rows


def test_a_reader_that_goes_away_is_no_error(tmp_path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("gold ore mine\n" * 100_000)
    command = [*LEMMAVEC, "phrases", str(path), "-q"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read().decode().splitlines() == ["pass 1: 0 phrases"]
    assert process.returncode == 141


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nowhere.txt"], 1, "nowhere.txt"),
        (["TEXT", "-o", "x.gz"], 2, "compressor"),
        (["TEXT", "-o", "x.txt", "--list"], 2, "--list"),
        (["TEXT", "--threshold", "-1"], 1, "threshold must be 0 or more"),
        (["TEXT", "--passes", "0"], 2, "--passes"),
        (["TEXT", "-o", os.path.join("no", "such", "x.txt")], 1, "no folder"),
    ],
)
def test_the_commands_errors_are_one_line(tmp_path, capsys, arguments, code, message) -> None:
    path = tmp_path / "text.txt"
    path.write_text("gold ore\n")
    given_ = [str(path) if argument == "TEXT" else argument for argument in arguments]
    assert main(["phrases", "-q", *given_]) == code
    error = capsys.readouterr().err.splitlines()[-1]
    assert error.startswith("lemmavec: error: ")
    assert message in error
