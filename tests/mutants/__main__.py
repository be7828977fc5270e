"""Plant every fault of the list, one at a time, and say which the tests did not notice.

`make mutants`, or `make mutants ONLY=alpha` for those whose list, name or file says so. The exit
code is 1 if a fault survives that no argument in the list accepts.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mutants.building import build
from mutants.faults import Fault, chosen, complaints, read_faults
from mutants.running import NO_FAULT, Outcome, look, run


def main(only: str) -> int:
    """Build, look at each fault, report."""
    start = time.perf_counter()
    everything = read_faults()
    if said := complaints(everything):
        raise SystemExit("\n".join(said))
    faults = chosen(everything, only)
    if not faults:
        raise SystemExit(f"no fault's list, name or file has {only!r} in it")
    site = build(everything)
    print(f"built in {time.perf_counter() - start:.0f} s", flush=True)
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        require_that_all_pass_without_a_fault(faults, site, pool)
        outcomes = list(pool.map(lambda fault: told(fault, look(fault, site)), faults))
    return report(faults, outcomes, time.perf_counter() - start)


def require_that_all_pass_without_a_fault(
    faults: Sequence[Fault], site: Path, pool: ThreadPoolExecutor
) -> None:
    """End here if a test fails anyway: then it says nothing about a fault."""
    tests = sorted({test for fault in faults for test in fault.tests})
    for test, outcome in zip(
        tests, pool.map(lambda test: run([test], site, NO_FAULT), tests), strict=True
    ):
        if outcome.noticed or outcome.error:
            raise SystemExit(f"{test} fails without a fault: {outcome.by}\n{outcome.error}")


def told(fault: Fault, outcome: Outcome) -> Outcome:
    """Say at once what became of a fault."""
    if outcome.error:
        raise SystemExit(f"{fault.id}: its tests could not run\n{outcome.error}")
    what = f"noticed by {outcome.by}" if outcome.noticed else "SURVIVED"
    print(f"{fault.id} ({outcome.seconds:.1f} s): {what}", flush=True)
    return outcome


def report(faults: Sequence[Fault], outcomes: Sequence[Outcome], seconds: float) -> int:
    """Print the survivors with their arguments, and the figures; return the exit code."""
    survivors = [f for f, outcome in zip(faults, outcomes, strict=True) if not outcome.noticed]
    for fault in survivors:
        print(f"\n{fault.id} survived {', '.join(fault.tests)}")
        print(f"  {fault.file}: {fault.old!r}\n  became {fault.new!r}")
        print(f"  accepted: {fault.accepted}" if fault.accepted else "  NOT ACCEPTED")
    wrong = [
        fault for fault, o in zip(faults, outcomes, strict=True) if fault.accepted and o.noticed
    ]
    for fault in wrong:
        print(f"\n{fault.id} is noticed: the list need not accept it any more")
    accepted = sum(bool(fault.accepted) for fault in survivors)
    print(
        f"\n{len(faults)} faults planted, {len(faults) - len(survivors)} noticed, "
        f"{len(survivors)} survived, of which {accepted} accepted; {seconds:.0f} s"
    )
    return int(len(survivors) > accepted)


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
