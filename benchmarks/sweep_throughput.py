"""How much faster a sweep runs on two workers than on one, and on a Dask cluster than on this machine.

    python -m benchmarks.sweep_throughput [--points 12] [--rounds 3] [--cluster tcp://127.0.0.1:8786]

Each round runs the same points of a plan scenario, 20 replications each, once in every way, one after the
other, and prints each way's throughput as a ratio to that of one worker in the same round. Pools are started
and the engine is loaded before the clock runs. Look at the median of the rounds. On a machine that is busy
otherwise the ratios tell little; the processor time a point costs then tells what working apart adds to it
(that of a cluster is not seen from here). The answers are compared: they must be the same bytes.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from sim.experiments.executors import Workers
from sim.experiments.sweep import Errand, Plan, SweepOrder, answered

ROOT = Path(__file__).resolve().parents[1]
SCENARIO = ROOT / "scenarios" / "changchun_2021" / "electricity_connection.yaml"


def errands(points: int) -> list[Errand]:
    """So many points of the scenario, ready to run."""
    order = SweepOrder(
        path=str(SCENARIO),
        variants=("plan_2021",),
        vary=("line_share",),
        sample=f"lhs:{points}",
        out=Path("unused"),
    )
    plan = Plan.of(order)
    return [plan.errand(n, plan.key(n)) for n in range(points)]


def timed(workers: Workers, work: list[Errand]) -> tuple[float, float, dict[str, bytes]]:
    """Seconds for all points, seconds of processor per point in all processes of this machine, and the
    answers by key.
    """
    before, extra = processor(), work[:1] * (1 + workers.count)
    with workers:
        list(workers.map(answered, extra))  # start, load, warm up
        began = time.perf_counter()
        found = {errand.key: value for errand, value in workers.completed(answered, work)}
        seconds = time.perf_counter() - began
    return seconds, (processor() - before) / (len(work) + len(extra)), found


def processor() -> float:
    """Seconds of processor that this process and its ended children have used."""
    return sum(os.times()[:4])


def ways(cluster: str) -> Iterator[tuple[str, Workers]]:
    """Every way to work, by name; one worker comes first."""
    yield "1 worker", Workers(1)
    yield "2 processes", Workers(2)
    yield "2 threads", Workers(2, kind="threads")
    if cluster:
        yield "Dask", Workers(cluster=cluster)


def main() -> None:
    """Print a line per round, and the medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--points", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cluster", default="")
    given = parser.parse_args()
    work, ratios = errands(given.points), dict[str, list[float]]()
    for number in range(given.rounds):
        base, expected = 0.0, dict[str, bytes]()
        for name, workers in ways(given.cluster):
            seconds, cost, found = timed(workers, work)
            base, expected = base or seconds, expected or found
            assert found == expected, f"{name} gave other bytes"
            ratios.setdefault(name, []).append(base / seconds)
            rate = 20 * given.points / seconds
            told = f"{name:12s} {rate:6.1f} replications/s  x {base / seconds:.2f}"
            told += f"  {1000 * cost:6.0f} ms of processor a point"
            print(f"round {number + 1}  {told}", flush=True)
    print("median  " + ", ".join(f"{name} x {median(found):.2f}" for name, found in ratios.items()))


if __name__ == "__main__":
    main()
