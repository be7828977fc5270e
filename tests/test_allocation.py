"""What a file says of its size is not taken on trust: memory follows the bytes that are there."""

from __future__ import annotations

import gzip
import io
import json
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from readers import all_readers, fasttext_model

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

CONSTANT, FACTOR = 64 << 20, 10
# Loads a file in a process of its own, which prints its error and the memory that it took.
CODE = """
import sys, warnings
warnings.simplefilter("ignore")
import pyarrow.parquet, safetensors.numpy
from lemmavec import load
from lemmavec.sklearn import load_estimator
def peak():
    status = open("/proc/self/status").read().splitlines()
    return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) << 10
open("/proc/self/clear_refs", "w").write("5")
before, error = peak(), None
try:
    {"load": load, "load_estimator": load_estimator}[sys.argv[1]](sys.argv[2])
except Exception as caught:
    error = caught
print(peak() - before, type(error).__name__, error)
"""


def npy(descr: str, shape: tuple[int, ...]) -> bytes:
    file = io.BytesIO()
    header = {"descr": descr, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, header)
    return file.getvalue() + b"\0" * 64


def larger_fasttext() -> bytes:
    data, sizes = fasttext_model(), struct.pack("<?qq", False, 7, 5)
    assert data.count(sizes) == 1
    return data.replace(sizes, struct.pack("<?qq", False, 10**11, 5))


def varint(number: int) -> bytes:
    """Return a number as Thrift writes it."""
    digits = [2 * number >> shift & 0x7F for shift in range(0, 64, 7) if 2 * number >> shift]
    return bytes([digit | 0x80 for digit in digits[:-1]] + digits[-1:])


def parquet_of_more_rows() -> bytes:
    """Return 777 rows of which the footer says that they are 10^12."""
    file = io.BytesIO()
    table = {"word": [f"w{i}" for i in range(777)], "vector": [[1.0, 2.0]] * 777}
    pq.write_table(pa.table(table), file)
    data = file.getvalue()
    length = int.from_bytes(data[-8:-4], "little")
    footer = data[-8 - length : -8]
    assert varint(777) in footer
    footer = footer.replace(varint(777), varint(10**12))
    return data[: -8 - length] + footer + len(footer).to_bytes(4, "little") + b"PAR1"


def estimator_of_wide_labels(labels: list[str], dtype: str) -> bytes:
    data = all_readers()["estimator: softmax"].data
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    entry = json.loads(header["__metadata__"]["lemmavec.sklearn"])
    entry["model"]["classes"] = {"labels": labels, "dtype": dtype}
    header["__metadata__"]["lemmavec.sklearn"] = json.dumps(entry)
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data[8 + length :]


BINARY = b"a " + b"\1\2\3\4" * 30
# The name of each file, its bytes, and what the error says; None where it is read.
FILES: dict[str, tuple[str, bytes | Callable[[], bytes], str | None]] = {
    "text of 10^12 dimensions": ("v.txt", b"2 1000000000000\na 1 2\n", "1,000,000,000,000 dim"),
    "text of 10^12 words": ("v.txt", b"1000000000000 2\na 1 2\n", "ends after row 1"),
    "text of short lines": ("v.txt", b"99999 1000000\n" + b"a 1\n" * 99999, "line 2: 1 values"),
    "text of 6,000 digits": ("v.txt", b"2 " + b"9" * 6000 + b"\na 1\n", "the header is damaged"),
    "text of empty lines": ("v.txt", b"1 2\na 1 2\n" + b"\n" * (1 << 22), None),
    "binary of 10^12 dimensions": ("v.bin", b"2 1000000000000\n" + BINARY, "dimensions"),
    "binary of 10^12 words": ("v.bin", b"1000000000000 999999\n" + BINARY, "ends after row 0"),
    "binary, gz": ("v.gz", gzip.compress(b"9 999999\n" + BINARY), "ends after row 0"),
    "npy of wide text": ("v.npy", npy("<U200000000", (3, 3)), "vectors are a matrix of floats"),
    "npy of 10^12 values": ("v.npy", npy("<f4", (10**6, 10**6)), "holds 64 bytes of them"),
    "fastText of 10^11 rows": ("v.bin", larger_fasttext(), "a matrix of 2,000,000,000,000 bytes"),
    "fastText, gz": ("v.bin.gz", gzip.compress(larger_fasttext()), "cut short after 150 bytes"),
    "safetensors of a long header": ("v", (1 << 31).to_bytes(8, "little") + b'{"a":1}', "damaged"),
    "Parquet of 10^12 rows": ("v.parquet", parquet_of_more_rows, None),
    "labels of 200,000,000 characters": (
        "e", lambda: estimator_of_wide_labels(["bad", "good"], "<U200000000"),
        "2 labels of 200,000,000 characters",
    ),
    "one long label": (
        "e", lambda: estimator_of_wide_labels(["x" * 10**5, *"ab" * 10**4], "<U100000"),
        "20,001 labels of 100,000 characters",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_memory_follows_the_bytes_of_the_file(case: str, tmp_path: Path) -> None:
    name, made, message = FILES[case]
    data = made if isinstance(made, bytes) else made()
    (tmp_path / name).write_bytes(data)
    (tmp_path / "v.vocab").write_text("a\n")
    reader = "load_estimator" if name == "e" else "load"
    command = [sys.executable, "-c", CODE, reader, str(tmp_path / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    taken, kind, said = done.stdout.split(" ", 2)
    assert int(taken) <= FACTOR * len(data) + CONSTANT
    if message is None:
        assert kind == "NoneType", said
    else:
        assert kind in ("DamagedFileError", "TruncatedFileError"), said
        assert message in said
        assert str(tmp_path / name) in said


def test_labels_too_wide_to_be_loaded_are_not_saved(tmp_path: Path) -> None:
    from lemmavec.sklearn.saved_state import classes_from_json, classes_to_json

    wide = np.array(["x" * 10**5, *(str(i) for i in range(100))])
    with pytest.raises(ValueError, match=r"101 labels of 100,000 characters each: make them an"):
        classes_to_json(wide)
    kept = wide.astype(object)
    assert classes_from_json(classes_to_json(kept)).tolist() == kept.tolist()
