"""Arrow and its reader of Parquet, the package `pyarrow` (extra `parquet`)."""

from __future__ import annotations

from typing import Any


def pyarrow() -> Any:
    """Return the packages of Arrow.

    Raises
    ------
    ImportError
        If they are not installed; the message names the extra.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise ImportError(
            'Parquet needs the package pyarrow: pip install "lemmavec[parquet]"'
        ) from None
    return pyarrow
