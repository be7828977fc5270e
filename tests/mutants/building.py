"""The package with faults: native ones built in behind a switch, Python's in a copy of the package.

All of it lies in a folder of its own; neither the tree nor what is installed is touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from mutants.faults import ROOT, Fault, planted
from mutants.switches import DEFINITION, HEADER, switched

SCRATCH = ROOT / "build" / "mutants"
COPIED = ("CMakeLists.txt", "pyproject.toml", "README.md", "LICENSE", "native", "src", "benchmarks")
# Where the switch is defined, and a header of it that every source includes.
HOME, SWITCH = "native/bindings/module.cpp", "native/fault_switch.hpp"


def build(faults: Sequence[Fault]) -> Path:
    """Build the package with all native faults behind the switch; return the folder it is in."""
    source, site = SCRATCH / "source", SCRATCH / "site"
    write_sources(source, [fault for fault in faults if fault.is_native])
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--upgrade"]
    command += ["--disable-pip-version-check", f"--target={site}"]
    command += [f"--config-settings=build-dir={SCRATCH / 'cmake'}", str(source)]
    # Code that is wrong may well deserve a warning.
    flags = f"{os.environ.get('CXXFLAGS', '')} -w -Wno-error -include {source / SWITCH}"
    result = subprocess.run(command, env=os.environ | {"CXXFLAGS": flags}, check=False)
    if result.returncode:
        raise SystemExit("the native code with its faults does not compile: see above")
    return site


def write_sources(folder: Path, faults: Sequence[Fault]) -> None:
    """Copy the tree, faults switched in; files that are the same already keep their time."""
    wanted: dict[Path, bytes] = {Path(SWITCH): HEADER.encode()}
    for name in COPIED:
        top = ROOT / name
        for path in [top] if top.is_file() else top.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                wanted[path.relative_to(ROOT)] = path.read_bytes()
    for file in {fault.file for fault in faults}:
        text = (ROOT / file).read_text(encoding="utf-8")
        own = [fault for fault in faults if fault.file == file]
        wanted[Path(file)] = switched(text, own).encode()
    wanted[Path(HOME)] += DEFINITION.encode()
    for path in list(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder) not in wanted:
            path.unlink()
    for relative, content in wanted.items():
        target = folder / relative
        if not target.exists() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def plant(fault: Fault, site: Path) -> Path:
    """Make a copy of the package with a fault in its Python; return the folder it is in.

    The copy is made of links, but for the file with the fault and the folders that lead to it.
    """
    copy = SCRATCH / "planted" / f"{fault.number}"
    shutil.rmtree(copy, ignore_errors=True)
    inside = Path(fault.file).relative_to("src")
    there, here = site, copy
    for part in inside.parts:
        here.mkdir(parents=True)
        for path in there.iterdir():
            if path.name not in (part, "__pycache__"):
                (here / path.name).symlink_to(path)
        there, here = there / part, here / part
    here.write_text(planted(there.read_text(encoding="utf-8"), fault), encoding="utf-8")
    return copy
