"""Files that report how far they are read or written."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import Any, BinaryIO, cast

# Takes the fraction that is done, from 0 to 1.
Report = Callable[[float], None]
WRITES_AT_ONCE = 1 << 12


class ReportedReader(io.BufferedReader):
    """A plain file that reports the fraction of its bytes that are read.

    Parameters
    ----------
    file : BufferedReader
        Taken over: it cannot be used further.
    report : callable
        Called after each block.
    """

    def __init__(self, file: io.BufferedReader, report: Report) -> None:
        super().__init__(file.detach())
        self._size, self._report = os.fstat(self.fileno()).st_size, report

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer."""
        count = super().readinto(buffer)
        if self._size:
            self._report(self.tell() / self._size)
        return count


class ReportedWriter:
    """A file that reports the fraction of its writes that are done.

    Parameters
    ----------
    file : binary file
        Open for writing.
    writes : int
        As many as there will be.
    report : callable
        Called after each few thousand.
    """

    def __init__(self, file: BinaryIO, writes: int, report: Report) -> None:
        self._file, self._writes, self._report = file, writes, report
        self._done = 0

    def write(self, data: bytes) -> int:
        """Write bytes."""
        self._done += 1
        if self._done % WRITES_AT_ONCE == 0 or self._done == self._writes:
            self._report(self._done / self._writes)
        return self._file.write(data)


def reported_reader(file: BinaryIO, report: Report | None) -> BinaryIO:
    """Return a file that reports, if it is a plain one; otherwise itself."""
    if report is None or type(file) is not io.BufferedReader:
        return file
    return cast(BinaryIO, ReportedReader(file, report))


def reported_writer(file: BinaryIO, writes: int, report: Report | None) -> BinaryIO:
    """Return a file that reports; itself if there is nothing to report to."""
    return file if report is None else cast(BinaryIO, ReportedWriter(file, writes, report))
