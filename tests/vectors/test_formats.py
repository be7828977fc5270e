"""Every format: round trips, files of gensim and word2vec.c, damage, and detection by content."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import pickle
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy
from gensim.models import KeyedVectors
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lemmavec import DamagedFileError, _kernels
from lemmavec._writing import replacing
from lemmavec.vectors.word_vectors import WordVectors, load

FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False)
# word2vec formats can hold any word but the empty one and those with a space or a line's end.
PLAIN_WORD = st.text(st.characters(codec="utf-8", exclude_characters=" \n"), min_size=1, max_size=8)


@st.composite
def word_vectors(draw: Any, word: st.SearchStrategy[str], counted: bool = False) -> WordVectors:
    words = draw(st.lists(word, unique=True, min_size=1, max_size=8))
    rows = draw(arrays(np.float32, (len(words), draw(st.integers(1, 5))), elements=FLOATS))
    counts = [draw(st.integers(0, 2**62)) for _ in words] if counted else None
    return WordVectors(words, rows, counts)


def example(words: int = 50, size: int = 7) -> WordVectors:
    rows = np.random.default_rng(2).normal(size=(words, 16)).astype(np.float32)
    return WordVectors([f"wörd{i}" for i in range(words)], rows[:, :size], np.arange(words)[::-1])


def same(first: WordVectors, second: WordVectors) -> bool:
    return (
        first.index_to_key == second.index_to_key
        # Bytes, so that -0.0 is not 0.0.
        and first.vectors.tobytes() == second.vectors.tobytes()
        and first.vectors.shape == second.vectors.shape
    )


# --- round trips -----------------------------------------------------------------------------


@settings(deadline=None)
@given(v=word_vectors(st.text(), counted=True), mmap=st.booleans())
def test_safetensors_give_back_every_bit_of_any_word(v: WordVectors, mmap: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        v.save(Path(folder, "v.safetensors"))
        back = load(Path(folder, "v.safetensors"), mmap=mmap)
        assert same(back, v)
        assert back.counts is not None
        assert back.counts.tolist() == v.counts.tolist()  # type: ignore[union-attr]


@settings(deadline=None)
@given(v=word_vectors(st.text(st.characters(), max_size=3)))
def test_safetensors_keep_lone_surrogates(v: WordVectors) -> None:
    with tempfile.TemporaryDirectory() as folder:
        v.save(Path(folder, "v.safetensors"))
        assert same(load(Path(folder, "v.safetensors")), v)


@settings(deadline=None, max_examples=200)
@given(
    v=word_vectors(PLAIN_WORD),
    extension=st.sampled_from([".txt", ".bin"]),
    style=st.sampled_from(["gensim", "word2vec.c"]),
)
def test_word2vec_files_give_back_every_bit(v: WordVectors, extension: str, style: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "v" + extension)
        v.save_word2vec_format(path, binary=extension == ".bin", style=style)
        back = load(path)
        assert same(back, v)
        assert back.counts is None


@pytest.mark.parametrize("exponent", range(-45, 39))
def test_text_is_the_shortest_that_gives_back_each_float(tmp_path: Path, exponent: int) -> None:
    random = np.random.default_rng(exponent + 100)
    rows = (random.uniform(1, 3.4, (50, 4)) * 10.0**exponent).astype(np.float32)
    v = WordVectors(map(str, range(len(rows))), rows)
    v.save(tmp_path / "v.txt")
    assert same(load(tmp_path / "v.txt"), v)
    for line, row in zip((tmp_path / "v.txt").read_text().splitlines()[1:], rows, strict=True):
        for text, value in zip(line.split()[1:], row, strict=True):
            digits = len(text.lower().split("e")[0].replace(".", "").strip("0"))
            with np.errstate(over="ignore"):
                shorter = np.float32(f"{float(value):.{max(digits - 2, 0)}e}")
            assert digits == 1 or shorter != value


def test_no_words_at_all_are_stored_too(tmp_path: Path) -> None:
    v = WordVectors([], np.empty((0, 5), np.float32))
    for name in ("v.safetensors", "v.txt", "v.bin"):
        v.save(tmp_path / name)
        assert load(tmp_path / name).vectors.shape == (0, 5)
    assert load(tmp_path / "v.safetensors", mmap=True).vectors.shape == (0, 5)


def test_a_long_file_is_read_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from lemmavec.vectors.formats import blocks, word2vec_binary

    v = example(400)
    v.save(tmp_path / "v.txt")
    v.save(tmp_path / "v.bin")
    monkeypatch.setattr(word2vec_binary, "LONGEST_WORD", 16)
    for block in (1, 64, 1000):
        monkeypatch.setattr(blocks, "BLOCK", block)
        assert same(load(tmp_path / "v.txt"), v)
        assert same(load(tmp_path / "v.bin"), v)


# --- peers -----------------------------------------------------------------------------------


def gensims(v: WordVectors) -> KeyedVectors:
    theirs = KeyedVectors(v.vector_size)
    theirs.add_vectors(v.index_to_key, np.ascontiguousarray(v.vectors))
    return theirs


@pytest.mark.parametrize("binary", [True, False])
def test_our_files_are_gensims_to_the_byte(tmp_path: Path, binary: bool) -> None:
    v = example()
    v.save_word2vec_format(tmp_path / "ours", binary=binary)
    gensims(v).save_word2vec_format(str(tmp_path / "theirs"), binary=binary)
    assert (tmp_path / "ours").read_bytes() == (tmp_path / "theirs").read_bytes()
    assert same(load(tmp_path / "theirs"), v)


@settings(deadline=None)
@given(
    v=word_vectors(PLAIN_WORD),
    binary=st.booleans(),
    style=st.sampled_from(["gensim", "word2vec.c"]),
)
def test_gensim_reads_ours_and_we_read_gensims(v: WordVectors, binary: bool, style: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder, "ours"), Path(folder, "theirs")
        v.save_word2vec_format(ours, binary=binary, style=style)
        read = KeyedVectors.load_word2vec_format(str(ours), binary=binary)
        assert read.index_to_key == v.index_to_key
        assert read.vectors.tobytes() == v.vectors.tobytes()
        gensims(v).save_word2vec_format(str(theirs), binary=binary)
        assert same(load(theirs), v)


def test_files_as_word2vec_c_writes_them(tmp_path: Path) -> None:
    # fprintf("%s ", word), then fwrite of each float or "%lf " of it, then "\n".
    (tmp_path / "b").write_bytes(
        b"2 2\n</s> " + struct.pack("<2f", 0.5, -1) + b"\nking " + struct.pack("<2f", 2, 3) + b"\n"
    )
    (tmp_path / "t").write_bytes(b"2 2\n</s> 0.500000 -1.000000 \nking 2.000000 3.000000 \n")
    for name in ("b", "t"):
        v = load(tmp_path / name)
        assert v.index_to_key == ["</s>", "king"]
        assert v.vectors.tolist() == [[0.5, -1], [2, 3]]
        v.save_word2vec_format(tmp_path / "again", binary=name == "b", style="word2vec.c")
        if name == "b":
            assert (tmp_path / "again").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_vector_whose_bytes_are_spaces_and_line_ends(tmp_path: Path) -> None:
    rows = np.frombuffer(b"\n \n \n\n\n\n        \n\n\n\n", "<f4").reshape(5, 1)
    v = WordVectors("abcde", rows)
    for style in ("gensim", "word2vec.c"):
        v.save_word2vec_format(tmp_path / "v", binary=True, style=style)
        assert same(load(tmp_path / "v"), v)


def test_the_safetensors_library_reads_ours_and_we_read_what_it_writes(tmp_path: Path) -> None:
    v = example()
    v.save(tmp_path / "ours.safetensors")
    tensors = safetensors.numpy.load_file(tmp_path / "ours.safetensors")
    assert tensors["vectors"].tobytes() == v.vectors.tobytes()
    assert tensors["words"].tobytes().decode() == "".join(v.index_to_key)
    assert tensors["word_offsets"][1] == len("wörd0".encode())
    with safetensors.safe_open(tmp_path / "ours.safetensors", "numpy") as file:
        assert file.metadata() == {"format": "lemmavec", "version": "1"}
    safetensors.numpy.save_file(tensors, tmp_path / "theirs.safetensors")
    for mmap in (True, False):
        assert same(load(tmp_path / "theirs.safetensors", mmap=mmap), v)


def test_glove_text(shared_data: Path) -> None:
    path = shared_data / "formats" / "glove.6B.100d.top20k.txt"
    v = load(path)
    lines = path.read_text(encoding="utf-8").split("\n")
    assert v.vectors.shape == (20_000, 100)
    for row in (0, 1, 777, 19_999):
        word, *values = lines[row].split(" ")
        assert v.index_to_key[row] == word
        assert v[word].tolist() == [float(np.float32(value)) for value in values]


def test_glove_words_with_spaces_and_digits(tmp_path: Path) -> None:
    text = ". . . 1 2 3\n1998 1 2 4\nat name@domain.com 5 6 7\nthe 8 9 -1e-3\n"
    (tmp_path / "glove").write_text(text)
    v = load(tmp_path / "glove")
    assert v.index_to_key == [". . .", "1998", "at name@domain.com", "the"]
    assert v["at name@domain.com"].tolist() == [5, 6, 7]
    assert v[1998].tolist() == [1, 2, 4]


def test_fasttext_vec_is_word2vec_text(tmp_path: Path) -> None:
    (tmp_path / "cc.vec").write_bytes("2 3\n, 0.1 0.2 0.3 \nmot\u00a0clé 1 2 3 \n".encode())
    assert load(tmp_path / "cc.vec").index_to_key == [",", "mot\u00a0clé"]


# --- detection -------------------------------------------------------------------------------


@pytest.mark.parametrize("extension", [".safetensors", ".txt", ".vec", ".bin", ""])
def test_the_name_plays_no_part_in_loading(tmp_path: Path, extension: str) -> None:
    v = example()
    v.save(tmp_path / ("v" + extension))
    for name in ("v.bin.gz", "v.jpeg", "v.txt"):
        os.rename(tmp_path / ("v" + extension), tmp_path / "other")
        os.rename(tmp_path / "other", tmp_path / name)
        assert same(load(tmp_path / name), v)
        extension = name[1:]


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("extension", [".txt", ".bin"])
def test_compressed_files(
    tmp_path: Path, compress: Callable[[bytes], bytes], extension: str
) -> None:
    v = example()
    v.save(tmp_path / ("v" + extension))
    packed = compress((tmp_path / ("v" + extension)).read_bytes())
    (tmp_path / "packed").write_bytes(packed)
    assert same(load(tmp_path / "packed"), v)
    (tmp_path / "packed").write_bytes(packed[:-20])
    with pytest.raises(ValueError, match="packed: the compressed file is damaged or cut short"):
        load(tmp_path / "packed")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\x80\x04\x95gensim", "Python pickle .*save_word2vec_format"),
        (b"\xba\x16\x4f\x2f\x0d\0\0\0", "a fastText model of version 13"),
        (b"PK\x03\x04glove", "zip archive"),
        (b"PAR1 and more", "the Parquet file is damaged"),
        (b"Once upon a time\nthere was\n", "not a file of word vectors in a known format"),
        (b"\x00" * 100, "not a file of word vectors in a known format"),
        (b"3 0\na\n", "have 0 dimensions; vectors have 1 to 1,000,000"),
    ],
)
def test_other_files_are_told_apart(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "v").write_bytes(content)
    with pytest.raises(ValueError, match=message):
        load(tmp_path / "v")


@pytest.mark.parametrize("text", ["1 1\naaaa{ 1\n", "abcdefgh{ 1 2\nb 3 4\n"])
def test_a_brace_alone_makes_no_safetensors_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "v").write_text(text)
    assert load(tmp_path / "v").index_to_key[0] in ("aaaa{", "abcdefgh{")


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        load(tmp_path / "nowhere")
    with pytest.raises(IsADirectoryError):
        load(tmp_path)


def test_only_safetensors_can_be_mapped(tmp_path: Path) -> None:
    example().save(tmp_path / "v.bin")
    with pytest.raises(ValueError, match="a word2vec binary file cannot be mapped"):
        load(tmp_path / "v.bin", mmap=True)
    example().save(tmp_path / "v.safetensors")
    (tmp_path / "v.gz").write_bytes(gzip.compress((tmp_path / "v.safetensors").read_bytes()))
    with pytest.raises(ValueError, match="compressed safetensors"):
        load(tmp_path / "v.gz")


def test_mapping_does_not_read_the_matrix(tmp_path: Path) -> None:
    v = WordVectors(map(str, range(100)), np.ones((100, 4096), np.float32))
    v.save(tmp_path / "v")
    mapped = load(tmp_path / "v", mmap=True)
    assert isinstance(mapped.vectors, np.memmap)
    assert not mapped.vectors.flags.writeable
    assert mapped.vectors.flags.aligned
    with open(tmp_path / "v", "r+b") as file:  # the map shows what the file holds now
        file.seek(mapped.vectors.offset)
        file.write(struct.pack("<f", 7))
    assert mapped["0"][0] == 7


def test_a_pickle_of_mapped_vectors_has_their_path_and_not_their_bytes(tmp_path: Path) -> None:
    v = WordVectors(map(str, range(100)), np.ones((100, 4096), np.float32), range(100))
    v.save(tmp_path / "v")
    mapped = load(tmp_path / "v", mmap=True)
    pickled = pickle.dumps(mapped)
    assert len(pickled) < 1000 < len(pickle.dumps(load(tmp_path / "v")))
    code = (
        "import pickle, sys; import numpy as np; v = pickle.load(sys.stdin.buffer);"
        "print(isinstance(v.vectors, np.memmap), len(v), v['7'].sum(), v.counts[7])"
    )
    done = subprocess.run([sys.executable, "-c", code], input=pickled, capture_output=True)
    assert done.stdout.decode().split() == ["True", "100", "4096.0", "7"], done.stderr
    WordVectors(map(str, range(100)), np.zeros((100, 4096), np.float32)).save(tmp_path / "v")
    with pytest.raises(ValueError, match=r"v: the file has changed since .* were pickled"):
        pickle.loads(pickled)


def test_words_of_a_mapped_file_are_looked_up(tmp_path: Path) -> None:
    example().save(tmp_path / "v")
    v = load(tmp_path / "v", mmap=True)
    assert v.key_to_index == {word: row for row, word in enumerate(example().index_to_key)}
    assert "wörd7" in v
    again = load(tmp_path / "v", mmap=True)
    for row in range(20):  # by search at first, and then by a table
        assert again[f"wörd{row}"].tolist() == example().vectors[row].tolist()
        with pytest.raises(KeyError, match="'tin' is not among the 50 words"):
            again["tin"]
    assert v.most_similar("wörd7") == example().most_similar("wörd7")


# --- numbers in text -------------------------------------------------------------------------

NUMBERS = st.one_of(
    st.floats(-1e39, 1e39, width=64).map(repr),
    FLOATS.map(lambda x: str(np.float32(x))),
    st.from_regex(
        r"[+-]?([0-9]{1,30}\.?|[0-9]{0,25}\.[0-9]{1,30})([eE][+-]?[0-9]{1,2})?", fullmatch=True
    ),
    st.integers(0, 2**64).map(str),
    # Halfway between two neighbouring float32, and next to it.
    st.tuples(st.integers(2**23, 2**24 - 1), st.integers(-60, 60), st.sampled_from([-1, 0, 1])).map(
        lambda t: repr(float((2 * t[0] + 1) * 2**29 + t[2]) * 2.0 ** (t[1] - 29))
    ),
)  # fmt: skip


@settings(deadline=None, max_examples=500)
@given(st.lists(NUMBERS, min_size=1, max_size=20))
def test_numbers_of_text_are_pythons_rounded_to_float32(numbers: list[str]) -> None:
    text = "".join(f"w{i} {number}\n" for i, number in enumerate(numbers)).encode()
    block = np.frombuffer(text, np.uint8)
    begin, end = _kernels.lines(block)
    rows = np.full((len(numbers), 1), np.nan, np.float32)
    word_ends = _kernels.parse_lines(block, begin, end, rows, 2)
    with np.errstate(over="ignore"):
        expected = np.array([float(number) for number in numbers]).astype(np.float32)
    read = word_ends >= 0
    assert rows[read, 0].tobytes() == expected[read].tobytes()
    # What is left to Python is rare: more digits than a double has, extreme exponents, and numbers
    # halfway between two float32.
    for number in np.array(numbers)[~read]:
        digits = number.lower().partition("e")[0].replace(".", "").strip("+-").lstrip("0")
        assert len(digits) > 15 or not 1e-30 < abs(float(number)) < 1e30 or is_halfway(number)


def is_halfway(number: str) -> bool:
    nearest = np.float32(float(number))
    return abs(abs((float(number) - float(nearest)) / float(np.spacing(nearest))) - 0.5) < 1e-6


def test_a_number_halfway_between_two_float32_is_read_as_python_reads_it(tmp_path) -> None:
    """Native code cannot tell to which of them it rounds, and leaves it to Python."""
    path, number = tmp_path / "v.txt", "6.79036792072818e-11"
    assert is_halfway(number)
    path.write_text(f"1 1\nw {number}\n")
    assert load(path)["w"][0] == np.float32(float(number))


@pytest.mark.parametrize(
    "values",
    ["", " ", " x", " 1 2", " .", " -", " 1e", " 1e+", " nan", " inf", " 1_0", " 0x1", " 1 x"],
)
def test_lines_that_are_out_of_order_are_left_to_python(values: str) -> None:
    block = np.frombuffer(f"a{values}\n".encode(), np.uint8)
    rows = np.zeros((1, 1), np.float32)
    assert _kernels.parse_lines(block, *_kernels.lines(block), rows, 1).tolist() == [-1]


def test_values_may_be_far_apart_and_python_reads_what_is_rare(tmp_path: Path) -> None:
    (tmp_path / "v").write_bytes(b"2 2\r\na  +1.0\t 2e0 \r\n\r\nb 1_000 3.\r\n")
    v = load(tmp_path / "v")
    assert v.index_to_key == ["a", "b"]
    assert v.vectors.tolist() == [[1, 2], [1000, 3]]


# --- damage ----------------------------------------------------------------------------------

TEXT = b"3 2\na 1 2\nb 3 4\nc 5 6\n"
BINARY = b"3 2\n" + b"".join(w + b" " + struct.pack("<2f", 1, 2) for w in (b"a", b"b", b"c"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (TEXT.replace(b"3 2\n", b"4 2\n"), "promises 4 words, but the file ends after row 3"),
        (TEXT.replace(b"3 2\n", b"2 2\n"), "promises 2 words, but the file goes on after row 2"),
        (TEXT.replace(b"3 2\n", b"3 3\n"), "line 2: 2 values after the word, where 3 are"),
        (TEXT.replace(b"3 2\n", b"3 1\n"), "line 2: 2 values after the word, where 1 are"),
        (TEXT[:-3], "line 4: 1 values after the word, where 2"),
        (TEXT[:-6], "promises 3 words, but the file ends after row 2"),
        (TEXT.replace(b"4", b"4x"), "line 3: b'4x' is not a number"),
        (TEXT.replace(b"b", b"b b"), "line 3: 3 values after the word"),
        (TEXT.replace(b"b", b"\xe9"), r"row 2: the word b'\\xe9' is not UTF-8 \(byte 0\)"),
        (TEXT.replace(b"4", b"nan"), r"v: the vector of 'b' \(row 1\) has NaN"),
        (TEXT.replace(b"4", b"4e99"), r"v: the vector of 'b' \(row 1\) has NaN or inf"),
        (BINARY.replace(b"3 2\n", b"4 2\n"), "promises 4 words, but the file ends after row 3"),
        (BINARY.replace(b"3 2\n", b"2 2\n"), "promises 2 words, but the file goes on after row 2"),
        (BINARY.replace(b"3 2\n", b"5" * 57 + b" 2\n"), "words, which no file can have"),
        (BINARY[:-1], "promises 3 words, but the file ends after row 2"),
        (BINARY.replace(b"b ", b"\xe9 "), r"row 2: the word b'\\xe9' is not UTF-8"),
        (b"9 2\na " + bytes(100_000), "row 2: no word within 65,536 bytes"),
        (b"a 1 2\nb 3 4 5\nc 5 6\n", "line 2: 3 values after the word, where 2"),
        (b"a 1 2\nb 3\nc 5 6\n", "line 2: 1 values after the word, where 2"),
        (b"a 1 2\nb\nc 5 6\n", "line 2: 0 values after the word, where 2"),
        (b"a 1 2\nb 3 x\nc 5 6\n", "line 2: b'x' is not a number"),
    ],
)
def test_damage_is_named_with_its_place(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "v").write_bytes(content)
    with pytest.raises(ValueError, match=message):
        load(tmp_path / "v")


def test_a_binary_cut_anywhere_is_an_error(tmp_path: Path) -> None:
    for end in range(5, len(BINARY)):
        (tmp_path / "v").write_bytes(BINARY[:end])
        with pytest.raises(ValueError, match=r"v[:,]"):
            load(tmp_path / "v")


def test_a_safetensors_file_cut_anywhere_is_an_error(tmp_path: Path) -> None:
    example(3, 2).save(tmp_path / "v")
    whole = (tmp_path / "v").read_bytes()
    for end in range(1, len(whole), 7):
        (tmp_path / "v").write_bytes(whole[:end])
        for mmap in (True, False):
            with pytest.raises(ValueError, match="v:"):
                load(tmp_path / "v", mmap=mmap)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"words": None}, "a safetensors file without word vectors"),
        ({"word_offsets": np.array([0, 2, 1, 3])}, "offsets of the words do not fit"),
        ({"word_offsets": np.array([0, 1, 2, 4])}, "offsets of the words do not fit"),
        ({"word_offsets": np.array([0, 1, 3])}, r"offsets is I64 of shape \(3,\), where .* \(4,\)"),
        ({"words": np.array([97, 255, 99], np.uint8)}, "words are not UTF-8"),
        ({"words": np.array([97, 97, 99], np.uint8)}, "'a' comes twice"),
        ({"words": np.array([97, 195, 164], np.uint8)}, "words are not UTF-8"),  # cut in a letter
        ({"vectors": np.ones((3, 2))}, r"vectors are F64 of shape \(3, 2\); matrices of F32"),
    ],
)
@pytest.mark.parametrize("mmap", [True, False])
def test_wrong_tensors_are_named(
    tmp_path: Path, change: dict[str, Any], message: str, mmap: bool
) -> None:
    tensors: dict[str, Any] = {
        "words": np.frombuffer(b"abc", np.uint8),
        "word_offsets": np.arange(4),
        "vectors": np.ones((3, 2), np.float32),
    } | change
    kept = {name: tensor for name, tensor in tensors.items() if tensor is not None}
    safetensors.numpy.save_file(kept, tmp_path / "v")
    with pytest.raises(DamagedFileError, match=message):
        load(tmp_path / "v", mmap=mmap)


def test_a_newer_layout_is_refused(tmp_path: Path) -> None:
    example(3).save(tmp_path / "v")
    content = (tmp_path / "v").read_bytes()
    (tmp_path / "v").write_bytes(content.replace(b'"version":"1"', b'"version":"2"'))
    with pytest.raises(ValueError, match="layout version 2"):
        load(tmp_path / "v")


def test_words_that_are_not_utf8_can_be_kept_or_replaced(tmp_path: Path) -> None:
    (tmp_path / "v").write_bytes(TEXT.replace(b"b", b"caf\xe9"))
    assert load(tmp_path / "v", errors="replace").index_to_key == ["a", "caf\ufffd", "c"]
    kept = load(tmp_path / "v", errors="surrogateescape")
    for name in ("again.txt", "again.bin", "again.safetensors"):
        kept.save(tmp_path / name)
        assert same(load(tmp_path / name, errors="surrogateescape"), kept)
    assert b"caf\xe9 " in (tmp_path / "again.bin").read_bytes()


def test_a_word_that_comes_twice_keeps_its_first_row_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "v").write_bytes(TEXT.replace(b"c", b"a"))
    with pytest.warns(UserWarning, match=r"1 rows repeat a word \(such as 'a'\)") as caught:
        v = load(tmp_path / "v")
    assert caught[0].filename == __file__
    assert v.index_to_key == ["a", "b"]
    assert v.vectors.tolist() == [[1, 2], [3, 4]]


# --- writing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["new york", "a\nb", "", "\ud800"])
@pytest.mark.parametrize("name", ["v.txt", "v.bin"])
def test_words_that_word2vec_cannot_hold_are_refused(tmp_path: Path, word: str, name: str) -> None:
    v = WordVectors(["a", word], np.ones((2, 2), np.float32))
    (tmp_path / name).write_text("old")
    with pytest.raises(ValueError, match=r"row 2\).*save as .safetensors"):
        v.save(tmp_path / name)
    assert (tmp_path / name).read_text() == "old"
    assert os.listdir(tmp_path) == [name]


def test_an_unknown_extension_lists_the_known(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"'.kv'; known are .safetensors .*\.txt .*\.bin"):
        example().save(tmp_path / "v.kv")
    with pytest.raises(ValueError, match=r"style must be 'gensim' or 'word2vec\.c'"):
        example().save_word2vec_format(tmp_path / "v", style="fasttext")  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError, match=r"cannot write .*v.txt: there is no folder"):
        example().save(tmp_path / "none" / "v.txt")
    assert os.listdir(tmp_path) == []


def test_a_strided_matrix_is_saved_without_a_copy_of_it(tmp_path: Path) -> None:
    import tracemalloc

    padded = np.ones((40_000, 112), np.float32)
    v = WordVectors(map(str, range(40_000)), padded[:, :100])
    tracemalloc.start()
    v.save(tmp_path / "v.safetensors")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < padded.nbytes / 2
    assert same(load(tmp_path / "v.safetensors"), v)


def test_a_file_stopped_halfway_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "v"
    path.write_bytes(b"old")
    path.chmod(0o640)

    def stopped() -> None:
        with replacing(path) as file:
            file.write(b"ne")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["v"]
    with replacing(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link_and_a_pipe_is_written_to(tmp_path: Path) -> None:
    (tmp_path / "v").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "v")
    with replacing(tmp_path / "link") as file:
        file.write(b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "v").read_bytes() == b"new"
    reading, writing = os.pipe()
    with replacing(f"/dev/fd/{writing}") as file:
        file.write(b"through")
    os.close(writing)
    assert os.read(reading, 100) == b"through"
    os.close(reading)


def test_saving_over_the_file_that_is_mapped(tmp_path: Path) -> None:
    example().save(tmp_path / "v")
    mapped = load(tmp_path / "v", mmap=True)
    mapped.save(tmp_path / "v")
    assert same(load(tmp_path / "v"), example())
    assert same(mapped, example())


def test_the_header_is_aligned_for_mapping(tmp_path: Path) -> None:
    for words in range(1, 10):
        example(words).save(tmp_path / "v")
        content = (tmp_path / "v").read_bytes()
        length = int.from_bytes(content[:8], "little")
        start = json.loads(content[8 : 8 + length])["vectors"]["data_offsets"][0]
        assert (8 + length + start) % 8 == 0
