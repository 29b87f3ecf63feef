"""Workers of a Dask cluster behind the same `concurrent.futures.Executor` as those of this machine.

Tasks and results travel pickled, so scheduler and workers must be machines that one trusts, and must run the
same version of this program: otherwise the answers could differ, and that is refused.
"""

from __future__ import annotations

import logging
import re
from concurrent.futures import BrokenExecutor, CancelledError, Executor
from dataclasses import dataclass
from typing import Any

from sim.errors import UsageError
from sim.results import fingerprint

ADDRESS = re.compile(r"([a-z]+://)?([\w.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}")
"""A scheduler's address."""

PATIENCE = 10
"""Seconds within which a scheduler must answer."""


class Gone(UsageError):  # noqa: N818 (what happened)
    """The cluster went away while it worked."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A connection to a scheduler; ``count`` is how many tasks its workers do at a time."""

    address: str
    count: int
    executor: Executor
    client: Any

    def close(self) -> None:
        """Let go of the cluster; what is under way there is cancelled."""
        self.executor.shutdown(wait=False)
        self.client.close(timeout=2)


def connected(address: str) -> Cluster:
    """The cluster whose scheduler listens at ``address`` (``tcp://host:8786``).

    Raises `UsageError` where Dask is not installed, nobody answers, there are no workers, or one of them runs
    another version of this program.
    """
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("--cluster needs Dask: install shixian[cluster]") from None
    if not ADDRESS.fullmatch(address):
        raise UsageError(f'"{address}" is no address of a scheduler; expected tcp://host:8786')
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client: Any = Client(  # type: ignore[no-untyped-call]
            address, timeout=PATIENCE, set_as_default=False
        )
    except (OSError, ValueError, TypeError) as error:
        told = str(error).partition("\n")[0][:200]
        raise UsageError(
            f"nobody answers at {address} ({told}); start a scheduler there: dask scheduler"
        ) from None
    try:
        return _checked(address, client)
    except BaseException:
        client.close(timeout=2)
        raise


def _checked(address: str, client: Any) -> Cluster:
    workers = client.scheduler_info(n_workers=-1)["workers"]
    if not workers:
        raise UsageError(
            f"the scheduler at {address} has no workers; start one: dask worker {address} --nthreads 1"
        )
    try:
        found = client.run(fingerprint)
    except Exception as error:
        told = f"{type(error).__name__}: {error}".partition("\n")[0][:200]
        raise UsageError(f"a worker of {address} cannot run this program ({told})") from None
    others = [worker for worker, version in found.items() if version != fingerprint()]
    if others:
        raise UsageError(
            f"{len(others)} of {len(found)} workers of {address} run another version of this program "
            f"({others[0]}); their answers could differ"
        )
    count = sum(int(worker["nthreads"]) for worker in workers.values())
    return Cluster(address, count, client.get_executor(pure=False), client)


def told(error: Exception, address: str) -> Exception:
    """What an error of a cluster's future means here: a worker that died, or a cluster that went away."""
    from distributed.scheduler import KilledWorker

    if isinstance(error, KilledWorker):
        return BrokenExecutor(str(error).partition("\n")[0][:200])
    if isinstance(error, CancelledError | OSError):
        return Gone(f"the cluster at {address} went away; what was finished before is kept")
    return error
