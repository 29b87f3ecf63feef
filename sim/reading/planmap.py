"""[reading] The map of a plan: for each of its measures where it is answered, or why it is no process.

A map is a YAML file with a line ``plan_map: 1`` beside the scenarios that it names::

    plan_map: 1
    title: {en: Plan of 2021, zh: 2021年方案}
    measures: measures.csv            # our table of measures: no, zh, en, target, ...
    answers:
      5: {targets: [electricity]}                      # every target there that bears the number 5
      45: {targets: {disputes: ["cost at most 12%"]}}  # these, by their name in either language
      15: {parameters: {permits: [area_assessed]}}     # numbers of the ledger or reform cards
      6: {no_process: {en: a price, zh: 属价格政策}}

Here its form is read; whether the scenarios hold what it names is asked in `sim.experiments.planmap`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import Complaint, Place, nearest_name
from sim.form import quoted, shown
from sim.labels import Label
from sim.reading.files import MOST_TABLE_BYTES, Refused, resolved, top_of
from sim.reading.text import MOST_BYTES, Unreadable, bytes_of, readable, tree_of
from sim.tree import Map, Seq, place_of

MARK = re.compile(rb"^plan_map\s*:", re.MULTILINE)
"""A line by which a file is a map and no scenario."""

_TOP = ("plan_map", "title", "measures", "answers")
_ANSWER = ("targets", "parameters", "no_process", "why")
_COLUMNS = ("no", "zh", "en", "target")


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of the plan: its number, name, family of processes, and its target in words."""

    number: str
    name: Label
    family: str
    target: str


@dataclass(frozen=True, slots=True)
class Named:
    """What a row names of one scenario: targets, or numbers and cards; no names mean all of its number."""

    scenario: str
    names: tuple[str, ...]
    path: tuple[str | int, ...]
    place: Place | None


@dataclass(frozen=True, slots=True)
class Row:
    """Where one measure is answered, or why it is no process."""

    measure: Measure
    targets: tuple[Named, ...] = ()
    parameters: tuple[Named, ...] = ()
    no_process: Label | None = None
    why: Label | None = None


@dataclass(frozen=True, slots=True)
class PlanMap:
    """A map as it is written; its rows stand in the order of the table of measures."""

    file: Path
    title: Label
    rows: tuple[Row, ...]


def is_map(file: Path) -> bool:
    """Whether a file is the map of a plan."""
    return file.suffix in (".yaml", ".yml") and file.is_file() and MARK.search(file.read_bytes()) is not None


def read_map(file: Path) -> tuple[PlanMap | None, list[Complaint]]:
    """The map in a file (None where nothing can be made of it), and every complaint about its form."""
    data = bytes_of(file, MOST_BYTES)
    if isinstance(data, str):
        return None, [
            Complaint("", quoted(str(file)), f"a file that can be read ({data})", place=Place(str(file), 1))
        ]
    tree, complaints = tree_of(data, str(file))
    if tree is None:
        return None, complaints
    reader = _Reader(tree, file, complaints)
    return reader.plan_map(), complaints


class _Reader:
    """Reads one tree and collects what is wrong with it."""

    def __init__(self, tree: Map, file: Path, complaints: list[Complaint]) -> None:
        self._tree = tree
        self._file = file
        self._complaints = complaints

    def plan_map(self) -> PlanMap:
        self._keys((), self._tree, _TOP)
        if self._tree.get("plan_map") != 1:
            self._wrong(("plan_map",), shown(self._tree.get("plan_map")), "1")
        measures = self._measures()
        rows = self._rows(measures)
        return PlanMap(self._file, self._label(("title",), self._tree.get("title")) or Label(), tuple(rows))

    def _measures(self) -> dict[str, Measure]:
        reference = self._tree.get("measures")
        try:
            if not isinstance(reference, str):
                raise Refused("the name of a CSV file, for example measures.csv")
            table = resolved(reference, self._file, top_of(self._file), (".csv",))
            data = bytes_of(table, MOST_TABLE_BYTES)
            if isinstance(data, str):
                raise Refused(f"a file that can be read ({data})")
            return self._in_table(readable(data, str(table)))
        except Refused as refused:
            self._wrong(("measures",), shown(reference), refused.expected)
        except Unreadable as stop:
            self._complaints.append(stop.complaint)
        return {}

    def _in_table(self, text: str) -> dict[str, Measure]:
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        missing = [c for c in _COLUMNS if not rows or c not in rows[0]]
        if missing:
            raise Refused(f"a table with the columns {', '.join(_COLUMNS)} (there is no {missing[0]})")
        return {
            r["no"]: Measure(r["no"], Label(r["en"], r["zh"]), r.get("family") or "", r["target"] or "")
            for r in rows
        }

    def _rows(self, measures: dict[str, Measure]) -> Iterator[Row]:
        answers = self._tree.get("answers")
        if not isinstance(answers, Map):
            self._wrong(("answers",), shown(answers), "a mapping from the numbers of measures to answers")
            return
        for number in answers:
            if measures and number not in measures:
                self._wrong(
                    ("answers", number),
                    quoted(number),
                    "the number of a measure",
                    nearest_name(number, measures),
                )
        for number, measure in measures.items():
            if number in answers:
                yield self._row(measure, answers[number])
            else:
                self._wrong(
                    ("answers",),
                    f"no answer for measure {number}",
                    "an answer for every measure of the table",
                )

    def _row(self, measure: Measure, answer: Any) -> Row:
        path = ("answers", measure.number)
        if not isinstance(answer, Map):
            self._wrong(path, shown(answer), "one of targets, parameters and no_process")
            return Row(measure)
        self._keys(path, answer, _ANSWER)
        targets = tuple(self._named((*path, "targets"), answer.get("targets")))
        parameters = tuple(self._named((*path, "parameters"), answer.get("parameters")))
        reason = self._label((*path, "no_process"), answer.get("no_process"))
        why = self._label((*path, "why"), answer.get("why"))
        if ("no_process" in answer) == ("targets" in answer or "parameters" in answer):
            self._wrong(path, shown(", ".join(answer)), "either targets or parameters, or no_process alone")
        if any(not n.names for n in parameters):
            self._wrong((*path, "parameters"), "a scenario alone", "names of its ledger or its cards")
        return Row(measure, targets, parameters, reason, why)

    def _named(self, path: tuple[str | int, ...], given: Any) -> Iterator[Named]:
        if given is None:
            return
        if isinstance(given, str):
            given = Seq([given], place_of(self._tree, path))
        if isinstance(given, Seq) and given and all(isinstance(n, str) for n in given):
            for i, name in enumerate(given):
                yield Named(name, (), (*path, i), place_of(self._tree, (*path, i)))
        elif isinstance(given, Map) and given:
            for name, names in given.items():
                listed = [names] if isinstance(names, str) else names
                if isinstance(listed, list) and listed and all(isinstance(n, str) for n in listed):
                    yield Named(name, tuple(listed), (*path, name), place_of(self._tree, (*path, name)))
                else:
                    self._wrong((*path, name), shown(names), "a list of names")
        else:
            self._wrong(path, shown(given), "names of scenarios, or a mapping from scenarios to names")

    def _label(self, path: tuple[str | int, ...], given: Any) -> Label | None:
        if isinstance(given, str) and given.strip():
            return Label(given, given)
        if (
            isinstance(given, Map)
            and given
            and set(given) <= {"en", "zh"}
            and all(isinstance(v, str) for v in given.values())
        ):
            return Label(given.get("en", ""), given.get("zh", ""))
        if given is not None or path == ("title",):
            self._wrong(path, shown(given), "a text, or {en: ..., zh: ...}")
        return None

    def _keys(self, path: tuple[str | int, ...], given: Map, known: tuple[str, ...]) -> None:
        for key in given:
            if key not in known:
                expected = f"one of {', '.join(known)}"
                self._wrong((*path, key), quoted(key), expected, nearest_name(key, known))

    def _wrong(self, path: tuple[str | int, ...], given: str, expected: str, nearest: str = "") -> None:
        place = place_of(self._tree, path)
        self._complaints.append(Complaint(".".join(map(str, path)), given, expected, nearest, place))
