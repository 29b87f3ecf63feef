"""[whatif] What may be moved on the page: staffing, reform cards, and every figure within its range."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from sim.errors import ShixianError
from sim.experiments.whatif.question import NAME, Question, prepared, staffing, written
from sim.expressions import Expr, Name, Num
from sim.labels import Label, variant_label
from sim.reforming import variants
from sim.scenario import Document as Model
from sim.scenario import Scenario, ShiftModel
from sim.study.describing import holders, picture
from sim.study.document import Document, both
from sim.study.notes import notes_of
from sim.study.prepare import TODAY, Prepared
from sim.units import SECONDS


def controls_of(file: str) -> Document:
    """The scenario as a page shows it before anything was run; texts in both languages.

    Raises `InputError` with every complaint about the file.
    """
    scenario = written(file)
    model = scenario.document
    ready = prepared(Question(file))[NAME]
    return {
        "file": file,
        "name": scenario.name,
        **{key: both(getattr(model, key)) for key in ("title", "question", "about")},
        "variants": [_variant(scenario, v) for v in variants(scenario)],
        "cards": [_card(name, model) for name in model.reforms],
        "staff": staff_of(ready),
        "numbers": [n for name in model.numbers if (n := _number(name, model)) is not None],
        "processes": _processes(ready),
        "holders": holders(ready),
        "pools": {p.name: both(p.label) for p in ready.program.pools},
    }


def picture_of(question: Question) -> dict[str, str]:
    """The process map of a question, in each language."""
    ready = prepared(question)[NAME]
    return {"en": picture(ready, "en"), "zh": picture(ready, "zh")}


def remarks_of(question: Question) -> list[dict[str, str]]:
    """What somebody must know beside the figures: overloaded pools, guessed days."""
    return notes_of(prepared(question)[NAME])


def title_of(file: str) -> dict[str, str]:
    """The title of a scenario, or nothing where the file cannot be read: somebody chooses by it."""
    try:
        return both(written(file).document.title)
    except ShixianError:
        return both(Label())


def _variant(scenario: Scenario, name: str) -> Document:
    return {"name": name, "label": both(variant_label(name)), "cards": list(_cards(scenario, name))}


def _cards(scenario: Scenario, variant: str) -> tuple[str, ...]:
    return () if variant == TODAY else tuple(scenario.document.variants.get(variant, ()))


def _card(name: str, model: Model) -> Document:
    card = model.reforms[name]
    return {
        "name": name,
        "label": both(_named(card.label, name)),
        "about": both(card.about),
        "plan": list(card.plan),
    }


def _named(label: Label, name: str) -> Label:
    return label if label("en") else Label(en=name.replace("_", " "), zh=name.replace("_", " "))


def staff_of(ready: Prepared) -> list[Document]:
    """Every group of people with the path of its number, that number now, and how far a slider goes."""
    rows = []
    for pool in ready.program.pools:
        model = ready.scenario.document.pools[pool.name]
        for i, shift in enumerate(pool.shifts):
            given = model.staff if model.shifts is None else model.shifts[i].staff
            path = (
                f"pools.{pool.name}.staff" if model.shifts is None else f"pools.{pool.name}.shifts.{i}.staff"
            )
            low, high = _span(given, ready.scenario.document, shift.staff)
            rows.append(
                {
                    "path": f"numbers.{given.id}" if isinstance(given, Name) else path,
                    "pool": pool.name,
                    "label": both(_named(pool.label, pool.name)),
                    "shift": _shift(model.shifts or (), i),
                    "value": shift.staff,
                    "low": low,
                    "high": high,
                }
            )
    return rows


def _shift(shifts: Sequence[ShiftModel], index: int) -> str:
    """What tells a group of a pool from its other groups: its grade, its days, or its calendar."""
    one = shifts[index] if len(shifts) > 1 else None
    if one is None:
        return ""
    if one.grade or (one.since is None and one.until is None):
        alone = len({s.calendar for s in shifts}) == 1
        return one.grade or ("" if alone else one.calendar.replace("_", " "))
    # The same people come back every year: their days are named without it.
    alike = [s for s in shifts if s.staff == one.staff]
    form = "%m-%d" if len(alike) > 1 else "%Y-%m-%d"
    return " – ".join("…" if day is None else day.strftime(form) for day in (one.since, one.until))


def _span(given: Expr | None, model: Model, now: int) -> tuple[int, int]:
    """The ledger's range, and at least from half to twice of the number now, so that there is a way to go."""
    low, high = now // 2, max(2 * now, now + 4)
    if isinstance(given, Name) and (span := model.numbers[given.id].range) is not None:
        ends = [e.value for e in span if isinstance(e, Num)]
        if len(ends) == 2:
            low, high = min(low, int(ends[0])), max(high, ceil(ends[1]))
    return max(low, 0), high


def _number(name: str, model: Model) -> Document | None:
    """A figure of the ledger that has a range, with its ends in its own unit."""
    number = model.numbers[name]
    if number.range is None or not isinstance(number.value, Num) or name in staffing(model):
        return None
    ends = [_in_unit_of(number.value, end) for end in number.range]
    if any(e is None for e in ends):
        return None
    return {
        "name": name,
        "label": both(_named(number.label, name)),
        "kind": number.kind,
        "source": number.source,
        "value": number.value.value,
        "unit": number.value.unit or "",
        "low": ends[0],
        "high": ends[1],
    }


def _in_unit_of(value: Num, end: Any) -> float | None:
    """One end of a range in the unit of the value; None where it has another dimension."""
    if not isinstance(end, Num):
        return None
    if end.unit == value.unit:
        return end.value
    ours, theirs = _seconds(value.unit), _seconds(end.unit)
    if ours is None or theirs is None:
        return None
    per = (value.unit or "").startswith("per ")
    return end.value * ours / theirs if per else end.value * theirs / ours


def _seconds(unit: str | None) -> int | None:
    return SECONDS.get((unit or "").removeprefix("per "))


def _processes(ready: Prepared) -> Document:
    return {
        p.name: {
            "label": both(_named(p.label, p.name)),
            "steps": {s.name: both(_named(s.label, s.name)) for s in p.steps if s.logged},
        }
        for p in ready.program.processes
    }
