"""What to do instead of gensim's names that are not here: the errors for unknown attributes."""

from __future__ import annotations

from typing import NoReturn

_UNCHANGING = "the vectors never change; make new ones, KeyedVectors(words, matrix)"
_NO_NORMS_NEEDED = "leave it out; norms are computed when they are needed"

KEYED_VECTORS = {
    "vocab": "use key_to_index, and get_vecattr(word, 'count') for counts",
    "index2word": "use index_to_key",
    "index2entity": "use index_to_key",
    "syn0": "use vectors",
    "syn0norm": "use get_normed_vectors()",
    "vectors_norm": "use get_normed_vectors()",
    "init_sims": _NO_NORMS_NEEDED,
    "fill_norms": _NO_NORMS_NEEDED,
    "word_vec": "use get_vector",
    "most_similar_cosmul": "use most_similar",
    "add_vector": _UNCHANGING,
    "add_vectors": _UNCHANGING,
    "set_vecattr": _UNCHANGING,
    "resize_vectors": _UNCHANGING,
    "allocate_vecattrs": _UNCHANGING,
    "unit_normalize_all": _UNCHANGING,
    "sort_by_descending_frequency": _UNCHANGING,
    "intersect_word2vec_format": _UNCHANGING,
}

WORD2VEC = {
    "syn0": "use wv.vectors",
    "syn1neg": "use outside_vectors",
    "syn1": "use outside_vectors",
    "iter": "use epochs",
    "size": "use vector_size",
    "score": "history holds the loss of each epoch",
    "predict_output_word": "compute it from wv.vectors and outside_vectors",
    "init_sims": _NO_NORMS_NEEDED,
    "most_similar": "ask model.wv",
    "similarity": "ask model.wv",
    "doesnt_match": "ask model.wv",
    "similar_by_word": "ask model.wv",
    "n_similarity": "ask model.wv",
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
