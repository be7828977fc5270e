"""Word vectors with an approximate index, where searching all of them takes too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lemmavec._io import FilePath
from lemmavec.vectors.similarity import SimilarityQueries

if TYPE_CHECKING:
    from lemmavec.vectors.index import VectorIndex


class ApproximateQueries(SimilarityQueries):
    """A word matrix that an index can be built for; see `WordVectors`."""

    def build_index(
        self, *, connectivity: int = 16, expansion: int = 128, workers: int | None = None
    ) -> VectorIndex:
        """Build an approximate index, and measure its recall against the exact search.

        The index is usearch's graph of neighbours (HNSW). It holds the unit vectors in float16:
        half the size of the matrix. It does not see later changes.

        Parameters
        ----------
        connectivity : int, default 16
            Neighbours of each word in the graph, 2 or more: more find more, and take more memory.
        expansion : int, default 128
            Words that a search keeps in view: more find more, and take more time. Twice as many are
            kept in view while the graph is built.
        workers : int, optional
            Threads; all cores by default.

        Returns
        -------
        VectorIndex
            With `most_similar`, `save` and `recall`, which was measured on 1,000 words.

        Raises
        ------
        ImportError
            If the extra `ann` is not installed.
        ValueError
            If a number is out of its range.

        Examples
        --------
        >>> import numpy as np
        >>> from lemmavec import WordVectors
        >>> rows = np.random.default_rng(0).normal(size=(500, 20)).astype(np.float32)
        >>> v = WordVectors(map(str, range(500)), rows)
        >>> index = v.build_index()  # doctest: +SKIP
        >>> index  # doctest: +SKIP
        VectorIndex(500 words, recall 1.000 of the 10 nearest, measured on 500 words)
        """
        from lemmavec.vectors import index

        return index.build(self, connectivity=connectivity, expansion=expansion, workers=workers)

    def load_index(self, path: FilePath) -> VectorIndex:
        """Map the index that was saved beside these vectors into memory.

        Parameters
        ----------
        path : path
            The vectors' file, or the index's own: `x.safetensors` stands for `x.usearch`.

        Raises
        ------
        OSError
            If there is no such file.
        ImportError
            If the extra `ann` is not installed.
        ValueError
            If it is no index, or one of other vectors.
        """
        from lemmavec.vectors import index

        return index.load(self, path)
