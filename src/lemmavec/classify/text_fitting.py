"""A `TextNetwork` from encoded texts: its first weights, the number of epochs, its training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from lemmavec._logging import log
from lemmavec.classify.encoded_texts import EncodedTexts
from lemmavec.classify.term_weights import log_ratios
from lemmavec.classify.text_epochs import ENOUGH_TEXTS, PATIENCE, epochs_for_all, held_out_rows
from lemmavec.classify.text_network import TextNetwork
from lemmavec.classify.text_settings import TextSettings
from lemmavec.classify.text_training import train_text_network
from lemmavec.classify.training import ClassifierEpoch


class FittedText(NamedTuple):
    """The network, its history, and the settings it was trained with."""

    network: TextNetwork
    history: list[ClassifierEpoch]
    settings: TextSettings


def fit_text_network(
    make: Callable[[], TextNetwork],
    texts: EncodedTexts,
    settings: TextSettings,
    validation: EncodedTexts | None = None,
    *,
    choose_epochs: bool = False,
) -> FittedText:
    """Train a network on texts.

    Parameters
    ----------
    make : callable
        Gives the network as it is before any text is seen, a new one at each call.
    texts : EncodedTexts
    settings : TextSettings
    validation : EncodedTexts, optional
        Held-out texts. A tenth of the texts takes their place where early stopping or the choice of
        epochs needs some.
    choose_epochs : bool, default False
        Train for `text_epochs.epochs_for_all` in place of all epochs of the settings, if there are
        validation texts or 1,000 texts or more, and no early stopping.

    Raises
    ------
    FloatingPointError
        If the loss is no longer finite; smaller rates help.
    """

    def train(
        texts: EncodedTexts, settings: TextSettings, held_out: EncodedTexts | None
    ) -> FittedText:
        network = make()
        if (
            network.P is not None
            and texts.terms is not None
            and settings.first_terms == "log_ratios"
        ):
            network.P[...] = log_ratios(texts.terms, texts.labels, network.P.shape, texts.weights)
        return FittedText(network, train_text_network(network, texts, settings, held_out), settings)

    choose_epochs = choose_epochs and (validation is not None or len(texts) >= ENOUGH_TEXTS)
    if settings.early_stopping is None and not choose_epochs:
        return train(texts, settings, validation)
    rest, held_out = texts, validation
    if held_out is None:
        rows = held_out_rows(len(texts), settings.seed)
        rest, held_out = texts.without(rows), texts.take(rows)
    if settings.early_stopping is not None:
        return train(rest, settings, held_out)
    tried = train(rest, replace(settings, early_stopping=PATIENCE), held_out)
    chosen = epochs_for_all(tried.history, settings.epochs)
    log.info("%s", chosen)
    return train(texts, replace(settings, epochs=chosen.epochs), validation)
