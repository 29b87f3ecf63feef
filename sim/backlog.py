"""The cases already inside at second 0: the same in both engines."""

from __future__ import annotations

from sim.luck import uniform
from sim.program import Backlog, Process, Program
from sim.units import round_half_up

Entry = tuple[int, int, int, int, bool]
"""Process, case number, arrival (second), node, measured."""


def entries(program: Program, seed: int, replication: int) -> list[Entry]:
    """The backlog of every process: numbered -n .. -1, oldest first, ages drawn by listing index and then
    sorted.
    """
    found: list[Entry] = []
    for p, process in enumerate(program.processes):
        listed = [entry for entry in process.backlog for _ in range(entry.count)]
        ages = [
            (_arrived(program, process, entry, (seed, replication, k)), k, entry)
            for k, entry in enumerate(listed)
        ]
        ages.sort(key=lambda a: a[:2])
        found += [
            (p, number, arrived, entry.at, entry.measured)
            for number, (arrived, _, entry) in enumerate(ages, start=-len(ages))
        ]
    return found


def _arrived(program: Program, process: Process, entry: Backlog, luck: tuple[int, int, int]) -> int:
    seed, replication, listing = luck
    draw = program.draws[entry.age]
    age = draw.law.draw(uniform(seed, replication, process.age_stream, listing, 1))
    return -round_half_up(age)
