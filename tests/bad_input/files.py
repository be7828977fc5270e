"""Files of vectors, models and what belongs to them."""

from __future__ import annotations

import pickle
import re
import struct
from pathlib import Path
from typing import Any

import numpy as np
from readers import fasttext_model

import lemmavec
from bad_input.corpora import train
from bad_input.row import Row
from lemmavec import Phrases, Word2Vec, WordVectors
from lemmavec import gensim as drop_in
from lemmavec.sklearn import load_estimator

TEXT = b"3 2\ngold 1 2\nore 3 4\ntin 5 6\n"
SENTENCES = [["gold", "ore", "mine"], ["gold", "tin", "ore"]] * 9


def vectors() -> WordVectors:
    """Return two words of two dimensions."""
    return WordVectors(["gold", "ore"], np.array([[1, 2], [3, 4]], np.float32))


def loads(content: bytes, name: str = "vectors.txt", read: Any = lemmavec.load) -> Any:
    """Return what writes a file and reads it."""

    def do(folder: Path) -> Any:
        (folder / name).write_bytes(content)
        return read(folder / name)

    return do


def damaged(save: Any, name: str, read: Any, change: Any) -> Any:
    """Return what saves a file, changes its bytes, and reads it."""

    def do(folder: Path) -> Any:
        save(folder / name)
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(change(content))
        return read(folder / name)

    return do


def half(content: bytes) -> bytes:
    """Cut a file short."""
    return content[: len(content) // 2]


def save_model(path: Path) -> None:
    """Train and save a model."""
    train(SENTENCES).save(path)


def swap(old: bytes, new: bytes) -> Any:
    """Return what replaces some bytes by as many others."""
    assert len(old) == len(new)

    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new, 1)

    return change


VECTORS = [
    Row("A file that does not exist", lambda _: lemmavec.load("vectors.txt")),
    Row("An empty file", loads(b"")),
    Row("A header that promises more words", loads(TEXT.replace(b"3 2", b"4 2"))),
    Row("A header that promises fewer words", loads(TEXT.replace(b"3 2", b"2 2"))),
    Row("A header of a trillion words", loads(TEXT.replace(b"3 2", b"1000000000000 2"))),
    Row("A header of a billion dimensions", loads(TEXT.replace(b"3 2", b"3 1000000000"))),
    Row("A line with fewer numbers than others", loads(TEXT.replace(b"3 4", b"3"))),
    Row("A line with more numbers than others", loads(TEXT.replace(b"3 4", b"3 4 5"))),
    Row("What is not a number", loads(TEXT.replace(b"3 4", b"3 4,5"))),
    Row("NaN or infinity", loads(TEXT.replace(b"3 4", b"3 nan"))),
    Row("A word that is not UTF-8", loads(TEXT.replace(b"ore", b"\xe9re"))),
    Row("A word that stands there twice", loads(TEXT.replace(b"ore", b"tin"))),
    Row(
        "A safetensors file that is cut short",
        damaged(vectors().save, "vectors.safetensors", lemmavec.load, half),
    ),
    Row(
        "A safetensors file whose header lies about its sizes",
        damaged(
            vectors().save, "vectors.safetensors", lemmavec.load, swap(b"[2,2]", b"[9,9]")
        ),
    ),
    Row(
        "`.npy` without its words",
        lambda folder: (np.save(folder / "vectors.npy", np.eye(3)), lemmavec.load("vectors.npy")),
    ),
    Row("A pickle", loads(pickle.dumps({"gold": [1.0, 2.0]}), "vectors.pkl")),
    Row("A model of gensim", loads(pickle.dumps({}), "model", drop_in.Word2Vec.load)),
    Row("A name whose ending says no format", lambda _: vectors().save("vectors.vec2")),
    Row(
        "A word with a space, for a text format",
        lambda _: WordVectors(["new york"], np.ones((1, 2), np.float32)).save("vectors.txt"),
    ),
    Row("fastText's `.bin` that is cut short", loads(fasttext_model()[:-9], "model.bin")),
    Row(
        "fastText's `.bin` that promises 2³¹ − 1 buckets",
        loads(
            fasttext_model().replace(
                struct.pack("<3i", 4, 2, 3), struct.pack("<3i", 2**31 - 1, 2, 3)
            ),
            "model.bin",
        ),
    ),
    Row("fastText's `.bin`, quantised", loads(
        fasttext_model().replace(struct.pack("<?qq", False, 7, 5), struct.pack("<?qq", True, 7, 5)),
        "model.ftz",
    )),
]  # fmt: skip

MODELS = [
    Row("A model that is cut short", damaged(save_model, "model.lemma", Word2Vec.load, half)),
    Row(
        "A model with a setting out of its range",
        damaged(
            save_model, "model.lemma", Word2Vec.load, swap(b'window\\": 5', b'window\\":-5')
        ),
    ),
    Row("Vectors where a model belongs", lambda folder: (
        vectors().save(folder / "vectors.safetensors"), Word2Vec.load("vectors.safetensors")
    )),
    Row("A file that holds no phrases", loads(b"{}", "phrases.json", Phrases.load)),
    Row("Phrases with a score that is NaN", damaged(
        lambda path: Phrases(min_count=1, threshold=0).fit(SENTENCES).save(path),
        "phrases.json", Phrases.load, lambda content: re.sub(rb"[0-9.]+(?=\n\])", b"NaN", content)
    )),
    Row("A file that holds no estimator", loads(TEXT, "classifier", load_estimator)),
    Row("Word pairs without a score", loads(
        b"gold\tore\n" * 9, "pairs.tsv", vectors().evaluate_word_pairs
    )),
    Row("Analogies of three words", loads(
        b": metals\ngold ore tin\n", "questions.txt", vectors().evaluate_word_analogies
    )),
]  # fmt: skip
