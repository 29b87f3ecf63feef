"""What the generator writes: how many scenarios use each field and each way of filling it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from sim.distributions import FAMILIES
from sim.scenario import Arrive, BacklogModel, CalendarModel, PoolModel, SessionModel, ShiftModel
from sim.steps import STEP_TYPES, kind_of
from tests.parity.generator import generate
from tests.parity.scenery import Doc

MODELS: dict[str, type[BaseModel]] = {
    "calendars": CalendarModel,
    "pools": PoolModel,
    "sessions": SessionModel,
}


def features(seeds: Iterable[int]) -> Counter[str]:
    """In how many scenarios each feature occurs."""
    found: Counter[str] = Counter()
    for seed in seeds:
        found.update(set(features_of(generate(seed).document)))
    return found


def features_of(document: Doc) -> Iterator[str]:
    """Every feature of a scenario."""
    for group in MODELS:
        for part in document.get(group, {}).values():
            yield from _fields(group, part)
            yield from (f"shift.{k}" for s in _mapping(part).get("shifts", []) for k in s)
            yield from (
                f"{group}.{k}={part[k]}"
                for k in ("order", "at_close", "preempt", "days")
                if isinstance(_mapping(part).get(k), str | bool)
            )
    for process in document["processes"].values():
        yield from _fields("arrive", process.get("arrive", {}))
        yield from (f"backlog.{k}" for entry in process.get("backlog", []) for k in entry)
        yield from _of_steps(process["steps"], 0)
        yield from _of_attributes(process["attributes"])
    for steps in document.get("procedures", {}).values():
        yield from _of_steps(steps, 1)


def _mapping(part: Any) -> Doc:
    return part if isinstance(part, dict) else {}


def _fields(group: str, part: Any) -> Iterator[str]:
    yield from (f"{group}.{k}" for k in part) if isinstance(part, dict) else (f"{group} by a word",)


def _of_attributes(attributes: Doc) -> Iterator[str]:
    for value in attributes.values():
        yield "attribute by shares" if isinstance(value, dict) else "attribute by a value"
        yield from _families(value)


def _of_steps(steps: list[Doc], depth: int) -> Iterator[str]:
    yield f"depth {depth}"
    for step in steps:
        kind = str(kind_of(step))
        for key, value in step.items():
            yield f"{kind}.{key}"
            yield from _ways(f"{kind}.{key}", value)
        for inner in _inner(step):
            yield from _of_steps(inner, depth + 1)


def _ways(field: str, value: Any) -> Iterator[str]:
    """How a field is filled."""
    if isinstance(value, dict) and field != "set.to":
        keys = {k for branch in value.values() for k in branch} if field == "choose.branches" else value
        yield from (f"{field}.{k}" for k in keys if field != "parallel.branches")
    if isinstance(value, list) and field in ("task.by", "repeat.again"):
        yield f"{field} as a list"
    if isinstance(value, str):
        yield from _families(value)
        named = field in (
            "task.by",
            "limit.clock",
            "limit.then",
            "assign.rule",
            "parallel.join",
            "step.holder",
        )
        yield from (f"{field}={value}",) if named and (field != "task.by" or value == "owner") else ()
        yield from (f"{field} in wd",) if re.search(r"\d wd", value) else ()
        yield from (f"{field} of 0",) if re.fullmatch(r"0 \w+", value) else ()
    yield from (f"{field}={value}",) if field == "parallel.join" and isinstance(value, int) else ()
    if field in ("task.gives_up", "task.turned_away"):
        yield from (
            (f"{field}.room={value['room']}",) if "room" in value else _ways(f"{field}.after", value["after"])
        )


def _families(value: Any) -> Iterator[str]:
    yield from (f"family {name}" for name in FAMILIES if isinstance(value, str) and f"{name}(" in value)


def _inner(step: Doc) -> Iterator[list[Doc]]:
    for key in ("steps", "between"):
        yield step.get(key, [])
    for branch in step.get("branches", {}).values():
        yield branch if isinstance(branch, list) else branch.get("steps", [])
    for key in ("gives_up", "turned_away", "then"):
        part = _mapping(step.get(key))
        yield from (part[k] for k in ("then", "steps") if isinstance(part.get(k), list))


def required() -> set[str]:
    """Every field of every part that an engine can see, as the models list them; families and modes."""
    found = {
        f"{kind}.{f.alias or n}" for kind, cls in STEP_TYPES.items() for n, f in cls.model_fields.items()
    }
    models: dict[str, type[BaseModel]] = {
        **MODELS,
        "shift": ShiftModel,
        "arrive": Arrive,
        "backlog": BacklogModel,
    }
    for group, model in models.items():
        found |= {f"{group}.{f.alias or n}" for n, f in model.model_fields.items()}
    found |= {f"family {name}" for name in FAMILIES} | {f"depth {n}" for n in range(5)}
    found |= {f"pools.order={o}" for o in ("fifo", "priority", "due", "shortest", "lifo", "random")}
    found |= {f"limit.clock={c}" for c in ("legal", "working", "calendar")} | {
        f"assign.rule={r}" for r in ("fewest_open", "round_robin", "random")
    }
    found |= {f"limit.then{t}" for t in ("=deem", ".escalate", ".finish", ".steps")} | {
        f"task.turned_away.room={n}" for n in range(4)
    }
    found |= {
        "task.by=owner",
        "task.by as a list",
        "task.by.all",
        "task.by.join_shortest",
        "wait.until.calendar",
        "wait.until.weekday",
        "wait.until.at",
    }
    found |= {f"choose.branches.{w}" for w in ("share", "when", "else", "steps")} | {
        "wait.takes of 0",
        "wait.takes in wd",
        "task.takes in wd",
    }
    found |= {f"parallel.join={j}" for j in ("all", "any", 1, 2)} | {
        "repeat.again as a list",
        "pools.preempt=True",
        "calendars by a word",
    }
    found |= {
        "task.gives_up.then",
        "task.turned_away.then",
        "task.gives_up.after in wd",
        "task.gives_up.after of 0",
    }
    return found - UNSEEN


UNSEEN = {"use.steps", "sessions.label"}
"""Not written in a scenario, or without any meaning for a run."""
