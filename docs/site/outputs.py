"""Run the commands of `docs/sentiment.md`, and write what they print below them.

    python docs/site/outputs.py

A fenced block of `text` that follows one of `sh` holds the output of its commands, as a terminal
shows it, without the lines of progress. The picture of λ is the one that its command draws.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import sys
import tempfile
import textwrap
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

from lemmavec.cli import main as lemmavec

DOCS = Path(__file__).resolve().parents[1]
PAGE = DOCS / "sentiment.md"
# What the command draws, and where the page shows it.
PICTURE, SHOWN = "accuracy.png", DOCS / "images" / "sentiment-lambda.png"
WITH_OUTPUT = re.compile(r"^```sh\n(.*?)^```\n\n```text\n(.*?)^```\n", re.M | re.S)
_PROGRESS = re.compile(r"(training: |trained |epoch \d+/|fitting a ).*")
# A terminal without a width of its own has 80 columns; prose may be wider.
_WIDTH = 98


class Terminal(io.StringIO):
    """Takes output as a terminal would, so that tables have headings."""

    def isatty(self) -> bool:
        """Whether it is one."""
        return True


class Log(io.TextIOBase):
    """Standard error, which goes to the same place but shows no bars."""

    def __init__(self, place: io.StringIO) -> None:
        self._place = place

    def write(self, text: str) -> int:
        """Write it between the lines of standard output."""
        return self._place.write(text)


def output_of(block: str) -> str:
    """Run the lines of a block in this folder: `lemmavec ...`, or `echo "..." | lemmavec ...`."""
    screen = Terminal()
    with (
        mock.patch.dict(os.environ, {"TERM": "dumb"}),
        redirect_stdout(screen),
        redirect_stderr(Log(screen)),
    ):
        for line in block.replace("\\\n", " ").strip().splitlines():
            echoed, _, piped = line.rpartition(" | ")
            text = " ".join(shlex.split(echoed)[1:]) + "\n"
            with mock.patch("sys.stdin", io.StringIO(text)):
                program, *arguments = shlex.split(piped)
                if (program, lemmavec(arguments)) != ("lemmavec", 0):
                    raise SystemExit(f"{line}\n{screen.getvalue()}")
    lines = [line.rstrip() for line in screen.getvalue().splitlines()]
    shown = "\n".join(_wrapped(line) for line in lines if not _PROGRESS.fullmatch(line))
    return re.sub(r"\n{3,}", "\n\n", shown).strip("\n") + "\n"


def _wrapped(line: str) -> str:
    """Break a long line of prose, as a terminal would; tables and commands stay as they are."""
    return line if line.startswith((" ", "lemmavec")) else textwrap.fill(line, _WIDTH)


def main() -> None:
    """Write the page and its picture again."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        page = WITH_OUTPUT.sub(
            lambda found: f"```sh\n{found[1]}```\n\n```text\n{output_of(found[1])}```\n",
            PAGE.read_text(encoding="utf-8"),
        )
        shutil.copy(PICTURE, SHOWN)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
