"""gensim's switches as lemmavec's settings, and back; one without a counterpart is an error."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

from lemmavec.settings import Loss, Settings

# Switches that are lemmavec's settings under the same names, and those that are not.
SAME_NAME = (
    "vector_size", "window", "shrink_windows", "alpha", "min_alpha", "sample", "seed", "workers",
    "epochs", "ns_exponent",
)  # fmt: skip
SWITCHES = (*SAME_NAME, "min_count", "sg", "hs", "negative", "cbow_mean")
# Switches that are here for one value only: that value, and what to do instead of another.
ONLY: dict[str, tuple[Any, str]] = {
    "null_word": (0, "there is no null word"),
    "word_ngrams": (1, "there are no n-grams of words"),
    "dm_concat": (0, "vectors are not concatenated; use their mean or sum"),
    "dm_tag_count": (1, "it is for concatenation"),
    "word_count": (0, "a call to train always begins at the start of the text"),
}


def refuse_others(**switches: Any) -> None:
    """Raise ValueError for a switch with a value that has no counterpart here."""
    for name, value in switches.items():
        only, advice = ONLY[name]
        if value != only:
            raise ValueError(f"lemmavec.gensim has {name}={only!r} alone, got {value!r}: {advice}")


def warn_of_switches_without_effect(
    sg: int, negative: int, cbow_mean: int, ns_exponent: float
) -> None:
    """Warn of a switch that the others leave without effect."""
    if sg and not cbow_mean:
        warnings.warn("cbow_mean=0 has no effect on skip-gram (sg=1)", stacklevel=4)
    if not negative and ns_exponent != Settings().ns_exponent:
        warnings.warn("ns_exponent has no effect without negative sampling", stacklevel=4)


def settings_from(switches: Mapping[str, Any]) -> dict[Loss, Settings]:
    """Return the settings that gensim's switches stand for, by the losses that are trained.

    Parameters
    ----------
    switches : mapping
        `sg`, `hs`, `negative`, `ns_exponent`, `cbow_mean`, and the settings that have the same
        name here: `vector_size`, `window`, `shrink_windows`, `min_count`, `sample`, `alpha`,
        `min_alpha`, `epochs`, `workers`, `seed`; those left out have lemmavec's defaults.

    Raises
    ------
    TypeError, ValueError
        If they contradict each other, or one has the wrong type or is out of its range.

    Examples
    --------
    >>> switches = {"sg": 1, "hs": 1, "negative": 5, "ns_exponent": 0.75, "cbow_mean": 1}
    >>> switches |= {"min_count": 5, "window": 3}
    >>> settings = settings_from(switches)
    >>> list(settings), settings["negative_sampling"].architecture
    (['hierarchical_softmax', 'negative_sampling'], 'skipgram')
    """
    hs, negative = switches["hs"], switches["negative"]
    if hs not in (0, 1):
        raise ValueError(f"hs must be 0 or 1, got {hs!r}")
    if not hs and not negative:
        raise ValueError("hs=0 and negative=0 leave nothing to train: pass negative=5, or hs=1")
    same = {
        **{name: switches[name] for name in SAME_NAME if name in switches},
        **_architecture(switches["sg"], switches["cbow_mean"]),
        # gensim takes 0 as 1: every word that occurs.
        "min_count": 1 if switches["min_count"] == 0 else switches["min_count"],
    }
    settings: dict[Loss, Settings] = {}
    if hs:
        settings["hierarchical_softmax"] = Settings(
            **{name: value for name, value in same.items() if name != "ns_exponent"},
            loss="hierarchical_softmax",
        )
    if negative:
        settings["negative_sampling"] = Settings(**same, negative=negative)
    return settings


def switches_from(settings: Settings) -> dict[str, Any]:
    """Return gensim's switches for settings, as a loaded model needs them.

    Raises
    ------
    ValueError
        If gensim has no switch for one of them.
    """
    exact_mean = (settings.architecture, settings.context, settings.cbow_gradient) == (
        "cbow",
        "mean",
        "exact",
    )
    if settings.loss == "softmax" or settings.deterministic or exact_mean:
        what = f"loss={settings.loss!r}, deterministic={settings.deterministic}"
        what += ", cbow_gradient='exact'" if exact_mean else ""
        raise ValueError(
            f"gensim has no switch for {what}; load the model with lemmavec.Word2Vec.load"
        )
    hierarchical = settings.loss == "hierarchical_softmax"
    return {
        **{name: getattr(settings, name) for name in (*SAME_NAME, "min_count")},
        "alpha": settings.first_alpha,
        "workers": settings.threads,
        "sg": int(settings.architecture == "skipgram"),
        "cbow_mean": int(settings.context == "mean"),
        "hs": int(hierarchical),
        "negative": 0 if hierarchical else settings.negative,
    }


def _architecture(sg: int, cbow_mean: int) -> dict[str, Any]:
    if sg not in (0, 1) or cbow_mean not in (0, 1):
        raise ValueError(f"sg and cbow_mean must be 0 or 1, got sg={sg!r}, cbow_mean={cbow_mean!r}")
    if sg:
        return {"architecture": "skipgram"}
    if cbow_mean:
        # gensim's own gradient of the mean, which its alpha is chosen for.
        return {"architecture": "cbow", "context": "mean", "cbow_gradient": "word2vec"}
    return {"architecture": "cbow", "context": "sum"}
