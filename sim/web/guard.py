"""[web] Who may speak to the page's server: its own page alone.

The server listens on the loopback address, but every page of every site that is open in the same browser can
reach that address too. So each request must name this host exactly (against DNS rebinding), come from this
origin exactly (against other sites), and carry the token of this launch (against other programs); bodies are
JSON, bounded in size and time. What is refused never reaches the application.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BYTES = 2_000_000
"""Largest body; a scenario file may have a megabyte."""
PATIENCE = 10.0
"""Seconds within which a body must have arrived."""
TOKEN = "x-shixian-token"
API = "/api/"

HEADERS = (
    (
        "content-security-policy",
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cache-control", "no-store"),
)
"""What every answer says, refusals included."""

_ONCE = ("host", "origin", "content-type", "content-length", TOKEN)


class Refused(Exception):  # noqa: N818 (a request that is refused is no error of ours)
    """A request that is not answered: status and reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class Guard:
    """Lets only the page's own requests through; ``port`` and ``token`` are this launch's."""

    def __init__(self, application: Application, *, port: int, token: str) -> None:
        self._application, self._token = application, token
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self._application(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        try:
            self._judge(scope)
            body = await _body(receive) if scope["method"] == "POST" else b""
        except Refused as refused:
            await _refuse(send, refused)
            return
        await self._application(scope, _whole(body, receive), _with_headers(send))

    def _judge(self, scope: Scope) -> None:
        """Raises `Refused` unless the request is the page's own."""
        given = _headers(scope)
        if given.get("host") not in self._hosts:
            raise Refused(421, "this server answers to its own address only")
        origin = given.get("origin")
        if origin is not None and origin != f"http://{given['host']}":
            raise Refused(403, "another origin")
        if given.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            raise Refused(403, "another site")
        asks = scope["path"].startswith(API)
        if scope["method"] != ("POST" if asks else "GET"):
            raise Refused(405, "POST for questions, GET for the page")
        if asks:
            self._judge_question(given)

    def _judge_question(self, given: dict[str, str]) -> None:
        if "origin" not in given:
            raise Refused(403, "no origin")
        if not hmac.compare_digest(given.get(TOKEN, "").encode(), self._token.encode()):
            raise Refused(403, "not the token of this launch")
        kind, _, parameter = given.get("content-type", "").lower().partition(";")
        if kind.strip() != "application/json" or parameter.strip() not in ("", "charset=utf-8"):
            raise Refused(415, "questions are JSON")
        length = given.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            raise Refused(400, "no length")
        if len(length) > 9 or int(length) > MOST_BYTES:
            raise Refused(413, "too large")


def _headers(scope: Scope) -> dict[str, str]:
    """The headers by lower-case name; one that decides must not stand twice."""
    found: dict[str, str] = {}
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1").lower()
        if name in found and name in _ONCE:
            raise Refused(400, f"{name} stands twice")
        found[name] = value.decode("latin-1")
    return found


async def _body(receive: Receive) -> bytes:
    """The whole body; raises `Refused` where it is too large or takes too long."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await _gathered(receive)
    except TimeoutError:
        raise Refused(408, "too slow") from None


async def _gathered(receive: Receive) -> bytes:
    parts, size, more = list[bytes](), 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400, "gone")
        part = message.get("body", b"")
        size += len(part)
        if size <= MOST_BYTES:
            parts.append(part)
        elif size > 10 * MOST_BYTES:
            raise Refused(
                413, "too large"
            )  # Somewhat too much is read to its end, so that the answer is heard.
        more = message.get("more_body", False)
    if size > MOST_BYTES:
        raise Refused(413, "too large")
    return b"".join(parts)


def _whole(body: bytes, receive: Receive) -> Receive:
    """Hands the gathered body on once, then whatever else the client says."""
    handed = False

    async def next_message() -> Message:
        nonlocal handed
        if handed:
            return await receive()
        handed = True
        return {"type": "http.request", "body": body, "more_body": False}

    return next_message


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name.encode() for name, _ in HEADERS}
            kept = [(n, v) for n, v in message.get("headers", ()) if n.lower() not in own]
            message["headers"] = [*kept, *((n.encode(), v.encode()) for n, v in HEADERS)]
        await send(message)

    return sending


async def _refuse(send: Send, refused: Refused) -> None:
    words = f"{refused.status} {refused.reason}\n".encode()
    start = {
        "type": "http.response.start",
        "status": refused.status,
        "headers": [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")],
    }
    sending = _with_headers(send)
    await sending(start)
    await sending({"type": "http.response.body", "body": words})
