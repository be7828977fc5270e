"""The list of faults: single lines that are wrong, and the tests that should notice each.

The list is the TOML files beside this one. A fault has a `name`, a `file` of the project, the `old`
text, which occurs there once, the `new` text that takes its place, and the `tests` to run, as
pytest takes them. One that no test can notice has `accepted`: the reason why.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LISTS = Path(__file__).parent
ROOT = LISTS.parents[1]


@dataclass(frozen=True)
class Fault:
    """One wrong line.

    Parameters
    ----------
    number : int
        Counted from 1, over all lists: what switches it on.
    subject : str
        The list that it stands in.
    name, file, old, new : str
        See above.
    tests : tuple of str
        Files or node ids.
    accepted : str
        Why no test can notice it; empty for all that must be noticed.
    """

    number: int
    subject: str
    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    accepted: str = ""

    @property
    def is_native(self) -> bool:
        """Whether it is C++, which is compiled once with all its faults and a switch."""
        return self.file.startswith("native/")

    @property
    def id(self) -> str:
        """List and name, for people and for `ONLY`."""
        return f"{self.subject}/{self.name}"


def read_faults(folder: Path = LISTS) -> list[Fault]:
    """Read all lists, in the order of their names."""
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        for entry in content["fault"]:
            tests = entry.pop("tests", content.get("tests", []))
            faults.append(Fault(len(faults) + 1, path.stem, tests=tuple(tests), **entry))
    return faults


def chosen(faults: Iterable[Fault], only: str) -> list[Fault]:
    """Take those whose list, name or file has one of some words in it; all, if there are none."""
    words = only.split()
    return [
        fault
        for fault in faults
        if not words or any(word in fault.id or word in fault.file for word in words)
    ]


def complaints(faults: Iterable[Fault], root: Path = ROOT) -> list[str]:
    """Say of each fault that cannot be planted, or that has no test to notice it, why not."""
    said, names = [], set()
    for fault in faults:
        path = root / fault.file
        source = path.read_text(encoding="utf-8") if path.is_file() else ""
        if not source:
            said.append(f"{fault.id}: there is no file {fault.file}")
        elif (times := source.count(fault.old)) != 1:
            said.append(f"{fault.id}: {fault.file} has the old text {times} times: {fault.old!r}")
        if fault.old == fault.new or not fault.old.strip():
            said.append(f"{fault.id}: nothing would change")
        if fault.id in names:
            said.append(f"{fault.id}: the name comes twice")
        names.add(fault.id)
        if not fault.tests:
            said.append(f"{fault.id}: no tests should notice it")
        for test in fault.tests:
            if not (root / test.partition("::")[0]).exists():
                said.append(f"{fault.id}: there is no {test}")
    return said


def planted(source: str, fault: Fault) -> str:
    """Return the text of a file with the fault in it."""
    if source.count(fault.old) != 1:
        raise ValueError(f"{fault.id}: {fault.file} no longer has its old text once: {fault.old!r}")
    return source.replace(fault.old, fault.new)
