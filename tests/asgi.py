"""Asks an ASGI application, as a server would."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from urllib.parse import unquote, urlencode


@dataclass
class Answer:
    """What came back."""

    status_code: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self):
        return self.content.decode()

    def json(self):
        return json.loads(self.content)


@dataclass
class Client:
    """Sends GET requests; `headers` can be replaced one by one."""

    application: object
    headers: dict[str, str]

    def get(self, path, params=(), headers=None):
        path, _, query = path.partition("?")
        query = urlencode(params) or query
        sent = {**self.headers, **(headers or {})}
        scope = {
            "type": "http", "method": "GET", "scheme": "http", "path": unquote(path),
            "raw_path": path.encode(), "query_string": query.encode(), "http_version": "1.1",
            "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        }  # fmt: skip
        messages = []

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            messages.append(message)

        asyncio.run(self.application(scope, receive, send))
        start, *body = messages
        found = {name.decode(): value.decode() for name, value in start["headers"]}
        return Answer(start["status"], found, b"".join(part.get("body", b"") for part in body))
