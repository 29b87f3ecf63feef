"""Variants of one scenario beside each other under common luck: paired differences, measure by measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING, Any

from sim.errors import UsageError
from sim.experiments.contrasting import Side, chart_of, measure_rows, target_rows
from sim.experiments.executors import Pooled, Workers
from sim.experiments.keeping import Kept, Shelf, Table
from sim.experiments.resuming import Resuming, key_of
from sim.experiments.running import Order, Progress, engine_of, looks_of
from sim.labels import Language
from sim.reforming import variants as variants_of
from sim.results import as_json
from sim.study.asking import wanted_of
from sim.study.decide import Inquiry
from sim.study.document import SCHEMA_VERSION, Document, both
from sim.study.notes import notes_of
from sim.study.prepare import TODAY, Prepared, bases_of, prepare
from sim.study.replication import Job, Replication
from sim.study.runs import Executor, Runs
from sim.tree import plain

if TYPE_CHECKING:
    from sim.reporting.plots.frame import Picture

TABLE = "differences.csv"

COLUMNS = (
    "variant", "against", "kind", "name", "measure", "statistic", "unit", "base", "value", "difference",
    "low", "high", "pairs", "lower", "equal", "higher", "variance_ratio", "base_verdict", "verdict",
)  # fmt: skip
"""Of ``differences.csv``: ``difference`` is ``value - base``, its interval 95%."""


def compare(order: Order, progress: Progress | None = None) -> Kept:
    """Compare the order's variants against the first of them; one alone is compared with today, none means
    all there are.

    Every variant gets the same replications: as many as the one whose targets take longest to decide (or as
    many as the order says). Raises `InputError` and `UsageError` like a run.
    """
    engine = engine_of(order.engine)
    order, ready = _asked(order)
    shelf = Shelf(
        out=order.out,
        scenario=ready[TODAY].scenario.name,
        question=_question(order, ready),
        command=order.command,
        fresh=order.fresh,
    )
    known = shelf.known()
    if known is not None:
        return known
    sides, interrupted, failures = _run(order, ready, engine, progress)
    document = _document(order, sides, engine, interrupted=interrupted, failures=failures)
    pictures = {
        f"{block['variant']}.svg": picture(document, n, "en").svg()
        for n, block in enumerate(document["comparisons"])
        if order.out is not None and not interrupted
    }
    table = Table(name=TABLE, columns=COLUMNS, rows=list(rows_of(document)))
    return shelf.keep(document, [table], texts=pictures)


def picture(document: Document, number: int, lang: Language) -> Picture:
    """One of the comparisons as a picture."""
    from sim.reporting.plots.paired import paired

    return paired(chart_of(document, number), lang)


def _asked(order: Order) -> tuple[Order, dict[str, Prepared]]:
    """The order with its base in front, and all that it needs prepared."""
    asked = tuple(dict.fromkeys(order.variants))
    if not asked:
        today = prepare(order.path, settings=order.settings, variants=())[TODAY]
        asked = tuple(dict.fromkeys((TODAY, *variants_of(today.scenario))))
    if len(asked) == 1 and asked[0] != TODAY:
        asked = (TODAY, *asked)
    if len(asked) == 1:
        raise UsageError("there is nothing to compare with today: the scenario has no variants")
    return replace(order, variants=asked), prepare(order.path, settings=order.settings, variants=asked)


def _question(order: Order, ready: Mapping[str, Prepared]) -> dict[str, Any]:
    return {
        "kind": "compare",
        "variants": order.variants,
        "scenarios": [[v, plain(p.scenario.tree), p.scenario.tables] for v, p in ready.items()],
        "seed": order.seed,
        "replications": order.replications,
        "looks": (order.at_most, order.family),
    }


def _run(
    order: Order, ready: Mapping[str, Prepared], engine: str, progress: Progress | None
) -> tuple[dict[str, Side], bool, list[Document]]:
    """Every variant to its verdicts, then all to the same number of replications."""
    most = 0

    def seen(variant: str, result: Replication) -> None:
        if progress is not None:
            progress(variant, result.number + 1, most)

    bases = (b for v in order.variants for b in bases_of(ready[v].program))
    jobs = {
        v: Job(program=ready[v].program, wanted=wanted_of(ready[v].program), seed=order.seed, engine=engine)
        for v in dict.fromkeys((*order.variants, *bases))
    }
    interrupted, made = False, 0
    with Workers(order.workers, cluster=order.cluster) as workers:
        executor, memory = _executor(order, ready, jobs, workers)
        runs = Runs(executor, jobs, seen)
        asking = {v: Inquiry(runs, ready, v) for v in order.variants}
        for variant, inquiry in asking.items():
            looks = looks_of(order, len(ready[variant].program.targets))
            most = looks.last
            made_here, _, stopped = inquiry.run(looks)
            made, interrupted = max(made, made_here), interrupted or stopped
            if interrupted:
                break
        try:
            if not interrupted:
                most = made
                runs.extend(tuple(jobs), made)
        except KeyboardInterrupt:
            interrupted = True
        if memory is not None:
            memory.close(finished=not interrupted)
    count = min(made, *(runs.count(v) for v in jobs))
    level = looks_of(order, 1).level
    sides = {v: Side(ready[v], q.verdicts(count, level), q.samples(v, count)) for v, q in asking.items()}
    failures = [
        {"variant": f.variant, "replication": f.replication, "message": f.message, "ours": f.ours}
        for v in jobs
        for f in runs.failures(v, count)
    ]
    return sides, interrupted, failures


def _executor(
    order: Order, ready: Mapping[str, Prepared], jobs: Mapping[str, Job], workers: Workers
) -> tuple[Executor, Resuming | None]:
    """Who runs the replications, and what keeps them for the next time if they are interrupted."""
    pooled = Pooled(jobs, workers)
    if order.out is None:
        return pooled, None
    keys = {v: key_of(ready[v], job) for v, job in jobs.items()}
    memory = Resuming(pooled, jobs, keys, order.out)
    return memory, memory


def _document(
    order: Order,
    sides: Mapping[str, Side],
    engine: str,
    *,
    interrupted: bool,
    failures: Sequence[Document],
) -> Document:
    base = sides[order.variants[0]]
    compared = [_compared(base, sides[v]) for v in order.variants[1:]]
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "compare",
        "scenario": base.prepared.scenario.name,
        "title": both(base.prepared.program.title),
        "base": order.variants[0],
        "variant": order.variants[-1],
        "seed": order.seed,
        "engine": engine,
        "replications": next(iter(base.samples.values())).replications if base.samples else 0,
        "comparisons": compared,
        "common_luck": _common_luck(compared),
        "labels": {
            "processes": {p.name: both(p.label) for p in base.prepared.program.processes},
            "pools": {p.name: both(p.label) for p in base.prepared.program.pools},
        },
        "notes": list({as_json(n): n for side in sides.values() for n in notes_of(side.prepared)}.values()),
        "failures": list(failures),
        "interrupted": interrupted,
    }


def _common_luck(compared: Sequence[Document]) -> Document:
    """What common luck is worth: var(X) + var(Y) over var(Y - X), its median over the measures of cases, and
    where it is least and most (where a difference never varies, it has no ratio).
    """
    ratios = [
        (
            row["variance_ratio"],
            {"process": process, "measure": measure, "variance_ratio": row["variance_ratio"]},
        )
        for block in compared
        for process, measures in block["measures"].items()
        for measure, row in measures.items()
        if row["variance_ratio"] is not None
    ]
    if not ratios:
        return {"variance_ratio": None, "measures": 0, "least": None, "most": None}
    ordered = sorted(ratios, key=lambda pair: pair[0])
    return {
        "variance_ratio": median(r for r, _ in ratios),
        "measures": len(ratios),
        "least": ordered[0][1],
        "most": ordered[-1][1],
    }


def _compared(base: Side, side: Side) -> Document:
    measures, pools = measure_rows(base, side)
    return {
        "variant": side.prepared.variant,
        "targets": target_rows(base, side),
        "measures": measures,
        "pools": pools,
    }


def rows_of(document: Document) -> Iterator[Document]:
    """The differences as flat rows of `COLUMNS`."""
    for block in document["comparisons"]:
        head = {"variant": block["variant"], "against": document["base"]}
        for row in block["targets"]:
            name = row["target"]["en"] if isinstance(row["target"], dict) else row["target"]
            yield {**head, "kind": "target", "name": name, **row}
        for kind, scope in (("process", "measures"), ("pool", "pools")):
            for name, measures in block[scope].items():
                for measure, row in measures.items():
                    yield {**head, "kind": kind, "name": name, "measure": measure, "statistic": "mean", **row}
