"""The examples in the docstrings of the installed package."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import lemmavec

MODULES = sorted(m.name for m in pkgutil.walk_packages(lemmavec.__path__, "lemmavec."))
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


@pytest.mark.parametrize("name", [m for m in MODULES if not m.endswith(("__main__", "_kernels"))])
def test_examples(name):
    failed, _ = doctest.testmod(importlib.import_module(name), optionflags=OPTIONS)
    assert failed == 0
