"""An approximate index: the nearest words out of a graph, without reading the whole matrix."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from lemmavec._damage import DamagedFileError, damage_named
from lemmavec._extras import extra
from lemmavec._io import FilePath
from lemmavec._validation import at_least, finite_number
from lemmavec._writing import replacing
from lemmavec.vectors import queries, search
from lemmavec.vectors.fingerprint import fingerprint
from lemmavec.vectors.queries import Terms
from lemmavec.vectors.word_matrix import WordMatrix

EXTENSION = ".usearch"
# The file is usearch's own, with a JSON object, its length and this after it.
MAGIC = b"lemmavec-index-2"  # 1 had no checksum
LENGTH_BYTES = 8
ROWS_AT_ONCE = 1 << 14
BYTES_AT_ONCE = 1 << 20
MEASURED_WORDS, MEASURED_NEIGHBOURS = 1000, 10


class About(NamedTuple):
    """What a saved index says of itself."""

    fingerprint: str
    recall: float
    measured_words: int
    expansion: int
    checksum: int = 0  # CRC-32 of the graph, as it is saved


class VectorIndex:
    """An approximate index of word vectors; `WordVectors.build_index` and `load_index` make it.

    Attributes
    ----------
    recall : float
        The part of the exact 10 nearest words that the index finds, on average over
        `measured_words` words.
    measured_words : int
        The sample that `recall` was measured on when the index was built: 1,000 words, or all.
    """

    def __init__(self, vectors: WordMatrix, graph: Any, about: About) -> None:
        self._vectors, self._graph, self._about = vectors, graph, about
        self.recall, self.measured_words = about.recall, about.measured_words
        graph.expansion_search = about.expansion

    def __repr__(self) -> str:
        return (
            f"VectorIndex({len(self._vectors):,} words, recall {self.recall:.3f} of the "
            f"{MEASURED_NEIGHBOURS} nearest, measured on {self.measured_words:,} words)"
        )

    def most_similar(
        self, positive: Terms | None = None, negative: Terms | None = None, topn: int = 10
    ) -> list[tuple[str, float]]:
        """Return words with a high cosine to a mean; see `WordVectors.most_similar`.

        Some of the nearest words may be missing, `recall` says how many. The cosines of those that
        are found, and their order, are exact.

        Parameters
        ----------
        positive, negative : word, vector of shape (d,), or sequence of them or of pairs
            What to add to the mean, and what to subtract.
        topn : int, default 10
            How many words.

        Raises
        ------
        KeyError, ValueError
            As in `WordVectors.most_similar`.
        """
        at_least("topn", topn, 0)
        v = self._vectors
        query, asked = queries.mean_query(v.vectors, v._row_or_vector, positive, negative)
        if topn == 0:
            return []
        rows = self._rows_near(query, topn + len(asked))
        cosines = search.row_cosines(v.vectors[rows], query)
        best = [i for i in queries.highest(cosines, len(rows), ()) if int(rows[i]) not in asked]
        return [(v.index_to_key[int(rows[i])], float(cosines[i])) for i in best[:topn]]

    def save(self, path: FilePath) -> Path:
        """Write the index beside its vectors; an existing file is replaced whole.

        Parameters
        ----------
        path : path
            The vectors' file, or the index's own: `x.safetensors` stands for `x.usearch`.

        Returns
        -------
        Path
            The file that was written.
        """
        beside = Path(path).with_suffix(EXTENSION)
        graph = self._graph.save()
        about = json.dumps(self._about._replace(checksum=crc32(graph))._asdict()).encode()
        with replacing(beside) as file:
            file.write(graph)
            file.write(about + len(about).to_bytes(LENGTH_BYTES, "little") + MAGIC)
        return beside

    def _rows_near(self, query: NDArray[np.float64], count: int) -> NDArray[np.int64]:
        unit = queries.unit(query).astype(np.float32)
        found = self._graph.search(unit, min(count, len(self._vectors)), threads=1)
        rows: NDArray[np.int64] = np.sort(found.keys.astype(np.int64))
        return rows


def build(
    vectors: WordMatrix, *, connectivity: int, expansion: int, workers: int | None
) -> VectorIndex:
    """See `WordVectors.build_index`."""
    at_least("connectivity", connectivity, 2)
    at_least("expansion", expansion, 1)
    threads = search.threads_for(vectors.vectors.size, workers)
    graph = _usearch().Index(
        ndim=vectors.vector_size,
        metric="cos",
        dtype="f16",
        connectivity=connectivity,
        expansion_add=2 * expansion,
        expansion_search=expansion,
    )
    for start in range(0, len(vectors), ROWS_AT_ONCE):
        rows = queries.unit(vectors.vectors[start : start + ROWS_AT_ONCE]).astype(np.float32)
        graph.add(np.arange(start, start + len(rows)), rows, threads=threads)
    sample = _sample(len(vectors))
    about = About(fingerprint(vectors), 0.0, len(sample), expansion)
    recall = _recall(VectorIndex(vectors, graph, about), vectors, sample, threads)
    return VectorIndex(vectors, graph, about._replace(recall=recall))


def load(vectors: WordMatrix, path: FilePath) -> VectorIndex:
    """See `WordVectors.load_index`."""
    beside = Path(path).with_suffix(EXTENSION)
    usearch = _usearch()
    with damage_named(beside, "the index is damaged"):
        about = _read_about(beside)
    if about.fingerprint != fingerprint(vectors):
        raise ValueError(
            f"{beside}: an index of other vectors, or of an earlier state of these; build it again "
            "with build_index"
        )
    with damage_named(beside, "the index is damaged"):
        graph = usearch.Index.restore(str(beside), view=True)
        if (len(graph), graph.ndim) != vectors.vectors.shape:
            raise ValueError(f"its graph has {len(graph):,} vectors of {graph.ndim} dimensions")
        return VectorIndex(vectors, graph, about)


def _read_about(path: Path) -> About:
    with open(path, "rb") as file:
        end = LENGTH_BYTES + len(MAGIC)
        size = file.seek(0, 2)
        file.seek(max(0, size - end))
        tail = file.read()
        length = int.from_bytes(tail[:LENGTH_BYTES], "little")
        if tail[LENGTH_BYTES:] != MAGIC or length > size - end:
            raise DamagedFileError(
                f"{path}: not an index that this version's VectorIndex.save wrote, or cut short; "
                "build it again with build_index"
            )
        file.seek(size - end - length)
        about = About(**json.loads(file.read(length)))
        file.seek(0)
        # usearch does not check its graph: a search in a damaged one ends the process.
        if _checksum(file, size - end - length) != about.checksum:
            raise DamagedFileError(f"{path}: the index is damaged; build it again with build_index")
    if not isinstance(about.fingerprint, str):
        raise ValueError(f"its fingerprint is {about.fingerprint!r}")
    finite_number("recall", about.recall, least=0)
    at_least("measured_words", about.measured_words, 0)
    at_least("expansion", about.expansion, 1)
    return about


def _checksum(file: BinaryIO, size: int) -> int:
    """Return the CRC-32 of the next so many bytes."""
    found = 0
    while size and (part := file.read(min(size, BYTES_AT_ONCE))):
        found, size = crc32(part, found), size - len(part)
    return found


def _sample(count: int) -> NDArray[np.int64]:
    return np.random.default_rng(0).permutation(count)[:MEASURED_WORDS]


def _recall(
    index: VectorIndex, vectors: WordMatrix, sample: NDArray[np.int64], threads: int
) -> float:
    """Return the part of the exact nearest words that the index finds, 1 if there are none."""
    directions = vectors.vectors[sample].astype(np.float64)
    own = [{row} for row in sample.tolist()]
    exact = search.nearest(
        vectors.vectors, vectors.norms, directions, MEASURED_NEIGHBOURS, own, threads
    )
    found = wanted = 0
    for direction, answer in zip(directions, exact, strict=True):
        near = set(index._rows_near(direction, MEASURED_NEIGHBOURS + 1).tolist())
        found += len(near & {other for other, _ in answer})
        wanted += len(answer)
    return found / wanted if wanted else 1.0


def _usearch() -> Any:
    return extra("usearch.index", "an index needs usearch", "ann")
