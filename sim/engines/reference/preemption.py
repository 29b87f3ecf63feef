"""Preemption: which work in hand a claim of higher priority interrupts."""

from __future__ import annotations

from sim.engines.reference.cases import Visit
from sim.engines.reference.staff import Person
from sim.engines.reference.state import State
from sim.program import OWNER, By, Task


def victim(state: State, claim: Visit) -> tuple[Visit, Person] | None:
    """The work that ``claim`` interrupts now and the person it takes, or None.

    Only a claim for one person of a pool pre-empts (not one for several people or for an owner), only if none
    of its pools has a free person on duty, and only work of strictly lower priority one of whose people it
    needs is on duty now. The weakest goes: the lowest priority, then the latest start, then the highest
    (process, case, step position).
    """
    task = claim.node.detail
    assert isinstance(task, Task)
    if task.by is By.ALL or any(need.pool == OWNER for need in task.needs):
        return None
    if any(state.teams[pool].some_free(state.now) for pool in claim.queues):
        return None
    found = [(work, person) for pool in claim.queues for work, person in _weaker(state, pool, claim)]
    return min(found, key=_weakness, default=None)


def _weaker(state: State, pool: int, claim: Visit) -> list[tuple[Visit, Person]]:
    team = state.teams[pool]
    if not team.pool.preempt:
        return []
    found = []
    for work in team.in_hand:
        if work.priority < claim.priority:
            on_duty = [p for p in work.crew if p.pool == pool and p.group.on_duty(state.now)]
            found += [(work, on_duty[0])] if on_duty else []
    return found


def _weakness(candidate: tuple[Visit, Person]) -> tuple[float, ...]:
    work, _ = candidate
    process, case, position, round_ = work.place
    return (work.priority, -work.spell, -process, -case, -position, -round_)
