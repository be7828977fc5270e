"""scikit-learn's `StandardScaler` as JSON and arrays, for pipelines that hold one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.preprocessing import StandardScaler

from lemmavec.sklearn.saved_state import Saved, plain, settings_from_json, settings_to_json

_FITTED = {"mean": "mean_", "scale": "scale_", "variance": "var_", "samples": "n_samples_seen_"}
_NAMES = "feature_names_in_"


def scaler_to_saved(scaler: StandardScaler) -> Saved:
    """Take a fitted scaler apart.

    Examples
    --------
    >>> saved = scaler_to_saved(StandardScaler().fit([[1.0], [3.0]]))
    >>> saved.arrays["mean"], scaler_from_saved(saved).transform([[4.0]])
    (array([2.]), array([[2.]]))
    """
    about: dict[str, Any] = {
        "settings": settings_to_json(scaler),
        "features": scaler.n_features_in_,
        "whole": np.isscalar(scaler.n_samples_seen_),
    }
    if hasattr(scaler, _NAMES):
        about["feature_names"] = [plain(name) for name in getattr(scaler, _NAMES)]
    arrays: dict[str, NDArray[Any]] = {
        name: np.atleast_1d(getattr(scaler, attribute))
        for name, attribute in _FITTED.items()
        if getattr(scaler, attribute) is not None
    }
    return Saved(about, arrays)


def scaler_from_saved(saved: Saved) -> StandardScaler:
    """Undo `scaler_to_saved`."""
    about, arrays = saved
    scaler = StandardScaler(**settings_from_json(about["settings"]))
    for name, attribute in _FITTED.items():
        setattr(scaler, attribute, arrays.get(name))
    if about["whole"]:
        scaler.n_samples_seen_ = scaler.n_samples_seen_[0]
    scaler.n_features_in_ = about["features"]
    if "feature_names" in about:
        scaler.feature_names_in_ = np.array(about["feature_names"], dtype=object)
    return scaler
