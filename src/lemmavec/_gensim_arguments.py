"""Arguments of gensim's `Word2Vec`, and what they are here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

P = ParamSpec("P")

_FIT = "pass the corpus to fit: Word2Vec(...).fit(corpus)"
_HERE = {
    "sentences": _FIT,
    "corpus_iterable": _FIT,
    "corpus_file": _FIT,
    "size": "use vector_size={!r}",
    "iter": "use epochs={!r}",
    "callbacks": "pass them to fit: fit(corpus, callbacks=...)",
    "compute_loss": "leave it out: the loss is always in history",
    "trim_rule": "pass keep_word to fit: fit(corpus, keep_word=...)",
    "max_final_vocab": "use max_words={!r}",
    "batch_words": "leave it out: threads take pieces of their own size",
}
_SWITCHES = {
    "sg": ('architecture="cbow"', 'architecture="skipgram"'),
    "hs": ('loss="negative_sampling"', 'loss="hierarchical_softmax"'),
    "cbow_mean": ('context="sum"', 'context="mean"'),
}


def refuse_gensim_arguments(init: Callable[P, None]) -> Callable[P, None]:
    """Make a constructor say what to use for a corpus, or an argument that gensim has."""

    @wraps(init)
    def checked(*args: P.args, **given: P.kwargs) -> None:
        if len(args) > 1:  # the first is self
            raise TypeError(f"Word2Vec takes settings by their names; {_FIT}")
        advice = [f"{name}: {said}" for name in given if (said := _advice(name, given[name]))]
        if advice:
            raise TypeError(
                f"Word2Vec has no argument {'; '.join(advice)} "
                "(lemmavec.gensim.Word2Vec takes gensim's)"
            )
        init(*args, **given)

    return checked


def _advice(name: str, value: Any) -> str | None:
    if name in _SWITCHES:
        return f"use {_SWITCHES[name][bool(value)]}"
    said = _HERE.get(name)
    return said and said.format(value)
