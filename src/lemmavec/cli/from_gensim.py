"""gensim's pickles converted by gensim itself, in a process of its own."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lemmavec._scratch import scratch_folder
from lemmavec.cli.output import note

# What a person would type: a pickle of a model has its vectors as `wv`.
LINES = """\
import sys
from gensim.utils import SaveLoad
found = SaveLoad.load(sys.argv[1])
getattr(found, "wv", found).save_word2vec_format(sys.argv[2], sys.argv[3], binary=True)
"""


@contextmanager
def exported(source: Path, from_gensim: bool) -> Iterator[Path]:
    """Give the file itself, or one of the vectors that gensim reads in its pickle.

    Raises
    ------
    ImportError
        If gensim is not installed.
    ValueError
        If gensim cannot read the file.
    """
    if not from_gensim:
        yield source
        return
    if importlib.util.find_spec("gensim") is None:
        raise ImportError("--from-gensim needs gensim itself: pip install gensim")
    note(
        f"{source} is read as a pickle by gensim, in a process of its own. A pickle can run any "
        "code: do this only with a file that you trust"
    )
    from lemmavec.gensim import KeyedVectors

    with scratch_folder(None, " for a copy of the vectors; set TMPDIR to a larger disk") as folder:
        path, counts = folder / "vectors.bin", folder / "counts.txt"
        command = [sys.executable, "-c", LINES, str(source), str(path), str(counts)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise ValueError(f"gensim could not convert {source}: {last}")
        whole = folder / "vectors.safetensors"
        KeyedVectors.load_word2vec_format(path, counts).save(whole)
        yield whole
