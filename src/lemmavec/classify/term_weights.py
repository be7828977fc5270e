r"""The weights of terms that training begins with: how much oftener than expected a class has them.

$$P_{tc} = \log \frac{n_{tc} + 1}{n_t π_c + 1}, \quad
n_t = \sum_c n_{tc}, \quad π_c = \sum_t n_{tc} \Big/ \sum_t n_t$$

where n_tc is the number of texts of class c that have the term t. A term that is spread among the
classes as all terms are, or that occurs in no text, has the weights 0.

Source: Wang and Manning 2012, "Baselines and Bigrams: Simple, Good Sentiment and Topic
Classification", weighs the terms of two classes by such a ratio of smoothed counts. Theirs, of one
class against the others, is `class_ratios.log_count_ratios`.
"""

from __future__ import annotations

import numpy as np

from lemmavec._validation import FloatArray, IntArray
from lemmavec.classify.encoded_texts import TokenIds


def log_ratios(
    terms: TokenIds,
    labels: IntArray,
    shape: tuple[int, int],
    sample_weight: FloatArray | None = None,
) -> FloatArray:
    """Compute the logarithm of observed over expected counts of each term in each class.

    Parameters
    ----------
    terms : TokenIds
        Those of each text, each once.
    labels : ndarray of int, shape (texts,)
    shape : pair of int
        The numbers of terms and of classes.
    sample_weight : ndarray of float64, shape (texts,), optional
        What a text counts; 1 by default.

    Returns
    -------
    ndarray of float64, shape `shape`

    Examples
    --------
    Two texts of class 0 have term 0, one of each class has term 1.

    >>> terms = TokenIds.of([["fun"], ["fun", "the"], ["the"]], {"fun": 0, "the": 1})
    >>> log_ratios(terms, np.array([0, 0, 1]), (2, 2)).round(2)
    array([[ 0.18, -0.41],
           [-0.22,  0.29]])
    """
    lengths = np.diff(terms.offsets)
    cells = terms.ids * np.int64(shape[1]) + np.repeat(labels, lengths)
    weight = None if sample_weight is None else np.repeat(sample_weight, lengths)
    observed = np.bincount(cells, weight, minlength=shape[0] * shape[1]).reshape(shape)
    total = observed.sum()
    share = observed.sum(axis=0) / (total if total > 0 else 1.0)
    expected = observed.sum(axis=1, keepdims=True) * share
    ratios: FloatArray = np.log((observed + 1) / (expected + 1))
    return ratios
