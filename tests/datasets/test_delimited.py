"""Tables as the module `csv` and pandas write and read them."""

import csv
import io

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from lemmavec.datasets.columns import MissingColumnError, read_texts
from lemmavec.datasets.delimited import QuotationError, read_records
from lemmavec.datasets.readers import read_table

# What quoting is about comes up often.
FIELD = st.text(st.sampled_from('"",\t\n\r ab') | st.characters(codec="utf-8"), max_size=12)
ROWS = st.lists(st.tuples(FIELD, FIELD), min_size=1, max_size=8)
# pandas leaves a lone \r unquoted, and then cannot read its own file.
PANDAS_ROWS = st.lists(st.tuples(*[FIELD.map(lambda text: text.replace("\r", "-"))] * 2),
                       min_size=1, max_size=8)  # fmt: skip


def lines_of(text):
    return list(io.StringIO(text, newline=""))


def ambiguous(content, columns):
    """Whether every line of a table with line ends in its fields looks like a row by itself."""
    lines = [line for line in lines_of(content) if line.strip("\r\n")]
    return '""' not in content and all(line.count("\t") == columns - 1 for line in lines)


@given(ROWS, st.sampled_from([",", "\t", ";"]), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_records_are_those_of_csv(rows, delimiter, quoting):
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, quoting=quoting).writerows(rows)
    records = list(read_records(lines_of(written.getvalue()), delimiter, quoted=True))
    assert [tuple(record.fields) for record in records] == rows
    assert sum(record.lines for record in records) == len(lines_of(written.getvalue()))


@given(st.text(st.sampled_from('"",\n\r a'), max_size=20))
@example('"a"b\n')
@example('"a\n')
def test_what_csv_refuses_is_refused(content):
    try:
        wanted = list(csv.reader(lines_of(content), strict=True))
    except csv.Error:
        with pytest.raises(QuotationError):
            list(read_records(lines_of(content), ",", quoted=True))
    else:
        records = read_records(lines_of(content), ",", quoted=True)
        # csv gives no field at all for a blank line.
        assert [record.fields for record in records] == [row or [""] for row in wanted]


@given(PANDAS_ROWS, st.sampled_from(["csv", "tsv"]))
@example([('he said "no', "1"), ("plain", "2")], "tsv")
@example([("a\tb", "1")], "tsv")
def test_tables_of_pandas(tmp_path_factory, rows, kind):
    pandas = pytest.importorskip("pandas")
    path = tmp_path_factory.mktemp("pandas") / f"table.{kind}"
    frame = pandas.DataFrame({"other": [b for _, b in rows], "text": [a for a, _ in rows]})
    frame.to_csv(path, sep="," if kind == "csv" else "\t", index=False)
    assume(kind == "csv" or not ambiguous(path.read_text("utf-8"), 2))
    assert read_texts(path) == list(frame["text"])


@given(st.lists(st.text(st.sampled_from('" ab'), min_size=1, max_size=8), min_size=1))
def test_tabs_without_quoting(tmp_path_factory, texts):
    """A mark that opens without closing shows that none of the marks quotes."""
    path = tmp_path_factory.mktemp("plain") / "table.tsv"
    texts = [*texts, '" it begins', 'and "this" is said', *texts]
    path.write_text("text\tlabel\n" + "".join(f"{text}\t1\n" for text in texts))
    assert read_table(path).texts == texts


@pytest.mark.parametrize(
    ("rows", "texts"),
    [
        ('"a gem"\t1\n"dull"\t0\n', ['"a gem"', '"dull"']),  # pandas would not quote these
        ('"a gem"\t1\n"so ""fine"", she said"\t0\n', ["a gem", 'so "fine", she said']),
        ('"a\ngem"\t1\n', ["a\ngem"]),
        ('"a\tgem"\t1\n', ["a\tgem"]),
        ('"a gem\t1\nit is "\t0\n', ['"a gem', 'it is "']),  # each line is a row by itself
        ('5"\t1\n6"\t0\n', ['5"', '6"']),
    ],
)
def test_quotation_marks_beside_tabs(tmp_path, rows, texts):
    path = tmp_path / "films.tsv"
    path.write_text("text\tlabel\n" + rows)
    assert read_table(path).texts == texts


def test_names_in_quotation_marks_mean_quoted_fields(tmp_path):
    path = tmp_path / "films.tsv"
    path.write_text('"text"\t"label"\n"a gem"\t"1"\n')
    data = read_table(path)
    assert (data.texts, data.labels) == (["a gem"], [1])


@pytest.mark.parametrize("kind", ["csv", "tsv"])
def test_fields_of_any_length(tmp_path, kind):
    limit = csv.field_size_limit()
    text = 'long, "very"\n' * (limit // 8)
    path = tmp_path / f"long.{kind}"
    delimiter = "," if kind == "csv" else "\t"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([["text", "label"], [text, 1]])
    assert len(text) > limit
    assert read_table(path).texts == [text]
    assert csv.field_size_limit() == limit


def test_one_column_has_a_text_for_every_line(tmp_path):
    for name in ("texts.csv", "texts.tsv"):
        (tmp_path / name).write_text("text\na gem\n\ndull\n")
        assert read_texts(tmp_path / name) == ["a gem", "", "dull"]
    (tmp_path / "texts.tsv").write_text("text\na gem, truly\n")
    assert read_texts(tmp_path / "texts.tsv") == ["a gem, truly"]


def test_columns_that_are_missing_or_there_twice(tmp_path):
    path = tmp_path / "films.csv"
    path.write_text("text,year,text\nx,1,y\n")
    with pytest.raises(ValueError, match="has 2 columns 'text': rename all but one"):
        read_texts(path)
    assert read_texts(path, "year") == ["1"]
    with pytest.raises(MissingColumnError, match="no column 'said'; its header has text, year"):
        read_texts(path, "said")
    with pytest.raises(ValueError, match="both to be in the column 'year'"):
        read_table(path, "year", "year")


def test_errors_name_the_line_on_which_a_row_begins(tmp_path):
    path = tmp_path / "films.csv"
    path.write_text('text,label\n"a\nb\nc",1\n"d\ne",1,2\n')
    with pytest.raises(ValueError, match=r"films.csv, line 5: 3 fields, but the header has 2"):
        read_table(path)
    path.write_text('text,label\n"a\nb",1\n"c" d,1\n')
    with pytest.raises(ValueError, match=r"films.csv, line 4: ' d,1' after the quotation mark"):
        read_table(path)
