"""One measurement of our engines, in a process of its own; prints one line of JSON.

usage: measure.py run ENGINE FILE CASES   one replication: cases, rows, seconds of CPU, peak memory in MB
       measure.py reduced FILE CASES      one replication reduced to its measures: cases, seconds of CPU, peak memory in MB
       measure.py answer FILE             the parts of a replication: engine, laws, observation
       measure.py threads FILE            one replication after the other against two at once
"""

from __future__ import annotations

import json
import resource
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from pathlib import Path
from statistics import median
from typing import Any

from sim.engines import run
from sim.measures import observe
from sim.measures.laws import check_laws
from sim.program import Program
from sim.study.asking import wanted_of
from sim.study.prepare import prepare
from sim.study.replication import Job, replicate


SMALL = Path(__file__).parent / "scenarios" / "mm5.yaml"


def program_of(file: str, cases: int = 0) -> Program:
    """Today's program; with ``cases``, a period in which about so many arrive."""
    program = prepare(file)["today"].program
    if not cases:
        return program
    arrivals = program.processes[0].arrivals
    assert arrivals.intensity is not None
    days = max(1, round(program.until / 86_400 * cases / arrivals.intensity.integral[-1]))
    return prepare(file, settings=(f"period.arrivals={days} d",))["today"].program


def one_run(engine: str, file: str, cases: int) -> dict[str, float]:
    """A replication as it is among many: the compiled engine has run one before, and the mean of five is taken.

    The reference engine keeps nothing from one replication to the next; it is only loaded before.
    """
    program, times = program_of(file, cases), 5 if engine == "compiled" and cases <= 100_000 else 1
    before = program if engine == "compiled" else program_of(str(SMALL), 100)
    run(before, seed=1, replication=0, engine=engine)
    began = time.process_time()
    for k in range(times):
        log = run(program, seed=1, replication=1 + k, engine=engine)
    took = (time.process_time() - began) / times
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cases": len(log.cases["case"]), "rows": len(log), "seconds": took, "peak": peak}


def reduced(file: str, cases: int) -> dict[str, float]:
    """A replication as `sim run` has it made where nobody wants the log: laws and measures included."""
    program, small = program_of(file, cases), program_of(file, 1000)

    def job(program: Program) -> Job:
        return Job(program=program, wanted=wanted_of(program), seed=1, engine="compiled", glimpses=1)

    replicate(job(small), 0)
    began = time.process_time()
    found = replicate(job(program), 0)
    took = time.process_time() - began
    assert found.observation is not None
    seen = found.observation.seen[0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cases": len(seen.values) + len(seen.open_values), "seconds": took, "peak": peak}


def answer(file: str) -> dict[str, float]:
    """Median milliseconds of CPU of each part of a replication."""
    program = program_of(file)
    wanted, parts = wanted_of(program), dict[str, list[float]]()

    def timed(name: str, what: Callable[[], object]) -> object:
        began = time.process_time()
        found = what()
        parts.setdefault(name, []).append(1000 * (time.process_time() - began))
        return found

    for k in range(8):
        log = timed("engine", lambda k=k: run(program, seed=1, replication=k))  # type: ignore[misc]
        timed("laws", lambda log=log: check_laws(program, log, seed=1, native=True))  # type: ignore[misc]
        timed("observation", lambda log=log: observe(program, log, wanted, seed=1))  # type: ignore[misc]
    return {"rows": len(log), **{name: median(values[1:]) for name, values in parts.items()}}  # type: ignore[arg-type]


def threads(file: str) -> dict[str, float]:
    """Wall seconds of eight replications by one thread, by two, and by two processes, each of which has run some
    before; ``one_cpu`` and ``two_cpu`` are the seconds of CPU of the first two.
    """
    program = program_of(file, 200_000)

    def some(first: int) -> None:
        for k in range(first, first + 4):
            run(program, seed=1, replication=k)

    def together(kind: type[threading.Thread] | type[ForkProcess], barrier: Any) -> tuple[float, float]:
        def work(first: int) -> None:
            some(first)
            barrier.wait(60)
            some(first)
            barrier.wait(60)

        pair = [kind(target=work, args=(at,)) for at in (0, 4)]
        for each in pair:
            each.start()
        barrier.wait(60)
        began = time.perf_counter(), time.process_time()
        barrier.wait(60)
        took = time.perf_counter() - began[0], time.process_time() - began[1]
        for each in pair:
            each.join()
        return took

    two = together(threading.Thread, threading.Barrier(3))
    processes = together(ForkProcess, get_context("fork").Barrier(3))
    began = time.perf_counter(), time.process_time()
    some(0)
    some(4)
    one = time.perf_counter() - began[0], time.process_time() - began[1]
    return {
        "one": one[0], "two": two[0], "processes": processes[0], "one_cpu": one[1], "two_cpu": two[1],
    }  # fmt: skip


def main() -> None:
    """The command."""
    what, *given = sys.argv[1:]
    if what == "run":
        found = one_run(given[0], given[1], int(given[2]))
    elif what == "reduced":
        found = reduced(given[0], int(given[1]))
    else:
        found = answer(given[0]) if what == "answer" else threads(given[0])
    print(json.dumps(found))


if __name__ == "__main__":
    main()
