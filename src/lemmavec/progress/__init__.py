"""Progress reporting: a bar on a terminal or in a notebook, plain lines elsewhere."""

from __future__ import annotations

from lemmavec.progress.bar import ProgressBar
from lemmavec.progress.choice import for_terminal, open_progress
from lemmavec.progress.interface import Progress, Silence
from lemmavec.progress.lines import ProgressLines
from lemmavec.progress.wording import count_in_words, summary

__all__ = [
    "Progress",
    "ProgressBar",
    "ProgressLines",
    "Silence",
    "count_in_words",
    "for_terminal",
    "open_progress",
    "summary",
]
