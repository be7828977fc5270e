"""Run the tests that gensim installs with itself against lemmavec.gensim: `make gensim-tests`.

The files are taken from where gensim is installed, and nothing of them is copied: before pytest
imports them, `gensim.models` and its modules are replaced by those of `lemmavec.gensim.models`.

A test that fails without a reason below, or passes in spite of one, is an error. With `--write` the
table in docs/gensim.md is written anew.
"""

from __future__ import annotations

import contextlib
import importlib
import re
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import gensim
import pytest

MODULES = ("word2vec", "keyedvectors", "phrases", "callbacks")
FILES = ("test_word2vec.py", "test_keyedvectors.py", "test_phrases.py")
PAGE = Path(__file__).parent.parent / "docs" / "gensim.md"
MARKS = "<!-- gensim's tests -->", "<!-- end -->"

PICKLE = "reads a pickle that gensim wrote: loading one can run code"
SCORER = "saves a function of its own, which only a pickle could"
# Why a test fails, by the name of the test.
REASONS = {
    **dict.fromkeys(
        (
            "TestWord2VecModel::test_load_old_model",
            "TestWord2VecModel::test_load_old_model_separates",
            "TestWord2VecModel::test_load_old_models_1_x",
            "TestWord2VecModel::test_load_old_models_2_x",
            "TestWord2VecModel::test_load_old_models_3_x",
            "TestWord2VecModel::test_persistence_backwards_compatible",
            "Gensim320Test::test",
            "TestPhrasesPersistence::test_save_load_no_common_terms",
            "TestPhrasesPersistence::test_save_load_no_scoring",
            "TestPhrasesPersistence::test_save_load_string_scoring",
            "TestFrozenPhrasesPersistence::test_save_load_no_common_terms",
            "TestFrozenPhrasesPersistence::test_save_load_no_scoring",
            "TestFrozenPhrasesPersistence::test_save_load_string_scoring",
            "TestFrozenPhrasesModelCompatibility::test_compatibility",
        ),
        PICKLE,
    ),
    "TestPhrasesPersistence::test_save_load_custom_scorer": SCORER,
    "TestFrozenPhrasesPersistence::test_save_load_custom_scorer": SCORER,
    "TestWord2VecModel::test_build_vocab_warning": (
        "gives strings for sentences, which gensim takes for lists of letters, with a warning: "
        "here it is an error"
    ),
    "TestWord2VecSentenceIterators::test_cython_line_sentence_works_with_filename": (
        "imports a compiled module of gensim"
    ),
}


class Outcomes:
    """Notes how each test ended."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note one."""
        name = report.nodeid.partition("::")[2]
        if report.when == "call" or report.outcome != "passed":
            self.of[name] = report.outcome


def replace_models() -> None:
    """Let `import gensim.models` give lemmavec's modules from now on."""
    importlib.import_module("gensim.test.utils")
    ours = importlib.import_module("lemmavec.gensim.models")
    sys.modules["gensim.models"] = gensim.models = ours
    for name in MODULES:
        sys.modules[f"gensim.models.{name}"] = importlib.import_module(f"{ours.__name__}.{name}")


def summary(outcomes: dict[str, str]) -> str:
    """Return the numbers, and why each other test fails, as the page shows them."""
    count = Counter(outcomes.values())
    run = count["passed"] + count["failed"]
    pickles = sum(REASONS.get(name) == PICKLE for name in outcomes)
    lines = [
        f"Of the {run} tests that gensim {gensim.__version__} installs in `{'`, `'.join(FILES)}`, "
        f"run with nothing but the imports replaced, {count['passed']} pass. Of the "
        f"{run - pickles} that read no pickle of gensim's these are "
        f"{100 * count['passed'] / (run - pickles):.1f}%. The others:",
        "",
        "| tests | why they fail |",
        "|---|---|",
    ]
    for reason in dict.fromkeys(REASONS.values()):
        names = [name.partition("::")[2] for name in outcomes if REASONS.get(name) == reason]
        of_each = Counter(names)
        listed = ", ".join(f"`{n}`" + (" (twice)" if k > 1 else "") for n, k in of_each.items())
        lines.append(f"| {listed} | {reason} |")
    return "\n".join(lines)


def unexplained(outcomes: dict[str, str]) -> list[str]:
    """Return tests that fail without a reason, and those that pass although there is one."""
    return [
        name for name, outcome in outcomes.items() if (outcome == "failed") != (name in REASONS)
    ]


def main(arguments: list[str]) -> int:
    """Run gensim's tests; arguments besides `--write` are pytest's."""
    replace_models()
    folder = Path(gensim.__file__).parent / "test"
    outcomes = Outcomes()
    options = [argument for argument in arguments if argument != "--write"]
    quiet = ["-q", "--tb=line", "--no-summary", "-W", "ignore", "-p", "no:cacheprovider"]
    tests = [str(folder / name) for name in FILES]
    # One of the tests leaves a file in the folder that it runs in.
    with TemporaryDirectory() as elsewhere, contextlib.chdir(elsewhere):
        pytest.main([*quiet, "-c", "/dev/null", *tests, *options], [outcomes])
    text = summary(outcomes.of)
    print(f"\n{text}")
    if "--write" in arguments:
        page = PAGE.read_text(encoding="utf-8")
        between = re.compile(f"{MARKS[0]}.*{MARKS[1]}", re.DOTALL)
        page = between.sub(lambda _: f"{MARKS[0]}\n{text}\n{MARKS[1]}", page)
        PAGE.write_text(page, encoding="utf-8")
    for name in unexplained(outcomes.of):
        print(f"unexplained: {name} {outcomes.of[name]}")
    return 1 if unexplained(outcomes.of) or not outcomes.of else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
