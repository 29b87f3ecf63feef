"""[reforming] The verbs that change steps: set, remove, replace, insert, in_parallel, as_one, move_pool."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.errors import Complaint, Place, nearest_name
from sim.fields import IDENTIFIER
from sim.paths import Found, PathError, assign, find_steps, locate, steps_in
from sim.reforming.workshop import Bench, ChangeError, added, shown, spliced
from sim.tree import Map, Seq, copied

_OUT_OF_REACH = ("format", "extends", "reforms", "variants")
_MERGING = ("holder", "when", "trip")
"""What a task made of several keeps where all of them agree on it."""


def set_values(bench: Bench) -> list[Complaint]:
    """``set: {path: value}``: write values; null takes an optional field away."""
    given = bench.only((), ())
    wrong: list[Complaint] = []
    for dotted in given:
        try:
            _set(bench, dotted, copied(given[dotted]))
        except ChangeError as error:
            wrong.append(error.complaint)
    return wrong


def _set(bench: Bench, dotted: str, value: Any) -> None:
    if dotted.partition(".")[0] in _OUT_OF_REACH:
        raise bench.wrong((dotted,), dotted, "a part of the scenario (a card does not change cards)")
    try:
        if value is None:
            spot = locate(bench.tree, dotted)
            if isinstance(spot.container, Map):
                spot.container.pop(str(spot.key), None)
                return
        assign(bench.tree, dotted, value, bench.place(dotted))
    except PathError as error:
        told = error.complaint
        lost = next((p for p in dotted.split(".") if p in bench.gone and shown(p) == told.given), None)
        hint = f" ({bench.gone[lost]} took it away)" if lost else ""
        near = "" if lost else told.nearest
        raise ChangeError(
            Complaint(
                ".".join(map(str, (*bench.card, dotted))),
                told.given,
                told.expected + hint,
                near,
                bench.place(dotted),
            )
        ) from None


def remove(bench: Bench) -> list[Complaint]:
    """``remove: step``."""
    found = bench.step(bench.text())
    bench.took_away(_names(found))
    spliced(found.steps, found.index, found.index + 1, Seq())
    return []


def replace(bench: Bench) -> list[Complaint]:
    """``replace: {step: [...]}``: other steps in the place of one."""
    given = bench.only((), ())
    wrong: list[Complaint] = []
    for reference in given:
        try:
            new = copied(bench.steps(reference))
            found = bench.step(reference, reference)
            bench.took_away(_names(found))
            spliced(found.steps, found.index, found.index + 1, new)
        except ChangeError as error:
            wrong.append(error.complaint)
    return wrong


def insert(bench: Bench) -> list[Complaint]:
    """``insert: {before|after: step, steps: [...]}``."""
    given = bench.only(("before", "after", "steps"), ("steps",))
    sides = [side for side in ("before", "after") if side in given]
    if len(sides) != 1:
        raise bench.wrong((), " and ".join(sides) or "neither", "either before or after a step")
    new = copied(bench.steps("steps"))
    found = bench.step(bench.text(sides[0]), sides[0])
    at = found.index + (sides[0] == "after")
    spliced(found.steps, at, at, new)
    return []


def in_parallel(bench: Bench) -> list[Complaint]:
    """``in_parallel: [a, b, c]`` or ``{steps: [a, b], name: n, join: all}``: neighbouring steps become
    branches.

    The branches are named like the steps, in the order given. Without a name the new step is called
    ``<first>_and_others``. Further fields of a `parallel` step (label, plan, when) may be given.
    """
    long = isinstance(bench.value, Map)
    given = bench.only((), ("steps",)) if long else Map((), bench.place())
    below = ("steps",) if long else ()
    references = bench.texts(*below)
    if len(references) < 2:
        raise bench.wrong(below, references[0], "at least two steps")
    found = bench.neighbours(references, *below)
    _distinct(bench, found, below)
    name = bench.text("name") if "name" in given else _free(bench, f"{found[0].name[:50]}_and_others")
    here = bench.place()
    branches = Map((), here)
    for item in found:
        branch = Seq((), here)
        branch.add(item.step, item.steps.places[item.index])
        branches.put(item.name, branch, here)
    _put_one(found, _step("parallel", name, here, given), ("branches", branches), here)
    return []


def as_one(bench: Bench) -> list[Complaint]:
    """``as_one: {steps: [a, b], name:, by:, takes:, ...}``: neighbouring steps become one task.

    It has the fields given; ``holder``, ``when`` and ``trip`` are kept where all steps agree and the card
    is silent.
    """
    given = bench.only((), ("steps", "name", "by", "takes"))
    references = bench.texts("steps")
    if len(references) < 2:
        raise bench.wrong(("steps",), references[0], "at least two steps")
    found = bench.neighbours(references, "steps")
    name = bench.text("name")
    here = bench.place()
    task = _step("task", name, here, given)
    first = found[0].step
    for field in _MERGING:
        if field not in given and field in first and all(f.step.get(field) == first[field] for f in found):
            task.put(field, first[field], first.places.get(field, here))
    bench.took_away(n for f in found for n in _names(f) if n != name)
    _put_one(found, task, None, here)
    return []


def move_pool(bench: Bench) -> list[Complaint]:
    """``move_pool: {step: process.step, to: pool}``: another pool does the task."""
    bench.only(("step", "to"), ("step", "to"))
    found = bench.step(bench.text("step"), "step")
    if found.kind != "task":
        raise bench.wrong(("step",), found.name, f"a task (this is a {found.kind})")
    to, pools = bench.text("to"), bench.tree.get("pools", {})
    if to not in pools and to != "owner":
        lost = f" ({bench.gone[to]} took it away)" if to in bench.gone else ""
        raise bench.wrong(("to",), to, f"a pool{lost}", nearest_name(to, pools))
    found.step.put("by", to, bench.place("to"))
    return []


def _names(found: Found) -> list[str]:
    """The names of a step and of all steps inside it."""
    alone = Seq([found.step])
    return [f.name for f in steps_in(alone, ())]


def _distinct(bench: Bench, found: Sequence[Found], below: Sequence[str | int]) -> None:
    for i, item in enumerate(found):
        if not IDENTIFIER.match(item.name):
            raise bench.wrong((*below, i), item.name, "a step whose name can be a branch's name")


def _free(bench: Bench, name: str) -> str:
    """``name``, with a number behind it where a step is called so already."""
    taken = {f.name for f in find_steps(bench.tree)}
    numbered = (f"{name}_{n}" for n in range(2, len(taken) + 3))
    return name if name not in taken else next(n for n in numbered if n not in taken)


def _step(kind: str, name: str, here: Place | None, given: Map) -> Map:
    """A new step with the fields of ``given``, all at their places in the card."""
    step = Map((), here)
    step.put(kind, name, given.places.get("name", here))
    added(step, copied(given), ("steps", "name"))
    return step


def _put_one(found: Sequence[Found], step: Map, extra: tuple[str, Any] | None, here: Place | None) -> None:
    """Put ``step`` in the place of neighbouring steps."""
    if extra is not None:
        step.put(extra[0], extra[1], here)
    new = Seq((), here)
    new.add(step, here)
    first = min(f.index for f in found)
    spliced(found[0].steps, first, first + len(found), new)


__all__ = ["as_one", "in_parallel", "insert", "move_pool", "remove", "replace", "set_values"]
