"""Tables in memory by column: DataFrames, Arrow tables, and data sets that give dicts."""

from __future__ import annotations

from collections import UserDict
from collections.abc import Iterator
from typing import Any, Self

import pytest

from lemmavec.corpus import encode, read_sentences
from lemmavec.corpus.reading import ReadingOptions

TEXTS = ["the gold mine", "", "gold ore"]
LISTS = [text.split() for text in TEXTS]
WALKS = [[3, 1], [2], [3]]
COLUMNS = {"label": [1, 0, 1], "text": TEXTS, "words": LISTS, "walk": WALKS}


class DataSet:
    """What `datasets.Dataset` shows of itself: names of columns, and a dict for each row."""

    def __init__(self, columns: dict[str, list[Any]]) -> None:
        self._columns = columns
        self.decoded: set[str] = set()

    @property
    def column_names(self) -> list[str]:
        return list(self._columns)

    @property
    def features(self) -> dict[str, str]:
        return dict.fromkeys(self._columns, "Value")

    def select_columns(self, names: list[str]) -> Self:
        selected = type(self)({name: self._columns[name] for name in names})
        selected.decoded = self.decoded
        return selected

    def __len__(self) -> int:
        return len(next(iter(self._columns.values())))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        self.decoded |= set(self._columns)
        for row in zip(*self._columns.values(), strict=True):
            yield dict(zip(self._columns, row, strict=True))


class Streamed:
    """`datasets.IterableDataset` before its first row: no names, no length, lazy rows."""

    column_names = features = None

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[Any]:
        yield from map(UserDict, self._rows)


class DataSetDict(dict):
    """`datasets.DatasetDict`: the splits of a data set."""

    @property
    def column_names(self) -> dict[str, list[str]]:
        return {name: split.column_names for name, split in self.items()}


def rows() -> list[dict[str, Any]]:
    return list(DataSet(COLUMNS))


KINDS = {
    "pandas": lambda: pytest.importorskip("pandas").DataFrame(COLUMNS, index=[5, 6, 7]),
    "Arrow": lambda: pytest.importorskip("pyarrow").table(COLUMNS),
    "Arrow batch": lambda: pytest.importorskip("pyarrow").RecordBatch.from_pydict(COLUMNS),
    "Arrow structs": lambda: pytest.importorskip("pyarrow").array(rows()),
    "data set": lambda: DataSet(COLUMNS),
    "streamed": lambda: Streamed(rows()),
    "dicts": rows,
    "generator of dicts": lambda: iter(rows()),
}
TABLES = ["pandas", "Arrow", "Arrow batch", "data set"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_gives_the_column(kind: str) -> None:
    for column, expected in (("text", LISTS), ("words", LISTS), ("walk", WALKS)):
        reading = ReadingOptions(column=column)
        assert list(read_sentences(KINDS[kind](), reading)) == expected
        with encode(KINDS[kind](), min_count=1, reading=reading) as encoded:
            assert list(encoded) == [words for words in expected if words]


@pytest.mark.parametrize("kind", KINDS)
def test_a_tokenizer_takes_the_texts(kind: str) -> None:
    reading = ReadingOptions(tokenizer=lambda text: text.split("o"), column="text")
    assert list(read_sentences(KINDS[kind](), reading)) == [text.split("o") for text in TEXTS]
    reading = ReadingOptions(tokenizer=str.split, column="words")
    with pytest.raises(TypeError, match=r"row 0 is a.*tokenizer takes texts"):
        list(read_sentences(KINDS[kind](), reading))


@pytest.mark.parametrize("kind", TABLES)
def test_without_a_column_the_columns_are_listed(kind: str) -> None:
    message = "'label', 'text', 'words', 'walk'; choose its column .*column=\"text\""
    with pytest.raises(TypeError, match=message):
        encode(KINDS[kind]())


@pytest.mark.parametrize("kind", [*TABLES, "streamed", "dicts"])
def test_no_such_column(kind: str) -> None:
    with pytest.raises(ValueError, match="has no column 'body'; its columns are 'label', 'text'"):
        encode(KINDS[kind](), reading=ReadingOptions(column="body"))


def test_only_the_column_of_a_data_set_is_decoded() -> None:
    table = DataSet(COLUMNS)
    assert list(read_sentences(table, ReadingOptions(column="text"))) == LISTS
    assert table.decoded == {"text"}


def test_the_splits_of_a_data_set_are_listed() -> None:
    splits = DataSetDict(train=DataSet(COLUMNS), test=DataSet(COLUMNS))
    for column in (None, "text"):
        with pytest.raises(TypeError, match=r"DataSetDict of 'train', 'test'.*dataset\['train'\]"):
            encode(splits, reading=ReadingOptions(column=column))


@pytest.mark.parametrize("kind", ["pandas", "pandas NA", "Arrow", "data set", "dicts"])
def test_missing_rows_are_counted_in_a_warning(kind: str) -> None:
    pandas, arrow = pytest.importorskip("pandas"), pytest.importorskip("pyarrow")
    columns = {"text": ["a b", None, "c", None]}
    corpus = {
        "pandas": pandas.DataFrame(columns),
        "pandas NA": pandas.DataFrame({"text": pandas.array(columns["text"], "string[python]")}),
        "Arrow": arrow.table(columns),
        "data set": DataSet(columns),
        "dicts": [{"text": "a b"}, {}, {"text": "c"}, {"text": None}],
    }[kind]
    with pytest.warns(UserWarning, match="2 of 4 rows are left out.*the first is row 1"):
        found = list(read_sentences(corpus, ReadingOptions(column="text")))
    assert found == [["a", "b"], [], ["c"], []]


def test_a_single_column_with_missing_rows_is_read_alike() -> None:
    for column in (
        pytest.importorskip("pandas").Series(["a", float("nan")], dtype=object),
        pytest.importorskip("pyarrow").array(["a", None]),
    ):
        with pytest.warns(UserWarning, match="1 of 2 rows are left out.*the first is row 1"):
            assert list(read_sentences(column)) == [["a"], []]


@pytest.mark.parametrize(
    ("corpus", "message"),
    [
        ([["a", "b"]], r"row 0 is a list, \['a', 'b'\], and column= chooses a column of a table"),
        ([{"text": 2.5}], "row 0 is a float, 2.5 where a text, or a list"),
        ([{"text": ["a", 2.5]}], "row 0: token 1 of sentence 0 is a float"),
        ([{"text": "a"}, "b"], "row 1 is a str, 'b', and column="),
    ],
)
def test_rows_that_do_not_go_with_column(corpus: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        encode(corpus, min_count=1, reading=ReadingOptions(column="text"))


def test_dicts_without_a_column_say_which_keys_there_are() -> None:
    with pytest.raises(TypeError, match=r"sentence 0 is a dict.*column= .*'label', 'text'"):
        encode(rows())


def test_two_columns_of_one_name() -> None:
    frame = pytest.importorskip("pandas").DataFrame([["a", "b"]], columns=["text", "text"])
    with pytest.raises(ValueError, match="2 columns 'text'"):
        encode(frame, reading=ReadingOptions(column="text"))
