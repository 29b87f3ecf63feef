"""[reforming] Cards that begin on a date (``from: 2021-07-01``): written in words the language has already.

From the midnight of that day a change holds for every case that *comes to the step* from then on; who is at
it stays under the old rule. What can be said exactly is lowered: people become shifts, a step's fields a
choice by date, ``again``, ``share`` and ``when`` an expression of ``now``. Everything else is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sim.errors import Complaint
from sim.paths import Found, PathError, Spot, find_steps, locate
from sim.reforming.dated_staff import Roster
from sim.reforming.workshop import Bench, ChangeError, renewed, spliced
from sim.tree import Map, Seq, copied

VERBS = ("set", "remove", "replace", "insert")

LEAVES = ("task", "wait", "session")
"""Steps whose fields may change from a date: the case takes the old or the new one as it comes to it."""

SETTABLE = "in a card that begins on a date: staff; a field of a task, wait or session; again, share or when"
INNER = ("gives_up", "turned_away")


@dataclass(slots=True)
class Switch:
    """A step that is another from certain days on: the copies by day, the latest last."""

    choose: Map
    copies: list[tuple[int, Map]]


@dataclass(slots=True)
class Calendar:
    """The dated changes of one variant, in order of their days."""

    start: date
    rosters: dict[str, Roster] = field(default_factory=dict)
    switches: dict[str, Switch] = field(default_factory=dict)
    choices: dict[str, Map] = field(default_factory=dict)
    """The choice by date that a step stands in, by process and step."""

    def day(self, bench: Bench) -> int:
        """The day of the bench's card since the start of the period; 0 or less: from the beginning."""
        card: Any = bench.tree["reforms"][bench.card[1]]
        return day_of(card, self.start)

    def carry_out(self, bench: Bench) -> list[Complaint]:
        """Make one change from its card's day on. Raises ChangeError, or returns what is wrong."""
        verb, moment = str(bench.card[-1]), _Moment(self.day(bench), self.start)
        if verb not in VERBS:
            raise bench.wrong((), verb, f"one of {', '.join(VERBS)} in a card that begins on a date")
        if verb == "set":
            return self._set(bench, moment)
        if verb == "remove":
            found = self._outermost(bench, bench.step(bench.text()))
            _and_when(found.step, f"now < {moment.text}", bench)
        elif verb == "insert":
            self._insert(bench, moment)
        else:
            self._replace(bench, moment)
        return []

    def _set(self, bench: Bench, moment: _Moment) -> list[Complaint]:
        wrong: list[Complaint] = []
        given = bench.only((), ())
        for dotted in given:
            try:
                self._set_one(bench, moment, dotted)
            except ChangeError as error:
                wrong.append(error.complaint)
            except PathError as error:
                told = error.complaint
                path = ".".join(map(str, (*bench.card, dotted)))
                place = bench.place(dotted)
                wrong.append(Complaint(path, told.given, told.expected, told.nearest, place))
        return wrong

    def _set_one(self, bench: Bench, moment: _Moment, dotted: str) -> None:
        value = copied(bench.value[dotted])
        parts = dotted.split(".")
        if parts[0] == "pools" and parts[-1] == "staff" and value is not None:
            key = ".".join(parts[:-1])
            roster = self.rosters.get(key) or Roster.of(bench, dotted)
            self.rosters[key] = roster
            roster.change(bench, dotted, moment.day, value)
            return
        spot = locate(bench.tree, dotted)
        found = _step_of(bench, spot)
        below = spot.path[len(found.path) :] if found is not None else ()
        if found is None or not below:
            raise bench.wrong((dotted,), dotted, SETTABLE)
        self._of_step(bench, moment, (dotted, value), (found, below))

    def _of_step(
        self, bench: Bench, moment: _Moment, given: tuple[str, Any], at: tuple[Found, Sequence[str | int]]
    ) -> None:
        dotted, value = given
        found, below = at
        if below == ("when",):
            new = f"({_text(bench, dotted, value)})" if value is not None else "0 == 0"
            old = found.step.get("when")
            before = f"now < {moment.text}" if old is None else f"now < {moment.text} and ({old})"
            found.step.put("when", f"({before}) or (now >= {moment.text} and {new})", bench.place(dotted))
        elif (found.kind, *below) == ("repeat", "again") or (found.kind, below[-1]) == ("choose", "share"):
            self._of_chance(bench, moment, given, at)
        elif found.kind in LEAVES:
            copy = self._switched(bench, moment, found, dotted)
            _put(copy, below, value, bench, dotted)
        else:
            raise bench.wrong((dotted,), dotted, SETTABLE)

    def _of_chance(
        self, bench: Bench, moment: _Moment, given: tuple[str, Any], at: tuple[Found, Sequence[str | int]]
    ) -> None:
        dotted, value = given
        found, below = at
        part: Any = found.step
        for key in below[:-1]:
            part = part[key]
        old, new = part.get(below[-1]), value
        if isinstance(old, list) or isinstance(new, list) or old is None or new is None:
            raise bench.wrong((dotted,), value, "a chance in the place of a chance (no list by round)")
        text = f"({_text(bench, dotted, new)}) if now >= {moment.text} else ({_text(bench, dotted, old)})"
        part.put(below[-1], text, bench.place(dotted))

    def _switched(self, bench: Bench, moment: _Moment, found: Found, dotted: str) -> Map:
        """The copy of a step that holds from this day on, made if it is not there."""
        name = f"{found.owner}.{found.name}"
        if any(key in found.step for key in INNER):
            raise bench.wrong((dotted,), dotted, "a step without steps inside it (replace it from that day)")
        _refuse_named(bench, found.name, dotted)
        original = found.step
        if name not in self.switches:
            self.switches[name] = Switch(self._chosen(bench, found), [])
        switch = self.switches[name]
        if switch.copies and switch.copies[-1][0] == moment.day:
            return switch.copies[-1][1]
        old = switch.copies[-1][1] if switch.copies else original
        copy = _named(copied(old), (found.kind, original), moment, bench)
        steps = Seq((), bench.place())
        steps.add(copy, bench.place())
        _first_branch(switch.choose["branches"], moment, steps, bench)
        switch.copies.append((moment.day, copy))
        return copy

    def _chosen(self, bench: Bench, found: Found) -> Map:
        """A choice by date in the place of a step, with the step itself in its last branch."""
        here = bench.place()
        choose, branches, branch, steps = Map((), here), Map((), here), Map((), here), Seq((), here)
        steps.add(found.step, found.steps.places[found.index])
        branch.put("else", True, here)
        branch.put("steps", steps, here)
        branches.put("before", branch, here)
        choose.put("choose", f"{found.name[:44]}_by_date", here)
        en, zh = _texts(found.step, found.name)
        choose.put("label", _both(f"{en}, by date", f"{zh}（按日期）"), here)
        branch.put("label", _both("before", "此前"), here)
        choose.put("branches", branches, here)
        new = Seq((), here)
        new.add(choose, here)
        spliced(found.steps, found.index, found.index + 1, new)
        self.choices[f"{found.owner}.{found.name}"] = choose
        return choose

    def _replace(self, bench: Bench, moment: _Moment) -> None:
        given = bench.only((), ())
        for reference in given:
            new = copied(bench.steps(reference))
            found = bench.step(reference, reference)
            _refuse_named(bench, found.name, reference)
            for step in new:
                if isinstance(step, Map) and step.get(found.kind) == found.name:
                    _named(step, (found.kind, found.step), moment, bench)
            choose = self._chosen(bench, found)
            _first_branch(choose["branches"], moment, new, bench)

    def _outermost(self, bench: Bench, found: Found) -> Found:
        """The choice by date in which a step stands, or the step itself."""
        choose = self.choices.get(f"{found.owner}.{found.name}")
        return next((f for f in find_steps(bench.tree) if f.step is choose), found)

    def _insert(self, bench: Bench, moment: _Moment) -> None:
        given = bench.only(("before", "after", "steps"), ("steps",))
        sides = [side for side in ("before", "after") if side in given]
        if len(sides) != 1:
            raise bench.wrong((), " and ".join(sides) or "neither", "either before or after a step")
        new = copied(bench.steps("steps"))
        found = self._outermost(bench, bench.step(bench.text(sides[0]), sides[0]))
        for step in new:
            if isinstance(step, Map):
                _and_when(step, f"now >= {moment.text}", bench)
        at = found.index + (sides[0] == "after")
        spliced(found.steps, at, at, new)


@dataclass(frozen=True, slots=True)
class _Moment:
    day: int
    start: date

    @property
    def text(self) -> str:
        """The midnight of the day, as an expression."""
        return f"{self.day} d"

    @property
    def date(self) -> date:
        return date.fromordinal(self.start.toordinal() + self.day)

    @property
    def suffix(self) -> str:
        return f"from_{self.date:%Y_%m_%d}"


def start_of(tree: Map) -> date | None:
    """The first day of the period, where it can be read."""
    period = tree.get("period")
    try:
        return date.fromisoformat(period["start"]) if isinstance(period, Map) else None
    except (KeyError, TypeError, ValueError):
        return None


def day_of(card: Any, start: date) -> int:
    """The day on which a card begins, since the start of the period; 0 where it names none or a wrong one."""
    given = card.get("from") if isinstance(card, Map) else None
    try:
        return (date.fromisoformat(given) - start).days if isinstance(given, str) else 0
    except ValueError:
        return 0


def _step_of(bench: Bench, spot: Spot) -> Found | None:
    """The innermost step in which a path ends."""
    inside = [f for f in find_steps(bench.tree) if spot.path[: len(f.path)] == f.path]
    return max(inside, key=lambda f: len(f.path), default=None)


def _first_branch(branches: Map, moment: _Moment, steps: Seq, bench: Bench) -> None:
    """A branch for who comes from that day on, before those of earlier days."""
    here = bench.place()
    branch = Map((), here)
    branch.put("label", _both(f"from {moment.date}", f"{moment.date} 起"), here)
    branch.put("when", f"now >= {moment.text}", here)
    branch.put("steps", steps, here)
    rest = [(name, value, branches.places.get(name, here)) for name, value in branches.items()]
    renewed(branches, [(moment.suffix, branch, here), *rest])


def _named(step: Map, original: tuple[str, Map], moment: _Moment, bench: Bench) -> Map:
    """A step under a name of its own, with the luck of the step it stands for."""
    kind, old = original
    here, name = bench.place(), str(old[kind])
    step.put(kind, f"{name[:44]}_{moment.suffix}", here)
    if "same_luck_as" not in step:
        step.put("same_luck_as", name, here)
    en, zh = _texts(old if "label" in old or "label" not in step else step, name)
    step.put("label", _both(f"{en} (from {moment.date})", f"{zh}（{moment.date} 起）"), here)
    return step


def _texts(step: Map, name: str) -> tuple[str, str]:
    """A step's label in both languages, or its name in words."""
    label = step.get("label", name.replace("_", " "))
    if not isinstance(label, Map):
        return str(label), str(label)
    texts = [str(t) for t in label.values()]
    return str(label.get("en", texts[0])), str(label.get("zh", texts[0]))


def _both(en: str, zh: str) -> Map:
    return Map([("en", en), ("zh", zh)])


def _and_when(step: Map, condition: str, bench: Bench) -> None:
    old = step.get("when")
    step.put("when", condition if old is None else f"({old}) and {condition}", bench.place())


def _text(bench: Bench, dotted: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise bench.wrong((dotted,), value, "a number or an expression")
    return str(value)


def _put(step: Map, below: Sequence[str | int], value: Any, bench: Bench, dotted: str) -> None:
    part: Any = step
    for key in below[:-1]:
        part = part[key]
    if value is None:
        part.pop(below[-1], None)
    elif isinstance(part, Map):
        part.put(str(below[-1]), value, bench.place(dotted))
    else:
        part[below[-1]] = value


def _refuse_named(bench: Bench, name: str, dotted: str) -> None:
    """A target that names the step would speak of the old one alone."""
    for number, target in enumerate(bench.tree.get("targets") or ()):
        words = [str(target.get(k, "")) for k in ("from", "to", "measure")] if isinstance(target, Map) else []
        if any(name in w.split(".") for w in words):
            given = f"{name}, which target {number} names"
            raise bench.wrong((dotted,), given, "a step that no target names (put a mark behind it)")
