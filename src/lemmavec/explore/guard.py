"""Who may ask the server: programs on this machine that know its address with the token."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

Message = MutableMapping[str, Any]
Application = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]
# The page loads nothing from elsewhere, stands in no other page, and sends its address nowhere. The
# library that draws the points compiles its draw calls, for which it needs 'unsafe-eval'.
HEADERS = [
    (b"content-security-policy", b"default-src 'self'; script-src 'self' 'unsafe-eval'; "
     b"img-src 'self' data: blob:; "
     b"style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
]  # fmt: skip


def new_token() -> str:
    """Draw a token that nobody guesses."""
    return secrets.token_urlsafe(24)


class Guard:
    """Lets requests through to an application that have the token and come from its own page.

    A page of another site may make a browser send requests here: it does not know the token. A name
    that is made to point to this machine (DNS rebinding) is not in `hosts`.

    Parameters
    ----------
    application : ASGI application
    token : str
        In the address's query (`token=`) or the header `X-Token`.
    hosts : callable
        The values of the header `Host` that are answered, known once the port is.
    """

    def __init__(
        self, application: Application, token: str, hosts: Callable[[], frozenset[str]]
    ) -> None:
        self._application, self._token, self._hosts = application, token, hosts

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Answer, or refuse with status 403."""
        if scope["type"] == "http":
            if not self._may_ask(scope):
                await _refuse(send)
                return

            async def send_with_headers(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message["headers"] = [*message.get("headers", []), *HEADERS]
                await send(message)

            await self._application(scope, receive, send_with_headers)
            return
        if scope["type"] == "lifespan":
            await self._application(scope, receive, send)

    def _may_ask(self, scope: Message) -> bool:
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host, origin = headers.get(b"host", ""), headers.get(b"origin")
        if host not in self._hosts() or origin not in (None, f"http://{host}"):
            return False
        if not scope["path"].startswith("/api/"):
            return True  # the page itself, which is the same for all
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        given = headers.get(b"x-token", asked)
        return secrets.compare_digest(given.encode(), self._token.encode())


async def _refuse(send: Callable[[Message], Awaitable[None]]) -> None:
    body = b"refused: open the address that lemmavec explore printed"
    headers = [(b"content-type", b"text/plain"), *HEADERS]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
