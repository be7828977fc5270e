"""Packages of the extras, imported when they are used."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def extra(module: str, need: str, name: str) -> Any:
    """Import a module of an optional package.

    Parameters
    ----------
    module : str
        Its name.
    need : str
        What needs which package, as the error says it.
    name : str
        The extra that installs it.

    Raises
    ------
    ImportError
        If it is not installed.

    Examples
    --------
    >>> extra("teapot", "tea needs teapot", "kitchen")
    Traceback (most recent call last):
        ...
    ImportError: tea needs teapot: pip install "lemmavec[kitchen]"
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise ImportError(f'{need}: pip install "lemmavec[{name}]"') from error


def pyarrow() -> Any:
    """Import Arrow, with its reader of Parquet (extra `parquet`)."""
    need = "Parquet needs the package pyarrow"
    for module in ("pyarrow.parquet", "pyarrow.compute"):
        extra(module, need, "parquet")
    return extra("pyarrow", need, "parquet")
