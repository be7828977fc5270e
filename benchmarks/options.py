"""Options that several benchmarks have."""

from __future__ import annotations

import argparse
from pathlib import Path


def benchmark_parser(module: str, description: str | None) -> argparse.ArgumentParser:
    """Return a parser with the options of every benchmark that trains on a text."""
    made = argparse.ArgumentParser(
        prog=f"python -m {module}",
        description=description,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add_corpus_options(made)
    made.add_argument("--output", type=Path, help="JSON file for the results")
    return made


def add_corpus_options(parser: argparse.ArgumentParser) -> None:
    """Let the person choose the text that is trained on."""
    parser.add_argument("--corpus", type=Path, help="a text; else fil8, else the demo's reviews")
    parser.add_argument("--words", type=int, help="train only on so many words")


def add_quality_options(parser: argparse.ArgumentParser) -> None:
    """Let the person choose what the vectors are scored by."""
    for name, what in (("--pairs", "word pairs"), ("--analogies", "analogies")):
        parser.add_argument(
            name, type=Path, action="append", default=[], help=f"{what}; repeatable"
        )
