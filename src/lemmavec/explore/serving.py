"""Runs the server until Ctrl-C, and opens the page in a browser."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path

from lemmavec._extras import extra
from lemmavec.explore.guard import new_token
from lemmavec.explore.questions import Questions
from lemmavec.explore.server import application
from lemmavec.explore.sources import read_source

LOOPBACK = "127.0.0.1"


def explore(
    vectors: Path,
    other: Path | None = None,
    *,
    port: int = 0,
    open_browser: bool = True,
    say: Callable[[str], None] = print,
) -> None:
    """Serve the page for a file of vectors, on this machine alone, until Ctrl-C.

    Parameters
    ----------
    vectors : Path
        Of any format, or a model.
    other : Path, optional
        To compare with.
    port : int, default 0
        0 takes a free one.
    open_browser : bool, default True
    say : callable
        Is given the address.

    Raises
    ------
    ImportError
        If the packages of the extra `explore` are not installed.
    OSError
        If the port is taken, a file cannot be read, or the page was not built.
    """
    uvicorn = extra("uvicorn", "the explorer needs the packages starlette and uvicorn", "explore")
    token = new_token()
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        _bind(listener, port)
        bound = listener.getsockname()[1]
        hosts = frozenset({f"{LOOPBACK}:{bound}", f"localhost:{bound}"})
        questions = Questions(read_source(vectors), None if other is None else read_source(other))
        served = application(questions, token, lambda: hosts)
        address = f"http://{LOOPBACK}:{bound}/#token={token}"
        say(address)
        if open_browser:
            webbrowser.open(address)
        config = uvicorn.Config(served, log_level="warning", access_log=False, lifespan="off")
        uvicorn.Server(config).run(sockets=[listener])


def _bind(listener: socket.socket, port: int) -> None:
    try:
        listener.bind((LOOPBACK, port))
        listener.listen()  # a browser that is faster than the server waits
    except OSError as error:
        raise OSError(
            f"port {port} of {LOOPBACK} cannot be used ({error.strerror}): pass another one, or 0 "
            "for one that is free"
        ) from None
