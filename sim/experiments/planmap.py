"""The map of a plan against the scenarios beside it: every row of the plan with what answers it.

The rows are plain documents: the number and name of a measure, its answers (targets with their verdict once
there is one, numbers of a ledger, reform cards), or why it is no process.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from sim.errors import Complaint, nearest_name
from sim.form import quoted
from sim.labels import Label
from sim.reading.planmap import Named, PlanMap, Row, is_map, read_map
from sim.results import as_csv
from sim.study.document import Document, both
from sim.study.prepare import TODAY, Prepared, examine

Ready = Mapping[str, Prepared]
ReadyOf = Callable[[Path], Ready | None]
"""What can run of a scenario's file; None where there is no such file, nothing where it is faulty."""

COLUMNS = ("no", "measure_en", "measure_zh", "kind", "scenario", "name", "verdict", "reason_en", "reason_zh")


def maps_in(folder: Path) -> list[Path]:
    """Every map below a folder, in the order of their paths."""
    return [f for f in sorted(folder.rglob("*")) if is_map(f)]


def checked_map(file: Path) -> tuple[list[Document], list[Complaint]]:
    """The rows of one map, and every complaint about it; the scenarios that it names are read for it."""
    found: dict[Path, Ready | None] = {}

    def ready_of(scenario: Path) -> Ready | None:
        if scenario not in found:
            found[scenario] = examine(scenario)[0] if scenario.is_file() else None
        return found[scenario]

    return plan_rows(file, ready_of)


def plan_rows(file: Path, ready_of: ReadyOf) -> tuple[list[Document], list[Complaint]]:
    """The rows of a map, and every complaint about its form and about what it names."""
    plan, complaints = read_map(file)
    if plan is None:
        return [], complaints
    rows = [_row(plan, row, ready_of, complaints) for row in plan.rows]
    return rows, complaints


def _row(plan: PlanMap, row: Row, ready_of: ReadyOf, complaints: list[Complaint]) -> Document:
    answers: list[Document] = []
    for named, find in [*((n, _targets) for n in row.targets), *((n, _parameters) for n in row.parameters)]:
        ready = ready_of(plan.file.parent / f"{named.scenario}.yaml")
        if ready is None:
            complaints.append(_unknown_scenario(plan, named))
        elif TODAY in ready:  # a faulty scenario has complaints of its own
            answers += find(named, row.measure.number, ready[TODAY], complaints)
    return {
        "no": row.measure.number,
        "measure": both(row.measure.name),
        "family": row.measure.family,
        "asked": row.measure.target,
        "answers": answers,
        "no_process": _both_or_none(row.no_process),
        "why": _both_or_none(row.why),
    }


def _targets(named: Named, number: str, ready: Prepared, complaints: list[Complaint]) -> Iterator[Document]:
    targets = ready.program.targets
    if not named.names:
        chosen = [i for i, t in enumerate(targets) if number in t.plan]
        if not chosen:
            complaints.append(
                _wrong(named, named.scenario, f"a scenario with a target of measure {number}", "")
            )
    else:
        chosen = [i for n in named.names for i in _by_name(named, n, [t.name for t in targets], complaints)]
    for i in chosen:
        yield {
            "kind": "target",
            "scenario": named.scenario,
            "name": both(targets[i].name),
            "target": i,
            "verdict": None,
        }


def _by_name(named: Named, name: str, labels: Sequence[Label], complaints: list[Complaint]) -> list[int]:
    found = [i for i, label in enumerate(labels) if name in (label.en, label.zh)]
    if not found:
        known = [text for label in labels for text in (label.en, label.zh)]
        expected = f"the name of a target of {named.scenario}"
        complaints.append(_wrong(named, name, expected, nearest_name(name, known)))
    return found


def _parameters(
    named: Named, _number: str, ready: Prepared, complaints: list[Complaint]
) -> Iterator[Document]:
    document = ready.scenario.document
    for name in named.names:
        kind = "number" if name in document.numbers else "card" if name in document.reforms else ""
        if not kind:
            expected = f"a number of the ledger or a card of {named.scenario}"
            known = (*document.numbers, *document.reforms)
            complaints.append(_wrong(named, name, expected, nearest_name(name, known)))
            continue
        label = document.reforms[name].label if kind == "card" else document.numbers[name].label
        yield {
            "kind": kind,
            "scenario": named.scenario,
            "name": both(label if label is not None and label("en") else Label(name, name)),
            "parameter": name,
        }


def _unknown_scenario(plan: PlanMap, named: Named) -> Complaint:
    beside = [f.stem for f in plan.file.parent.glob("*.yaml") if f != plan.file]
    return _wrong(named, named.scenario, "a scenario beside the map", nearest_name(named.scenario, beside))


def _wrong(named: Named, given: str, expected: str, nearest: str) -> Complaint:
    return Complaint(".".join(map(str, named.path)), quoted(given), expected, nearest, named.place)


def _both_or_none(label: Label | None) -> dict[str, str] | None:
    return None if label is None else both(label)


def with_verdicts(rows: Iterable[Document], board_rows: Iterable[Document]) -> list[Document]:
    """The same rows, each target with the verdict that the board found for it."""
    verdicts: dict[str, list[str]] = defaultdict(list)
    for row in board_rows:
        verdicts[row["scenario"]].append(row["verdict"])
    return [{**row, "answers": [_judged(a, verdicts[a["scenario"]]) for a in row["answers"]]} for row in rows]


def _judged(answer: Document, verdicts: Sequence[str]) -> Document:
    if answer["kind"] != "target" or answer["target"] >= len(verdicts):
        return answer
    return {**answer, "verdict": verdicts[answer["target"]]}


def plan_csv(rows: Iterable[Document]) -> str:
    """The map as a table: a line for each answer, or for the reason why there is none."""
    return as_csv(COLUMNS, _lines(rows))


def _lines(rows: Iterable[Document]) -> Iterator[Document]:
    for row in rows:
        head = {"no": row["no"], "measure_en": row["measure"]["en"], "measure_zh": row["measure"]["zh"]}
        reason = row["no_process"] or row["why"] or {"en": "", "zh": ""}
        told = {"reason_en": reason["en"], "reason_zh": reason["zh"]}
        if not row["answers"]:
            yield {**head, "kind": "no process", "scenario": "", "name": "", "verdict": "", **told}
        for a in row["answers"]:
            name = a.get("parameter") or a["name"]["en"]
            yield {**head, "kind": a["kind"], "scenario": a["scenario"], "name": name,
                   "verdict": a.get("verdict") or "", **told}  # fmt: skip
