"""Settings from the options of a command, which have the names of the arguments they become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from lemmavec.settings import Settings
from lemmavec.subwords import Subwords

SUBWORDS = ["min_n", "max_n", "buckets"]
_NAMES = [field.name for field in fields(Settings) if field.name != "subwords"]


def given_settings(params: Mapping[str, Any]) -> Settings:
    """Return the settings, those that are no option of the command by default."""
    given = {name: params[name] for name in _NAMES if name in params}
    # Subwords if one of their options is given.
    options = {name: params[name] for name in SUBWORDS if params[name] is not None}
    return Settings(**given, subwords=Subwords(**options) if options else None)
