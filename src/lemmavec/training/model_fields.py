"""What a model's file says of its training: JSON from anybody, each field of it checked."""

from __future__ import annotations

import json
import math
import reprlib
from collections.abc import Collection
from dataclasses import fields
from typing import Any, NamedTuple

from lemmavec._validation import finite_number, within
from lemmavec.settings import MOST, Settings
from lemmavec.subwords import Subwords
from lemmavec.training.history import EpochRecord, History
from lemmavec.training.state import Place

# No corpus is longer; sums of what is below this and of a corpus cannot overflow 64 bits.
MOST_WORDS = 2**62


class BestEpoch(NamedTuple):
    """The validation loss of the best epoch so far, and how many epochs came after it."""

    loss: float
    epochs_since: int


class TrainingFields(NamedTuple):
    """What training goes on from, besides words and matrices."""

    settings: Settings
    place: Place
    history: History
    best: BestEpoch | None
    corpus: str | None


def read_fields(text: str, kind: type[Settings] = Settings) -> TrainingFields:
    """Read the entry `model` of a model's file, whose settings are of some kind.

    Raises
    ------
    TypeError, ValueError
        If it is not what `write_model` writes; the message names the field.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"the entry 'model' is not JSON ({error})") from None
    about = _object("model", found, ("settings", "place", "history"), optional=("best", "corpus"))
    settings = _settings(about["settings"], kind)
    best = _best(about["best"]) if "best" in about else None
    place, history = _place(about["place"], settings), _history(about["history"])
    if not history and (place.epoch > 0 or best is not None):
        raise ValueError("history must have the epochs that are done, got none")
    return TrainingFields(settings, place, history, best, _corpus(about.get("corpus")))


def _settings(value: object, kind: type[Settings]) -> Settings:
    names = [name for name in _names(kind) if name != "subwords"]  # which is of later versions
    given = _object("settings", value, names, optional=("subwords",))
    subwords = given.get("subwords")
    if subwords is not None:
        subwords = Subwords(**_object("settings.subwords", subwords, _names(Subwords)))
    return kind(**{**given, "subwords": subwords})


def _place(value: object, settings: Settings) -> Place:
    place = Place(**_object("place", value, _names(Place)))
    within("place.epoch", place.epoch, 0, settings.epochs)
    for name in ("piece", "words", "predictions"):
        within(f"place.{name}", getattr(place, name), 0, MOST_WORDS)
    finite_number("place.loss", place.loss)
    if place.piece > 0 and place.epoch == settings.epochs:
        raise ValueError(f"place.piece must be 0 after the last epoch, got {place.piece}")
    if place.piece == 0 and (place.words, place.predictions, place.loss) != (0, 0, 0):
        raise ValueError("place.words, predictions and loss must be 0 before the first piece")
    return place


def _history(value: object) -> History:
    if not isinstance(value, list):
        raise TypeError(f"history must be a list, got {reprlib.repr(value)}")
    return History(_record(f"history[{i}]", record) for i, record in enumerate(value))


def _record(where: str, value: object) -> EpochRecord:
    record = EpochRecord(**_object(where, value, _names(EpochRecord)))
    within(f"{where}.epoch", record.epoch, 1, MOST["epochs"])
    for name in ("predictions", "words"):
        within(f"{where}.{name}", getattr(record, name), 0, MOST_WORDS)
    for name in ("words_per_second", "alpha"):
        finite_number(f"{where}.{name}", getattr(record, name))
    if record.predictions > 0 or not _is_nan(record.loss):  # an epoch without any has no mean
        finite_number(f"{where}.loss", record.loss)
    if record.validation_loss is not None:
        finite_number(f"{where}.validation_loss", record.validation_loss)
    return record


def _corpus(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError(f"corpus must be a string, got {reprlib.repr(value)}")
    return value


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _best(value: object) -> BestEpoch:
    best = BestEpoch(**_object("best", value, BestEpoch._fields))
    finite_number("best.loss", best.loss)
    within("best.epochs_since", best.epochs_since, 0, MOST["epochs"])
    return best


def _names(record: type[Settings | Place | EpochRecord | Subwords]) -> list[str]:
    return [field.name for field in fields(record)]


def _object(
    where: str, value: object, names: Collection[str], optional: Collection[str] = ()
) -> dict[str, Any]:
    """Take a JSON object that has all of `names`, and nothing else but `optional`."""
    if not isinstance(value, dict):
        raise TypeError(f"{where} must be a JSON object, got {reprlib.repr(value)}")
    for name in names:
        if name not in value:
            raise ValueError(f"{where} has no {name!r}")
    for name in value:
        if name not in names and name not in optional:
            raise ValueError(f"{where} has {reprlib.repr(name)}, which this lemmavec does not know")
    return value
