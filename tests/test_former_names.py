"""Modules and names that people may have imported before the package was divided into rooms."""

from __future__ import annotations

from importlib import import_module

import pytest

import lemmavec.classify
import lemmavec.plotting

FORMER = {
    "lemmavec.explanation": ["Explanation", "explain_linear", "mean_slope"],
    "lemmavec.l2_study": ["DEFAULT_GRID", "WHY", "L2Study", "StudyRow", "study_l2"],
    "lemmavec.labelled": ["LabelledTexts"],
    "lemmavec.mistakes": ["Mistake", "confident_mistakes", "confusion_matrix"],
    "lemmavec.plots": [
        "frequent_clusters", "plot_words", "principal_components", "require_matplotlib"
    ],
    "lemmavec.plots_sentiment": ["plot_confusion", "plot_explanations", "plot_study"],
    "lemmavec.readers": ["read_fasttext", "read_labelled", "read_movie_reviews", "read_polarity"],
    "lemmavec.treebank": ["read_treebank", "read_trees"],
}  # fmt: skip


@pytest.mark.parametrize(("module", "name"), [(m, n) for m, names in FORMER.items() for n in names])
def test_a_former_name_is_importable(module, name):
    assert getattr(import_module(module), name) is not None


def test_a_renamed_function_is_the_same_under_its_former_name():
    former = import_module("lemmavec.l2_study")
    assert former.study_l2 is lemmavec.classify.fit_l2_path
    assert import_module("lemmavec.plots_sentiment").plot_study is lemmavec.plotting.plot_l2_path
    assert import_module("lemmavec.mistakes").Mistake is lemmavec.classify.MisclassifiedText
