"""A disk that is full while something is saved: the old file stays, and errors say the sizes."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import numpy as np
import pytest
from file_limit import file_limit

from lemmavec import Phrases, Word2Vec, WordVectors, _disk_full, _writing
from lemmavec.corpus.encoding import encode
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.gensim import KeyedVectors
from lemmavec.progress.wording import bytes_in_words
from lemmavec.sklearn import SoftmaxRegression, save_estimator

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")

LIMIT = 3000
ROWS = np.random.default_rng(0).standard_normal((200, 40), dtype=np.float32)
WORDS = [f"word{i}" for i in range(len(ROWS))]
SENTENCES = [[f"w{i * j % 97}" for j in range(1, 9)] for i in range(1, 300)]

Save = Callable[[Path], object]
name_alone = lambda given: given if isinstance(given, str) else ""  # noqa: E731


def vectors() -> WordVectors:
    return WordVectors(WORDS, ROWS, counts=np.arange(len(WORDS), 0, -1))


@cache
def model() -> Word2Vec:
    settings = {"vector_size": 40, "min_count": 1, "sample": 0, "epochs": 1}
    return Word2Vec(**settings).fit(SENTENCES)


def estimator(path: Path) -> None:
    save_estimator(SoftmaxRegression(l2=1).fit(ROWS, np.arange(len(ROWS)) % 20), path)


@cache
def phrases() -> Phrases:
    text = [[f"a{i}", f"b{i}"] for i in range(200)] * 3
    return Phrases(min_count=1, threshold=0).fit(text)


def drop_in() -> KeyedVectors:
    wv = KeyedVectors(40)
    wv.add_vectors(WORDS, ROWS)
    return wv


VECTOR_FILES = [
    "v.safetensors", "v.npy", "v.parquet", "v.txt", "v.bin", "v.tsv",
    *(f"v.{kind}.{ending}" for kind in ("txt", "bin") for ending in ("gz", "bz2", "xz", "zst")),
]  # fmt: skip
SIZE_KNOWN = [
    ("v.safetensors", lambda path: vectors().save(path)),
    ("h.safetensors", lambda path: vectors().save(path, storage="float16")),
    ("i.safetensors", lambda path: vectors().save(path, storage="int8")),
    ("v.npy", lambda path: vectors().save(path)),
    ("m.lemma", lambda path: model().save(path)),
    ("wv", lambda path: drop_in().save(path)),
]
SIZE_SO_FAR = [
    *((name, lambda path: vectors().save(path)) for name in VECTOR_FILES),
    ("phrases.json", lambda path: phrases().save(path)),
    ("estimator", estimator),
    ("wv.bin", lambda path: drop_in().save_word2vec_format(path, binary=True)),
]


def refused(save: Save, path: Path, limit: int = LIMIT) -> OSError:
    """Save where there is no room, and see that nothing has changed."""
    for beside in (path, path.with_suffix(".vocab"), path.with_suffix(".metadata.tsv")):
        beside.write_bytes(b"old")
    before = sorted(os.listdir(path.parent))
    model(), phrases()  # which write token caches
    with file_limit(limit), pytest.raises(OSError, match="are needed") as caught:
        save(path)
    assert sorted(os.listdir(path.parent)) == before
    assert {entry.read_bytes() for entry in path.parent.iterdir()} == {b"old"}
    error = caught.value
    assert error.errno == errno.EFBIG
    assert error.filename == os.fspath(path)
    assert "are free" in error.strerror
    return error


@pytest.mark.parametrize(("name", "save"), SIZE_KNOWN, ids=name_alone)
def test_an_error_says_the_whole_size_where_it_is_known(tmp_path, name, save):
    (tmp_path / "whole").mkdir()
    save(tmp_path / "whole" / name)
    size = (tmp_path / "whole" / name).stat().st_size
    (tmp_path / "full").mkdir()
    error = refused(save, tmp_path / "full" / name)
    assert f": {bytes_in_words(size)} are needed" in error.strerror


@pytest.mark.parametrize(("name", "save"), SIZE_SO_FAR, ids=name_alone)
def test_every_file_that_is_saved_stays_as_it_was(tmp_path, name, save):
    refused(save, tmp_path / name)


@pytest.mark.parametrize("name", ["v.txt", "v.bin.gz", "v.npy"])
def test_the_last_bytes_are_written_or_the_old_file_stays(tmp_path, name):
    """They leave the buffers only as the file is closed."""
    vectors().save(tmp_path / name)
    size = (tmp_path / name).stat().st_size
    (tmp_path / "full").mkdir()
    refused(lambda path: vectors().save(path), tmp_path / "full" / name, size - 1)
    with file_limit(size):
        vectors().save(tmp_path / "full" / name)
    assert (tmp_path / "full" / name).read_bytes() == (tmp_path / name).read_bytes()


def test_vectors_appended_to_a_file_are_taken_back(tmp_path):
    path = tmp_path / "v.bin"
    drop_in().save_word2vec_format(path, binary=True)
    before = path.read_bytes()
    with file_limit(len(before) + 100), pytest.raises(OSError, match="are needed"):
        drop_in().save_word2vec_format(path, binary=True, append=True)
    assert path.read_bytes() == before
    drop_in().save_word2vec_format(path, binary=True, append=True, write_header=False)
    assert path.read_bytes().startswith(before)
    assert len(path.read_bytes()) > 1.9 * len(before)


def text_file(folder: Path) -> Path:
    path = folder / "text.txt"
    path.write_text("\n".join(" ".join(words) for words in SENTENCES))
    return path


@pytest.mark.parametrize("source", ["file", "sentences"])
@pytest.mark.parametrize("missing", [1, 4, 4000])
def test_a_token_cache_that_has_no_room_is_removed(tmp_path, source, missing):
    """Also where only the last ids have none, which leave the buffers at the end."""
    corpus = text_file(tmp_path) if source == "file" else SENTENCES
    cache = tmp_path / "cache"
    cache.mkdir()
    tokens = sum(len(sentence) + 1 for sentence in SENTENCES)
    write = partial(encode, corpus, min_count=1, reading=ReadingOptions(workers=1, directory=cache))
    with file_limit(4 * tokens - missing), pytest.raises(OSError, match="are needed") as caught:
        write()
    assert caught.value.errno == errno.EFBIG
    assert caught.value.filename == os.fspath(cache)
    assert "pass directory=" in caught.value.strerror
    assert os.listdir(cache) == []
    with write() as encoded:
        assert encoded.words == sum(map(len, SENTENCES))


def test_a_file_of_the_cache_that_lost_its_end_is_noticed(tmp_path, monkeypatch):
    from lemmavec.corpus import encoding

    finish = encoding.finish

    def cut(corpus, *others):
        os.truncate(corpus.segments[-1].path, 40)
        return finish(corpus, *others)

    monkeypatch.setattr(encoding, "finish", cut)
    with pytest.raises(OSError, match="cut short"):
        encode(SENTENCES, min_count=1, reading=ReadingOptions(directory=tmp_path))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_full_disks_and_quotas_are_told_alike(tmp_path, monkeypatch, number):
    def fail(descriptor):
        raise OSError(number, os.strerror(number))

    path = tmp_path / "v.safetensors"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match=_disk_full._REASONS[number]) as caught:
        vectors().save(path)
    assert caught.value.errno == number
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == [path.name]


def test_a_folder_without_room_for_a_name_is_told_as_a_full_disk(tmp_path, monkeypatch):
    def fail(path, flags, mode=0o777):
        raise OSError(errno.ENOSPC, "No space left on device", path)

    monkeypatch.setattr(os, "open", fail)
    with pytest.raises(OSError, match="No space left") as caught:
        vectors().save(tmp_path / "v.npy")
    assert caught.value.filename == os.fspath(tmp_path / "v.npy")


def test_the_room_of_another_file_is_not_asked_of_this_one(tmp_path):
    """The text that is written may itself come from something that writes."""

    def write_both() -> None:
        with _writing.replacing(tmp_path / "outer"), _writing.replacing(tmp_path / "inner") as file:
            file.write(bytes(2 * LIMIT))

    with file_limit(LIMIT), pytest.raises(OSError, match="6 kB or more") as caught:
        write_both()
    assert caught.value.filename == os.fspath(tmp_path / "inner")
