"""A fitted estimator as JSON and arrays, which `save_estimator` writes to a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

# The key of a dict setting's items in JSON, whose own keys are text alone.
_PAIRS = "pairs"


class Saved(NamedTuple):
    """A fitted estimator taken apart: what JSON can hold, and arrays by their names."""

    about: dict[str, Any]
    arrays: dict[str, NDArray[Any]]


class Savable(Protocol):
    """An estimator that can be taken apart and put together again."""

    def _saved(self) -> Saved: ...

    @classmethod
    def _from_saved(cls, saved: Saved) -> Self: ...


def classes_to_json(classes: NDArray[Any]) -> dict[str, Any]:
    """Return the labels and their dtype."""
    return {"labels": [plain(label) for label in classes], "dtype": classes.dtype.str}


def classes_from_json(saved: Mapping[str, Any]) -> NDArray[Any]:
    """Undo `classes_to_json`."""
    return np.array(saved["labels"], np.dtype(saved["dtype"]))


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
    """Undo `settings_to_json`, also for files that hold the patience as a setting of its own."""
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
