"""A random but valid scenario out of a number, over the whole language."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sim.compiling import compile_program
from sim.program import Program
from sim.scenario import Document, Scenario
from sim.tree import planted
from tests.parity import scenery
from tests.parity.dice import Dice, Names
from tests.parity.scenery import DAY, Doc, World
from tests.parity.stepping import Maker

BUILT_IN = ["agency", "applicant", "other_agency", "third_party", "court", "utility"]


@dataclass(frozen=True, slots=True)
class Wild:
    """A generated scenario: the document as plain data, and the lines of the tables it refers to, by file."""

    document: Doc
    tables: dict[str, list[Doc]] = field(default_factory=dict)


def program_of(wild: Wild) -> Program:
    """The compiled program. Raises pydantic's ValidationError or `sim.errors.InputError`."""
    columns = {
        f: {k: tuple(line[k] for line in lines) for k in lines[0]} if lines else {"arrived": ()}
        for f, lines in wild.tables.items()
    }
    document = Document.model_validate(wild.document)
    return compile_program(Scenario("wild", "wild.yaml", document, planted(wild.document, None), columns))


def generate(seed: int) -> Wild:
    """The scenario of this number, always the same."""
    dice = Dice(seed)
    world = _world(dice)
    document: Doc = {"format": 1, "title": f"Scenario {seed}", "period": _period(dice, world)}
    document["calendars"] = {n: scenery.calendar(dice, world.start) for n in ("office", "hall", "night")} | {
        "online": "always"
    }
    world.calendars = list(document["calendars"])
    document["working_day"] = dice.pick({"office": 6, "hall": 2, "online": 1})
    document["numbers"] = _numbers(dice)
    document |= _holders(dice, world)
    document["pools"] = scenery.pools(dice, world)
    if dice.chance(0.6):
        document["sessions"] = scenery.sessions(dice, world)
    if dice.chance(0.6):
        document["procedures"] = _procedures(dice, world)
    tables: dict[str, list[Doc]] = {}
    count = dice.pick({1: 4, 2: 3, 3: 1})
    document["processes"] = {
        n: _process(dice, world, tables, count) for n in ("permit", "licence", "appeal")[:count]
    }
    return Wild(document, tables)


def _world(dice: Dice) -> World:
    warm_up = dice.choice([0, 0, DAY, 37_000])
    until = warm_up + dice.choice([DAY, 2 * DAY, 3 * DAY, 5 * DAY, 100_000])
    return World(date.fromisoformat(dice.choice(scenery.STARTS)), warm_up, until)


def _period(dice: Dice, world: World) -> Doc:
    drain = dice.choice(["2 d", "5 d", "12 d", "25 d", "25 d", "37 h", "0 d"])
    made: Doc = {"start": str(world.start), "arrivals": f"{world.until - world.warm_up} s", "drain": drain}
    return made | ({"warm_up": f"{world.warm_up} s"} if world.warm_up else {})


def _numbers(dice: Dice) -> Doc:
    values: dict[str, Any] = {
        "time_a": dice.span(3600),
        "law_a": "exponential(mean=20 min)",
        "share_a": "0.3",
        "count_a": str(dice.randint(1, 3)),
        "list_a": [0.5, "share_a", 0],
    }
    return {name: {"value": value, "kind": "assumption"} for name, value in values.items()}


def _holders(dice: Dice, world: World) -> Doc:
    world.holders = [*BUILT_IN, "bank"]
    made: Doc = {"holders": dice.choice([["bank"], {"bank": "the bank"}])}
    if dice.chance(0.4):
        made["clock_stops"] = dice.some(world.holders, 1, 4)
    return made


def _procedures(dice: Dice, world: World) -> Doc:
    made: Doc = {}
    names = Names({"channel": ["online"]}, ["size", "urgency"], [], ["luck"])
    for name in ("checking", "sending")[: dice.randint(1, 2)]:
        made[name] = Maker(dice, world, names, budget=3).steps(2, 3)
        world.procedures.append(name)
    return made


def _process(dice: Dice, world: World, tables: dict[str, list[Doc]], processes: int) -> Doc:
    attributes, names = scenery.attributes(dice)
    maker = Maker(dice, world, names, budget=dice.randint(2, 22 // processes))
    count = dice.randint(5, 60 // processes)
    made: Doc = {"attributes": attributes}
    if dice.chance(0.92):
        made["arrive"], lines = scenery.arrive(dice, world, count, names)
        if lines:
            made["arrive"]["schedule"] = f"cases_{len(tables)}.csv"
            tables[f"cases_{len(tables)}.csv"] = lines
    steps = _steps(dice, maker)
    made["steps"] = steps
    places = _places(steps, owned=maker.owned)
    if places and ("arrive" not in made or dice.chance(0.35)):
        made["backlog"] = _backlog(dice, places)
    return made


def _steps(dice: Dice, maker: Maker) -> list[Doc]:
    """Steps; owners are given at the top level, so that nobody comes to `by: owner` without one."""
    if not dice.chance(0.35):
        return maker.steps(0, 5)
    first = maker.steps(0, 2, least=0)
    first.append(maker.assign(0))
    maker.owned = True
    return first + maker.steps(0, 4)


def _places(steps: list[Doc], *, owned: bool) -> list[str]:
    """Steps at which a backlog case may be: outside parallel branches, before the owner is given."""
    found: list[str] = []
    for step in steps:
        kind, name = next(iter(step.items()))
        if kind == "use":
            name = step.get("as", name)
        if kind not in ("mark", "finish"):
            found.append(name)
        if owned and kind == "assign":
            return found
        if kind != "parallel":
            found += _places(_nested(step), owned=False)
    return found


def _nested(step: Doc) -> list[Doc]:
    lists = [step.get("steps", []), step.get("between", [])]
    lists += [b.get("steps", []) for b in step.get("branches", {}).values() if isinstance(b, dict)]
    for part in ("gives_up", "turned_away", "then"):
        inner = step.get(part)
        if isinstance(inner, dict):
            lists += [inner[k] for k in ("then", "steps") if isinstance(inner.get(k), list)]
    return [s for steps in lists for s in steps]


def _backlog(dice: Dice, places: list[str]) -> list[Doc]:
    made = []
    for _ in range(dice.randint(1, 2)):
        entry: Doc = {
            "count": dice.randint(1, 6),
            "at": dice.choice(places),
            "age": dice.duration(3 * DAY, wd=0),
        }
        made.append(entry | ({"measured": False} if dice.chance(0.3) else {}))
    return made
