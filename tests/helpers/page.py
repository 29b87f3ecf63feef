"""The what-if page's server as a process of its own, and requests as raw bytes."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Server:
    """Where a launch listens, and its token."""

    address: str
    port: int
    token: str
    out: Path
    pid: int

    @property
    def host(self) -> str:
        """The host as a browser names it."""
        return f"127.0.0.1:{self.port}"

    def own_headers(self) -> dict[str, str]:
        """What the page itself sends with a question."""
        return {
            "Host": self.host,
            "Origin": f"http://{self.host}",
            "Content-Type": "application/json",
            "X-Shixian-Token": self.token,
        }

    def ask(self, question: str, body: Any) -> tuple[int, Any]:
        """Status and JSON answer of a question asked as the page asks it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        with closing(connection):
            connection.request("POST", f"/api/{question}", json.dumps(body).encode(), self.own_headers())
            response = connection.getresponse()
            return response.status, json.loads(response.read())

    def sent(self, raw: bytes) -> tuple[int, bytes]:
        """Status and the whole answer to raw bytes; 0 where the server only closed the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as line:
            line.sendall(raw)
            answer = b"".join(iter(lambda: line.recv(65536), b""))
        head = answer.split(b"\r\n", 1)[0].split(b" ")
        return (int(head[1]) if len(head) > 1 else 0), answer


@contextmanager
def serving(file: Path, out: Path, options: Sequence[str] = ()) -> Iterator[Server]:
    """A server of this scenario file or folder on a free port; ended afterwards."""
    command = [sys.executable, "-m", "sim", "serve", str(file), "--port", "0", "--out", str(out), *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), f"the server did not start: {address!r}"
        parts = urlsplit(address)
        assert parts.port is not None
        yield Server(address, parts.port, parse_qs(parts.query)["token"][0], out, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()
