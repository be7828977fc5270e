"""Modules under the names they had before they moved into rooms; they remain importable."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:  # it takes several milliseconds to import
    from importlib.abc import Loader

FORMER = {
    "lemmavec.evaluation": "lemmavec.vectors.evaluation",
    "lemmavec.explanation": "lemmavec.classify.explanation",
    "lemmavec.l2_study": "lemmavec.classify.l2_path",
    "lemmavec.labelled": "lemmavec.datasets.labelled_texts",
    "lemmavec.mistakes": "lemmavec.classify.confusion",
    "lemmavec.plots": "lemmavec.plotting",
    "lemmavec.plots_sentiment": "lemmavec.plotting",
    "lemmavec.readers": "lemmavec.datasets.readers",
    "lemmavec.state": "lemmavec.training.history",
    "lemmavec.treebank": "lemmavec.datasets.treebank",
    "lemmavec.vocabulary": "lemmavec.corpus.vocabulary",
}

# Public names that were renamed as well, by the former module that had them.
FORMER_ATTRIBUTES = {
    "lemmavec.l2_study": {
        "L2Study": "L2Path",
        "StudyRow": "L2PathRow",
        "study_l2": "fit_l2_path",
    },
    "lemmavec.mistakes": {
        "Mistake": "MisclassifiedText",
        "confident_mistakes": "most_confident_errors",
    },
    "lemmavec.plots_sentiment": {"plot_study": "plot_l2_path"},
}


class _FormerNames:
    """Finds and loads a module under its former name, as a second name for what it holds now."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(name, cast("Loader", self)) if name in FORMER else None

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave the making of the module to the import system."""

    def exec_module(self, module: ModuleType) -> None:
        now = import_module(FORMER[module.__name__])
        public = {name: value for name, value in vars(now).items() if not name.startswith("__")}
        vars(module).update(public)
        for former, name in FORMER_ATTRIBUTES.get(module.__name__, {}).items():
            setattr(module, former, getattr(now, name))
        module.__doc__ = now.__doc__


def install() -> None:
    """Let the import system ask here once it has looked everywhere else."""
    sys.meta_path.append(_FormerNames())
