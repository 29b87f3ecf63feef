"""[reforming] What scenarios that are joined must agree on, and the parts that stand above all sections."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sim.errors import Complaint
from sim.expressions import Num
from sim.reforming.workshop import shown
from sim.scenario import Scenario, walk
from sim.tree import Map, Path, copied, plain, planted
from sim.units import SECONDS

_ALIKE = ("working_day", "currency")
_PERIOD = ("start", "warm_up", "arrivals", "drain")
_MAY_REPEAT = ("calendars", "sessions", "procedures")
"""Sections in which a name may stand in several scenarios, if the same stands behind it."""


def disagreements(scenarios: Sequence[Scenario]) -> Iterator[Complaint]:
    """Every complaint about what a scenario has otherwise than one before it."""
    for i, scenario in enumerate(scenarios):
        for earlier in scenarios[:i]:
            yield from _of_period(earlier, scenario)
            yield from _of_names(earlier, scenario)
            yield from _of_tables(earlier, scenario)
        yield from _of_targets(scenario)


def _of_period(earlier: Scenario, scenario: Scenario) -> Iterator[Complaint]:
    one, two = earlier.document, scenario.document
    for key in _PERIOD:
        if _exact(getattr(one.period, key)) != _exact(getattr(two.period, key)):
            yield _otherwise(("period", key), earlier, scenario)
    for key in _ALIKE:
        if getattr(one, key) != getattr(two, key):
            yield _otherwise((key,), earlier, scenario)
    yield from _of_clock(earlier, scenario)


def _of_clock(earlier: Scenario, scenario: Scenario) -> Iterator[Complaint]:
    """The legal clock stands still under the holders that either names, if the other has nobody under them
    whose clock would run.
    """
    one, two = set(earlier.document.clock_stops), set(scenario.document.clock_stops)
    against = sorted(((one - two) & _holders(scenario)) | ((two - one) & _holders(earlier)))
    if against:
        given, theirs = (shown(" ".join(s.document.clock_stops)) for s in (scenario, earlier))
        expected = f"the same as in {earlier.file} ({theirs}) about {', '.join(against)}"
        yield Complaint("clock_stops", given, expected, place=scenario.place(("clock_stops",)))


def _holders(scenario: Scenario) -> set[str]:
    """Who holds a case at any step."""
    document = scenario.document
    lists = [p.steps for p in document.processes.values()] + list(document.procedures.values())
    return {s.holder or s.DEFAULT_HOLDER for steps in lists for _, s in walk(steps)} - {""}


def _exact(value: Any) -> Any:
    """A duration in seconds (24 h is 1 d); anything else as it is."""
    if isinstance(value, Num) and value.unit in SECONDS:
        return value.value * SECONDS[value.unit]
    return value


def _of_names(earlier: Scenario, scenario: Scenario) -> Iterator[Complaint]:
    for section in _MAY_REPEAT:
        ours, theirs = (s.tree.get(section) or {} for s in (scenario, earlier))
        for name in ours:
            if name in theirs and plain(ours[name]) != plain(theirs[name]):
                yield _otherwise((section, name), earlier, scenario)
    for name in scenario.document.processes:
        if name in earlier.document.processes:
            where: Path = ("processes", name)
            expected = f"another name: {earlier.file} has a process {name} too"
            yield Complaint(_dotted(where), shown(name), expected, place=scenario.place(where))
    ours, theirs = scenario.document.holder_labels(), earlier.document.holder_labels()
    for name in ours:
        if name in theirs and ours[name] != theirs[name]:
            yield _otherwise(("holders", name), earlier, scenario)


def _of_tables(earlier: Scenario, scenario: Scenario) -> Iterator[Complaint]:
    for name, table in scenario.tables.items():
        if name in earlier.tables and earlier.tables[name] != table:
            expected = f"another name: {earlier.file} reads another table of this name"
            yield Complaint("", shown(name), expected, place=scenario.place(()))


def _of_targets(scenario: Scenario) -> Iterator[Complaint]:
    """A target about all processes of a scenario would be about those of the others too."""
    for i, target in enumerate(scenario.document.targets):
        if target.process is None and target.pool is None and len(scenario.document.processes) > 1:
            where: Path = ("targets", i)
            told = "a process, as the target is about all those of its scenario"
            yield Complaint(_dotted((*where, "process")), "nothing", told, place=scenario.place(where))


def _otherwise(path: Path, earlier: Scenario, scenario: Scenario) -> Complaint:
    ours, theirs = (_told(_at(s.tree, path)) for s in (scenario, earlier))
    expected = f"the same as in {earlier.file} ({theirs})"
    return Complaint(_dotted(path), ours, expected, place=scenario.place(path))


def _at(tree: Any, path: Path) -> Any:
    for key in path:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return "nothing" if tree is None else plain(tree)


def _told(value: Any) -> str:
    """What stands there, with what is in it: two mappings of the same keys are not alike."""
    if not isinstance(value, dict | list):
        return shown(value)
    text = json.dumps(value, ensure_ascii=False).replace('"', "")
    return text if len(text) <= 80 else f"{text[:79]}…"


def _dotted(path: Path) -> str:
    return ".".join(map(str, path))


def joined_parts(scenarios: Sequence[Scenario], trees: Sequence[Map]) -> Map:
    """What stands above the sections of the joint scenario: titles side by side, all holders, one period."""
    first = trees[0]
    tree = Map(origin=first.origin)
    tree.put("format", 1, None)
    titles = [s.document.title for s in scenarios]
    title = {lang: " + ".join(t(lang) for t in titles) for lang in ("en", "zh")}
    tree.put("title", planted(title, None), None)
    plan = sorted({n for s in scenarios for n in s.document.plan})
    if plan:
        tree.put("plan", planted(plan, None), None)
    for key in ("currency", "period", "working_day"):
        if key in first:
            tree.put(key, copied(first[key]), first.places.get(key))
    stops = dict.fromkeys(n for s in scenarios for n in s.document.clock_stops)
    tree.put("clock_stops", planted(list(stops), None), None)
    holders = {
        name: {"en": label.en, "zh": label.zh} if label.en or label.zh else name
        for s in scenarios
        for name, label in _declared(s)
    }
    if holders:
        tree.put("holders", planted(holders, None), None)
    return tree


def _declared(scenario: Scenario) -> Iterator[tuple[str, Any]]:
    labels, declared = scenario.document.holder_labels(), scenario.document.holders
    yield from ((name, labels[name]) for name in declared)


__all__ = ["disagreements", "joined_parts"]
