"""Text files to provisional ids: native code on every core."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lemmavec._interruption import deferred_interrupts
from lemmavec._kernels import Encoder
from lemmavec._limits import LONGEST_WORD
from lemmavec.corpus.byte_blocks import BLOCK_BYTES, FilePart, PartReader, bad_text, cut, size_of
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.token_cache import SENTENCE_END, Provisional, Segment, SegmentWriter

# Told the fraction of the corpus that is counted (NaN if unknown), and its words so far.
CountingProgress = Callable[[float, int], object]
PROGRESS_SECONDS = 0.1


def encode_files(
    paths: Sequence[Path],
    folder: Path,
    reading: ReadingOptions,
    *,
    progress: CountingProgress | None = None,
    part_bytes: int = BLOCK_BYTES,
) -> Provisional:
    """Give each word of the files a provisional id; see `encode_parts`."""
    parts = [part for path in paths for part in cut(path, part_bytes)]
    return encode_parts(parts, folder, reading, progress=progress)


def encode_parts(
    parts: Sequence[FilePart],
    folder: Path,
    reading: ReadingOptions,
    *,
    progress: CountingProgress | None = None,
) -> Provisional:
    """Give each word of some parts of files a provisional id; each thread has its own table.

    The threads take the parts in order, and write a file of ids each. If several parts are bad, the
    error is that of the first, as it would be with one thread.
    """
    waiting = deque(enumerate(parts))
    crew = [_Worker(i, folder, reading) for i in range(max(1, min(reading.threads, len(waiting))))]
    total_bytes = sum(size_of(part) for part in parts)
    stop = threading.Event()
    with deferred_interrupts() as interrupted, ThreadPoolExecutor(len(crew)) as threads:
        try:
            futures = [threads.submit(worker.run, waiting, stop) for worker in crew]
            _report(futures, crew, total_bytes, progress, interrupted)
        except BaseException:  # Ctrl-C, an error in `progress`, or no more threads
            waiting.clear()
            stop.set()
            raise
    if failed := [(w.part, error) for w in crew if (error := w.error) is not None]:
        raise min(failed, key=lambda found: found[0])[1]
    found = sorted((found for worker in crew for found in worker.segments), key=lambda s: s[0])
    return Provisional([segment for _, segment in found], [w.encoder.table for w in crew])


def _report(
    futures: list[Future[None]],
    crew: list[_Worker],
    total_bytes: int,
    progress: CountingProgress | None,
    interrupted: Callable[[], bool],
) -> None:
    unfinished = set(futures)
    while unfinished:
        _, unfinished = wait(unfinished, PROGRESS_SECONDS)
        if interrupted():
            raise KeyboardInterrupt
        if progress is not None:
            done = sum(worker.bytes for worker in crew) / max(1, total_bytes)
            progress(min(1.0, done), sum(worker.encoder.words for worker in crew))


class _Worker:
    """One thread: its encoder, its segments and its position."""

    def __init__(self, number: int, folder: Path, reading: ReadingOptions) -> None:
        self.encoder = Encoder(reading.errors == "replace", LONGEST_WORD)
        self._reader = PartReader()
        self.segments: list[tuple[int, Segment]] = []
        self.part = 0
        self.bytes = 0
        self.error: Exception | None = None
        self._writer = SegmentWriter(folder, number)

    def run(self, waiting: deque[tuple[int, FilePart]], stop: threading.Event) -> None:
        try:
            with closing(self._writer):  # which writes the last ids, and may fail
                while True:
                    try:
                        self.part, part = waiting.popleft()
                    except IndexError:
                        return
                    self._encode(part, stop)
        except Exception as error:
            waiting.clear()  # the parts before this one are already being read
            self.error = error

    def _encode(self, part: FilePart, stop: threading.Event) -> None:
        before = self.bytes
        for block in self._reader.blocks(part):
            if stop.is_set():
                return
            try:
                ids = self.encoder.encode(block.text)
            except ValueError as fault:
                raise bad_text(part.path, block.offset + self.encoder.fault, str(fault)) from None
            self._write(ids)
            self.bytes = before + block.bytes_read
        if part.ends_file:
            self._write(np.array([SENTENCE_END], np.int32))

    def _write(self, ids: NDArray[np.int32]) -> None:
        self.segments.append((self.part, self._writer.write(ids)))
