"""Nobody but the page itself is answered by its server, and what is refused changes nothing."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.errors.page_attacks import ATTACKS, Attack
from tests.helpers import desk
from tests.helpers.page import Server, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("page")
    desk.write(folder)
    with serving(folder / "desk.yaml", folder / "results") as found:
        yield found


def state(server: Server) -> tuple[object, list[Path]]:
    """What the server knows and what it has written."""
    return server.ask("scenarios", {}), sorted(f for f in server.out.rglob("*") if f.is_file())


def test_the_page_itself_is_answered(server: Server) -> None:
    assert server.ask("scenarios", {}) == (200, {"scenarios": ["desk"]})
    status, answer = server.sent(
        f"GET / HTTP/1.1\r\nHost: {server.host}\r\nConnection: close\r\n\r\n".encode()
    )
    assert status == 200 and b"<!doctype html>" in answer


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda a: a.name)
def test_it_is_refused_and_changes_nothing(attack: Attack, server: Server) -> None:
    before = state(server)
    status, answer = server.sent(attack.raw(server))
    assert status == attack.status, answer[:300]
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"access-control-allow" not in head.lower()
    if status not in (400, 404) or b"content-security-policy" in head.lower():
        assert b"content-security-policy: default-src 'self'" in head.lower()
    assert b"Traceback" not in body and server.token.encode() not in answer
    assert state(server) == before


def test_there_are_at_least_forty_and_no_two_are_the_same() -> None:
    assert len(ATTACKS) >= 40
    assert len({a.name for a in ATTACKS}) == len(ATTACKS)


def test_a_body_that_comes_too_slowly_is_given_up(server: Server) -> None:
    head = "\r\n".join([*(f"{k}: {v}" for k, v in server.own_headers().items()), "Content-Length: 40"])
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:
        line.sendall(f"POST /api/scenarios HTTP/1.1\r\n{head}\r\n\r\n{{".encode())
        assert line.recv(100).startswith(b"HTTP/1.1 408")


def test_a_websocket_is_not_opened(server: Server) -> None:
    asks = (
        f"GET / HTTP/1.1\r\nHost: {server.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    status, _ = server.sent(asks.encode())
    assert status != 101


def test_it_listens_on_the_loopback_address_only(server: Server) -> None:
    own = {i[4][0] for i in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in own - {"127.0.0.1"}:
        with pytest.raises(OSError), socket.create_connection((str(address), server.port), timeout=5):
            pass


def test_workers_do_not_outlive_a_server_that_is_killed(tmp_path: Path) -> None:
    desk.write(tmp_path)
    with serving(tmp_path / "desk.yaml", tmp_path / "results") as killed:
        status, _ = killed.ask("run", {"scenario": "desk", "cards": [], "settings": {}, "count": 20})
        workers = psutil.Process(killed.pid).children(recursive=True)
        assert status == 200 and workers
        psutil.Process(killed.pid).kill()
        _, alive = psutil.wait_procs(workers, timeout=60)
        assert alive == []


def test_script_in_every_label_is_handed_on_as_text(server: Server, tmp_path: Path) -> None:
    text = desk.SCENARIO.replace("within a day", "<script>alert(1)</script>")
    assert text != desk.SCENARIO
    status, found = server.ask("bring", {"name": "x.yaml", "text": text})
    assert status == 200
    status, answer = server.ask(
        "run", {"scenario": found["scenario"], "cards": [], "settings": {}, "count": 20}
    )
    assert status == 200 and answer["verdicts"][0]["target"]["en"] == "<script>alert(1)</script>"
    (written,) = (server.out / "what_if").iterdir()
    assert written.parent == server.out / "what_if"
