"""What the kernel looks up instead of asking anew at each visit."""

from __future__ import annotations

from sim.engines.compiled import columns as c
from sim.program import NONE, OWNER, Assign, By, Order, Program, Task


def teams(program: Program) -> set[int]:
    """The pools whose people a claim may need together with people of other pools."""
    owners = {n.detail.pool for n in program.nodes if isinstance(n.detail, Assign)}
    found: set[int] = set()
    for node in program.nodes:
        if isinstance(node.detail, Task) and node.detail.by is By.ALL:
            needs = {need.pool for need in node.detail.needs}
            if len(needs) > 1:
                found |= needs | owners if OWNER in needs else needs
    return found


def plain(program: Program) -> set[int]:
    """The pools whose claims ask for just one of their people, where nothing interrupts."""
    if any(pool.preempt for pool in program.pools):
        return set()
    found = set(range(len(program.pools)))
    for node in program.nodes:
        if isinstance(node.detail, Task) and not traits(program, node.detail) & c.ONE_LINE:
            found -= {need.pool for need in node.detail.needs}
        if isinstance(node.detail, Assign):
            found.discard(node.detail.pool)
    return found


def traits(program: Program, task: Task) -> int:
    """A task's traits, as `columns.ONE_LINE` and the others."""
    owner = any(need.pool == OWNER for need in task.needs)
    one = len(task.needs) == 1 and task.needs[0].count == 1 and not owner
    pools = program.pools if owner else [program.pools[need.pool] for need in task.needs]
    keyed = any(pool.order in (Order.DUE, Order.RANDOM) for pool in pools)
    terms = owner or task.patience != NONE or task.room != NONE
    return c.ONE_LINE * one | c.KEYED * keyed | c.WITH_TERMS * terms
