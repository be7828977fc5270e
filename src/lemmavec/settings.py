"""Every setting of a training run, validated in this one place."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Literal, get_args

from lemmavec._validation import at_least, boolean, finite_number, one_of, within
from lemmavec.subwords import Subwords

Architecture = Literal["skipgram", "cbow"]
Loss = Literal["negative_sampling", "softmax", "hierarchical_softmax"]
Context = Literal["mean", "sum"]
CbowGradient = Literal["exact", "word2vec"]


# Far beyond what is of use, and small enough for the kernels to count with.
MOST_WORKERS = 1 << 16
MOST = {
    "vector_size": 1_000_000,
    "window": 1_000_000,
    "negative": 10_000,
    "min_count": 2**63 - 1,
    "epochs": 1_000_000_000,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of `Word2Vec`; immutable, and validated when they are made.

    Parameters
    ----------
    vector_size : int
        Dimensions d of each vector, 1 to 1,000,000.
    window : int
        The largest distance between a centre word and an outside word, 1 to 1,000,000. Each centre
        draws its own reach uniformly from 1 to `window`, as word2vec does.
    shrink_windows : bool
        False gives each centre the whole `window` instead.
    architecture : {"skipgram", "cbow"}
        Predict the outside words from the centre word, or the centre from the outside words.
    loss : {"negative_sampling", "softmax", "hierarchical_softmax"}
        The loss of a prediction: binary classification of the word against noise; minus the log
        of its softmax probability over the whole vocabulary (for some tens of thousands of
        words); or the same with the probability as a product along a path of a Huffman tree.
    context : {"mean", "sum"}
        CBOW: how the outside vectors are combined before the centre is predicted.
    cbow_gradient : {"exact", "word2vec"}
        CBOW with the mean: the gradient of the loss, or that of word2vec.c and gensim, which
        leaves out the 1 / n of the mean.
    subwords : Subwords or None
        Make each word's input vector of its own row and those of its character n-grams; not with
        full softmax.
    negative : int
        Negatives K for each positive pair, 1 to 10,000.
    ns_exponent : float
        Negatives are drawn in proportion to count ** ns_exponent.
    min_count : int
        Words that occur less often are left out.
    max_words : int or None
        The vocabulary takes no more than so many words, the most frequent; None sets no limit.
    sample : float
        Threshold of frequency above which occurrences are dropped at random; 0 keeps all.
    alpha : float or None
        Step size at the start. None is 0.025, with subwords 0.05 as in fastText, and 0.15 for CBOW
        with the mean and its exact gradient, which gives each of n outside vectors 1/n of the step.
    min_alpha : float
        Step size at the end; it falls linearly in between.
    epochs : int
        Passes over the corpus, 1 or more.
    workers : int or None
        Threads; None takes one for each core that the process may use.
    seed : int
        Seed of every random choice, 0 to 2**64 - 1.
    deterministic : bool
        The same bits for any number of workers.

    Raises
    ------
    ValueError
        If a value is out of its range, or contradicts another; the message names the setting.
    TypeError
        If a value has the wrong type.

    Examples
    --------
    >>> Settings(vector_size=50).vector_size
    50
    >>> Settings(window=0)
    Traceback (most recent call last):
        ...
    ValueError: window must be 1 or more, got 0
    """

    vector_size: int = 100
    window: int = 5
    shrink_windows: bool = True
    architecture: Architecture = "skipgram"
    loss: Loss = "negative_sampling"
    context: Context = "mean"
    cbow_gradient: CbowGradient = "exact"
    subwords: Subwords | None = None
    negative: int = 5
    ns_exponent: float = 0.75
    min_count: int = 5
    max_words: int | None = None
    sample: float = 1e-3
    alpha: float | None = None
    min_alpha: float = 1e-4
    epochs: int = 5
    workers: int | None = None
    seed: int = 1
    deterministic: bool = False

    # What has a context, as messages say it.
    _with_contexts: ClassVar[str] = 'architecture="cbow"'

    def __post_init__(self) -> None:
        for name, most in MOST.items():
            within(name, getattr(self, name), 1, most)
        within("seed", self.seed, 0, 2**64 - 1)
        if self.workers is not None:
            within("workers", self.workers, 1, MOST_WORKERS)
        if self.max_words is not None:
            at_least("max_words", self.max_words, 1)
        for name in ("shrink_windows", "deterministic"):
            boolean(name, getattr(self, name))
        for name in ("ns_exponent", "min_alpha"):
            finite_number(name, getattr(self, name))
        if finite_number("sample", self.sample) < 0:
            raise ValueError(f"sample must be 0 (keep every word) or above, got {self.sample}")
        if self.alpha is not None and finite_number("alpha", self.alpha) <= 0:
            raise ValueError(f"alpha must be above 0, got {self.alpha}")
        if not 0 <= self.min_alpha <= self.first_alpha:
            raise ValueError(
                f"min_alpha must lie between 0 and alpha ({self.first_alpha}), got {self.min_alpha}"
            )
        for name, choices in self._choices().items():
            one_of(name, getattr(self, name), choices)
        if self.subwords is not None and not isinstance(self.subwords, Subwords):
            raise TypeError(f"subwords must be lemmavec.Subwords(...), got {self.subwords!r}")
        self._refuse_contradictions()

    def by_name(self) -> dict[str, Any]:
        """Return the settings by their names."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def differing(self) -> dict[str, object]:
        """Return the settings that are not the defaults, by their names."""
        given = [(field.name, field.default, getattr(self, field.name)) for field in fields(self)]
        return {name: value for name, default, value in given if value != default}

    @classmethod
    def _choices(cls) -> dict[str, tuple[str, ...]]:
        """Return the settings that are one of some names, and those names."""
        return {
            "architecture": get_args(Architecture),
            "loss": get_args(Loss),
            "context": get_args(Context),
            "cbow_gradient": get_args(CbowGradient),
        }

    def _refuse_contradictions(self) -> None:
        """Refuse what would be ignored in silence."""
        if self.kernel != "cbow":
            self._require_default("context", self._with_contexts)
            self._require_default("cbow_gradient", self._with_contexts)
        if self.context == "sum":
            self._require_default("cbow_gradient", 'context="mean": a sum has one gradient')
        if self.loss != "negative_sampling":
            self._require_default("negative", 'loss="negative_sampling"')
            self._require_default("ns_exponent", 'loss="negative_sampling"')
        if self.loss == "softmax":
            others = 'loss="negative_sampling" or "hierarchical_softmax"'
            self._require_default("subwords", others)

    def _require_default(self, name: str, needed: str) -> None:
        value = getattr(self, name)
        if name in self.differing():
            raise ValueError(f"{name}={value!r} is for {needed}; leave it out, or set that")

    @property
    def threads(self) -> int:
        """The number of threads: `workers`, or one for each core the process may use."""
        return self.workers if self.workers is not None else available_cores()

    @property
    def kernel(self) -> Architecture:
        """The architecture for the native kernels, which know words alone."""
        return self.architecture

    @property
    def has_word_vectors(self) -> bool:
        """Whether words have input vectors, the rows of V."""
        return True

    @property
    def first_alpha(self) -> float:
        """The step size at the start: `alpha`, or what suits the model."""
        if self.alpha is not None:
            return self.alpha
        shared = self.kernel == "cbow" and self.context == "mean"
        if shared and self.cbow_gradient == "exact":
            return 0.15
        return self._plain_alpha

    @property
    def _plain_alpha(self) -> float:
        """The step size at the start of all but CBOW with the mean."""
        return 0.025 if self.subwords is None else 0.05


def available_cores() -> int:
    """Cores this process may run on, which can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
