"""NumPy arrays, Parquet, TensorBoard, fastText models, compression, fewer bits, open files."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import floret
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from gensim.models.fasttext import load_facebook_vectors
from gensim.test.utils import datapath
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lemmavec import WordVectors, load
from lemmavec._zstd import ZstdFile
from lemmavec.vectors.formats import measured_loss

FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False)
WORD = st.text(st.characters(codec="utf-8", exclude_characters="\t\n\r "), min_size=1, max_size=8)


@st.composite
def word_vectors(draw: Any, words: st.SearchStrategy[Any]) -> WordVectors:
    keys = draw(st.lists(words, unique=True, min_size=1, max_size=8))
    rows = draw(arrays(np.float32, (len(keys), draw(st.integers(1, 5))), elements=FLOATS))
    counts = draw(st.none() | st.lists(st.integers(0, 2**60), min_size=8, max_size=8))
    return WordVectors(keys, rows, None if counts is None else counts[: len(keys)])


def example(words: int = 300, size: int = 12) -> WordVectors:
    rows = np.random.default_rng(2).normal(size=(words, size)).astype(np.float32)
    return WordVectors([f"wörd{i}" for i in range(words)], rows, np.arange(words)[::-1])


def same(first: WordVectors, second: WordVectors) -> bool:
    return (
        first.index_to_key == second.index_to_key
        and first.vectors.tobytes() == second.vectors.tobytes()
        and (first.counts is None) == (second.counts is None)
        and (first.counts is None or first.counts.tolist() == second.counts.tolist())
    )


# --- round trips ----------------------------------------------------------------------------------


@settings(deadline=None)
@given(v=word_vectors(WORD), mmap=st.booleans())
def test_numpy_arrays_give_back_every_bit(v: WordVectors, mmap: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        v.save(f"{folder}/v.npy")
        assert same(load(f"{folder}/v.npy", mmap=mmap), v)
        assert np.load(f"{folder}/v.npy").tobytes() == v.vectors.tobytes()


@settings(deadline=None)
@given(v=word_vectors(st.text()) | word_vectors(st.integers(-(2**63), 2**63 - 1)))
def test_tables_of_parquet_give_back_every_bit(v: WordVectors) -> None:
    with tempfile.TemporaryDirectory() as folder:
        v.save(f"{folder}/v.parquet")
        assert same(load(f"{folder}/v.parquet"), v)
        assert pq.read_table(f"{folder}/v.parquet")["word"].to_pylist() == v.index_to_key


@settings(deadline=None)
@given(v=word_vectors(WORD), ending=st.sampled_from([".gz", ".bz2", ".xz", ".zst"]))
def test_any_compression_gives_back_every_bit(v: WordVectors, ending: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for kind in (".txt", ".bin", ".vec"):
            v.save(f"{folder}/v{kind}{ending}")
            v.save(f"{folder}/v{kind}")
            back, plain = load(f"{folder}/v{kind}{ending}"), load(f"{folder}/v{kind}")
            assert same(back, plain)
            assert back.vectors.tobytes() == v.vectors.tobytes()


def test_compressed_files_are_what_their_names_say(tmp_path: Path) -> None:
    v = example()
    v.save(tmp_path / "v.bin")
    for ending, opened in ((".gz", gzip.open), (".bz2", bz2.open), (".xz", lzma.open)):
        v.save_word2vec_format(tmp_path / f"v{ending}", binary=True)
        with opened(tmp_path / f"v{ending}") as file:  # type: ignore[operator]
            assert file.read() == (tmp_path / "v.bin").read_bytes()
    v.save_word2vec_format(tmp_path / "v.zst", binary=True)
    with zstandard.open(tmp_path / "v.zst", "rb") as file:
        assert file.read() == (tmp_path / "v.bin").read_bytes()
    v.save(tmp_path / "again.bin.gz")
    once = (tmp_path / "again.bin.gz").read_bytes()
    v.save(tmp_path / "again.bin.gz")
    assert (tmp_path / "again.bin.gz").read_bytes() == once


def test_open_files_are_read_from_where_they_stand(tmp_path: Path) -> None:
    v = example()
    for name in ("v.safetensors", "v.txt", "v.bin.gz", "v.parquet"):
        v.save(tmp_path / name)
        with open(tmp_path / name, "rb") as file:
            assert load(file).vectors.tobytes() == v.vectors.tobytes()
    assert len(load(io.BytesIO(b"2 1\na 1\nb 2\n"))) == 2
    with (
        open(tmp_path / "v.txt", encoding="utf-8") as text,
        pytest.raises(TypeError, match='open\\(path, "rb"\\)'),
    ):
        load(text)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="pass its path"):
        load(io.BytesIO(b"1 1\na 1\n"), mmap=True)


def test_tensorboard_gets_numbers_and_words(tmp_path: Path) -> None:
    rows = np.array([[0.5, -1], [2, 1e-9]], np.float32)
    WordVectors(["gold\tore", "tin"], rows, [3, 2]).save(tmp_path / "v.tsv")
    assert (tmp_path / "v.tsv").read_text() == "0.5\t-1.0\n2.0\t1e-09\n"
    assert (tmp_path / "v.metadata.tsv").read_text() == "word\tcount\ngold ore\t3\ntin\t2\n"
    WordVectors(["gold", "tin"], rows).save(tmp_path / "v.tsv")
    assert (tmp_path / "v.metadata.tsv").read_text() == "gold\ntin\n"


# --- fewer bits -----------------------------------------------------------------------------------


@settings(deadline=None)
@given(
    rows=arrays(np.float32, (3, 4), elements=st.floats(-60000, 60000, width=32)),
    storage=st.sampled_from(["float16", "int8"]),
)
def test_what_is_stored_is_the_nearest_there_is(rows: Any, storage: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        WordVectors(["a", "b", "c"], rows).save(f"{folder}/v", storage=storage)
        back = load(f"{folder}/v").vectors
        if storage == "float16":
            assert back.tobytes() == rows.astype(np.float16).astype(np.float32).tobytes()
        else:
            step = np.abs(rows).max(axis=1, keepdims=True) / 127
            assert (np.abs(back - rows) <= 0.5001 * step + 1e-44).all()
        loss = [
            1 - np.dot(*(v.astype(np.float64) / np.linalg.norm(v.astype(np.float64)) for v in pair))
            for pair in zip(rows, back, strict=True)
            if pair[0].any() and pair[1].any()
        ]
        if len(loss) == 3:
            assert measured_loss(rows, storage).mean == pytest.approx(np.mean(loss), abs=1e-9)
            assert measured_loss(rows, storage).worst == pytest.approx(max(loss), abs=1e-9)


def test_fewer_bits_make_smaller_files_and_only_safetensors(tmp_path: Path) -> None:
    v = example(1000, 50)
    sizes = {}
    for storage in ("float32", "float16", "int8"):
        v.save(tmp_path / storage, storage=storage)  # type: ignore[arg-type]
        sizes[storage] = (tmp_path / storage).stat().st_size
    assert sizes["float32"] - sizes["float16"] == 100_000
    assert 140_000 < sizes["float32"] - sizes["int8"] < 150_000
    assert measured_loss(v.vectors, "int8").worst < 1e-3
    assert measured_loss(v.vectors, "float32").worst < 1e-12
    loss = str(measured_loss(np.array([[1, 0]], np.float32), "float16"))
    assert loss == "1 - cosine to the originals: 0.0e+00 on average, 0.0e+00 at worst"
    with pytest.raises(ValueError, match=r"storage='int8' is for \.safetensors, not for \.bin"):
        v.save(tmp_path / "v.bin", storage="int8")
    with pytest.raises(ValueError, match="'float16' or 'int8', got 'int4'"):
        v.save(tmp_path / "v", storage="int4")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="tensor vectors is I8; to map it, it must be F32"):
        load(tmp_path / "int8", mmap=True)
    with pytest.raises(ValueError, match="above 65,504"):
        WordVectors(["a"], np.array([[1e5]], np.float32)).save(tmp_path / "x", storage="float16")


# --- fastText models ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["lee_fasttext_new.bin", "crime-and-punishment.bin", "toy-model-pretrained.bin"]
)
def test_models_of_fasttext_give_the_vectors_that_gensim_computes(name: str) -> None:
    theirs = load_facebook_vectors(datapath(name))
    ours = load(datapath(name))
    assert ours.index_to_key == list(theirs.index_to_key)
    # gensim gives the end of a sentence n-grams, which fastText does not.
    words = [word for word in ours if word != "</s>"]
    assert ours[words] == pytest.approx(theirs[words], abs=1e-6)
    assert ours.counts.tolist() == theirs.expandos["count"].tolist()  # type: ignore[union-attr]


@pytest.mark.parametrize("ngrams", [(3, 6), (1, 2), (0, 0)])
def test_models_that_fasttexts_own_code_trains(tmp_path: Path, ngrams: tuple[int, int]) -> None:
    text = "straße gold ä 金 silver gold straße 金\n" * 30
    (tmp_path / "text").write_text(text, encoding="utf-8")
    model = floret.train_unsupervised(
        str(tmp_path / "text"), mode="fasttext", dim=5, minCount=1, minn=ngrams[0], maxn=ngrams[1],
        bucket=100, epoch=1, thread=1,
    )  # fmt: skip
    model.save_model(str(tmp_path / "model.bin"))
    ours = load(tmp_path / "model.bin")
    assert ours.index_to_key == model.words
    for word in ours:
        assert ours[word] == pytest.approx(model.get_word_vector(word), abs=1e-6)


def test_a_model_of_fasttext_cut_anywhere_is_an_error(tmp_path: Path) -> None:
    whole = Path(datapath("toy-model.bin")).read_bytes()
    needed = len(whole) // 2
    path = tmp_path / "cut.bin"
    for size in [*range(4, 200, 7), *range(200, needed, 997)]:
        path.write_bytes(whole[:size])
        with pytest.raises(ValueError, match=r"cut short|not a file of word vectors"):
            load(path)
    path.write_bytes(whole[:4] + struct.pack("<i", 13) + whole[8:])
    with pytest.raises(ValueError, match="a fastText model of version 13; 11 and 12 are read"):
        load(path)


# --- what is wrong is said ------------------------------------------------------------------------


def test_an_array_needs_its_words(tmp_path: Path) -> None:
    path = tmp_path / "v.npy"
    np.save(path, np.ones((2, 3)))
    with pytest.raises(FileNotFoundError, match=r"put them into .*v\.vocab, a word a line"):
        load(path)
    (tmp_path / "v.vocab").write_text("gold\nsilver\ntin\n")
    with pytest.raises(ValueError, match="3 words for 2 rows"):
        load(path)
    (tmp_path / "v.vocab").write_text("gold\t7\nsilver\n")
    with pytest.raises(ValueError, match="line 2: a count in some lines, and not in others"):
        load(path)
    (tmp_path / "v.vocab").write_text("gold\t7\r\nnew york\t5\r\n")
    assert load(path).index_to_key == ["gold", "new york"]
    np.save(path, np.ones(3))
    with pytest.raises(ValueError, match="vectors are a matrix of floats"):
        load(path)
    with pytest.raises(ValueError, match="holds a tab or a newline"):
        WordVectors(["a\tb"], np.ones((1, 1), np.float32)).save(path)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"name": ["a"], "vector": [[1.0]]}, "without a column of words; its columns are name"),
        ({"word": ["a"]}, "without a column of vectors"),
        ({"word": ["a", "b"], "vector": [[1.0], [1.0, 2.0]]}, "row 2 has 2 dimensions"),
        ({"word": ["a", None], "vector": [[1.0], [2.0]]}, "row 2 of the column word is null"),
        ({"word": ["a"], "vector": [1.0]}, "column vector is of double, where vectors are needed"),
    ],
)
def test_tables_without_words_and_vectors(tmp_path: Path, table: Any, message: str) -> None:
    pq.write_table(pa.table(table), tmp_path / "v.parquet")
    with pytest.raises(ValueError, match=message):
        load(tmp_path / "v.parquet")


def test_a_table_is_read_where_nothing_else_has_imported_arrow(tmp_path: Path) -> None:
    example().save(tmp_path / "v.parquet")
    code = f"import lemmavec; lemmavec.load({str(tmp_path / 'v.parquet')!r})"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_tables_of_other_programs(tmp_path: Path) -> None:
    table = pa.table({"id": [7, 9], "extra": ["x", "y"], "embedding": [[1.0, 2.0], [3.0, 4.0]]})
    pq.write_table(table, tmp_path / "v.parquet")
    v = load(tmp_path / "v.parquet")
    assert v.index_to_key == [7, 9]
    assert v[9].tolist() == [3, 4]
    mixed = WordVectors(["a", 1], np.ones((2, 1), np.float32))
    with pytest.raises(ValueError, match="some words are integers"):
        mixed.save(tmp_path / "w.parquet")


def test_endings_that_are_not_compressed(tmp_path: Path) -> None:
    for name in ("v.safetensors.gz", "v.npy.gz", "v.parquet.zst"):
        with pytest.raises(ValueError, match="only the formats of word2vec"):
            example().save(tmp_path / name)
    with pytest.raises(ValueError, match="no format has the extension ''"):
        example().save(tmp_path / "v.gz")


# --- Zstandard ------------------------------------------------------------------------------------

LINES = st.lists(st.binary(max_size=20), max_size=30).map(b"\n".join)


@settings(deadline=None)
@given(text=LINES, frames=st.integers(1, 3), reads=st.lists(st.integers(0, 50), max_size=20))
def test_a_zstandard_file_reads_as_any_file(text: bytes, frames: int, reads: list[int]) -> None:
    packed = b"".join(zstandard.compress(text) for _ in range(frames))
    plain, file = io.BytesIO(text * frames), ZstdFile(io.BytesIO(packed), close_raw=True)
    for number, size in enumerate(reads):
        match number % 4:
            case 0:
                assert file.read(size) == plain.read(size)
            case 1:
                assert file.readline() == plain.readline()
            case 2:
                assert file.readline(size) == plain.readline(size)
            case 3:
                inside = min(size, len(text * frames))
                assert file.seek(inside) == plain.seek(inside)
        assert file.tell() == plain.tell()
    assert file.read() == plain.read()


def test_a_zstandard_file_that_is_cut_or_damaged() -> None:
    packed = zstandard.compress(np.random.default_rng(0).bytes(10_000))
    for size in (6, 100, len(packed) - 1):
        with pytest.raises(EOFError, match="ends within a frame"):
            ZstdFile(io.BytesIO(packed[:size]), close_raw=True).read()
    with pytest.raises(OSError, match="damaged"):
        ZstdFile(io.BytesIO(packed[:4] + b"\xff" * 50), close_raw=True).read()
