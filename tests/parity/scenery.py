"""What stands around the steps of a random scenario: calendars, pools, sessions, arrivals, attributes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tests.parity.dice import Dice, Names, exact, plain

DAY = 86_400
STARTS = (
    "2021-01-04",
    "2021-02-06",
    "2021-04-29",
    "2021-09-16",
    "2021-09-28",
    "2021-12-22",
    "2020-02-27",
    "2022-03-05",
)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ORDERS = {"fifo": 3.0, "priority": 4.0, "due": 2.0, "shortest": 2.0, "lifo": 1.5, "random": 1.5}

Doc = dict[str, Any]


@dataclass(slots=True)
class World:
    """What the steps may refer to."""

    start: date
    warm_up: int
    until: int
    calendars: list[str] = field(default_factory=list)
    pools: dict[str, int] = field(default_factory=dict)
    """Number of people by pool."""
    sessions: list[str] = field(default_factory=list)
    holders: list[str] = field(default_factory=list)
    procedures: list[str] = field(default_factory=list)


def clock(minutes: int) -> str:
    """Minutes since midnight as HH:MM."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


# Calendars


def hours(dice: Dice) -> list[str]:
    """One to three intervals, some at odd minutes, some up to midnight."""
    step = 5 if dice.grid else 1
    if dice.chance(0.5):
        return dice.choice(
            [
                ["08:30-12:00", "13:00-16:30"],
                ["09:00-17:00"],
                ["08:37-11:59", "13:01-16:02"],
                ["00:00-06:00", "22:00-24:00"],
            ]
        )
    cuts = sorted(dice.sample(range(0, 1440 + 1, step), 2 * dice.randint(1, 3)))
    return [f"{clock(a)}-{clock(b)}" for a, b in zip(cuts[::2], cuts[1::2], strict=True)]


def calendar(dice: Dice, start: date) -> Any:
    """A calendar of any kind."""
    kind = dice.pick(
        {"china": 3, "weekdays": 2, "every_day": 2, "always": 1, "list": 2, "word": 1, "week": 2}
    )
    if kind == "word":
        return dice.choice(["always", "weekdays", "every_day"])
    if kind == "always":
        return {"days": "always"}
    days: Any = sorted(dice.some(WEEK, 2, 6), key=WEEK.index) if kind in ("list", "week") else kind
    made: Doc = {"days": days}
    if kind == "week":
        made["hours"] = {d: hours(dice) for d in days}
    elif dice.chance(0.85):
        made["hours"] = hours(dice)
    for key, chance in (("closed", 0.25), ("open", 0.15)):
        if dice.chance(chance):
            # Even days for one, odd days for the other: a date may not be both.
            offsets = [2 * dice.randint(0, 6) + (key == "open") for _ in range(2)]
            made[key] = sorted({str(start + timedelta(days=d)) for d in offsets})
    if kind == "china" and dice.chance(0.1):
        made["beyond"] = "weekdays"
    return made


# Pools


def pools(dice: Dice, world: World) -> Doc:
    """One to four pools; `World.pools` learns how many people each has."""
    made: Doc = {}
    for name in ("clerk", "expert", "crew", "room")[: dice.randint(1, 4)]:
        made[name] = pool(dice, world)
        shifts = made[name].get("shifts", [made[name]])
        world.pools[name] = sum(s["staff"] for s in shifts)
    return made


def pool(dice: Dice, world: World) -> Doc:
    """A pool with any order, with staff or with shifts."""
    made: Doc = {}
    if dice.chance(0.6):
        made |= {"staff": dice.randint(1, 3), "calendar": dice.choice(world.calendars)}
    else:
        made["shifts"] = [shift(dice, world) for _ in range(dice.randint(1, 3))]
        made["shifts"][0]["staff"] = dice.randint(1, 3)
    if dice.chance(0.7):
        made["at_close"] = dice.choice(["finish", "pause"])
    if dice.chance(0.85):
        made["order"] = dice.pick(ORDERS)
    if made.get("order") == "priority":
        made["preempt"] = dice.chance(0.6)
    for key, value in (
        ("absent", 0.15),
        ("speed", speed(dice)),
        ("cost", 45),
        ("label", "people"),
        ("plan", 3),
    ):
        if dice.chance(0.12):
            made[key] = value
    return made


def speed(dice: Dice) -> float:
    """A pace of work."""
    return dice.choice([0.5, 0.8, 1.0, 1.5, 2.0, 0.37, 3.3])


def shift(dice: Dice, world: World) -> Doc:
    """People of one calendar, some only for a while."""
    made: Doc = {"staff": dice.pick({0: 1, 1: 5, 2: 3}), "calendar": dice.choice(world.calendars)}
    days = world.until // DAY
    first = dice.randint(0, max(1, days)) if dice.chance(0.25) else None
    if first is not None:
        made["from"] = str(world.start + timedelta(days=first))
    if dice.chance(0.3):
        made["until"] = str(world.start + timedelta(days=(first or 0) + dice.randint(0, max(1, days) + 2)))
    for key, value in (("speed", speed(dice)), ("absent", 0.3), ("cost", "45 per h"), ("grade", "senior")):
        if dice.chance(0.25):
            made[key] = value
    return made


def sessions(dice: Dice, world: World) -> Doc:
    """Slots at one to three times of day."""
    made: Doc = {}
    for name in ("hearing", "panel")[: dice.randint(1, 2)]:
        times = sorted(
            {clock(dice.randrange(0, 1440, 30 if dice.grid else 1)) for _ in range(dice.randint(1, 3))}
        )
        made[name] = {"calendar": dice.choice(world.calendars), "at": times, "slots": dice.randint(1, 4)}
        world.sessions.append(name)
    return made


# Attributes


def attributes(dice: Dice) -> tuple[Doc, Names]:
    """`channel`, `size`, `urgency` and `luck`, which every process has, and some more of every kind."""
    values = ["online", "counter", "post"][: dice.randint(1, 3)]
    weights = (
        {"online": 0.5, "counter": 0.3, "post": 0.2}
        if len(values) == 3
        else dict.fromkeys(values, 1 / len(values))
    )
    made: Doc = {
        "channel": weights,
        "size": dice.choice(["10", "empirical([(1, 1), (5, 2), (20, 1)])", dice.law(plain, 10)]),
        "urgency": dice.choice(["empirical([(0, 2), (1, 1), (2, 1)])", "empirical([(0, 1), (5, 1)])"]),
        "luck": "uniform(0, 1)",
    }
    names = Names({"channel": values}, ["size", "urgency"], [], ["luck"])
    extras: dict[str, tuple[str, list[str] | None]] = {
        "big": (f"size > {dice.randint(1, 20)}", names.flags),
        "twice": ("size * 2 + urgency", names.numbers),
        "kind": (f'"a" if {dice.condition(names, 0)} else "b"', None),
        "law_days": (dice.law(exact, 7200), None),
    }
    for name, (text, group) in extras.items():
        if dice.chance(0.3) and "elapsed" not in text and "round" not in text:
            made[name] = text
            if group is not None:
                group.append(name)
            elif name == "kind":
                names.texts[name] = ["a", "b"]
    return made, names


# Arrivals


def instants(dice: Dice, world: World, count: int) -> list[str]:
    """Date-times within the period, many of them the same."""
    few = [dice.randrange(world.until) for _ in range(max(1, count // dice.randint(1, 5)))]
    if dice.grid:
        few = [t // 900 * 900 for t in few]
    chosen = sorted(dice.choice(few) for _ in range(count))
    midnight = datetime(world.start.year, world.start.month, world.start.day)
    return [(midnight + timedelta(seconds=t)).isoformat() for t in chosen]


def arrive(dice: Dice, world: World, count: int, names: Names) -> tuple[Doc, list[Doc]]:
    """How about ``count`` cases come; the second part is the table of a schedule in a file."""
    way = dice.pick({"listed": 4, "file": 1.5, "rate": 3, "every": 2})
    if way == "listed":
        return {"schedule": instants(dice, world, count)}, []
    if way == "file":
        return {"schedule": "cases.csv"}, [_line(dice, at, names) for at in instants(dice, world, count)]
    made: Doc = _rate(dice, world, count) if way == "rate" else {"every": _gap(dice, world.until // count)}
    if dice.chance(0.3):
        made["batch"] = dice.choice(
            [2, "empirical([(1, 2), (3, 1)])", "uniform(1, 3)", "exponential(mean=1.5)"]
        )
    return made, []


def _line(dice: Dice, at: str, names: Names) -> Doc:
    return {
        "arrived": at,
        "size": str(dice.randint(0, 20)),
        "channel": dice.choice([*names.texts["channel"], ""]),
    }


def _gap(dice: Dice, mean: int) -> str:
    if dice.grid:
        return exact(max(300, mean // 300 * 300))
    return f"exponential(mean={exact(max(1, mean))})"


def _rate(dice: Dice, world: World, count: int) -> Doc:
    per_day = count * DAY / world.until
    made: Doc = {"rate": f"{per_day:.2f} per d" if dice.chance(0.7) else f"{per_day * 365:.0f} per y"}
    if dice.chance(0.4):
        made["during"] = dice.choice(world.calendars)
    for key, length in (("monthly", 12), ("weekday", 7), ("hourly", 24)):
        if dice.chance(0.25):
            made[key] = [
                dice.choice([0.5, 1, 1, 1.5, 0 if key == "hourly" and "during" not in made else 0.8])
                for _ in range(length)
            ]
            made[key][12 % length] = 1
    if dice.chance(0.2):
        made["yearly_growth"] = 0.05
    return made
