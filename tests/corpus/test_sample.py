"""Samples of corpora: their share, where they come from, and what cannot be sampled."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from lemmavec.corpus import sample
from lemmavec.corpus.encoding import encode
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.sample import sample_of

LINES = [f"w{i} w{i % 10}\n" for i in range(1000, 5000)]
TEXT = "".join(LINES)


@pytest.fixture(autouse=True)
def _small_samples(monkeypatch):
    monkeypatch.setattr(sample, "SAMPLE_BYTES", 4000)
    monkeypatch.setattr(sample, "PART_BYTES", 400)
    monkeypatch.setattr(sample, "SAMPLE_WORDS", 1000)


def words_in(sampled: sample.Sample) -> set[str]:
    with encode(sampled.corpus, min_count=1, reading=sampled.reading) as encoded:
        return {str(word) for word in encoded.vocabulary.words}


def test_parts_of_text_files_are_spread_from_beginning_to_end(tmp_path):
    for name, part in (("a.txt", LINES[:1000]), ("b.txt", LINES[1000:])):
        (tmp_path / name).write_text("".join(part))
    with sample_of(tmp_path, ReadingOptions()) as sampled:
        numbers = sorted(int(word[1:]) for word in words_in(sampled) if len(word) > 2)
        assert sampled.share == pytest.approx(4000 / len(TEXT), rel=0.05)
        path = Path(sampled.corpus)
        assert path.stat().st_size == pytest.approx(4000, rel=0.05)
    assert not path.exists()
    assert numbers[0] == 1000
    assert numbers[-1] == 4999
    # Ten parts: the gaps between them are of one size.
    gaps = np.diff(numbers)
    assert np.count_nonzero(gaps > 1) == 9
    assert gaps[gaps > 1].max() < 2 * gaps[gaps > 1].min()


def test_a_small_corpus_is_read_whole(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT[:3999])
    with sample_of([path], ReadingOptions(lowercase=True)) as sampled:
        assert (sampled.corpus, sampled.share) == ([path], 1.0)
        assert sampled.reading.lowercase


def test_of_anything_else_it_is_the_beginning(tmp_path):
    with sample_of([line.split() for line in LINES], ReadingOptions()) as sampled:
        assert len(sampled.corpus) == 500
        assert sampled.share == 500 / 4000
    with sample_of([[1, 2], [3]], ReadingOptions()) as sampled:
        assert (sampled.corpus, sampled.share) == ([[1, 2], [3]], 1.0)


def test_what_is_read_in_blocks_has_the_share_of_the_blocks(tmp_path):
    """The share is of bytes, and each block of these files has the same text."""
    random = np.random.default_rng(4)
    block = "".join(f"w{n} w{m}\n" for n, m in random.integers(10**7, 10**8, (9 << 14, 2)))
    text = block * 3
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(text.encode(), 1))
    (tmp_path / "a.txt").write_text(text)
    rows = [f'{{"text": "{line}"}}\n' for line in text.splitlines()]
    (tmp_path / "a.jsonl").write_text("".join(rows))
    tokenized = ReadingOptions(tokenizer=str.split)
    for name, reading in (
        ("a.txt.gz", ReadingOptions()),
        ("a.txt", tokenized),
        ("a.jsonl", ReadingOptions(column="text")),
    ):
        with sample_of(tmp_path / name, reading) as sampled:
            assert sampled.reading.tokenizer is sampled.reading.column is None
            assert sampled.corpus == [
                line.split() for line in text.split("\n")[: len(sampled.corpus)]
            ]
            assert sampled.share == pytest.approx(len(sampled.corpus) / len(rows), rel=0.02)
            assert sampled.share < 1


class WithoutLength:
    def __iter__(self):
        return (line.split() for line in LINES)


def test_what_has_no_size_or_is_read_once_is_refused(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    with (
        pytest.raises(TypeError, match="read only once"),
        sample_of(iter([["gold"]]), ReadingOptions()),
    ):
        pass
    with (
        path.open() as file,
        pytest.raises(TypeError, match="read only once"),
        sample_of(file, ReadingOptions()),
    ):
        pass
    with (
        pytest.raises(ValueError, match="nothing tells how large"),
        sample_of(WithoutLength(), ReadingOptions()),
    ):
        pass
