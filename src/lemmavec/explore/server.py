"""The server of the page: its files, and answers as JSON or as plain numbers."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any

from lemmavec._extras import extra
from lemmavec.explore.guard import Application, Guard
from lemmavec.explore.questions import Questions
from lemmavec.vectors.errors import UnknownWordError

TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".txt": "text/plain"}
NOT_BUILT = (
    "the page of the explorer is not built: `make explorer` builds it from npm packages (Node.js), "
    "and wheels have it"
)
MOST_ANSWERS = 1000


def page_files() -> dict[str, bytes]:
    """Return the files of the page by name, all of them read once.

    Raises
    ------
    FileNotFoundError
        If they were not built.
    """
    folder = files("lemmavec.explore") / "page"
    if not (folder / "index.html").is_file():
        raise FileNotFoundError(NOT_BUILT)
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def application(
    questions: Questions, token: str, hosts: Callable[[], frozenset[str]]
) -> Application:
    """Return the ASGI application, behind its guard."""
    need = "the explorer needs the packages starlette and uvicorn"
    starlette = extra("starlette.applications", need, "explore")
    routing = extra("starlette.routing", need, "explore")
    pages = page_files()
    routes = [routing.Route("/", _file("index.html", pages["index.html"]))]
    routes += [routing.Route(f"/{name}", _file(name, content)) for name, content in pages.items()]
    routes += [routing.Route(f"/api/{name}", answer) for name, answer in _answers(questions)]
    guarded: Application = starlette.Starlette(routes=routes)
    return Guard(guarded, token, hosts)


def _answers(questions: Questions) -> list[tuple[str, Any]]:
    """Return the question of each name, as functions of a request."""

    def topn(asked: Any, usual: int = 10) -> int:
        number = int(asked.get("topn", usual))
        if not 0 < number <= MOST_ANSWERS:
            raise ValueError(f"topn must be 1 to {MOST_ANSWERS}, got {number}")
        return number

    def words(asked: Any, name: str) -> list[str]:
        found: list[str] = asked.getlist(name)
        return found

    def axis(asked: Any) -> Any:
        return q.axis(words(asked, "low"), words(asked, "high"), words(asked, "word"))

    q = questions
    return [
        ("about", _json(lambda asked: q.about())),
        ("words", _json(lambda asked: q.words)),
        ("points", _numbers(lambda: q.points)),
        ("counts", _numbers(q.counts)),
        ("complete", _json(lambda asked: q.complete(asked["text"]))),
        ("similar", _json(lambda asked: q.similar(asked["word"], topn(asked)))),
        ("context", _json(lambda asked: q.context(asked["word"], topn(asked)))),
        (
            "analogy",
            _json(lambda asked: q.analogy(asked["a"], asked["b"], asked["c"], topn(asked))),
        ),
        ("axis", _json(axis)),
        ("compare", _json(lambda asked: q.compare(topn(asked, 50)))),
        ("both", _json(lambda asked: q.neighbours_in_both(asked["word"], topn(asked)))),
    ]


def _json(answer: Callable[[Any], Any]) -> Any:
    """Return an endpoint that answers in JSON; an error of the person's is status 400 or 404."""
    from starlette.responses import Response

    # Not async: starlette runs it in a thread, so that a long question delays no other.
    def respond(request: Any) -> Any:
        try:
            content, status = answer(request.query_params), 200
        except UnknownWordError as error:
            content, status = {"error": str(error)}, 404
        except KeyError as error:
            content, status = {"error": f"the question lacks {error}"}, 400
        except (ValueError, TypeError) as error:
            content, status = {"error": str(error)}, 400
        return Response(
            json.dumps(content, ensure_ascii=False, allow_nan=False).encode(errors="replace"),
            status,
            media_type="application/json",
        )

    return respond


def _numbers(values: Callable[[], Any]) -> Any:
    """Return an endpoint that answers with float32 numbers in little-endian order."""
    from starlette.responses import Response

    def respond(request: Any) -> Any:
        return Response(values().astype("<f4").tobytes(), media_type="application/octet-stream")

    return respond


def _file(name: str, content: bytes) -> Any:
    from starlette.responses import Response

    kind = TYPES[name[name.rindex(".") :]]

    async def respond(request: Any) -> Any:
        return Response(content, media_type=kind)

    return respond
