"""Checkpoints: the model on disk, after epochs and within them, and the one before it."""

from __future__ import annotations

import errno
import math
import os
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from lemmavec._disk_full import is_disk_full
from lemmavec._validation import above_zero, at_least
from lemmavec._writing import check_writable, exchange
from lemmavec.training.history import EpochRecord
from lemmavec.training.state import ModelState

# Within an epoch, this many times as long as the last writing took goes by until the next: 2.4 %.
STRETCH = 40
LONGEST_NAME = 255


class Saveable(Protocol):
    """What a checkpoint needs of a model."""

    def save(self, path: str | os.PathLike[str], /) -> None:
        """Write the whole model, or leave the file that was there."""


class Checkpoint:
    """Writes the whole model after every epoch, or every n-th, and every so many minutes.

    A file is replaced only when the new one is complete, so a run that is killed at any time
    leaves one to resume from: `Word2Vec.load(path).fit(corpus, resume=True)`. With
    `deterministic=True`, or with one worker, that gives the bits of a run that was never killed.
    The checkpoint before the last is kept beside it, as `name.previous.lemma`; if the last is
    damaged, `Word2Vec.load` reads that one, with a warning.

    A file that cannot be written, as where the disk is full, does not end the training: a warning
    tells of the first. Where there is no room for a third file while one is written, the previous
    one goes first.

    Parameters
    ----------
    path : path
        The file, with the ending `.lemma` by convention; its folder must exist.
    every : int, default 1
        Write after each epoch whose number is a multiple of this.
    minutes : float or None, default 10
        Write within an epoch too, so many minutes after the last time; above 0. Where writing takes
        long, the time in between is stretched to 40 times as long. None writes after epochs alone.

    Raises
    ------
    OSError
        If there is no such folder, or nothing can be written into it.
    TypeError, ValueError
        If `every` is not a whole number of 1 or more, or `minutes` is not a number above 0.

    Examples
    --------
    >>> import tempfile
    >>> from lemmavec import Word2Vec
    >>> path = Path(tempfile.mkdtemp()) / "checkpoint.lemma"
    >>> model = Word2Vec(vector_size=8, min_count=1, sample=0, epochs=3)
    >>> _ = model.fit([["gold", "ore"], ["gold", "mine"]] * 20, callbacks=[Checkpoint(path)])
    >>> [record.epoch for record in Word2Vec.load(path).history]
    [1, 2, 3]
    """

    def __init__(
        self, path: str | os.PathLike[str], every: int = 1, *, minutes: float | None = 10
    ) -> None:
        self.path = Path(path)
        self.every = at_least("every", every, 1, of="epoch")
        self.minutes = None if minutes is None else above_zero("minutes", minutes)
        check_writable(self.path)  # fail now, not after the first epoch
        self._warned = False
        self._written, self._seconds = time.monotonic(), 0.0

    def __call__(self, model: Saveable, record: EpochRecord, /) -> None:
        """Write the model, if the epoch is a multiple of `every`."""
        if record.epoch % self.every == 0:
            self.write(model)

    def begin(self) -> None:
        """Count the minutes from now on, as training begins."""
        self._written = time.monotonic()

    def is_due(self) -> bool:
        """Whether it is time to write within an epoch."""
        minutes = math.inf if self.minutes is None else self.minutes
        wait = max(60 * minutes, STRETCH * self._seconds)
        return time.monotonic() - self._written >= wait

    def write(self, model: Saveable) -> None:
        """Write the model, and keep the last one under the name of the previous one."""
        start = time.monotonic()
        try:
            self._write(model)
        except OSError as error:
            if not self._warned:
                self._warned = True
                warnings.warn(
                    f"the checkpoint {self.path} could not be written ({error.strerror or error}); "
                    "training goes on",
                    RuntimeWarning,
                    stacklevel=2,
                )
        finally:
            self._written = time.monotonic()
            self._seconds = self._written - start

    def _write(self, model: Saveable) -> None:
        newest = Path(os.path.realpath(self.path))
        try:
            _save_keeping_the_last(model, newest)
        except OSError as error:
            has_room_to_make = is_disk_full(error) and error.errno != errno.EFBIG
            if not has_room_to_make or not _remove_previous(newest):
                raise
            _save_keeping_the_last(model, newest)

    def __repr__(self) -> str:
        return f"Checkpoint({str(self.path)!r}, every={self.every}, minutes={self.minutes})"


def previous_of(path: str | os.PathLike[str]) -> Path:
    """Return where the checkpoint before the last is kept.

    Examples
    --------
    >>> previous_of("/runs/news.lemma").as_posix()
    '/runs/news.previous.lemma'
    """
    newest = Path(os.path.realpath(path))
    stem, ending = newest.stem, f".previous{newest.suffix}"
    while len(os.fsencode(stem + ending)) > LONGEST_NAME:
        stem = stem[:-1]
    return newest.with_name(stem + ending)


def read_checkpoint(
    path: str | os.PathLike[str], read: Callable[[str | os.PathLike[str]], ModelState]
) -> ModelState:
    """Read a model by `read`; if it is damaged or gone, and a checkpoint, the previous one."""
    try:
        return read(path)
    except (OSError, ValueError) as error:
        previous = previous_of(path)
        if not previous.is_file():
            raise
        try:
            state = read(previous)
        except (OSError, ValueError):
            raise error from None
        warnings.warn(
            f"{error}; going on from the checkpoint before it, {previous}",
            RuntimeWarning,
            stacklevel=3,
        )
        return state


def _save_keeping_the_last(model: Saveable, newest: Path) -> None:
    """Write a model under the name of the previous one, and exchange the two names.

    A whole file has the name of the newest all the time, and another one until the exchange.
    """
    previous = previous_of(newest)
    if not previous.exists():
        try:
            os.link(newest, previous)  # whose rights the new file gets
        except OSError:  # it is the first, or the file system has no hard links
            model.save(newest)
            return
    model.save(previous)
    exchange(newest, previous)


def _remove_previous(newest: Path) -> bool:
    previous = previous_of(newest)
    if not previous.exists() or not _is_whole(newest) or previous.samefile(newest):
        return False
    previous.unlink()
    return True


def _is_whole(path: Path) -> bool:
    """Whether a file has all that its header says, so that another may go."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy"):
            return True
    except (OSError, SafetensorError):
        return False
