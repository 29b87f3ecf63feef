"""What others may try on the what-if page's server, each with the status that refuses it.

``python -m tests.errors.page_attacks`` tries all and prints a Markdown table.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from tests.helpers import desk
from tests.helpers.page import Server, serving

Bytes = Callable[[Server], bytes]

SCENARIOS = json.dumps({}).encode()


@dataclass(frozen=True, slots=True)
class Attack:
    """A request that differs from the page's own in one thing; ``None`` takes a header away."""

    name: str
    status: int
    path: str = "/api/scenarios"
    method: str = "POST"
    headers: Mapping[str, str | None] = field(default_factory=dict)
    body: bytes = SCENARIOS
    twice: str = ""

    def raw(self, server: Server) -> bytes:
        """The request; ``{port}`` and ``{token}`` in headers and path are those of the launch."""
        own: dict[str, str | None] = {**server.own_headers(), "Content-Length": str(len(self.body))}
        own.update(self.headers)
        lines = [f"{self.method} {self._filled(self.path, server)} HTTP/1.1"]
        lines += [f"{k}: {self._filled(v, server)}" for k, v in own.items() if v is not None]
        if self.twice:
            lines.append(f"{self.twice}: {self._filled(own[self.twice] or '', server)}")
        lines.append("Connection: close")
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + self.body

    @staticmethod
    def _filled(text: str, server: Server) -> str:
        return text.replace("{port}", str(server.port)).replace("{token}", server.token)


def _host(host: str | None) -> Mapping[str, str | None]:
    return {"Host": host}


def _origin(origin: str | None) -> Mapping[str, str | None]:
    return {"Origin": origin}


def _kind(kind: str | None) -> Mapping[str, str | None]:
    return {"Content-Type": kind}


def _token(token: str | None) -> Mapping[str, str | None]:
    return {"X-Shixian-Token": token}


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def _run(**given: object) -> bytes:
    return _json({"scenario": "desk", "cards": [], "settings": {}, "count": 20, **given})


_PIECES: Mapping[str, str | None] = {"Content-Length": None, "Transfer-Encoding": "chunked"}


def _piece(content: bytes) -> bytes:
    return f"{len(content):x}\r\n".encode() + content + b"\r\n0\r\n\r\n"


ATTACKS = (
    # The name of the host: a site that has its name resolved to this machine (DNS rebinding)
    Attack("another host's name (rebinding)", 421, headers=_host("evil.example:{port}")),
    Attack("the host without its port", 421, headers=_host("127.0.0.1")),
    Attack("another port", 421, headers=_host("127.0.0.1:1")),
    Attack("a name that only begins like ours", 421, headers=_host("127.0.0.1:{port}.evil.example")),
    Attack("a name that only ends like ours", 421, headers=_host("evil-localhost:{port}")),
    Attack("any address of the machine", 421, headers=_host("0.0.0.0:{port}")),
    Attack("an IPv6 name", 421, headers=_host("[::1]:{port}")),
    Attack("an empty host", 421, headers=_host("")),
    Attack("no host", 400, headers=_host(None)),
    Attack("two hosts", 400, twice="Host"),
    Attack("the page itself under another name", 421, "/", "GET", _host("evil.example:{port}"), b""),
    # The origin: a page of another site in the same browser
    Attack("another origin", 403, headers=_origin("http://evil.example")),
    Attack("the origin null (a sandboxed frame)", 403, headers=_origin("null")),
    Attack("no origin", 403, headers=_origin(None)),
    Attack("an empty origin", 403, headers=_origin("")),
    Attack("our origin as a prefix", 403, headers=_origin("http://127.0.0.1:{port}.evil.example")),
    Attack("our origin as a suffix", 403, headers=_origin("http://evil.example#http://127.0.0.1:{port}")),
    Attack("our host by another scheme", 403, headers=_origin("https://127.0.0.1:{port}")),
    Attack("our address on another port", 403, headers=_origin("http://127.0.0.1:80")),
    Attack("localhost for 127.0.0.1", 403, headers=_origin("http://localhost:{port}")),
    Attack("two origins", 400, twice="Origin"),
    Attack("another site, as the browser says", 403, headers={"Sec-Fetch-Site": "cross-site"}),
    Attack("a neighbouring site, as the browser says", 403, headers={"Sec-Fetch-Site": "same-site"}),
    Attack("the page asked for by another origin", 403, "/", "GET", _origin("http://evil.example"), b""),
    # The token: another program on this machine
    Attack("no token", 403, headers=_token(None)),
    Attack("an empty token", 403, headers=_token("")),
    Attack("a wrong token", 403, headers=_token("x" * 32)),
    Attack("half of the token", 403, headers=_token("{token}"[:4])),
    Attack("the token twice", 400, twice="X-Shixian-Token"),
    Attack("the token in the address only", 403, "/api/scenarios?token={token}", headers=_token(None)),
    # Methods and kinds: what a form or an image of another site can send
    Attack("a question by GET", 405, method="GET", body=b""),
    Attack("PUT", 405, method="PUT"),
    Attack("DELETE", 405, method="DELETE"),
    Attack("OPTIONS (a preflight)", 405, method="OPTIONS", body=b""),
    Attack("HEAD of the page", 405, "/", "HEAD", body=b""),
    Attack("POST to the page", 405, "/"),
    Attack("TRACE", 405, method="TRACE", body=b""),
    Attack("a form", 415, headers=_kind("application/x-www-form-urlencoded")),
    Attack("plain text", 415, headers=_kind("text/plain")),
    Attack("a multipart form", 415, headers=_kind("multipart/form-data; boundary=x")),
    Attack("no kind at all", 415, headers=_kind(None)),
    Attack("JSON in another charset", 415, headers=_kind("application/json; charset=utf-7")),
    Attack("two kinds", 400, twice="Content-Type"),
    # Bodies
    Attack("a body said to be too large", 413, headers={"Content-Length": "99999999"}, body=b"{"),
    Attack("a body said to be endless", 413, headers={"Content-Length": "9" * 15}, body=b"{"),
    Attack("a body in pieces that is too large", 413, headers=_PIECES, body=_piece(b"x" * 2_100_000)),
    Attack("a body that is no JSON", 400, body=b"{"),
    Attack("a body that is no object", 400, body=b"[1]"),
    Attack("a body that is no text", 400, body=b"\xff\xfe\x00"),
    Attack("a body nested without end", 400, body=b"[" * 100_000),
    # Names
    Attack("a file above the page's", 404, "/../../etc/passwd", "GET", body=b""),
    Attack("the same, encoded", 404, "/%2e%2e/%2e%2e/etc/passwd", "GET", body=b""),
    Attack("a source file", 404, "/page.py", "GET", body=b""),
    Attack("an unknown question", 404, "/api/shutdown"),
    Attack("a scenario by its path", 400, "/api/open", body=_json({"scenario": "../../etc/passwd"})),
    Attack("a scenario without a name", 400, "/api/open", body=_json({"scenario": ""})),
    Attack("a scenario that is a list", 400, "/api/open", body=_json({"scenario": ["desk"]})),
    # What is asked
    Attack("a card that is not there", 422, "/api/run", body=_run(cards=["<script>alert(1)</script>"])),
    Attack("cards that are no list", 400, "/api/run", body=_run(cards="all")),
    Attack("a setting of another part", 400, "/api/run", body=_run(settings={"extends": "../x.yaml"})),
    Attack("a setting by an odd path", 422, "/api/run", body=_run(settings={"pools.__class__.x": 1})),
    Attack("a setting that is code", 400, "/api/run", body=_run(settings={"numbers.slow": "().__class__"})),
    Attack("a file as a setting", 400, "/api/run", body=_run(settings={"numbers.slow": "empirical('x')"})),
    Attack("a million people", 422, "/api/run", body=_run(settings={"pools.clerk.staff": 10**9})),
    Attack("a setting that is not finite", 400, "/api/run", body=_run(settings={"numbers.rate": "inf"})),
    Attack("a number of replications", 400, "/api/run", body=_run(count=10**9)),
    Attack("a film without end", 400, "/api/film", body=_run(day=0, days=10**9)),
    Attack("a file of an unknown kind", 400, "/api/export", body=_run(kind="../x", lang="en")),
    Attack("a language that is none", 400, "/api/export", body=_run(kind="scenario", lang="<script>")),
    # A scenario brought along
    Attack("a scenario that is none", 422, "/api/bring", body=_json({"name": "a.yaml", "text": "<script>"})),
    Attack("a scenario of a megabyte and more", 400, "/api/bring",
           body=_json({"name": "a.yaml", "text": "x" * 1_000_001})),
    Attack("a name that leads elsewhere", 422, "/api/bring",
           body=_json({"name": "../../../../etc/cron.d/x", "text": "format: 1"})),
    Attack("a scenario that takes another file", 422, "/api/bring",
           body=_json({"name": "a.yaml", "text": "format: 1\nextends: ../../../../etc/passwd\n"})),
    Attack("a bomb of anchors", 422, "/api/bring",
           body=_json({"name": "a.yaml", "text": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"})),
    Attack("a deep nest", 422, "/api/bring", body=_json({"name": "a.yaml", "text": "[" * 25_000})),
)  # fmt: skip


def _table(server: Server) -> Iterator[str]:
    """A Markdown row for each attack as it was answered."""
    yield "| tried | answered |"
    yield "| --- | --- |"
    for attack in ATTACKS:
        status, _ = server.sent(attack.raw(server))
        yield f"| {attack.name} | {status} {HTTPStatus(status).phrase} |"


if __name__ == "__main__":
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(desk.write(Path(folder)), Path(folder) / "results") as launched,
    ):
        print("\n".join(_table(launched)))
