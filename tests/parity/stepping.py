"""Random steps of every type, nested up to four deep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.parity.dice import Dice, Names
from tests.parity.scenery import WEEK, Doc, World, clock

DEEPEST = 4
PLAIN = {
    "task": 9.0,
    "wait": 3.0,
    "session": 1.2,
    "gather": 1.2,
    "assign": 0.8,
    "set": 1.0,
    "mark": 1.0,
    "use": 1.5,
    "finish": 0.35,
}
BLOCKS = {"choose": 1.6, "parallel": 2.2, "repeat": 1.8, "limit": 3.0}


@dataclass(slots=True)
class Maker:
    """Makes the steps of one process (or procedure)."""

    dice: Dice
    world: World
    names: Names
    budget: int
    prefix: str = ""
    owned: bool = False
    """Whether every case has an owner by now."""
    used: set[str] = field(default_factory=set)
    count: int = 0

    def steps(self, depth: int, most: int, *, least: int = 1) -> list[Doc]:
        """A list of steps at this depth of nesting."""
        return [self.step(depth) for _ in range(self.dice.randint(least, most))]

    def step(self, depth: int) -> Doc:
        """One step; blocks only while the budget lasts."""
        weights = dict(PLAIN)
        if depth < DEEPEST and self.budget > 0:
            weights |= BLOCKS
        if depth == 0:
            weights["finish"] = 0.1
        if not self.world.sessions:
            weights.pop("session")
        self.budget -= 1
        ways: dict[str, Callable[[int], Doc]] = {k: getattr(self, k) for k in weights}
        made = ways[self.dice.pick(weights)](depth)
        return self._with_shared_fields(made)

    def _with_shared_fields(self, made: Doc) -> Doc:
        dice = self.dice
        finishes = "finish" in made
        rare = 0.12 if finishes else 0.05
        if dice.chance(0.8 if finishes else 0.15):
            made["when"] = dice.condition(self.names)
        if dice.chance(rare):
            made["label"] = {"en": "a step", "zh": "一步"}
        if dice.chance(rare):
            made["plan"] = [dice.randint(1, 9)]
        if dice.chance(rare):
            made["same_luck_as"] = f"old_{self._new('luck')}"
        if "wait" not in made and dice.chance(0.2 if {"task", "session", "gather"} & made.keys() else rare):
            made["holder"] = dice.choice(self.world.holders)
        return made

    def _new(self, kind: str) -> str:
        self.count += 1
        return f"{self.prefix}{kind}_{self.count}"

    # Steps without nested ones

    def task(self, depth: int) -> Doc:
        """A task with any `by` and some of its fields."""
        dice = self.dice
        made: Doc = {
            "task": self._new("task"),
            "by": self._by(),
            "takes": dice.duration(dice.choice([1800, 7200, 14_400]), wd=0.08),
        }
        if dice.chance(0.15):
            made["scale"] = dice.factor(self.names)
        if dice.chance(0.5):
            made["priority"] = dice.choice(
                ["urgency", "urgency", str(dice.randint(0, 3)), dice.number(self.names)]
            )
        for key, value in (
            ("trip", True),
            ("fee", dice.number(self.names)),
            ("documents", str(dice.randint(0, 4))),
        ):
            if dice.chance(0.06):
                made[key] = value
        if dice.chance(0.2):
            made["gives_up"] = self._leaving(
                {"after": dice.duration(dice.choice([900, 7200, 43_200]), wd=0.2)}, depth
            )
        if dice.chance(0.15):
            made["turned_away"] = self._leaving({"room": dice.randint(0, 3)}, depth)
        return made

    def _leaving(self, made: Doc, depth: int) -> Doc:
        if depth < DEEPEST and self.dice.chance(0.5):
            made["then"] = self.steps(depth + 1, 2, least=0)
        return made

    def _by(self) -> Any:
        dice, pools = self.dice, list(self.world.pools)
        ways = {"one": 6.0, "list": 1.5, "all": 1.5, "shortest": 1.2, "owner": 3.0 if self.owned else 0.0}
        way = dice.pick(ways)
        if way == "list":
            return dice.some(pools, 1, 3)
        if way == "shortest":
            return {"join_shortest": dice.some(pools, 1, 3)}
        if way == "all":
            return {"all": self._together(dice.some(pools, 1, 3))}
        return "owner" if way == "owner" else dice.choice(pools)

    def _together(self, pools: list[str]) -> list[Any]:
        dice = self.dice
        found: list[Any] = [
            {"pool": p, "n": dice.randint(1, max(1, self.world.pools[p]))} if dice.chance(0.4) else p
            for p in pools
        ]
        return [*found[:2], "owner"] if self.owned and dice.chance(0.4) else found

    def wait(self, depth: int) -> Doc:
        """A wait with a duration, or until something."""
        dice = self.dice
        made: Doc = {"wait": self._new("wait"), "holder": dice.choice(self.world.holders)}
        if dice.chance(0.7):
            return made | {"takes": dice.duration(dice.choice([3600, 86_400, 172_800]), wd=0.3)}
        until: Doc = {}
        while not until:
            if dice.chance(0.5):
                until["calendar"] = dice.choice(self.world.calendars)
            if dice.chance(0.45):
                until["weekday"] = dice.choice(WEEK)
            if dice.chance(0.45):
                until["at"] = clock(dice.randrange(0, 1440, 15)) + (":30" if dice.chance(0.1) else "")
        return made | {"until": until}

    def session(self, depth: int) -> Doc:
        """A booked slot."""
        made: Doc = {"session": self._new("session"), "at": self.dice.choice(self.world.sessions)}
        if self.dice.chance(0.5):
            made["notice"] = self.dice.workdays(2) if self.dice.chance(0.4) else self.dice.span(172_800)
        return made

    def gather(self, depth: int) -> Doc:
        """A group by number, by time or both."""
        dice = self.dice
        made: Doc = {"gather": self._new("gather")}
        way = dice.pick({"count": 2, "for": 2, "both": 3})
        if way != "for":
            made["count"] = dice.randint(1, 4)
        if way != "count":
            made["for"] = dice.duration(86_400)
        if dice.chance(0.4):
            made["per"] = dice.choice([*self.names.texts, *self.names.flags, "urgency"])
        return made

    def assign(self, depth: int) -> Doc:
        """A (further) owner."""
        pools = [p for p, staff in self.world.pools.items() if staff]
        made: Doc = {"assign": self._new("assign"), "pool": self.dice.choice(pools)}
        if self.dice.chance(0.7):
            made["rule"] = self.dice.choice(["fewest_open", "round_robin", "random"])
        return made

    def set(self, depth: int) -> Doc:
        """New values of one or two attributes, of their kinds."""
        dice, names = self.dice, self.names
        text = dice.choice(list(names.texts))
        ways = {
            "size": f"max(0, min(50, {dice.number(names)}))",
            "urgency": str(dice.randint(0, 3)),
            text: f'"{dice.choice(names.texts[text])}"',
        }
        ways |= dict.fromkeys(names.flags, dice.condition(names))
        return {"set": self._new("set"), "to": {n: ways[n] for n in dice.some(list(ways), 1, 2)}}

    def mark(self, depth: int) -> Doc:
        """A milestone out of a few, so that some are passed again."""
        return {"mark": self.dice.choice(["accepted", "decided", "closed"])}

    def finish(self, depth: int) -> Doc:
        """An outcome out of a few."""
        return {"finish": self.dice.choice(["done", "refused", "moved"])}

    def use(self, depth: int) -> Doc:
        """A procedure, with its own name as prefix at most once."""
        free = [p for p in self.world.procedures if p not in self.used]
        if not self.world.procedures:
            return self.task(depth)
        name = self.dice.choice(self.world.procedures)
        if name in free and self.dice.chance(0.5):
            self.used.add(name)
            return {"use": name}
        return {"use": name, "as": self._new("part")}

    # Blocks

    def choose(self, depth: int) -> Doc:
        """Branches by shares or by conditions, with or without an else."""
        dice = self.dice
        count = dice.randint(1, 3)
        branches: Doc = {f"way_{i}": {"steps": self.steps(depth + 1, 2, least=0)} for i in range(count)}
        otherwise = dice.chance(0.5)
        keys = list(branches)
        tested = keys[:-1] if otherwise else keys
        by_share = dice.chance(0.5)
        for key, test in zip(
            tested, self._tests(len(tested), by_share=by_share, exact=not otherwise), strict=True
        ):
            branches[key] |= test
        if otherwise:
            branches[keys[-1]] |= {"else": True}
            dice.shuffle(keys)
        for branch in branches.values():
            if not branch["steps"] and dice.chance(0.5):
                del branch["steps"]
        return {"choose": self._new("choose"), "branches": {k: branches[k] for k in keys}}

    def _tests(self, count: int, *, by_share: bool, exact: bool) -> list[Doc]:
        if not by_share:
            return [{"when": self.dice.condition(self.names)} for _ in range(count)]
        if exact:
            return [{"share": s} for s in {1: ["1"], 2: ["0.3", "70%"], 3: ["0.2", "0.5", "0.3"]}[count]]
        return [{"share": self.dice.probability(self.names, 0.45)} for _ in range(count)]

    def parallel(self, depth: int) -> Doc:
        """Two or three branches (sometimes one) with any join."""
        dice = self.dice
        count = dice.pick({1: 1, 2: 6, 3: 3})
        branches = {f"side_{i}": self.steps(depth + 1, 2, least=int(dice.chance(0.9))) for i in range(count)}
        made: Doc = {"parallel": self._new("parallel"), "branches": branches}
        join = dice.pick({"": 2, "all": 1, "any": 3, "n": 2})
        if join:
            made["join"] = dice.randint(1, count) if join == "n" else join
        return made

    def repeat(self, depth: int) -> Doc:
        """Rework with a chance, a list of chances, or a condition."""
        dice = self.dice
        made: Doc = {"repeat": self._new("repeat"), "steps": self.steps(depth + 1, 2)}
        way = dice.pick({"chance": 3, "list": 2, "condition": 1, "ledger": 0.5})
        if way == "list":
            made["again"] = [dice.probability(self.names) for _ in range(dice.randint(1, 3))]
        else:
            made["again"] = {
                "chance": dice.probability(self.names),
                "ledger": "list_a",
                "condition": f"round < {dice.randint(1, 3)}",
            }.get(way)
        if dice.chance(0.5):
            made["between"] = self.steps(depth + 1, 2)
        if depth > 0 or dice.chance(0.6):
            made["most"] = dice.randint(1, 4)
        return made

    def limit(self, depth: int) -> Doc:
        """A time limit on any clock with any consequence."""
        dice = self.dice
        clock_ = dice.choice(["legal", "working", "calendar"])
        wd = clock_ != "calendar" and dice.chance(0.5)
        within = dice.workdays(2, zero=0.05) if wd else exact_hours(dice)
        made: Doc = {"limit": self._new("limit"), "within": within, "steps": self.steps(depth + 1, 3)}
        if clock_ != "legal" or dice.chance(0.5):
            made["clock"] = clock_
        then = dice.pick({"": 1, "deem": 2, "escalate": 3, "finish": 1.5, "steps": 2.5})
        if then == "escalate":
            made["then"] = {"escalate": {"priority": dice.randint(1, 10)}}
        elif then == "finish":
            made["then"] = {"finish": dice.choice(["late", "refused"])}
        elif then == "steps":
            made["then"] = {"steps": self.steps(depth + 1, 2)}
        elif then:
            made["then"] = then
        return made


def exact_hours(dice: Dice) -> str:
    """A span of the units that every clock takes."""
    seconds = 0 if dice.chance(0.05) else dice.seconds(dice.choice([3600, 28_800, 86_400]))
    return f"{seconds // 60} min" if seconds % 60 == 0 else f"{seconds} s"
