"""The choice of progress reporting: a bar, plain lines, nothing, or the caller's own."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext

from lemmavec.progress.bar import ProgressBar
from lemmavec.progress.interface import Progress, Silence
from lemmavec.progress.lines import ProgressLines


def for_terminal() -> ProgressBar | ProgressLines:
    """Choose the bar on a terminal and in a notebook, and plain lines elsewhere.

    A notebook needs the package ipywidgets for the bar.

    Returns
    -------
    ProgressBar or ProgressLines
        A context manager; give it to `Word2Vec.fit` as `progress`.
    """
    if sys.stderr.isatty() or (in_notebook() and _is_installed("ipywidgets")):
        return ProgressBar()
    return ProgressLines()


def in_notebook() -> bool:
    """Return whether this process is the kernel of a notebook."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return type(shell).__name__ == "ZMQInteractiveShell"


def open_progress(progress: bool | Progress | None) -> AbstractContextManager[Progress]:
    """Open what `progress=` asks for: True `for_terminal()`, False or None nothing.

    An object is passed on as it is, and stays open.
    """
    if progress is True:
        return for_terminal()
    if progress is False or progress is None:
        return nullcontext(Silence())
    return nullcontext(progress)


def _is_installed(package: str) -> bool:
    from importlib.util import find_spec  # not needed on import

    return find_spec(package) is not None
