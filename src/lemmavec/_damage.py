"""The error for a file whose content is wrong, and the place where errors of other kinds become it.

Readers of foreign formats raise what they like: `zlib.error`, `LZMAError`, `BadZipFile`,
`SafetensorError`, `KeyError`. People see one kind, which names the file.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Not the file's fault. An OSError with a number is the system's word on the disk or the path, but
# for EINVAL, which comes of a place in the file that it does not have.
_OTHERS_FAULT = (MemoryError, ImportError, Warning, AssertionError)
_OWN_FAULT = (None, errno.EINVAL)


class DamagedFileError(ValueError):
    r"""A file that is damaged, cut short, or holds what it should not; the message names it.

    Examples
    --------
    >>> import tempfile
    >>> import lemmavec
    >>> with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
    ...     _ = file.write("9 2\ngold 0.5 1\n")
    ...     file.flush()
    ...     try:
    ...         lemmavec.load(file.name)
    ...     except lemmavec.DamagedFileError as error:
    ...         print(str(error).replace(file.name, "gold.txt"))
    gold.txt: the header promises 9 words, but the file ends after row 1: ...
    """


@contextmanager
def damage_named(path: str | os.PathLike[str], what: str = "") -> Iterator[None]:
    """Turn whatever goes wrong in reading a file into a `DamagedFileError`.

    Parameters
    ----------
    path : path
        The file.
    what : str, optional
        What is wrong with it, before the reason in the message.

    Raises
    ------
    DamagedFileError
        For any exception but those that say nothing about the content: memory that runs out, a
        package that is missing, a disk that cannot be read.

    Examples
    --------
    >>> with damage_named("model.json", "no model"):
    ...     {}["settings"]
    Traceback (most recent call last):
        ...
    lemmavec._damage.DamagedFileError: model.json: no model: there is no 'settings'
    """
    try:
        yield
    except (DamagedFileError, *_OTHERS_FAULT):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno not in _OWN_FAULT:
            raise
        reason = _reason(error)
        wrong = f"{what}: {reason}" if what else reason
        raise DamagedFileError(f"{os.fspath(path)}: {wrong}") from error


def name_of(file: Any) -> str:
    """Return what errors call a file: its path; of an open file its name, or its type.

    Examples
    --------
    >>> import io
    >>> name_of("vectors.txt"), name_of(io.BytesIO())
    ('vectors.txt', '<BytesIO>')
    """
    if isinstance(file, str | os.PathLike):
        return str(os.fspath(file))
    name = getattr(file, "name", None)
    return name if isinstance(name, str) and name else f"<{type(file).__name__}>"


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError) and error.args:
        return f"there is no {error.args[0]!r}"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error) or type(error).__name__
