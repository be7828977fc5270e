"""Why a `TextNetwork` predicts a class: its logits split among the words and pairs of a text."""

from __future__ import annotations

import numpy as np

from lemmavec._validation import FloatArray
from lemmavec.classify.encoded_texts import Pooling
from lemmavec.classify.explanation import Explanation
from lemmavec.classify.text_network import TextNetwork
from lemmavec.classify.text_vocabulary import TextVocabulary


def explain_text(
    network: TextNetwork, vocabulary: TextVocabulary, words: list[str], pooling: Pooling
) -> Explanation:
    """Split the logits of a text among its words and pairs; see `classify.explanation`.

    Parameters
    ----------
    network : TextNetwork
    vocabulary : TextVocabulary
    words : list of str
        The words of the text, in order.
    pooling : {"mean", "sqrt"}

    Returns
    -------
    Explanation
    """
    first = np.zeros(1, np.int64)
    batch = vocabulary.encode([words], first).batch(first, pooling, network.vectors.dtype)
    word_parts, term_parts, base = network.word_parts(batch)
    part_of_word = dict(zip(batch.words.rows.tolist(), word_parts, strict=True))
    part_of_term: dict[int, FloatArray] = {}
    if term_parts is not None and batch.terms is not None:
        part_of_term = dict(zip(batch.terms.rows.tolist(), term_parts, strict=True))
    listed = vocabulary.terms_of(words)
    known, parts = [], []
    for term in listed:
        word_row, term_row = vocabulary.words.get(term), vocabulary.terms.get(term)
        if word_row is None and term_row is None:
            continue
        part = np.zeros(len(base))
        if word_row is not None:
            part = part + part_of_word[word_row]
        if term_row is not None:
            part = part + part_of_term[term_row]
        known.append(term)
        # A row's part is that of all its occurrences in the text.
        parts.append(part / listed.count(term))
    return Explanation(known, np.array(parts).reshape(len(known), len(base)), base)
