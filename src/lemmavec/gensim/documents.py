"""Groups of words and documents compared, by gensim's names."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence

import numpy as np

from lemmavec._extras import extra
from lemmavec._keys import Key
from lemmavec.gensim.errors import EmptyGroupError
from lemmavec.gensim.similarity import KeyedSimilarity
from lemmavec.vectors.queries import Word, unit


class KeyedDocuments(KeyedSimilarity):
    """`KeyedSimilarity` with gensim's questions about several words; see `KeyedVectors`."""

    def doesnt_match(self, words: Sequence[Word]) -> Key:
        """Return the word that fits the others least; words without a vector are left out.

        Warns
        -----
        UserWarning
            If a word has no vector.
        """
        return super().doesnt_match(self._known("doesnt_match", words))

    def rank_by_centrality(
        self, words: Sequence[Word], use_norm: bool = True
    ) -> list[tuple[float, Word]]:
        """Return words with their products with the unit mean of all, the most central first.

        Parameters
        ----------
        words : sequence of words
            Those without a vector are left out.
        use_norm : bool, default True
            Take unit vectors: the products are then cosines.

        Raises
        ------
        ValueError
            If no word has a vector.

        Warns
        -----
        UserWarning
            If a word has no vector.
        """
        known = self._known("rank_by_centrality", words)
        if not known:
            raise ValueError("rank_by_centrality needs a word that has a vector")
        vectors = self[known].astype(np.float64)
        if use_norm:
            vectors = unit(vectors)
        scores = vectors @ unit(vectors.mean(axis=0))
        order = np.argsort(-scores, kind="stable")
        return [(float(scores[i]), known[i]) for i in order]

    def n_similarity(self, ws1: Sequence[Word], ws2: Sequence[Word]) -> float:
        """Return the cosine of the mean vectors of two groups; vectors are not normalised before.

        Raises
        ------
        EmptyGroupError
            If a group has no word with a vector; a ValueError, and a ZeroDivisionError as in
            gensim.

        Warns
        -----
        UserWarning
            If a word has no vector; it is left out.
        """
        first, second = self._known("n_similarity", ws1), self._known("n_similarity", ws2)
        if not first or not second:
            raise EmptyGroupError("n_similarity needs a word with a vector in each group")
        return super().n_similarity(first, second)

    def wmdistance(
        self, document1: Sequence[Word], document2: Sequence[Word], norm: bool = True
    ) -> float:
        """Return the Word Mover's Distance of two documents.

        It is the least sum of distances over which the words of one, each with its share of the
        document, can be moved to those of the other; Kusner et al. 2015, "From Word Embeddings To
        Document Distances". Needs `pip install "lemmavec[transport]"`.

        Parameters
        ----------
        document1, document2 : sequence of words
            Those without a vector are left out.
        norm : bool, default True
            Take the distances between unit vectors.

        Returns
        -------
        float
            Infinite if a document has no word with a vector.

        Raises
        ------
        ImportError
            If POT is not installed.
        """
        shares = [Counter(word for word in doc if word in self) for doc in (document1, document2)]
        if not all(shares):
            return float("inf")
        first, second = (self[list(counts)].astype(np.float64) for counts in shares)
        if norm:
            first, second = unit(first), unit(second)
        distances = np.sqrt(((first[:, None] - second) ** 2).sum(axis=-1))
        weights = [np.array(list(counts.values())) / counts.total() for counts in shares]
        transport = extra("ot", "wmdistance needs POT", "transport")
        return float(transport.emd2(*weights, distances))

    def _known(self, what: str, words: Sequence[Word]) -> list[Word]:
        """Return the words that have a vector, with a warning about the others."""
        known = [word for word in words if word in self]
        if len(known) < len(words):
            unknown = ", ".join(repr(word) for word in words if word not in self)
            warnings.warn(f"{what} leaves out words without a vector: {unknown}", stacklevel=3)
        return known
