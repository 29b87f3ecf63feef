"""The people of one replication: their groups and, where somebody may be absent, their own calendars."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.absence import duties
from sim.calendars import Calendar
from sim.engines.compiled import columns as c
from sim.engines.compiled.flatten import Flat, Floats, Ints, calendar_tables
from sim.program import Program


class Crew(NamedTuple):
    """People by number through all pools, groups of people with the same duty, and the buckets of the queues."""

    people: Ints
    speeds: Floats
    groups: Ints
    group_state: Ints
    bucket_of: Ints
    buckets: int


def absentees(program: Program) -> bool:
    """Whether duty differs from replication to replication."""
    return any(s.absent > 0 for p in program.pools for s in p.shifts)


def crew_of(program: Program, flat: Flat, buckets: tuple[Ints, int], *, seed: int, replication: int) -> tuple[Flat, Crew]:
    """The people and their duty calendars; the tables of pools and calendars are those of this replication."""
    calendars: list[Calendar] = [*program.calendars, program.working]
    known = {id(k): i for i, k in reversed(list(enumerate(calendars)))}
    people, speeds, groups, pools = [], [], [], flat.pools.copy()
    for p, pool in enumerate(program.pools):
        pools[p, c.PEOPLE0], pools[p, c.GROUP0] = len(people), len(groups)
        last_duty = None
        for number, (duty, at) in enumerate(zip(duties(program, pool, seed, replication), pool.shift_of, strict=True)):
            if duty is not last_duty:
                if id(duty) not in known:
                    known[id(duty)] = len(calendars)
                    calendars.append(duty)
                groups.append([known[id(duty)], len(people), 0])
                last_duty = duty
            groups[-1][c.GN] += 1
            shift = pool.shifts[at]
            first = -c.NEVER if shift.first_day is None else shift.first_day
            last = c.NEVER if shift.last_day is None else shift.last_day
            closing = duty.end[-1] if shift.last_day is not None and duty.end else c.NEVER
            people.append((p, number, len(groups) - 1, first, last, closing))
            speeds.append(shift.speed)
        pools[p, c.NPEOPLE], pools[p, c.NGROUPS] = len(people) - pools[p, c.PEOPLE0], len(groups) - pools[p, c.GROUP0]
    group_state = np.zeros((max(1, len(groups)), c.GROUP_STATE_WIDTH), dtype=np.int64)
    for i, (_, first_person, many) in enumerate(groups):
        group_state[i] = (many, first_person, 0, -c.NEVER, 0)
    crew = Crew(
        np.array(people, dtype=np.int64).reshape(len(people), c.PERSON_WIDTH),
        np.array(speeds, dtype=np.float64),
        np.array(groups, dtype=np.int64).reshape(len(groups), c.GROUP_WIDTH),
        group_state,
        *buckets,
    )
    tables = calendar_tables(calendars)
    header = flat.header.copy()
    header[c.HWORKING] = known[id(program.working)]
    return flat._replace(pools=pools, header=header, **tables), crew
