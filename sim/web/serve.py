"""[web] Start the server on the loopback address and say where it is."""

from __future__ import annotations

import secrets
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import uvicorn

from sim.errors import UsageError
from sim.experiments.executors import cores
from sim.experiments.whatif import Question, warmed
from sim.web.guard import Guard
from sim.web.page import Page
from sim.web.workers import Workers, settle

LOOPBACK = "127.0.0.1"


def serve(
    scenarios: Mapping[str, Path], *, port: int, out: Path, engine: str, ready: Callable[[str], None]
) -> None:
    """Serve the page until somebody interrupts; ``ready`` is told its address, with the launch's token.

    ``port`` 0 takes any free one. Raises `UsageError` where the port is taken.
    """
    workers = Workers(cores())
    try:
        with closing(_listening(port)) as listening:
            taken = int(listening.getsockname()[1])
            token = secrets.token_urlsafe(24)
            page = Page(scenarios, workers, out=out, engine=engine)
            guard = Guard(page.application(), port=taken, token=token)
            first = Question(str(next(iter(scenarios.values()))))
            workers.warm(warmed, first, engine)
            settle()
            # The server raises this again when it has ended: the workers are to be ended in order then.
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
            ready(f"http://{LOOPBACK}:{taken}/?token={token}")
            _server(guard).run(sockets=[listening])
    finally:
        workers.close()


def _listening(port: int) -> socket.socket:
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((LOOPBACK, port))
        found.listen(64)  # From now on a browser may come: what it asks waits until the server runs.
    except OSError as error:
        found.close()
        hint = "--port 0 takes any free one"
        raise UsageError(f"port {port} cannot be used: {error.strerror}; {hint}") from None
    return found


def _server(guard: Guard) -> uvicorn.Server:
    config = uvicorn.Config(
        guard,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="off",
        proxy_headers=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=1,
        limit_concurrency=64,
    )
    return uvicorn.Server(config)
