"""`make benchmarks PEERS=/path/to/python`: every ratio side by side in one run, written to docs/performance.md.

Competitors run in turn, A B A B, each in a process of its own; times are seconds of CPU. PEERS is the Python of an
environment with simpy, ciw, salabim, prosimos and cimba; gcc compiles the model in C.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PAGE = ROOT / "docs" / "performance.md"
PLAN = ROOT / "scenarios" / "changchun_2021"
PIPELINE_CASES = 10_080
"""Five weeks of arrivals, twelve an hour."""
TURNS = int(os.environ.get("TURNS", "3"))

from sim.experiments.score import scenarios_in

Found = dict[str, Any]
Competitor = Callable[[], Found]


def told(command: list[str]) -> Found:
    """What a measurement printed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1] if done.stderr else "no reason given"}
    found: Found = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def ours(engine: str, file: Path, cases: int = 0) -> Competitor:
    """A run of one of our engines."""
    return lambda: told([sys.executable, "-m", "benchmarks.measure", "run", engine, str(file), str(cases)])


def peer(python: str, model: str, cases: int) -> Competitor:
    """A run of a peer's model."""
    return lambda: told([python, str(HERE / "peers" / f"{model}.py"), str(cases)])


def in_turn(*competitors: Competitor) -> list[list[Found]]:
    """A B A B: so that a slow minute of the machine meets everybody."""
    found: list[list[Found]] = [[] for _ in competitors]
    for _ in range(TURNS):
        for list_, competitor in zip(found, competitors, strict=True):
            list_.append(competitor())
    return found


def per_row(found: list[Found]) -> list[float]:
    """Microseconds per row of the log."""
    return [1e6 * f["seconds"] / f["rows"] for f in found if "failed" not in f]


def spread(values: list[float], digits: int = 2) -> str:
    """Median and range."""
    if not values:
        return "failed"
    return f"{median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def against(name: str, goal: str, mine: Competitor, other: Competitor) -> str:
    """A row of a table: times per row of the log of both, and how many times as long the other takes."""
    a, b = in_turn(mine, other)
    fast, slow = per_row(a), per_row(b)
    if not fast or not slow:
        why = next((f["failed"] for f in (*a, *b) if "failed" in f), "")
        return f"| {name} | – | – | not measured: {why[:60]} | {goal} |"
    ratios = [s / f for f, s in zip(fast, slow, strict=False)]
    return f"| {name} | {spread(fast)} | {spread(slow)} | **{spread(ratios, 0 if median(ratios) > 10 else 2)}** | {goal} |"


def say(text: str) -> None:
    """What is going on, to stderr."""
    print(text, file=sys.stderr, flush=True)


HEAD = "| | ours, µs per row | theirs, µs per row | times as long | to reach |\n|---|---|---|---|---|"


def against_reference() -> list[str]:
    """The compiled engine against the reference engine on SimPy."""
    rows = [HEAD]
    models = [(f, "≥ 100") for f in sorted((HERE / "scenarios").glob("[mp]*.yaml"))]
    models += [(f, "≥ 60") for f in plan()]
    for file, goal in models:
        say(file.stem)
        cases = 10_000 if file.parent != PLAN else 0
        rows.append(
            against(f"`{file.stem}`", goal, ours("compiled", file, cases), ours("simpy", file, cases))
        )
    return rows


def plan() -> list[Path]:
    """The plan's scenarios; with ONLY those whose names are listed there."""
    only = os.environ.get("ONLY", "").split()
    return [f for f in scenarios_in(PLAN) if not only or f.stem in only]


def against_peers(python: str | None) -> list[str]:
    """The compiled engine against others' models."""
    rows, c = [HEAD], compiled_c("mm5")
    mm5, pipeline = (HERE / "scenarios" / f"{n}.yaml" for n in ("mm5", "pipeline"))
    say("hand-written C")
    rows.append(
        against(
            "M/M/5 in C (gcc -O3)",
            "≥ 0.67",
            ours("compiled", mm5, 100_000),
            lambda: told([c, "100000", "270"]),
        )
    )
    days = max(1, round(PIPELINE_CASES / (24 * 12)))
    c_pipeline = compiled_c("pipeline")
    rows.append(
        against(
            "pipeline in C (gcc -O3)",
            "≥ 0.67",
            ours("compiled", pipeline, PIPELINE_CASES),
            lambda: told([c_pipeline, str(days)]),
        )
    )
    models = [
        ("mm5_cimba", mm5, "–"), ("mm5_simpy", mm5, "–"), ("mm5_ciw", mm5, "–"), ("mm5_salabim", mm5, "–"),
        ("pipeline_cimba", pipeline, "≥ 2"), ("pipeline_simpy", pipeline, "≥ 60"),
        ("pipeline_prosimos", pipeline, "≥ 500"), ("pipeline_salabim", pipeline, "≥ 800"),
    ]  # fmt: skip
    for model, file, goal in models if python else ():
        say(model)
        cases = 2_000 if "salabim" in model or "prosimos" in model else 10_000
        rows.append(
            against(f"`{model}`", goal, ours("compiled", file, 10_000), peer(str(python), model, cases))
        )
    return rows


def compiled_c(model: str) -> str:
    """A model in C, compiled; products and sums stay apart, so that its rows are ours."""
    out = Path(tempfile.mkdtemp()) / model
    flags = ["-O3", "-march=native", "-ffp-contract=off"]
    subprocess.run(["gcc", *flags, "-o", out, HERE / "native" / f"{model}.c", "-lm"], check=True)
    return str(out)


def growing() -> list[str]:
    """Cost and memory per case from ten thousand to ten million cases, and in a backlog without end: the run with
    its log in memory, and reduced to its measures as it is produced.
    """
    rows = ["| model | kept | cases | ns per case | peak memory, MB |", "|---|---|---|---|---|"]
    sizes = [int(float(n)) for n in os.environ.get("SIZES", "1e4 1e5 1e6 1e7").split()]
    mm5, load2 = (HERE / "scenarios" / f"{n}.yaml" for n in ("mm5", "load2"))
    backlogs = [n for n in (100_000, 2_000_000) if n <= max(sizes)]
    models = [("load 0.9", mm5, n) for n in sizes] + [("load 2", load2, n) for n in backlogs]
    each = [("the log", n, f, ours("compiled", f, k)) for n, f, k in models if k <= 2_000_000]
    each += [("measures", n, f, measured(f, k)) for n, f, k in models]
    for (kept, name, _, _), found in zip(each, in_turn(*(e[-1] for e in each)), strict=True):
        good = [f for f in found if "failed" not in f]
        costs = [1e9 * f["seconds"] / f["cases"] for f in good]
        peak, cases = max((f["peak"] for f in good), default=0), good[0]["cases"] if good else 0
        rows.append(f"| M/M/5 at {name} | {kept} | {cases:,} | {spread(costs, 0)} | {peak:.0f} |")
    return rows


def measured(file: Path, cases: int) -> Competitor:
    """A run that is reduced to its measures."""
    return lambda: told([sys.executable, "-m", "benchmarks.measure", "reduced", str(file), str(cases)])


def of_an_answer() -> list[str]:
    """Where the time of a replication of the plan goes."""
    rows = [
        "| scenario | rows | engine, ms | laws, ms | observation, ms | laws' part | laws, ns per row |",
        "|---|---|---|---|---|---|---|",
    ]
    for file in plan():
        say(f"parts of {file.stem}")
        f = told([sys.executable, "-m", "benchmarks.measure", "answer", str(file)])
        if "failed" not in f:
            whole = f["engine"] + f["laws"] + f["observation"]
            rows.append(
                f"| `{file.stem}` | {f['rows']:,} | {f['engine']:.1f} | {f['laws']:.1f} | {f['observation']:.1f} "
                f"| {100 * f['laws'] / whole:.1f}% | {1e6 * f['laws'] / f['rows']:.0f} |"
            )
    return rows


def of_the_start() -> str:
    """How long the smallest scenario takes from the command to its saved answer, with everything compiled before."""
    say("the start")
    file = ROOT / "scenarios" / "templates" / "hotline.yaml"
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "sim", "run", str(file), "--replications", "20", "--fresh", "--out", out]
        runs = [timed(command) for _ in range(2 * TURNS + 1)][1:]
    wall, cpu = ([run[k] for run in runs] for k in range(2))
    return (
        f"`sim run scenarios/templates/hotline.yaml --replications 20`, saved answer included: {spread(wall)} s by the "
        f"clock, {spread(cpu)} s of CPU of all its processes ({len(runs)} turns after one that warms the caches; "
        f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores)."
    )


def timed(command: list[str]) -> tuple[float, float]:
    """Seconds by the clock and seconds of CPU of a command and its children."""
    before, began = os.times(), time.perf_counter()
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, capture_output=True, check=True, cwd=ROOT, env=kept)
    after = os.times()
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return time.perf_counter() - began, cpu


def at_once() -> str:
    """Two threads, and two processes, against one thread."""
    say("two threads")
    runs = [
        told([sys.executable, "-m", "benchmarks.measure", "threads", str(HERE / "scenarios" / "mm5.yaml")])
        for _ in range(TURNS)
    ]
    good = [f for f in runs if "failed" not in f]
    threads, processes = ([f["one"] / f[name] for f in good] for name in ("two", "processes"))
    return (
        f"Eight replications of 200,000 cases by two threads instead of one: {spread(threads)} times as fast by the "
        f"clock; by two processes: {spread(processes)}, which is what the machine allowed. Two threads use "
        f"{spread([f['two_cpu'] / f['one_cpu'] for f in good])} times the CPU that one uses for the same work."
    )


def machine() -> str:
    """What this ran on."""
    try:
        cpu = next(l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name"))
    except (OSError, StopIteration):
        cpu = platform.processor()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return (
        f"{cpu}, {os.cpu_count()} cores, {platform.system()}; Python {platform.python_version()}, "
        f"Numba {version('numba')}, NumPy {version('numpy')}; {date.today()}; load when it began {load:.1f}"
    )


def main() -> None:
    """Measure everything and write the page."""
    argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__).parse_args()
    where = machine()
    parts: list[str] = []
    for part in sections(where):
        # A page that grows as it is measured: whoever interrupts keeps what there is.
        parts.append(part)
        PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    say(f"written: {PAGE.relative_to(ROOT)}")


def sections(where: str) -> Iterator[str]:
    """The page, section by section."""
    head = (HERE / "page.md").read_text(encoding="utf-8")
    yield head.strip().replace("{machine}", where).replace("{turns}", str(TURNS))
    yield "## Against others\n\n" + "\n".join(against_peers(os.environ.get("PEERS")))
    yield "## Growing\n\n" + "\n".join(growing())
    yield "## The parts of a replication\n\nMilliseconds of CPU, medians of seven.\n\n" + "\n".join(
        of_an_answer()
    )
    yield f"## The start of a command\n\n{of_the_start()}"
    yield "## Against the reference engine\n\n" + "\n".join(against_reference())
    yield f"## Two at once\n\n{at_once()}"
    yield (HERE / "limits.md").read_text(encoding="utf-8").strip()


if __name__ == "__main__":
    main()
