"""A safetensors file opened, and what its header says of a tensor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from lemmavec._damage import damage_named
from lemmavec._io import FilePath


class TensorKind(NamedTuple):
    """The type of a tensor, as safetensors names it, and its shape."""

    dtype: str
    shape: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.dtype} of shape {self.shape}"


@contextmanager
def open_tensors(
    path: FilePath,
    name: FilePath | None = None,
    wrong: str = "the safetensors file is damaged or cut short",
) -> Iterator[Any]:
    """Open a file by safetensors' own reader, which checks that the tensors fill it exactly.

    Parameters
    ----------
    path : path
        The file.
    name : path, optional
        Stands for it in errors.
    wrong : str, optional
        What errors say before the reason.

    Yields
    ------
    safe_open

    Raises
    ------
    OSError
        If the file cannot be opened.
    DamagedFileError
        If the header does not fit the file, or reading from it fails in the `with` statement.
    """
    from safetensors import safe_open

    with open(path, "rb"):  # a file that is missing is for the system to say
        pass
    with (
        damage_named(path if name is None else name, wrong),
        safe_open(path, framework="numpy") as file,
    ):
        yield file


def kind_of(file: Any, tensor: str) -> TensorKind:
    """Return what the header of an open file says of a tensor; nothing else is read."""
    part = file.get_slice(tensor)
    return TensorKind(part.get_dtype(), tuple(part.get_shape()))
