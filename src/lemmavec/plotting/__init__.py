"""Pictures (extra `plot`): maps of words, and what a classifier has learnt."""

from __future__ import annotations

from lemmavec.plotting.calibration import plot_calibration
from lemmavec.plotting.clusters import frequent_clusters
from lemmavec.plotting.confusion import plot_confusion
from lemmavec.plotting.explanation import plot_explanations
from lemmavec.plotting.figure import require_matplotlib
from lemmavec.plotting.history import plot_history
from lemmavec.plotting.l2_path import plot_l2_path
from lemmavec.plotting.neighbours import plot_neighbours
from lemmavec.plotting.projection import principal_components
from lemmavec.plotting.similarities import plot_similarities
from lemmavec.plotting.words import plot_words

__all__ = [
    "frequent_clusters",
    "plot_calibration",
    "plot_confusion",
    "plot_explanations",
    "plot_history",
    "plot_l2_path",
    "plot_neighbours",
    "plot_similarities",
    "plot_words",
    "principal_components",
    "require_matplotlib",
]
