"""A fitted estimator as JSON and arrays, which `save_estimator` writes to a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

# The key of a dict setting's items in JSON, whose own keys are text alone.
_PAIRS = "pairs"
# Booleans, numbers, text, and objects that are any of these.
_LABEL_KINDS = "biufUO"
_LABEL_BYTES = 1 << 24


class Saved(NamedTuple):
    """A fitted estimator taken apart: what JSON can hold, and arrays by their names."""

    about: dict[str, Any]
    arrays: dict[str, NDArray[Any]]

    def array(self, name: str, *shape: int | None) -> NDArray[Any]:
        """Return an array of floats that has this shape; None stands for any size.

        Raises
        ------
        KeyError, ValueError
            If there is none, it has another shape, or NaN or infinity.
        """
        found = self.arrays[name]
        fits = [want in (None, size) for want, size in zip(shape, found.shape, strict=False)]
        if found.ndim != len(shape) or not all(fits) or found.dtype.kind != "f":
            wanted = ", ".join("any" if size is None else str(size) for size in shape)
            raise ValueError(
                f"{name} is an array of {found.dtype} with shape {found.shape}, where floats of "
                f"shape ({wanted}) belong"
            )
        if not np.isfinite(found).all():
            raise ValueError(f"{name} holds NaN or infinity")
        return found


class Savable(Protocol):
    """An estimator that can be taken apart and put together again."""

    def _saved(self) -> Saved: ...

    @classmethod
    def _from_saved(cls, saved: Saved) -> Self: ...


def classes_to_json(classes: NDArray[Any]) -> dict[str, Any]:
    """Return the labels and their dtype."""
    labels = [plain(label) for label in classes]
    _require_size(labels, classes.dtype)
    return {"labels": labels, "dtype": classes.dtype.str}


def classes_from_json(saved: Mapping[str, Any]) -> NDArray[Any]:
    """Undo `classes_to_json`.

    Raises
    ------
    ValueError
        If the labels are none of their dtype.
    """
    labels, dtype = saved["labels"], np.dtype(saved["dtype"])
    if not isinstance(labels, list) or dtype.kind not in _LABEL_KINDS:
        raise ValueError(f"{str(labels)[:50]} of {dtype} where labels belong")
    _require_size(labels, dtype)
    classes = np.array(labels, dtype)
    if classes.ndim != 1 or classes.tolist() != labels:
        raise ValueError(f"labels that {dtype} cannot hold, or nested ones")
    return classes


def _require_size(labels: list[Any], dtype: np.dtype[Any]) -> None:
    """Raise ValueError for text of a width that takes far more memory than the labels have."""
    characters = sum(len(label) for label in labels if isinstance(label, str))
    if dtype.kind == "U" and len(labels) * dtype.itemsize > max(_LABEL_BYTES, 40 * characters):
        raise ValueError(
            f"{len(labels):,} labels of {dtype.itemsize // 4:,} characters each: make them an "
            "array of dtype object, or shorten the longest"
        )


def settings_to_json(model: Any, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return an estimator's settings, but for those named in `without`.

    Raises
    ------
    TypeError
        If JSON cannot hold one of them.
    """
    settings = {name: value for name, value in model.get_params().items() if name not in without}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            settings[name] = {_PAIRS: [[plain(key), plain(each)] for key, each in value.items()]}
            continue
        settings[name] = plain(value)
        if not isinstance(settings[name], str | int | float | bool | None):
            raise TypeError(
                f"{type(model).__name__} cannot be saved with {name}={value!r}: JSON holds no "
                "code and no data; joblib can store it"
            )
    return settings


def settings_from_json(saved: Mapping[str, Any]) -> dict[str, Any]:
    """Undo `settings_to_json`, also for files that hold the patience as a setting of its own.

    Raises
    ------
    ValueError
        If `vectors` is among them: a path that a file of somebody else's would have us open.
    """
    if "vectors" in saved:
        raise ValueError(f"settings.vectors must not be in the file, got {saved['vectors']!r}")
    settings = {
        name: dict(value[_PAIRS]) if isinstance(value, dict) else value
        for name, value in saved.items()
    }
    if "patience" in settings:
        patience = settings.pop("patience")
        settings["early_stopping"] = patience if settings["early_stopping"] else None
    return settings


def plain(value: Any) -> Any:
    """Turn a NumPy scalar into Python's own."""
    return value.item() if isinstance(value, np.generic) else value
