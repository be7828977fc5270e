"""Every setting of a training run with documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from lemmavec._validation import boolean
from lemmavec.settings import Architecture, CbowGradient, Context, Settings

DocumentArchitecture = Literal["dbow", "dm"]


@dataclass(frozen=True, slots=True)
class DocumentSettings(Settings):
    """The settings of `Doc2Vec`; immutable, and validated when they are made.

    Parameters
    ----------
    architecture : {"dbow", "dm"}
        PV-DBOW: a document predicts its words, as in skip-gram a centre does. PV-DM: a document,
        together with the words around, predicts each of its words, as in CBOW.
    epochs : int
        Passes over the documents, 1 or more.
    train_words : bool
        PV-DBOW: words are centres too, as in skip-gram, and so have vectors.
    vector_size, window, shrink_windows, loss, context, cbow_gradient, negative, ns_exponent
        As in `lemmavec.settings.Settings`. `context` and `cbow_gradient` are for PV-DM, windows for
        all but PV-DBOW without words. The loss is not full softmax.
    min_count, max_words, sample, alpha, min_alpha, workers, seed, deterministic
        As there. The step size at the start is 0.05 in PV-DBOW by default; in PV-DM it is that of
        CBOW.

    Raises
    ------
    ValueError
        If a value is out of its range, or contradicts another; the message names the setting.
    TypeError
        If a value has the wrong type.

    Examples
    --------
    >>> DocumentSettings().first_alpha, DocumentSettings(architecture="dm").first_alpha
    (0.05, 0.15)
    >>> DocumentSettings(window=3)
    Traceback (most recent call last):
        ...
    ValueError: window=3 is for architecture="dm" or train_words=True; leave it out, or set that
    """

    architecture: DocumentArchitecture = "dbow"  # type: ignore[assignment]  # none of words'
    epochs: int = 10
    train_words: bool = False

    _with_contexts: ClassVar[str] = 'architecture="dm"'

    @classmethod
    def _choices(cls) -> dict[str, tuple[str, ...]]:
        return {
            "architecture": get_args(DocumentArchitecture),
            "loss": ("negative_sampling", "hierarchical_softmax"),
            "context": get_args(Context),
            "cbow_gradient": get_args(CbowGradient),
        }

    def _refuse_contradictions(self) -> None:
        boolean("train_words", self.train_words)
        Settings._refuse_contradictions(self)
        self._require_default("subwords", "Word2Vec")
        if self.architecture == "dm":
            self._require_default("train_words", 'architecture="dbow": PV-DM trains words anyway')
        elif not self.train_words:
            for name in ("window", "shrink_windows"):
                self._require_default(name, 'architecture="dm" or train_words=True')

    @property
    def kernel(self) -> Architecture:
        """The architecture for the native kernels, which know words alone."""
        return "skipgram" if self.architecture == "dbow" else "cbow"

    @property
    def _plain_alpha(self) -> float:
        return 0.05 if self.architecture == "dbow" else 0.025

    @property
    def has_word_vectors(self) -> bool:
        """Whether words have input vectors, the rows of V."""
        return self.architecture == "dm" or self.train_words
