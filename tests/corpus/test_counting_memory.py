"""The memory that counting takes for each distinct word, measured in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

WORDS = 500_000
PEAK = """
import sys
from pathlib import Path
from lemmavec.corpus.encoding import encode
from lemmavec.corpus.reading import ReadingOptions

def memory(kind):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith(kind))

before = memory("VmRSS")
reading = ReadingOptions(lowercase=sys.argv[2] == "lowercase", workers=2)
encoded = encode(sys.argv[1], min_count=1, reading=reading)
print(memory("VmHWM") - before, len(encoded.vocabulary))
"""


@pytest.mark.memory
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells the peak")
def test_lower_casing_does_not_keep_what_was_counted_beside_it(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("".join(f"Word{i:07d}\n" for i in range(WORDS)), encoding="ascii")

    def bytes_a_word(how):
        done = subprocess.run(
            [sys.executable, "-c", PEAK, str(path), how],
            capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip
        peak, words = map(int, done.stdout.split())
        assert words == WORDS
        return peak / WORDS

    plain, lowered = bytes_a_word("as it is"), bytes_a_word("lowercase")
    assert lowered < 1.25 * plain  # 1.34 while the tables that were merged stayed
    assert lowered < 250
