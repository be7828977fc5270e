"""Native faults behind a switch: one build holds all of them, and a number says which is planted.

Where the old text is a statement, it becomes `if (lemmavec_fault == 7) { new } else { old }`; where
it declares a variable, its value becomes `lemmavec_fault == 7 ? new : old`, as an expression does.
The number comes from the environment, once, before any other static initialisation; 0 is no fault.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from mutants.faults import Fault

VARIABLE = "LEMMAVEC_FAULT"
HEADER = "extern int lemmavec_fault;\n"
DEFINITION = f"""#include <cstdlib>
int lemmavec_fault = 0;
[[gnu::constructor(101)]] static void choose_fault() {{
  if (const char* number = std::getenv("{VARIABLE}")) lemmavec_fault = std::atoi(number);
}}
"""
# A declaration with a value: at least a type and a name before the sign.
_DECLARATION = re.compile(r"(?P<left>(?:[\w:<>*&]+\s+)+[\w]+ = )(?P<value>.+);", re.DOTALL)


def switched(source: str, faults: Sequence[Fault]) -> str:
    """Return a native source with all its faults behind the switch.

    Raises
    ------
    ValueError
        If an old text is not there once, or two that differ overlap.
    """
    places = []
    for old, of_old in groupby(sorted(faults, key=lambda fault: fault.old), lambda f: f.old):
        same = list(of_old)
        if source.count(old) != 1:
            where = f"{same[0].id}: {same[0].file}"
            raise ValueError(f"{where} no longer has its old text once: {old!r}")
        places.append((source.index(old), old, same))
    places.sort(key=lambda place: place[0])
    parts, done = [], 0
    for start, old, same in places:
        if start < done:
            raise ValueError(f"{same[0].id}: its old text overlaps that of another fault: {old!r}")
        parts += [source[done:start], choice(old, same)]
        done = start + len(old)
    return "".join([*parts, source[done:]])


def choice(old: str, faults: Sequence[Fault]) -> str:
    """Return code that does what the fault that is switched on does, or the old."""
    declared = [_DECLARATION.fullmatch(text) for text in (old, *(fault.new for fault in faults))]
    lefts = {match["left"] if match else None for match in declared}
    if len(lefts) == 1 and None not in lefts and not old.startswith("return"):
        values = [match["value"] for match in declared if match]
        left = re.sub(r"\b(static )?constexpr\b", "static const", lefts.pop())
        return f"{left}{_expression(values[0], faults, values[1:])};"
    if old.rstrip().endswith(";"):
        code = f"{{ {old} }}"
        for fault in faults:
            code = f"if (lemmavec_fault == {fault.number}) {{ {fault.new} }} else {code}"
        return code
    return _expression(old, faults, [fault.new for fault in faults])


def _expression(old: str, faults: Sequence[Fault], values: Sequence[str]) -> str:
    code = f"({old})"
    for fault, value in zip(faults, values, strict=True):
        code = f"(lemmavec_fault == {fault.number} ? ({value}) : {code})"
    return code
