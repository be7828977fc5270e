"""Run the tests that gensim installs with itself against lemmavec.gensim: `make gensim-tests`.

The files are taken from where gensim is installed, and nothing of them is copied: before pytest
imports them, `gensim.models` and its modules are replaced by those of `lemmavec.gensim.models`.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import gensim
import pytest

MODULES = ("word2vec", "keyedvectors", "phrases", "callbacks")
FILES = ("test_word2vec.py", "test_keyedvectors.py", "test_phrases.py")


def replace_models() -> None:
    """Let `import gensim.models` give lemmavec's modules from now on."""
    ours = importlib.import_module("lemmavec.gensim.models")
    sys.modules["gensim.models"] = gensim.models = ours
    for name in MODULES:
        sys.modules[f"gensim.models.{name}"] = importlib.import_module(f"{ours.__name__}.{name}")


def main(arguments: list[str]) -> int:
    """Run gensim's tests; further arguments are pytest's."""
    importlib.import_module("gensim.test.utils")
    replace_models()
    tests = [str(Path(gensim.__file__).parent / "test" / name) for name in FILES]
    if arguments and arguments[0].startswith("test_"):
        tests = [test for test in tests if arguments[0] in test]
        arguments = arguments[1:]
    return pytest.main(["-q", "-p", "no:cacheprovider", "-c", "/dev/null", *tests, *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
