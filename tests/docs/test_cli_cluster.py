"""The README's cluster on loopback: a scheduler, two workers, and the same bytes as without them."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim
from sim.experiments.cluster import connected
from tests.helpers import desk
from tests.torture.life import children
from tests.torture.sweeps import files

pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

IN_README = "tcp://192.0.2.1:8786"


def commands(root: Path) -> list[list[str]]:
    """The commands of the README's section."""
    text = (root / "README.md").read_text(encoding="utf-8")
    section = text.partition("## On several machines")[2]
    return [shlex.split(line) for line in section.split("```")[1].strip().splitlines()]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Cluster:
    """The scheduler and the workers, started as the README says but on this machine alone."""

    def __init__(self, root: Path, folder: Path) -> None:
        scheduler, worker, self.sweep = commands(root)
        assert (scheduler[:2], worker[:3], self.sweep[:2]) == (
            ["dask", "scheduler"],
            ["dask", "worker", IN_README],
            ["sim", "sweep"],
        )
        port = free_port()
        self.address = f"tcp://127.0.0.1:{port}"
        self._worker, self._folder = worker, folder
        here = ["--host", "127.0.0.1", "--no-dashboard"]
        self.scheduler = self._start([*scheduler[:2], "--port", str(port), *here], "Scheduler at:")
        self.workers: subprocess.Popen[str] | None = None

    def add_workers(self) -> None:
        command = [self.address if word == IN_README else word for word in self._worker]
        self.workers = self._start([*command, "--no-dashboard"], "Starting established connection", times=2)

    def _start(self, command: list[str], until: str, times: int = 1) -> subprocess.Popen[str]:
        """Start it, and wait until it has told so often that it is up."""
        dask = Path(sys.executable).with_name(command[0])
        process = subprocess.Popen(
            [dask, *command[1:]],
            cwd=self._folder,
            env=desk.environment(DASK_DISTRIBUTED__ADMIN__LOG_FORMAT="%(message)s"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        seen = []
        for line in process.stderr:
            seen.append(line)
            times -= until in line
            if times == 0:
                return process
        raise AssertionError("".join(seen))

    def close(self) -> None:
        for process in (self.workers, self.scheduler):
            if process is not None:
                for pid in (*children(process.pid), process.pid):
                    os.kill(pid, signal.SIGTERM)
                process.communicate(timeout=30)


@pytest.fixture(scope="module")
def cluster(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(root, tmp_path_factory.mktemp("cluster"))
    yield made
    made.close()


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_readmes_cluster_gives_the_same_bytes_as_this_machine(cluster: Cluster, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
        desk.write(folder, name="hall.yaml")
    lonely = desk.sim(there, "run", "hall.yaml", "--cluster", cluster.address)
    assert lonely.returncode == 2
    assert f"has no workers; start one: dask worker {cluster.address}" in lonely.stderr
    cluster.add_workers()
    command = [cluster.address if word == IN_README else word for word in cluster.sweep[1:]]
    swept = desk.sim(there, *command)
    assert swept.returncode == 0, swept.stderr
    local = desk.sim(here, *command[: command.index("--cluster")], "--workers", "1")
    assert local.stdout == swept.stdout
    assert files(here) == files(there)
    asked = (
        ("run", "--export", "csv", "--replications", "6"),
        ("compare", "--replications", "6"),
        ("staff", "--pools", "clerk", "--max", "3", "--variant", "plan_quick"),
    )
    for name, *words in asked:
        options = ("hall.yaml", *words, "--json")
        one = desk.sim(here, name, *options, "--workers", "2")
        other = desk.sim(there, name, *options, "--cluster", cluster.address)
        assert (other.returncode, other.stdout) == (0, one.stdout), other.stderr
    assert dict(sim.compare(there / "hall.yaml", replications=6, cluster=cluster.address)) == dict(
        sim.compare(here / "hall.yaml", replications=6)
    )
    vary = {"pools.clerk.staff": [1, 2]}
    points = sim.sweep(there / "hall.yaml", vary, out=there / "api", replications=3, cluster=cluster.address)
    assert dict(points) == dict(sim.sweep(here / "hall.yaml", vary, out=here / "api", replications=3))


@pytest.mark.parametrize(
    ("address", "told"),
    [("nonsense", "is no address of a scheduler"), ("tcp://127.0.0.1:{port}", "nobody answers at")],
)
def test_an_address_where_nobody_answers_is_told(
    address: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.experiments.cluster.PATIENCE", 1)
    with pytest.raises(Exception, match=re.escape(told)):
        connected(address.format(port=free_port()))


def test_without_dask_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Exception, match=re.escape("install shixian[cluster]")):
        connected("tcp://127.0.0.1:8786")
