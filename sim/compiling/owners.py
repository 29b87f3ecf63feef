"""Whether a case certainly has an owner where a task asks for it.

`by: owner` that can be reached without an `assign` is an error of the scenario.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.steps import Assign, Choose, Finish, Limit, Parallel, Repeat, StepBase, Task, Use


def asks_for_owner(step: StepBase) -> bool:
    """Whether the step is a task by the case's own person (alone or among others)."""
    if not isinstance(step, Task):
        return False
    listed = step.by if isinstance(step.by, str | tuple) else getattr(step.by, "all", ())
    return listed == "owner" or "owner" in listed


def without_owner(steps: Sequence[StepBase]) -> frozenset[int]:
    """The tasks (by `id`) that a case which begins at these steps may reach before it was given an owner."""
    found: set[int] = set()
    _through(steps, False, found)
    return frozenset(found)


def _through(steps: Sequence[StepBase], owned: bool, found: set[int]) -> bool:
    """Whether a case certainly has an owner behind these steps (one that left counts as owned)."""
    for step in steps:
        after = _behind(step, owned, found)
        owned = owned or (after and step.when is None)
    return owned


def _behind(step: StepBase, owned: bool, found: set[int]) -> bool:
    if asks_for_owner(step) and not owned:
        found.add(id(step))
    if isinstance(step, Assign | Finish):
        return True
    if isinstance(step, Limit):
        return _behind_limit(step, owned, found)
    ends = [_through(inner, owned, found) for _, inner in step.inner()]
    if isinstance(step, Choose):
        covers = step.by_share or any(b.otherwise for b in step.branches.values())
        return all(ends) if covers else owned
    if isinstance(step, Parallel):
        return any(ends) if step.join == "all" else all(ends)
    return ends[0] if isinstance(step, Repeat | Use) and ends else owned


def _behind_limit(step: Limit, owned: bool, found: set[int]) -> bool:
    """An expired block may be left anywhere, so what it assigns is certain only if nothing goes on then."""
    block = _through(step.steps, owned, found)
    if isinstance(step.then, str):
        return owned
    if step.then.steps is not None:
        return _through(step.then.steps, owned, found) and block
    return block
