"""Settings whose default is "auto": the rules that choose them by the size of the data."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from lemmavec._validation import finite_number
from lemmavec.settings import Settings

Auto = Literal["auto"]
AUTO: Auto = "auto"

_DEFAULT = Settings()
# Chosen on ten sets of 1,000 to 10,000 texts: benchmarks/NOTES.md, "Defaults of the pipeline".
_WORDS_TO_SEE = 3_000_000
_MOST_EPOCHS = 30
_FEW_WORDS, _MANY_WORDS = 100_000, 1_000_000
_NOTHING_TO_DROP = 10_000
_WIDE_WINDOW = 20
_L2_OF_ONE_ROW = 10.0


class VectorTraining(NamedTuple):
    """The settings of word vectors that depend on the size of a corpus.

    Attributes
    ----------
    epochs, min_count, window : int
    sample : float
    """

    epochs: int
    min_count: int
    window: int
    sample: float


def vector_training(words: int) -> VectorTraining:
    """Choose how to train word vectors on a corpus of so many words.

    - `epochs`: as many as show the training 3 million words, 5 to 30.
    - `min_count`: 1 below 100,000 words, 2 below a million, 5 from there on.
    - `window`: 20 below a million words, so that the whole of a short text is context; 5 from
      there on, as in `Word2Vec`.
    - `sample`: 0 (keep every word) below 10,000 words, 1e-3 from there on.

    Examples
    --------
    >>> vector_training(200_000)
    VectorTraining(epochs=15, min_count=2, window=20, sample=0.001)
    """
    few, many = words < _FEW_WORDS, words >= _MANY_WORDS
    epochs = min(max(_WORDS_TO_SEE // max(words, 1), _DEFAULT.epochs), _MOST_EPOCHS)
    return VectorTraining(
        epochs=epochs,
        min_count=1 if few else _DEFAULT.min_count if many else 2,
        window=_DEFAULT.window if many else _WIDE_WINDOW,
        sample=0.0 if words < _NOTHING_TO_DROP else _DEFAULT.sample,
    )


def l2_strength(l2: float | Auto, rows: float) -> float:
    """Check λ, or choose it for N rows of features whose mean variance is 1: 10 / N.

    With more rows, the same weights are less likely to fit noise.

    Raises
    ------
    TypeError, ValueError
        If it is neither "auto" nor a finite number, 0 or more.

    Examples
    --------
    >>> l2_strength("auto", 2000), l2_strength(0, 2000)
    (0.005, 0.0)
    """
    if isinstance(l2, str):
        is_auto("l2", l2)
        return _L2_OF_ONE_ROW / rows
    return finite_number("l2", l2, 0)


def is_auto(name: str, value: Any, otherwise: str = "a number") -> bool:
    """Say whether a setting is to be chosen; another word than "auto" is an error."""
    if not isinstance(value, str):
        return False
    if value != AUTO:
        raise ValueError(f'{name} must be {otherwise} or "auto", got {value!r}')
    return True
