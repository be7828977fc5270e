"""What gensim's `Word2Vec` predicts: words in a context, and how likely sentences are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from lemmavec import _kernels
from lemmavec._logging import log
from lemmavec.equations.softmax import softmax
from lemmavec.gensim.training import TrainingModel
from lemmavec.vectors.queries import Word, highest


class PredictingModel(TrainingModel):
    """A `TrainingModel` that predicts by gensim's methods; see `Word2Vec`."""

    def predict_output_word(
        self, context_words_list: Sequence[Word], topn: int = 10
    ) -> list[tuple[Word, float]] | None:
        """Return the likeliest centre words of a context, with their probabilities.

        The softmax of U h, where h is the mean of the context's vectors (their sum with
        `cbow_mean=0`), as in gensim; it is no probability that training made, but ranks words.

        Parameters
        ----------
        context_words_list : sequence of words, or of rows
            The words around; those without a vector are left out.
        topn : int, default 10
            How many.

        Returns
        -------
        list of (word, float), or None
            None if no word of the context has a vector.

        Raises
        ------
        RuntimeError
            If the model does not train negative sampling, or has no vocabulary.
        """
        if "negative_sampling" not in self._states:
            raise RuntimeError(
                "predict_output_word needs the outside vectors of negative sampling: a model with "
                "negative above 0, and a vocabulary"
            )
        self._ready()
        rows = [row for word in context_words_list if (row := self._row_of(word)) is not None]
        if not rows:
            log.warning("no word of the context has a vector")
            return None
        context = self.wv.vectors[rows].astype(np.float64)
        h = context.mean(axis=0) if self.cbow_mean else context.sum(axis=0)
        probabilities = softmax(self.syn1neg @ h)
        best = highest(probabilities, topn, ())
        return [(self.wv.index_to_key[row], float(probabilities[row])) for row in best]

    def score(
        self, sentences: Iterable[Sequence[Word]], total_sentences: int = 1_000_000
    ) -> NDArray[np.float32]:
        """Return the log-likelihood of each sentence under hierarchical softmax.

        It is the sum of log p(word | other word) over all pairs within the window in skip-gram,
        of log p(word | its context) in CBOW; Taddy 2015, "Document Classification by Inversion of
        Distributed Language Representations".

        Parameters
        ----------
        sentences : iterable of lists of words
            Words without a vector are left out.
        total_sentences : int, default 1,000,000
            The most sentences that are scored.

        Returns
        -------
        ndarray of float32, shape (sentences,)

        Raises
        ------
        RuntimeError
            If the model does not train hierarchical softmax, or has no vocabulary.
        """
        if "hierarchical_softmax" not in self._states:
            raise RuntimeError("score needs hierarchical softmax: a model with hs=1 that has words")
        state = self._ready()["hierarchical_softmax"]
        tree = _kernels.HuffmanTree(state.vocabulary.counts)
        scored = [self._score(sentence, tree) for sentence in islice(sentences, total_sentences)]
        return np.array(scored, np.float32)

    def _score(self, sentence: Sequence[Word], tree: _kernels.HuffmanTree) -> float:
        rows = [self.wv.get_index(word) for word in sentence if word in self.wv]
        vectors = self.wv.vectors[rows].astype(np.float64)
        total = 0.0
        for i, row in enumerate(rows):
            around = [j for j in range(len(rows)) if 0 < abs(i - j) <= self.window]
            if not around:
                continue
            hidden = vectors[around]
            if not self.sg:
                joined = hidden.mean(axis=0) if self.cbow_mean else hidden.sum(axis=0)
                hidden = joined[None]
            nodes, turns = tree.path(row)
            signs = 1 - 2 * np.array(turns)
            logits = signs * (hidden @ self.syn1[nodes].T.astype(np.float64))
            total -= float(np.logaddexp(0, -logits).sum())
        return total

    def _row_of(self, word: Word) -> int | None:
        if word in self.wv.key_to_index:
            return self.wv.key_to_index[word]
        if isinstance(word, str):
            return None
        return int(word) if 0 <= int(word) < len(self.wv) else None
