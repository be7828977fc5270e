"""Every reader of a file, with the bytes of a small sound one: for tests that damage them,
and for fuzzing."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import shutil
import struct
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from lemmavec import Phrases, Word2Vec, WordVectors, load
from lemmavec import gensim as drop_in
from lemmavec.corpus import ReadingOptions, encode
from lemmavec.datasets import (
    read_fasttext,
    read_labelled,
    read_polarity,
    read_raw,
    read_table,
    read_texts,
    read_trees,
)
from lemmavec.sklearn import (
    SoftmaxRegression,
    TextClassifier,
    TwoLayerClassifier,
    Word2VecVectorizer,
    load_estimator,
    save_estimator,
)

WORDS = ["gold", "ore", "straße", "new york", "34", "tin"]
SENTENCES = [["gold", "ore", "mine"], ["gold", "tin", "straße"]] * 9
TEXTS = ["good fun", "no fun", "good", "no good", "fun", "no"] * 6
COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    "gz": lambda data: gzip.compress(data, mtime=0),
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.compress,
}


class Reader(NamedTuple):
    """What reads a file, the bytes of a sound file, and the files that belong beside it.

    Attributes
    ----------
    read : callable
        Of the path of the file.
    data : bytes
    beside : mapping of str to bytes
        Other files of the folder, by their names.
    name : str
        Of the file itself.
    """

    read: Callable[[Path], Any]
    data: bytes
    beside: dict[str, bytes]
    name: str = "damaged"


def vectors(spaces: bool = True) -> WordVectors:
    """Return a few words of several kinds, with counts."""
    words = WORDS if spaces else [word for word in WORDS if " " not in word]
    rows = np.random.default_rng(3).normal(size=(len(words), 5)).astype(np.float32)
    return WordVectors(words, rows, np.arange(len(words), 0, -1))


def fasttext_model() -> bytes:
    """Return a fastText model of three words, five dimensions and four buckets."""
    words = [("</s>", 9), ("gold", 4), ("ore", 3)]
    arguments = struct.pack("<12id", 5, 5, 5, 1, 5, 1, 1, 1, 4, 2, 3, 100, 1e-4)
    dictionary = struct.pack("<iiiqq", len(words), len(words), 0, 16, -1) + b"".join(
        word.encode() + b"\0" + struct.pack("<qb", count, 0) for word, count in words
    )
    rows = np.random.default_rng(5).normal(size=(len(words) + 4, 5)).astype("<f4")
    head = struct.pack("<ii", 0x2F4F16BA, 12) + arguments + dictionary
    return head + struct.pack("<?qq", False, *rows.shape) + rows.tobytes()


def _saved(save: Callable[[Path], object], name: str = "file") -> tuple[bytes, dict[str, bytes]]:
    """Return what `save` writes: the file of that name, and the others."""
    with tempfile.TemporaryDirectory() as folder:
        save(Path(folder) / name)
        files = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
    return files.pop(name), files


def _file(save: Callable[[Path], object], read: Callable[[Path], Any], name: str) -> Reader:
    return Reader(read, *_saved(save, name), name)


def _open_and_load(path: Path) -> WordVectors:
    with path.open("rb") as file:
        return load(file)


def vector_readers() -> dict[str, Reader]:
    """Return the readers of word vectors."""
    v, simple = vectors(), vectors(spaces=False)
    integers = WordVectors([7, "gold", 9], np.eye(3, dtype=np.float32))
    plain = {
        "text": _saved(simple.save, "v.txt")[0],
        "binary": _saved(simple.save, "v.bin")[0],
        "fastText": fasttext_model(),
    }
    glove = plain["text"].partition(b"\n")[2]
    found = {f"vectors: {kind}": Reader(load, data, {}) for kind, data in plain.items()}
    found |= {
        f"vectors: {kind}, {ending}": Reader(load, compress(data), {})
        for kind, data in plain.items()
        for ending, compress in COMPRESSIONS.items()
    }
    array, vocabulary = _saved(v.save, "v.npy")
    found |= {
        f"vectors: safetensors {storage}": _file(
            lambda path, storage=storage: v.save(path, storage=storage), load, "v"
        )
        for storage in ("float32", "float16", "int8")
    }
    return found | {
        "vectors: GloVe": Reader(load, glove, {}),
        "vectors: open file": Reader(_open_and_load, plain["binary"], {}),
        "vectors: safetensors mapped": _file(v.save, lambda p: load(p, mmap=True), "v"),
        "vectors: safetensors limited": _file(v.save, lambda p: load(p, limit=2), "v"),
        "vectors: safetensors of integers": _file(integers.save, load, "v"),
        "vectors: npy": Reader(load, array, vocabulary, "v.npy"),
        "vectors: npy mapped": Reader(lambda p: load(p, mmap=True), array, vocabulary, "v.npy"),
        "vectors: vocab of npy": Reader(
            lambda path: load(path.with_suffix(".npy")), vocabulary["v.vocab"], {"v.npy": array},
            "v.vocab",
        ),
        "vectors: Parquet": _file(v.save, load, "v.parquet"),
        "vectors: gensim's reader": Reader(
            drop_in.KeyedVectors.load_word2vec_format, plain["text"], {}
        ),
        "vectors: gensim's counts": Reader(
            lambda path: drop_in.KeyedVectors.load_word2vec_format(
                path.with_name("v.txt"), fvocab=path
            ),
            b"".join(b"%s 3\n" % word.encode() for word in simple.index_to_key),
            {"v.txt": plain["text"]},
        ),
    }  # fmt: skip


def model_readers() -> dict[str, Reader]:
    """Return the readers of models, phrases, indices and question files."""
    model = Word2Vec(vector_size=4, min_count=1, sample=0, epochs=1, workers=1).fit(SENTENCES)
    theirs = drop_in.Word2Vec(SENTENCES, vector_size=4, min_count=1, sample=0, epochs=1, workers=1)
    phrases = Phrases(min_count=1, threshold=0.1).fit(SENTENCES)
    counted = drop_in.models.Phrases(SENTENCES, min_count=1, threshold=0.1)
    v = vectors()
    index, beside = _saved(lambda path: v.build_index().save(path), "v.usearch")
    return {
        "model": _file(model.save, Word2Vec.load, "m"),
        "gensim model": _file(theirs.save, drop_in.Word2Vec.load, "m"),
        "gensim vectors": _file(theirs.wv.save, drop_in.KeyedVectors.load, "m"),
        "phrases": _file(phrases.save, Phrases.load, "p"),
        "gensim phrases": _file(counted.save, drop_in.models.Phrases.load, "p"),
        "gensim frozen phrases": _file(
            counted.freeze().save, drop_in.models.phrases.FrozenPhrases.load, "p"
        ),
        "index": Reader(v.load_index, index, beside, "v.usearch"),
        "word pairs": Reader(v.evaluate_word_pairs, b"gold\tore\t3.5\ntin\t34\t1\n" * 4, {}),
        "word pairs, gz": Reader(
            v.evaluate_word_pairs, gzip.compress(b"gold\tore\t3.5\ntin\t34\t1\n" * 4, mtime=0), {}
        ),
        "analogies": Reader(v.evaluate_word_analogies, b": metals\ngold ore tin 34\n" * 4, {}),
    }


def fitted_estimators() -> dict[str, Any]:
    """Return an estimator of each kind."""
    labels = np.array(["bad", "good"] * 18)
    X = np.random.default_rng(0).normal(size=(36, 3)) + (labels == "good")[:, None]
    given = WordVectors(["good", "no", "fun"], np.eye(3, 4, dtype=np.float32), counts=[9, 7, 5])
    return {
        "softmax": SoftmaxRegression(l2=0.1).fit(X, labels),
        "two layers": TwoLayerClassifier(4, epochs=3).fit(X, labels),
        "text": TextClassifier(given, hidden_size=4, epochs=2).fit(TEXTS, labels),
        "vectorizer": Word2VecVectorizer(given, weighting="sif").fit(TEXTS),
        "pipeline": make_pipeline(
            Word2VecVectorizer(given, class_ratios=True), StandardScaler(), SoftmaxRegression()
        ).fit(TEXTS, labels),
    }


def estimator_readers() -> dict[str, Reader]:
    """Return the readers of the estimators of scikit-learn's kind."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # toys, from which there is little to learn
        fitted = fitted_estimators()
    return {
        f"estimator: {name}": _file(
            lambda path, model=model: save_estimator(model, path), load_estimator, "e"
        )
        for name, model in fitted.items()
    }


def corpus_readers() -> dict[str, Reader]:
    """Return the readers of corpora."""
    text = "\n".join(" ".join(words) for words in SENTENCES).encode() + b"\n"
    rows = [{"id": i, "text": "gold ore", "other": [1, {"a": None}]} for i in range(9)]
    lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
    table = io.BytesIO()
    pq.write_table(pa.table({"text": ["gold ore", None, "tin"] * 9, "id": range(27)}), table)

    def split(path: Path, **options: Any) -> None:
        encode(path, min_count=1, reading=ReadingOptions(**options)).close()

    def opened(path: Path) -> None:
        with path.open("rb") as file:
            encode(file, min_count=1).close()

    found = {
        "corpus: text": Reader(split, text, {}),
        "corpus: tokenizer": Reader(lambda p: split(p, tokenizer=str.split), text, {}),
        "corpus: open file": Reader(opened, text, {}),
        "corpus: JSON Lines": Reader(lambda p: split(p, column="text"), lines, {}),
        "corpus: Parquet": Reader(lambda p: split(p, column="text"), table.getvalue(), {}),
        "corpus: gensim's text": Reader(
            lambda path: list(drop_in.models.word2vec.Text8Corpus(path)),
            gzip.compress(text, mtime=0),
            {},
        ),
    }
    for ending, compress in COMPRESSIONS.items():
        found |= {
            f"corpus: text, {ending}": Reader(split, compress(text), {}),
            f"corpus: tokenizer, {ending}": Reader(
                lambda p: split(p, tokenizer=str.split), compress(text), {}
            ),
            f"corpus: JSON Lines, {ending}": Reader(
                lambda p: split(p, column="text"), compress(lines), {}
            ),
        }
    return found


def dataset_readers() -> dict[str, Reader]:
    """Return the readers of labelled texts."""
    commas = b'text,label\n"a gem, ""truly""",1\ndull,0\n"two\nlines",1\n'
    tabs = b'text\tlabel\na gem\t1\n"a ""hit"""\t0\n'
    fasttext = b"__label__good a gem\n__label__bad dull\n"
    trees = b"(3 (2 a) (4 gem))\n(1 (1 (2 not) (3 good)) (2 .))\n"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for ending in ("pos", "neg"):
            member = zipfile.ZipInfo(f"rt-polaritydata/rt-polarity.{ending}")
            packed.writestr(member, b"a fine film\nanother one\n" * 9, zipfile.ZIP_DEFLATED)
    raw = {
        "datasetSentences.txt": b"sentence_index\tsentence\n1\tA gem .\n2\tDull .\n",
        "datasetSplit.txt": b"sentence_index,splitset_label\n1,1\n2,1\n",
        "dictionary.txt": b"A gem .|0\nDull .|1\n",
        "sentiment_labels.txt": b"phrase ids|sentiment values\n0|0.9\n1|0.1\n",
    }
    found = {
        "table: commas": Reader(read_table, commas, {}, "t.csv"),
        "table: tabs": Reader(read_table, tabs, {}, "t.tsv"),
        "texts": Reader(read_texts, commas, {}, "t.csv"),
        "fastText labels": Reader(read_fasttext, fasttext, {}),
        "polarity": Reader(read_polarity, archive.getvalue(), {}),
        "trees": Reader(lambda path: read_trees(path.parent, "train"), trees, {}, "train.txt"),
    }
    for ending, compress in COMPRESSIONS.items():
        found[f"labelled, {ending}"] = Reader(read_labelled, compress(commas), {})
    for name, data in raw.items():
        others = {other: text for other, text in raw.items() if other != name}
        found[f"treebank: {name}"] = Reader(
            lambda path: read_raw(path.parent, "train"), data, others, name
        )
    return found


KINDS: dict[str, Callable[[], dict[str, Reader]]] = {
    "vectors": vector_readers,
    "models": model_readers,
    "estimators": estimator_readers,
    "corpora": corpus_readers,
    "datasets": dataset_readers,
}


@cache
def all_readers() -> dict[str, Reader]:
    """Return every reader by its name."""
    return {name: reader for kind in KINDS.values() for name, reader in kind().items()}


def outcome(reader: Reader, data: bytes, folder: Path) -> Exception | None:
    """Read a file of these bytes, and return the exception that comes, or None."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in reader.beside.items():
        (folder / name).write_bytes(content)
    path = folder / reader.name
    path.write_bytes(data)
    try:
        reader.read(path)
    except Exception as error:
        return error
    return None


def require_named(error: Exception | None, folder: Path) -> None:
    """Fail unless the file was read, or an error names it, or a file that belongs beside it."""
    if error is not None:
        assert isinstance(error, ValueError | FileNotFoundError), repr(error)
        assert str(folder) in str(error) or "<BytesIO>" in str(error), repr(error)
