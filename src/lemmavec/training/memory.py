"""Whether a model fits the machine's memory, asked before anything is allocated."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

# Memory that a container may use, by the two versions of control groups.
_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
FLOAT_BYTES = 4


def machine_memory() -> int | None:
    """Bytes of memory that the machine has, or that this container may use; None if not known."""
    known = [_limit(Path(path)) for path in _LIMITS]
    with suppress(AttributeError, OSError, ValueError):  # no POSIX, or no such name there
        known.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return min((size for size in known if size is not None and size > 0), default=None)


def require_memory(
    words: int, vector_size: int, matrices: int = 2, buckets: int = 0, tags: int = 0
) -> None:
    """Raise MemoryError if the matrices of a model cannot fit, with the arithmetic.

    Examples
    --------
    >>> require_memory(1000, 100)
    """
    row, there = vector_size * FLOAT_BYTES, machine_memory()
    needed = (words * matrices + buckets + tags) * row
    if there is not None and needed > there:
        size = f"{vector_size:,} dimensions × {FLOAT_BYTES} bytes"
        ngrams = f" + {buckets:,} buckets × {size}" if buckets else ""
        documents = f" + {tags:,} tags × {size}" if tags else ""
        raise MemoryError(
            f"the model does not fit: {words:,} words × {size} × {matrices} matrices{ngrams}"
            f"{documents} = "
            f"{_shown(needed)}, memory: {_shown(there)}; use a smaller vector_size, "
            + ("fewer buckets, " if buckets else "")
            + "or a larger min_count for fewer words"
        )


def _limit(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (OSError, ValueError):  # no such file, or "max"
        return None


def _shown(size: int) -> str:
    return f"{size / 2**30:,.1f} GiB"
