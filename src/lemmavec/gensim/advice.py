"""What to do instead of gensim's names that are not here: the errors for unknown attributes."""

from __future__ import annotations

from typing import NoReturn

_ASK_WV = "ask model.wv"

KEYED_VECTORS = {
    "vocab": "use key_to_index, and get_vecattr(word, 'count') for counts",
    "index2word": "use index_to_key",
    "index2entity": "use index_to_key",
    "syn0": "use vectors",
    "syn0norm": "use get_normed_vectors()",
    "vectors_norm": "use get_normed_vectors()",
    "similarity_unseen_docs": "use n_similarity",
    "accuracy": "use evaluate_word_analogies",
}

WORD2VEC = {
    "syn0": "use wv.vectors",
    "iter": "use epochs",
    "size": "use vector_size",
    "cum_table": "negatives are drawn from an alias table, which Python does not see",
    "load": "call it on the class: Word2Vec.load(path)",
    "init_weights": "call build_vocab(...) again",
    "update_weights": "build_vocab(..., update=True) does this too",
    "prepare_weights": "prepare_vocab does this too",
    "most_similar": _ASK_WV,
    "similarity": _ASK_WV,
    "doesnt_match": _ASK_WV,
    "similar_by_word": _ASK_WV,
    "n_similarity": _ASK_WV,
    "wmdistance": _ASK_WV,
}

DOC2VEC = {
    "docvecs": "use dv",
    "iter": "use epochs",
    "size": "use vector_size",
    "most_similar": "ask model.dv or model.wv",
    "syn1neg": "lemmavec.Doc2Vec has it, as the matrix U of its file",
}


def no_attribute(owner: str, name: str, advice: dict[str, str]) -> NoReturn:
    """Raise AttributeError for a name, with advice if gensim has it.

    Examples
    --------
    >>> no_attribute("a model", "iter", WORD2VEC)
    Traceback (most recent call last):
        ...
    AttributeError: a model has no 'iter': use epochs
    """
    more = f": {advice[name]}" if name in advice else ""
    raise AttributeError(f"{owner} has no {name!r}{more}")
