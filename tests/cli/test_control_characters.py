"""Control characters of words, texts and names of files: nothing that is printed holds one raw."""

import csv
import io
import json
import os
import subprocess
import sys
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemmavec import WordVectors
from lemmavec.cli import main
from lemmavec.cli.control_characters import field, in_json, quoted_field, visible
from lemmavec.cli.output import note

# Red text, a word that hides what was printed before it, C1's escape, an override of direction, a
# tab, line ends, a separator of lines, a byte that was no UTF-8, and a backslash.
NASTY = ["\x1b[31mred", "gold\rlead", "\x9b31m", "\u202eabc", "a\tb", "a\nb", "a\u2028b",
         "\udcff", r"a\tb"]  # fmt: skip
SHOWN = [r"\x1b[31mred", r"gold\rlead", r"\x9b31m", r"\u202eabc", r"a\tb", r"a\nb", r"a\u2028b",
         r"\udcff", r"a\tb"]  # fmt: skip
UNSEEN = ("Cc", "Cs", "Zl", "Zp")
BIDI = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def is_raw(character):
    """Whether a terminal would obey it, by Unicode's own tables."""
    return unicodedata.category(character) in UNSEEN or unicodedata.bidirectional(character) in BIDI


def raw(text, but=""):
    return {character for character in text if is_raw(character)} - set(but)


def unescaped(text):
    """The inverse of `field`, read from left to right."""
    parts, i = [], 0
    lengths = {"x": 2, "u": 4}
    while i < len(text):
        if text[i] != "\\":
            parts.append(text[i])
            i += 1
            continue
        kind = text[i + 1]
        digits = lengths.get(kind, 0)
        code = text[i + 2 : i + 2 + digits]
        parts.append(
            chr(int(code, 16)) if digits else {"t": "\t", "n": "\n", "r": "\r"}.get(kind, kind)
        )
        i += 2 + digits
    return "".join(parts)


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20) | st.text(
    "\x00\t\n\r\x1b\x7f\x85\x9b\u200f\u2028\u202e\u2066\udc80\\\"tnx0u'", max_size=20
)


def test_every_character_that_unicode_calls_a_control_is_escaped():
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        assert (visible(character) == character) != is_raw(character), hex(code)


@given(ANY_TEXT)
def test_any_text_can_be_told_from_its_field(text):
    assert unescaped(field(text)) == text
    assert not raw(field(text))


@given(st.lists(ANY_TEXT, min_size=1))
def test_any_text_goes_through_csv(texts):
    line = "\t".join(map(quoted_field, texts)) + "\n"
    # A row of one empty field is an empty row to csv.
    expected = texts if texts != [""] else []
    assert list(csv.reader(io.StringIO(line, newline=""), delimiter="\t")) == [expected]


@given(ANY_TEXT)
def test_any_text_goes_through_json(text):
    written = in_json(json.dumps({"text": text}, indent=1, ensure_ascii=False))
    assert json.loads(written) == {"text": text}
    assert not raw(written, but="\n")


@pytest.fixture(scope="module")
def nasty(tmp_path_factory):
    path = tmp_path_factory.mktemp("nasty") / "nasty.safetensors"
    rows = np.random.default_rng(1).normal(size=(len(NASTY) + 1, 4)).astype(np.float32)
    WordVectors(["gold", *NASTY], rows).save(path)
    return str(path)


def test_lines_of_neighbours_have_three_fields_that_name_the_words(nasty, capsys):
    assert main(["similar", nasty, "gold", r"a\tb", "-n", str(len(NASTY))]) == 0
    out = capsys.readouterr().out
    assert not raw(out, but="\t\n")
    rows = [line.split("\t") for line in out.split("\n")[:-1]]
    assert {len(row) for row in rows} == {3}
    assert {unescaped(word) for question, word, _ in rows if question == "gold"} == set(NASTY)
    assert {unescaped(question) for question, *_ in rows} == {"gold", r"a\tb"}


def on_terminal(*arguments):
    """What a command writes to a terminal on its standard output."""
    pty = pytest.importorskip("pty", reason="pseudo-terminals are a matter of Unix")
    main_end, other_end = pty.openpty()
    environment = os.environ | {"TERM": "dumb", "COLUMNS": "80"}  # no colours of our own
    command = [sys.executable, "-m", "lemmavec", *arguments]
    with subprocess.Popen(command, stdout=other_end, stderr=subprocess.PIPE, env=environment):
        os.close(other_end)
        shown = b""
        try:
            while part := os.read(main_end, 4096):
                shown += part
        except OSError:  # Linux says so at the end of a pseudo-terminal.
            pass
    os.close(main_end)
    return shown.decode().replace("\r\n", "\n")


def test_on_a_terminal_words_are_shown_and_not_obeyed(nasty):
    shown = on_terminal("similar", nasty, "gold", "-n", "20")
    assert not raw(shown, but="\n")
    assert all(word in shown for word in SHOWN)


def test_text_with_phrases_is_escaped_on_a_terminal_alone(tmp_path, capfdbinary):
    path, text = tmp_path / "text.txt", "\x1b[31mred \u202eabc\n"
    path.write_text(text, encoding="utf-8")
    assert on_terminal("phrases", str(path)) == visible(text[:-1]) + "\n"
    assert main(["phrases", str(path)]) == 0
    assert capfdbinary.readouterr().out.decode() == text


def test_analogies_and_words_that_are_unknown(nasty, capsys):
    assert main(["analogy", nasty, "gold", NASTY[0], "\u202elead"]) == 1
    out, err = capsys.readouterr()
    assert (out, raw(err, but="\n")) == ("", set())
    assert r"\u202elead" in err
    assert main(["analogy", nasty, "gold", NASTY[0], NASTY[3]]) == 0
    assert not raw(capsys.readouterr().out, but="\t\n")


def test_names_of_files_in_notes_and_errors(nasty, tmp_path, capsys):
    odd = tmp_path / "\x1b[2Jodd\nlemmavec: wrote all.bin"
    assert main(["convert", nasty, f"{odd}.safetensors"]) == 0
    assert main(["convert", nasty, str(odd / "no.safetensors")]) == 1
    assert main(["similar", f"{odd}.none", "gold"]) == 1
    assert main(["similar", nasty, "--\x1b[2J", "gold"]) == 2
    err = capsys.readouterr().err
    assert not raw(err, but="\n")
    assert rf"odd\nlemmavec: wrote all.bin.safetensors: {len(NASTY) + 1} words" in err
    assert r"odd\nlemmavec: wrote all.bin.none: No such file" in err
    assert len(err.splitlines()) == 4


def test_a_note_of_several_lines(capsys):
    note("one", "", "two\nthree")
    assert capsys.readouterr().err == "one\n\ntwo\\nthree\n"


def test_scores_as_json_name_a_file_by_its_escapes(tmp_path, capsys):
    pairs, vectors = tmp_path / "\u202epairs.tsv", tmp_path / "vectors.safetensors"
    words = ["gold", "ore", "lead"]
    WordVectors(words, np.eye(3, dtype=np.float32)).save(vectors)
    pairs.write_text("gold\tlead\t1\ngold\tore\t2\n", encoding="utf-8")
    assert main(["evaluate", str(vectors), "--pairs", str(pairs), "--json"]) == 0
    out = capsys.readouterr().out
    assert not raw(out, but="\n")
    (score,) = json.loads(out)["scores"]
    assert score["file"] == pairs.name
    assert score["score"] is None  # no correlation with a constant, and no NaN in JSON
