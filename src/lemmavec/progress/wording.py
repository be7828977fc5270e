"""The wording of progress reports, shared by lines and bars."""

from __future__ import annotations

import math

_UNITS = ((1.0, ""), (1e3, " k"), (1e6, " M"), (1e9, " G"))


def summary(words: int, seconds: float, loss: float) -> str:
    """Say in one line what was trained, and how fast."""
    speed = count_in_words(words / seconds) if seconds > 0 else "?"
    duration = f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s"
    return (
        f"trained {count_in_words(words)} words in {duration}: {speed} words/s{loss_clause(loss)}"
    )


def validated(epoch: int, epochs: int, loss: float, validation_loss: float) -> str:
    """Say in one line the loss of an epoch and the loss of the validation text after it."""
    return f"epoch {epoch}/{epochs}: loss {loss:.4f}, validation loss {validation_loss:.4f}"


def count_in_words(number: float) -> str:
    """Write a count with three digits: 950, 12.3 k, 6 M.

    Examples
    --------
    >>> count_in_words(950), count_in_words(12_345), count_in_words(999_999), count_in_words(6e6)
    ('950', '12.3 k', '1 M', '6 M')
    """
    if math.isnan(number):
        return "?"
    # 999,500 has to become 1 M, and not 1000 k.
    fitting = [(size, unit) for size, unit in _UNITS if number < 999.5 * size]
    size, unit = fitting[0] if fitting else _UNITS[-1]
    scaled = number / size
    digits = 0 if size == 1.0 else max(0, 2 - int(math.log10(max(scaled, 1))))
    text = f"{scaled:.{digits}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + unit


def bytes_in_words(size: float) -> str:
    """Write a number of bytes with three digits, in the units of 1,000 that disks are sold in.

    Examples
    --------
    >>> bytes_in_words(950), bytes_in_words(12_345_678), bytes_in_words(2.4e9)
    ('950 bytes', '12.3 MB', '2.4 GB')
    """
    text = count_in_words(size)
    return f"{text} bytes" if text[-1].isdigit() else f"{text}B"


def loss_clause(loss: float) -> str:
    """Write the loss where it is known."""
    return "" if math.isnan(loss) else f", loss {loss:.3f}"
