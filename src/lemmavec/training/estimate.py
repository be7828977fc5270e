"""What a training will take, from a sample: words, memory, disk, and time on this machine."""

from __future__ import annotations

import shutil
import tempfile
import time
import warnings
from contextlib import suppress
from dataclasses import dataclass, fields, replace

import numpy as np

from lemmavec.corpus.encoding import encode, encode_with
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.sample import Sample, sample_of
from lemmavec.corpus.sources import Corpus
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.progress.wording import bytes_in_words, count_in_words
from lemmavec.settings import MOST, Settings
from lemmavec.training import loop
from lemmavec.training.epochs import Listener
from lemmavec.training.growth import grown
from lemmavec.training.history import EpochRecord
from lemmavec.training.matrices import padded_bytes
from lemmavec.training.memory import machine_memory
from lemmavec.training.state import ModelState, rows_of_V

# Bytes, as measured on Linux: of Python and its modules; of each thread's block of text and its
# ids while words are counted, and of each distinct word (see docs/corpora.md); of each word of the
# vocabulary afterwards, and of the token cache, of which pages are let go ten times a second.
PROCESS_BYTES = 85_000_000
THREAD_BYTES = 24_000_000
COUNTING_BYTES = 200
VOCABULARY_BYTES = 100
PAGES_BYTES = 32_000_000
# Of the token cache on disk, for each word while words are counted.
COUNTED_TOKEN_BYTES = 8
MEASURED_SECONDS, MEASURED_EPOCHS = 2.0, 10  # whichever comes first


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a training will take.

    Attributes
    ----------
    share : float
        Of the corpus that was read, above 0 to 1.
    words, distinct_words : int
        Of the whole corpus.
    vocabulary : int
        Words that reach `min_count`.
    trained_words : int
        Words of the corpus that are in the vocabulary, in each epoch.
    model_bytes : int
        V and U in memory.
    memory_bytes : int
        The peak, of counting or of training.
    memory_there : int or None
        What the machine, or the container, has; None if that is not known.
    disk_bytes, disk_free : int
        The token cache while words are counted, and the room where it goes.
    counting_seconds : float
    words_per_second : float or None
        As measured; None where the model does not fit the memory.
    epochs : int
    """

    share: float
    words: int
    distinct_words: int
    vocabulary: int
    trained_words: int
    model_bytes: int
    memory_bytes: int
    memory_there: int | None
    disk_bytes: int
    disk_free: int
    counting_seconds: float
    words_per_second: float | None
    epochs: int

    @property
    def training_seconds(self) -> float | None:
        """All epochs, without the counting before them."""
        if self.words_per_second is None:
            return None
        return self.epochs * self.trained_words / self.words_per_second

    @property
    def fits(self) -> bool:
        """Whether memory and disk have room."""
        there = self.memory_there
        return (there is None or self.memory_bytes <= there) and self.disk_bytes <= self.disk_free

    def numbers(self) -> dict[str, float | None]:
        """Return every attribute and property by its name, as for JSON."""
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        return own | {"training_seconds": self.training_seconds, "fits": self.fits}

    def rows(self) -> list[tuple[str, str]]:
        """Return what it says, for people: names and values."""
        there = "" if self.memory_there is None else f" of {bytes_in_words(self.memory_there)}"
        dropped = 1 - self.trained_words / self.words
        rows = [
            ("read", "all of the corpus" if self.share == 1 else f"{self.share:.2%} of the corpus"),
            ("words", f"{count_in_words(self.words)}, {dropped:.2%} of them dropped as too rare"),
            (
                "vocabulary",
                f"{count_in_words(self.vocabulary)} of {count_in_words(self.distinct_words)} "
                "distinct words",
            ),
            ("model", f"{bytes_in_words(self.model_bytes)} for V and U"),
            ("memory", bytes_in_words(self.memory_bytes) + there),
            ("disk", f"{bytes_in_words(self.disk_bytes)} of {bytes_in_words(self.disk_free)} free"),
            ("counting", _duration(self.counting_seconds)),
        ]
        if (seconds := self.training_seconds) is None:
            return [*rows, ("training", "not measured: there is no room")]
        speed = count_in_words(self.words_per_second or 0)
        said = f"{_duration(seconds)} for {self.epochs} epochs at {speed} words/s"
        return [*rows, ("training", said)]

    def __str__(self) -> str:
        width = max(len(name) for name, _ in self.rows())
        return "\n".join(f"{name:{width}}  {value}" for name, value in self.rows())


def estimate(corpus: Corpus, settings: Settings, reading: ReadingOptions) -> Estimate:
    """Read a sample, train on it for seconds, and scale up; see `Word2Vec.estimate`."""
    with sample_of(corpus, reading) as sample:
        return _of_sample(sample, settings, reading)


def _of_sample(sample: Sample, settings: Settings, reading: ReadingOptions) -> Estimate:
    start = time.perf_counter()
    with encode(sample.corpus, min_count=1, reading=sample.reading) as counted:
        seconds = time.perf_counter() - start
        seen, sampled_words = counted.vocabulary, counted.raw_words
    growth = grown(seen.counts, sample.share, settings.min_count)
    if growth.kept < 1:
        raise ValueError(
            f"no word would occur min_count={settings.min_count} times: lower min_count"
        )
    size = min(growth.kept, settings.max_words or growth.kept)
    words = round(sampled_words / sample.share)
    rows = rows_of_V(size, settings) + size
    model_bytes = padded_bytes(rows, settings.vector_size)
    counting = THREAD_BYTES * settings.threads + COUNTING_BYTES * growth.distinct
    training = model_bytes + VOCABULARY_BYTES * size + min(PAGES_BYTES, 4 * words)
    memory, there = PROCESS_BYTES + max(training, counting), machine_memory()
    folder = tempfile.gettempdir() if reading.directory is None else reading.directory
    has_room = there is None or memory <= there
    return Estimate(
        share=sample.share,
        words=words,
        distinct_words=growth.distinct,
        vocabulary=size,
        trained_words=round(words * (1 - growth.dropped_tokens)),
        model_bytes=model_bytes,
        memory_bytes=memory,
        memory_there=there,
        disk_bytes=COUNTED_TOKEN_BYTES * words,
        disk_free=shutil.disk_usage(folder).free,
        counting_seconds=seconds / sample.share,
        words_per_second=_speed(sample, seen, size, settings) if has_room else None,
        epochs=settings.epochs,
    )


class _Stopped(Exception):
    """Enough is measured."""


class _Watch(Listener[EpochRecord]):
    """Ends the training after some seconds, and keeps the last speed."""

    def __init__(self) -> None:
        self.words_per_second = 0.0
        self._start = time.perf_counter()

    def training(self, fraction: float, words_per_second: float, loss: float, alpha: float) -> bool:
        self.words_per_second = words_per_second
        # A machine may be too slow to come to a speed in that time.
        if words_per_second > 0 and time.perf_counter() - self._start > MEASURED_SECONDS:
            raise _Stopped
        return False

    def epoch_end(self, record: EpochRecord, epochs: int) -> bool:
        return record.epoch >= MEASURED_EPOCHS


def _speed(sample: Sample, seen: Vocabulary, size: int, settings: Settings) -> float:
    """Train on the sample, with as many rows as the whole will have; return words a second."""
    words = list(seen.words[:size])
    counts = np.maximum(1, np.rint(seen.counts[:size] / sample.share)).astype(np.int64)
    least = settings.min_count
    more = size - len(words)  # words that the sample lacks: their rows are drawn as negatives
    vocabulary = Vocabulary(
        [*words, *(f"\0{i}" for i in range(more))],
        np.concatenate([np.maximum(counts, least), np.full(more, least)]),
    )
    long = replace(settings, epochs=MOST["epochs"])
    watch = _Watch()
    encoded = encode_with(vocabulary, sample.corpus, reading=sample.reading)
    with encoded, suppress(_Stopped), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that epochs of a small corpus learn nothing
        loop.train(ModelState.start(long, vocabulary), encoded, watch)
    return watch.words_per_second


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.1f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 100 else f"{minutes / 60:.1f} h"
