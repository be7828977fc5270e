"""Where a trained model is saved; elsewhere if its place fails, as a training is not to be lost."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from lemmavec._writing import check_writable
from lemmavec.cli.output import note
from lemmavec.cli.written import note_written

if TYPE_CHECKING:
    from lemmavec import Word2Vec


def save_model(model: Word2Vec, output: Path) -> None:
    """Save the vectors, or the whole model; the ending of `output` says which.

    Raises
    ------
    OSError
        If `output` cannot be written. The model is then in another folder that has room, where
        there is one; the error says where.
    """
    try:
        _write(model, output)
    except OSError as error:
        _save_elsewhere(model, output, error)
    note_written(output, model.vectors)


def _write(model: Word2Vec, output: Path) -> None:
    match output.suffix.lower():
        case ".lemma":
            model.save(output)
        case ".fasttext":
            model.save_fasttext_format(output)
        case _:
            model.vectors.save(output)


def _save_elsewhere(model: Word2Vec, output: Path, error: OSError) -> None:
    """Raise the error, with the place where the model is now."""
    said = error.strerror or str(error)
    for folder in _other_folders(output):
        other = _unused(folder, output)
        try:
            _write(model, other)
        except OSError:
            continue
        raise OSError(
            f"cannot write {output}: {said}. The training is not lost: it is in {other}; once "
            f"there is room, move it: mv {other} {output}"
        ) from error
    note("no other folder has room for it either: the temporary and the home folder, and this one")
    raise error


def _other_folders(output: Path) -> Iterator[Path]:
    """Give folders that take files and may lie on other disks."""
    seen = {output.resolve().parent}
    for place in (Path.cwd, lambda: Path(tempfile.gettempdir()), Path.home):
        with suppress(OSError, RuntimeError):
            folder = place().resolve()
            check_writable(folder / output.name)
            if folder not in seen:
                seen.add(folder)
                yield folder


def _unused(folder: Path, output: Path) -> Path:
    """Return a name in a folder that nothing has."""
    path, number = folder / output.name, 1
    while path.exists():
        path, number = folder / f"{output.stem}-{number}{output.suffix}", number + 1
    return path
