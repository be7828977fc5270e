"""One small problem that all errata are computed on, and the record of an erratum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lemmavec.equations import sigmoid, softmax

# Five words in three dimensions. The centre is word 1, the outside word 3. The numbers are
# irregular and need no random generator, so that the table is the same everywhere.
WORDS, SIZE = 5, 3
V = np.cos(1.7 * np.arange(WORDS * SIZE)).reshape(WORDS, SIZE)
U = np.sin(0.9 * np.arange(WORDS * SIZE) + 1.0).reshape(WORDS, SIZE)
c, o = 1, 3
v = V[c]
NEGATIVES = [4, 2]
REPEATED = [4, 2, 2]
WINDOW = [0, 2, 4, 3]

# Logits of five classes, the true class, and a two-layer network of 4, 6 and 3 units.
X = np.array([0.2, -1.0, 0.7, 0.4, -0.3])
k = 2
ONE_HOT = np.eye(5)[k]
SOFT = np.array([0.1, 0.2, 0.3, 0.25, 0.15])
W1 = np.cos(1.1 * np.arange(24)).reshape(4, 6)
b1 = np.linspace(-0.5, 0.5, 6)
W2 = np.sin(1.3 * np.arange(18)).reshape(6, 3)
b2 = np.array([0.1, -0.2, 0.3])
INPUT = np.array([0.5, -1.0, 0.25, 2.0])
LABEL = np.array([0.0, 1.0, 0.0])

y_hat = softmax(U @ v)
y = np.eye(WORDS)[o]


def cross_entropy_of_logits(z, label=k):
    return float(-z[label] + np.log(np.exp(z).sum()))


def softmax_loss(v, o, U):
    return cross_entropy_of_logits(U @ v, o)


def noise_loss(v, o, negatives, U):
    """Document 000, equation 20, term by term."""
    loss = np.log(1 + np.exp(-U[o] @ v))
    for n in negatives:
        loss += np.log(1 + np.exp(U[n] @ v))
    return float(loss)


def network_loss(x=INPUT, W1=W1, b1=b1, W2=W2, b2=b2):
    h = 1 / (1 + np.exp(-(x @ W1 + b1)))
    return cross_entropy_of_logits(h @ W2 + b2, int(LABEL.argmax()))


def network_delta():
    """ŷ - y and σ'(z) of the network at its input."""
    h = sigmoid(INPUT @ W1 + b1)
    return softmax(h @ W2 + b2) - LABEL, h * (1 - h)


def replaced(matrix, row, value):
    """The matrix with another row, for derivatives with respect to that row."""
    changed = matrix.copy()
    changed[row] = value
    return changed


MISSING = "missing"
UNDEFINED = "undefined"


def undefined(expression: Callable[[], Any]) -> str:
    """Evaluate what is printed and see that its shapes do not fit."""
    try:
        value = expression()
    except ValueError:
        return UNDEFINED
    raise AssertionError(f"the printed formula is defined after all: {value}")


@dataclass(frozen=True)
class Erratum:
    """A formula that is not what it should be, with the three sides that show it."""

    where: str
    kind: str
    sides: Callable[[], tuple[Any, Any, Any]]

    def numbers(self) -> tuple[str, str, str]:
        """What the table shows: the entry where printed and right differ most, or the shapes."""
        printed, right, measured = (
            side if isinstance(side, str) else np.asarray(side, np.float64) for side in self.sides()
        )
        assert not isinstance(right, str)
        if isinstance(printed, str):
            entry = first_of_the_largest(np.abs(right))
            return printed, number(right.reshape(-1)[entry]), number(measured.reshape(-1)[entry])
        if printed.shape != right.shape:
            return tuple(f"shape {shape(side)}" for side in (printed, right, measured))
        with np.errstate(invalid="ignore"):
            difference = np.nan_to_num(np.abs(printed - right), nan=np.inf)
        entry = first_of_the_largest(difference)
        return tuple(number(side.reshape(-1)[entry]) for side in (printed, right, measured))


def first_of_the_largest(values: np.ndarray) -> int:
    """Tell the entry of the largest value; among equals but for rounding, the first."""
    return int(np.flatnonzero(values.reshape(-1) >= values.max() * (1 - 1e-9))[0])


def shape(array: Any) -> str:
    return " × ".join(map(str, array.shape)) if array.shape else "1"


def number(value: float) -> str:
    if np.isnan(value):
        return "NaN"
    if np.isinf(value):
        return "∞" if value > 0 else "−∞"
    # Whole numbers stand alone; 0.0 + turns -0 into 0; a true minus sign reads better.
    text = f"{value:.6f}" if abs(value - round(value)) > 5e-7 else str(round(value))
    return text.replace("-", "−")


def erratum(book: list[Erratum], where: str, kind: str) -> Callable[..., Any]:
    """Enter a function that computes the three sides into the list of its document."""

    def enter(sides: Callable[[], tuple[Any, Any, Any]]) -> Callable[[], tuple[Any, Any, Any]]:
        book.append(Erratum(where, kind, sides))
        return sides

    return enter
