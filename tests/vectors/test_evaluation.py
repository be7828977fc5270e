"""Word pairs and analogies against gensim and SciPy, and their files' faults."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lemmavec.vectors.evaluation import AnalogySection, analogies, correlation, fisher, wilson
from lemmavec.vectors.word_vectors import WordVectors, load

# Case variants, so that folding matters: the first of each group is the one that counts.
STEMS = [f"stem{i}" for i in range(60)]
WORDS = [
    word for i, s in enumerate(STEMS) for word in ([s, s.upper(), s.title()] if i % 3 else [s])
]


def peers(seed: int = 0, size: int = 6) -> tuple[WordVectors, KeyedVectors]:
    order = np.random.default_rng(seed).permutation(len(WORDS))
    words = [WORDS[i] for i in order]
    rows = np.random.default_rng(seed + 1).normal(size=(len(words), size)).astype(np.float32)
    # Variants lie close together, so that they crowd the best answers.
    for row, word in enumerate(words):
        rows[row] += 3 * np.random.default_rng(STEMS.index(word.lower())).normal(size=size)
    theirs = KeyedVectors(size)
    theirs.add_vectors(words, rows)
    return WordVectors(words, rows), theirs


def questions(path: Path, seed: int = 0) -> Path:
    random = np.random.default_rng(seed)
    known = [*WORDS, "unknown"]
    lines = []
    for section in range(4):
        lines.append(f": section {section}")
        lines += [" ".join(random.choice(known, 4)) for _ in range(100)]
        # Lower case is to capitals as it is for another word: some of these come out right.
        for a, c in random.choice(STEMS, (50, 2)):
            lines.append(f"{a} {a.upper()} {c} {c.upper()}")
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("case_insensitive", [True, False])
@pytest.mark.parametrize("restrict_vocab", [300_000, 120])
def test_analogies_are_counted_as_gensim_counts_them(
    tmp_path: Path, seed: int, case_insensitive: bool, restrict_vocab: int
) -> None:
    path = questions(tmp_path / "q.txt", seed)
    ours, theirs = peers(seed)
    options = {"restrict_vocab": restrict_vocab, "case_insensitive": case_insensitive}
    result = ours.evaluate_word_analogies(path, **options)
    score, sections = theirs.evaluate_word_analogies(str(path), **options)
    assert [(s.name, s.correct, s.incorrect) for s in result.sections] == [
        (s["section"], len(s["correct"]), len(s["incorrect"])) for s in sections[:-1]
    ]
    assert result.score == score
    assert result.correct > 0
    assert result.found + result.left_out == 600
    assert tuple(result) == (score, result.sections)


@pytest.mark.filterwarnings("ignore:Call to deprecated `init_sims`")  # gensim's own
@pytest.mark.parametrize("seed", range(5))
def test_analogies_by_products_are_answered_by_gensims_products(tmp_path: Path, seed: int) -> None:
    path = questions(tmp_path / "q.txt", seed)
    ours, theirs = peers(seed)
    # gensim's evaluation takes a similarity_function and does not use it: its answers one by one.
    right = asked = 0
    for line in path.read_text().splitlines():
        question = line.split()
        if line.startswith(":") or not set(question) <= set(WORDS):
            continue
        a, b, c, d = question
        asked += 1
        right += theirs.most_similar_cosmul([b, c], [a], topn=1)[0][0] == d
    result = ours.evaluate_word_analogies(path, case_insensitive=False, method="3cosmul")
    assert (result.correct, result.found) == (right, asked)
    assert result.correct > 0
    assert result != ours.evaluate_word_analogies(path, case_insensitive=False)
    with pytest.raises(ValueError, match="method must be '3cosadd' or '3cosmul', got 'cosmul'"):
        ours.evaluate_word_analogies(path, method="cosmul")  # type: ignore[arg-type]


def test_the_google_analogies_are_answered_as_gensim_answers_them(shared_data: Path) -> None:
    path = shared_data / "similarity" / "questions-words.txt"
    ours = load(shared_data / "formats" / "glove.6B.100d.top20k.txt")
    theirs = KeyedVectors(100)
    theirs.add_vectors(ours.index_to_key, ours.vectors)
    result = ours.evaluate_word_analogies(path, restrict_vocab=2_000)
    score, sections = theirs.evaluate_word_analogies(str(path), restrict_vocab=2_000)
    assert [(s.correct, s.incorrect) for s in result.sections] == [
        (len(s["correct"]), len(s["incorrect"])) for s in sections[:-1]
    ]
    assert result.score == score
    assert result.found + result.left_out == 19_544


def test_blocks_of_questions_do_not_change_the_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = questions(tmp_path / "q.txt")
    ours, _ = peers()
    whole = ours.evaluate_word_analogies(path)
    monkeypatch.setattr(analogies, "COSINES_AT_ONCE", 7 * len(ours))
    assert ours.evaluate_word_analogies(path) == whole


def test_too_few_words_to_answer_is_a_wrong_answer(tmp_path: Path) -> None:
    path = tmp_path / "q.txt"
    path.write_text(": s\na b c a\na b c c\n")
    v = WordVectors(["a", "b", "c"], np.eye(3, dtype=np.float32))
    assert v.evaluate_word_analogies(path).sections == (AnalogySection("s", 0, 2, 0),)


def test_no_question_asked_scores_nothing(tmp_path: Path) -> None:
    path = tmp_path / "q.txt"
    path.write_text(": s\nx y z x\n: empty\n")
    v = WordVectors(["a", "b", "c"], np.eye(3, dtype=np.float32))
    result = v.evaluate_word_analogies(path)
    assert (result.score, result.found, result.left_out) == (0.0, 0, 1)
    assert [section.score for section in result.sections] == [0.0, 0.0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b": s\na b c\n", r"q\.txt, line 2: expected four words, got 'a b c'"),
        (b": s\n\na b c a b\n", r"line 3: expected four words"),
        (b"a b c a\n", r"line 1: expected a section's name"),
        (b": s\na b c \xff\n", r"line 2: not UTF-8"),
    ],
)
def test_a_faulty_line_of_analogies_is_named(tmp_path: Path, text: bytes, message: str) -> None:
    path = tmp_path / "q.txt"
    path.write_bytes(text)
    with pytest.raises(ValueError, match=message):
        peers()[0].evaluate_word_analogies(path)


@pytest.mark.parametrize("name", ["EN-WS-353-ALL.txt", "EN-RG-65.txt", "EN-MTurk-771.txt"])
@pytest.mark.parametrize("dummy", [True, False])
def test_human_scores_correlate_as_in_gensim(shared_data: Path, name: str, dummy: bool) -> None:
    path = shared_data / "similarity" / name
    ours = load(shared_data / "formats" / "glove.6B.100d.top20k.txt")
    theirs = KeyedVectors(100)
    theirs.add_vectors(ours.index_to_key, ours.vectors)
    result = ours.evaluate_word_pairs(path, restrict_vocab=10_000, dummy_for_unknown=dummy)
    pearson, spearman, oov_ratio = theirs.evaluate_word_pairs(
        str(path), restrict_vocab=10_000, dummy4unknown=dummy
    )
    assert result.pearson == pytest.approx(pearson[0], abs=1e-7)  # gensim's cosines are float32
    assert result.spearman == pytest.approx(spearman[0], abs=1e-7)
    assert result.oov_ratio == pytest.approx(oov_ratio)
    assert result.left_out > 0


@pytest.mark.parametrize("case_insensitive", [True, False])
@pytest.mark.parametrize("restrict_vocab", [300_000, 40])
def test_case_and_vocabulary_of_pairs_are_taken_as_gensim_takes_them(
    tmp_path: Path, case_insensitive: bool, restrict_vocab: int
) -> None:
    random = np.random.default_rng(5)
    lines = ["# first\tsecond\tscore"]
    for _ in range(300):  # two stems: gensim's cosine of a word with itself is 1 only to rounding
        a, b = random.choice(STEMS, 2, replace=False)
        lines.append(f"{a}\t{random.choice([b, b.upper()])}\t{random.integers(9)}")
    path = tmp_path / "pairs.tsv"
    path.write_text("\n".join(lines))
    ours, theirs = peers()
    options = {"restrict_vocab": restrict_vocab, "case_insensitive": case_insensitive}
    result = ours.evaluate_word_pairs(path, **options)
    pearson, spearman, oov_ratio = theirs.evaluate_word_pairs(str(path), **options)
    assert tuple(result) == pytest.approx((pearson[0], spearman[0], oov_ratio), abs=1e-6)
    assert result.found + result.left_out == 300


def test_words_paired_with_themselves_are_ties(tmp_path: Path) -> None:
    rows = np.random.default_rng(0).normal(size=(50, 30)).astype(np.float32)
    v = WordVectors(map(str, range(50)), rows)
    path = tmp_path / "pairs"
    path.write_text("0\t1\t0\n" + "".join(f"{i}\t{i}\t{9}\n" for i in range(50)))
    assert v.evaluate_word_pairs(path).spearman == pytest.approx(1)


def test_delimiter_compression_and_comments(tmp_path: Path) -> None:
    v = WordVectors(["a", "b", "c"], np.array([[1, 0], [1, 1], [0, 1]], np.float32))
    path = tmp_path / "pairs"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbfa b 3\n\n# no pair\na  c 1\nb q 9\n"))
    result = v.evaluate_word_pairs(path, delimiter=None)
    assert (result.found, result.left_out, result.spearman) == (2, 1, 1.0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\tb\t1\na\tb\n", r"pairs, line 2: expected two words and a number with '\\t' between"),
        ("a b 1\n", r"line 1: .*`delimiter`"),
        ("#\na\tb\thigh\n", "line 2"),
        ("a\tb\tnan\n", "line 1"),
        ("a\tb\t1\nx\ty\t2\n", "of 2 pairs only 1 have both words among the 3"),
        ("", "of 0 pairs only 0"),
    ],
)
def test_faulty_pairs_are_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "pairs"
    path.write_text(text)
    v = WordVectors(["a", "b", "c"], np.array([[1, 0], [1, 1], [0, 1]], np.float32))
    with pytest.raises(ValueError, match=message):
        v.evaluate_word_pairs(path)
    with pytest.raises(ValueError, match="restrict_vocab must be 1 or more"):
        v.evaluate_word_pairs(path, restrict_vocab=0)


@given(st.lists(st.tuples(st.integers(-4, 4), st.floats(-1e3, 1e3)), min_size=2, max_size=40))
def test_correlations_agree_with_scipy(pairs: list[tuple[int, float]]) -> None:
    x, y = (np.array(column, float) for column in zip(*pairs, strict=True))
    np.testing.assert_array_equal(correlation.ranks(y), stats.rankdata(y))
    if np.ptp(x) < 1 or np.ptp(y) < 1e-3:
        return
    assert correlation.pearson(x, y) == pytest.approx(stats.pearsonr(x, y)[0], abs=1e-9)
    assert correlation.spearman(x, y) == pytest.approx(stats.spearmanr(x, y)[0], abs=1e-9)


def test_the_correlation_of_a_constant_is_not_a_number() -> None:
    assert np.isnan(correlation.pearson([1, 1, 1], [1, 2, 3]))
    assert np.isnan(correlation.spearman([1, 2, 3], [1, 1, 1]))


# --- confidence intervals --------------------------------------------------------------------


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilsons_interval_is_scipys(answers: tuple[int, int]) -> None:
    right, asked = answers
    theirs = stats.binomtest(right, asked).proportion_ci(0.95, method="wilson")
    assert wilson(right, asked) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_intervals_are_those_of_the_scores(tmp_path: Path) -> None:
    ours, _ = peers()
    result = ours.evaluate_word_analogies(questions(tmp_path / "q.txt"))
    assert result.interval == wilson(result.correct, result.found)
    assert result.sections[0].interval == wilson(
        result.sections[0].correct, result.sections[0].found
    )
    path = tmp_path / "pairs"
    path.write_text("".join(f"stem{i}\tstem{i + 1}\t{i % 7}\n" for i in range(40)) + "x\ty\t3\n")
    for dummy, n in ((False, 40), (True, 41)):
        pairs = ours.evaluate_word_pairs(path, dummy_for_unknown=dummy)
        assert pairs.correlated == n
        assert pairs.spearman_interval == fisher(pairs.spearman, n)
        low, high = pairs.spearman_interval
        assert low < pairs.spearman < high


def test_fishers_interval_is_that_of_bonett_and_wright() -> None:
    half = 1.959963984540054 * np.sqrt((1 + 0.5**2 / 2) / 7)
    expected = np.tanh(np.arctanh(0.5) - half), np.tanh(np.arctanh(0.5) + half)
    assert fisher(0.5, 10) == pytest.approx(expected, abs=1e-12)


def test_fishers_interval_holds_the_true_correlation_as_often_as_it_says() -> None:
    random = np.random.default_rng(0)
    rho, n, trials = 0.6, 60, 4000
    truth = 6 / np.pi * np.arcsin(rho / 2)  # Spearman's of two normal variables
    x = random.normal(size=(trials, n))
    y = rho * x + np.sqrt(1 - rho**2) * random.normal(size=(trials, n))
    held = 0
    for a, b in zip(x, y, strict=True):
        low, high = fisher(correlation.spearman(a, b), n)
        held += low <= truth <= high
    assert held / trials == pytest.approx(0.95, abs=0.01)


def test_intervals_that_are_not_defined_are_nan() -> None:
    assert np.isnan(wilson(0, 0)).all()
    assert np.isnan(fisher(0.5, 3)).all()
    assert np.isnan(fisher(float("nan"), 30)).all()
    assert fisher(1.0, 30) == (1.0, 1.0)
