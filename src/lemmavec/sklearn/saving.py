"""Save fitted estimators as safetensors and JSON, and load them: nothing is pickled.

The tensors are an estimator's arrays, each under its name; the metadata entry `lemmavec.sklearn`
is JSON that holds the class, its settings, the classes, and the lists of words. A pipeline's
entry holds one such entry for each step, whose tensors are named `step.array`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.validation import check_is_fitted

from lemmavec._damage import DamagedFileError, damage_named
from lemmavec._writing import replacing
from lemmavec.sklearn.doc2vec import Doc2VecVectorizer
from lemmavec.sklearn.saved_state import Savable, Saved, plain
from lemmavec.sklearn.scaler_state import scaler_from_saved, scaler_to_saved
from lemmavec.sklearn.softmax import SoftmaxRegression
from lemmavec.sklearn.text import TextClassifier
from lemmavec.sklearn.two_layer import TwoLayerClassifier
from lemmavec.sklearn.vectorizer import Word2VecVectorizer
from lemmavec.vectors.formats.tensor_file import open_tensors

ENTRY = "lemmavec.sklearn"
# Version 1 held early stopping as a bool and a patience, which `settings_from_json` still reads;
# before version 3 the features of a vectorizer had no scale, before version 4 no ratios of classes.
VERSION, READABLE = 4, (1, 2, 3, 4)
_NEEDED = {"version", "model", "names"}
_SCALER = StandardScaler.__name__
_ESTIMATORS: dict[str, type[Savable]] = {
    "Doc2VecVectorizer": Doc2VecVectorizer,
    "SoftmaxRegression": SoftmaxRegression,
    "TextClassifier": TextClassifier,
    "TwoLayerClassifier": TwoLayerClassifier,
    "Word2VecVectorizer": Word2VecVectorizer,
}


class LoadedModel(NamedTuple):
    """An estimator, and the names of its classes.

    Attributes
    ----------
    model : estimator or Pipeline
    names : dict
        The name of each class that has one, by its label.
    """

    model: Any
    names: dict[Any, str]


def save_estimator(
    model: Any, path: str | os.PathLike[str], names: Mapping[Any, str] | None = None
) -> None:
    """Write a fitted estimator, or a pipeline of them, to one safetensors file.

    Parameters
    ----------
    model : estimator of lemmavec.sklearn, or Pipeline of them
        A pipeline may also hold scikit-learn's StandardScaler.
    path : path
        The file is replaced when the new one is whole.
    names : mapping, optional
        The name of each class, by its label, for tables and pictures.

    Raises
    ------
    TypeError
        If it is another kind of estimator, or holds something that JSON cannot: a tokenizer of
        one's own, for example.
    sklearn.exceptions.NotFittedError
        If it is not fitted.

    Examples
    --------
    >>> import tempfile
    >>> from lemmavec.sklearn import SoftmaxRegression
    >>> path = os.path.join(tempfile.mkdtemp(), "model.safetensors")
    >>> save_estimator(SoftmaxRegression(l2=0.1).fit([[-1.0], [1.0]], ["bad", "good"]), path)
    >>> load_estimator(path).predict([[1.0]]).tolist()
    ['good']
    """
    from safetensors.numpy import save

    about, arrays = _taken_apart(model)
    entry = {
        "version": VERSION,
        "model": about,
        "names": [[plain(label), name] for label, name in (names or {}).items()],
    }
    # One entry alone: safetensors writes several in an order that differs each time.
    data = save(arrays, {ENTRY: json.dumps(entry)})
    with replacing(path) as file:
        file.write(data)


def load_estimator(path: str | os.PathLike[str]) -> Any:
    """Read an estimator that `save_estimator` wrote; see also `load_with_names`.

    Raises
    ------
    OSError
        If the file cannot be read.
    DamagedFileError
        If it is damaged, or holds no estimator.
    """
    return load_with_names(path).model


def load_with_names(path: str | os.PathLike[str]) -> LoadedModel:
    """Read an estimator, and the names of its classes where they were saved."""
    with open_tensors(path, wrong="no estimator of lemmavec, or a damaged one") as file:
        metadata = file.metadata() or {}
        if ENTRY not in metadata:
            raise DamagedFileError(f"{path}: a safetensors file, but no estimator of lemmavec")
        arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    with damage_named(path, "the estimator is damaged"):
        entry = json.loads(metadata[ENTRY])
        if entry.get("version") not in READABLE or not entry.keys() >= _NEEDED:
            raise DamagedFileError(
                f"{path}: saved by another version of lemmavec: upgrade lemmavec"
            )
        return LoadedModel(_put_together(entry["model"], arrays), dict(entry["names"]))


def _taken_apart(model: Any) -> Saved:
    if isinstance(model, Pipeline):
        steps = [(name, _taken_apart(step)) for name, step in model.steps]
        arrays = {f"{name}.{key}": x for name, part in steps for key, x in part.arrays.items()}
        return Saved({"steps": [[name, part.about] for name, part in steps]}, arrays)
    kind = type(model).__name__
    if type(model) not in (_ESTIMATORS.get(kind), StandardScaler):
        raise TypeError(
            f"{kind} is no estimator of lemmavec, whose own are {', '.join(sorted(_ESTIMATORS))} "
            f"and pipelines of them, with {_SCALER} or not: joblib can store it"
        )
    check_is_fitted(model)
    saved = scaler_to_saved(model) if kind == _SCALER else model._saved()
    arrays = {name: np.ascontiguousarray(array) for name, array in saved.arrays.items()}
    return Saved({"class": kind, **saved.about}, arrays)


def _put_together(about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Any:
    if "steps" in about:
        steps = []
        for name, part in about["steps"]:
            own = {
                key.removeprefix(f"{name}."): x
                for key, x in arrays.items()
                if key.startswith(f"{name}.")
            }
            steps.append((name, _put_together(part, own)))
        return Pipeline(steps)
    saved = Saved(about, arrays)
    kind = about["class"]
    return scaler_from_saved(saved) if kind == _SCALER else _ESTIMATORS[kind]._from_saved(saved)
