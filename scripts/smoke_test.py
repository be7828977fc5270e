"""What must work in an installed wheel, with its core dependencies alone."""

from __future__ import annotations

import tempfile
from pathlib import Path

from lemmavec import Word2Vec, load
from lemmavec._kernels import instruction_sets

sentences = [["gold", "ore", "mine"], ["gold", "silver", "mine"]] * 200
model = Word2Vec(vector_size=16, min_count=1, sample=0, epochs=2, deterministic=True)
vectors = model.fit(sentences).vectors
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "vectors.safetensors")
    vectors.save(path)
    assert (load(path).vectors == vectors.vectors).all()
print(f"{vectors!r} trained on {instruction_sets()[0]}, saved and loaded")
