"""[Program] what the machine runs: a scenario with every name made a number.

A program is one flat list of instructions (`Node`) over name tables; both engines run it and nothing else.
Times are whole seconds since the midnight of ``origin``; a node refers to others, to draws and to codes by
index, -1 meaning none. Step *positions* number all steps of a process in the order of the file (preorder), so
that "inside this block" is a range of positions and the ties of the language are comparisons.
"""

from __future__ import annotations

from sim.program.cases import Arrivals, Arrived, Attribute, Backlog, Intensity, Process, Step
from sim.program.nodes import (
    NONE,
    OWNER,
    Assign,
    By,
    Clock,
    Detail,
    Draw,
    Finish,
    Fork,
    Gather,
    Limit,
    Mark,
    Need,
    Node,
    Op,
    Repeat,
    Session,
    Set,
    Shares,
    Task,
    Then,
    Until,
    Wait,
    Whens,
)
from sim.program.people import Hearing, Order, Pool, Shift
from sim.program.program import Program
from sim.program.targets import Target, Use

__all__ = [
    "NONE",
    "OWNER",
    "Arrivals",
    "Arrived",
    "Assign",
    "Attribute",
    "Backlog",
    "By",
    "Clock",
    "Detail",
    "Draw",
    "Finish",
    "Fork",
    "Gather",
    "Hearing",
    "Intensity",
    "Limit",
    "Mark",
    "Need",
    "Node",
    "Op",
    "Order",
    "Pool",
    "Process",
    "Program",
    "Repeat",
    "Session",
    "Set",
    "Shares",
    "Shift",
    "Step",
    "Target",
    "Task",
    "Then",
    "Until",
    "Use",
    "Wait",
    "Whens",
]
