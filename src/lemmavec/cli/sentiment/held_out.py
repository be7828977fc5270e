"""The accuracy of a classifier on held-out texts, with its standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lemmavec.cli.output import print_rows

if TYPE_CHECKING:
    from lemmavec.datasets.labelled_texts import LabelledTexts


def print_accuracy(model: Any, texts: LabelledTexts, name: str) -> None:
    """Print the accuracy, the number of texts and the standard error."""
    from lemmavec.classify.confusion import standard_error
    from lemmavec.sklearn.labels import label_numbers

    truth = label_numbers(texts.labels, model.classes_, name)
    accuracy = float((model.predict_proba(texts.texts).argmax(axis=1) == truth).mean())
    error = standard_error(accuracy, len(texts))
    print_rows(["", "accuracy", "texts", "standard error"],
               [[f"accuracy on {name}", accuracy, len(texts), error]])  # fmt: skip
