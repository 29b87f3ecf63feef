"""What has been learnt of a process, before it is written as a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sim.fitting.arrivals import Arrivals
from sim.fitting.blocks import Block
from sim.fitting.families import Fitted
from sim.fitting.gatherings import Gathering
from sim.fitting.knowledge import Known
from sim.fitting.orders import Served
from sim.fitting.pools import People
from sim.fitting.rosters import Roster
from sim.fitting.skills import Skills
from sim.fitting.waits import Wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How well the blocks tell the log: the distance of runs of three activities, the share of visits that
    have no place in them, and the share of edges that was left out as rare.
    """

    grams: float
    misplaced: float
    noise: float


@dataclass(frozen=True, slots=True)
class Teams:
    """The teams of a pool, with people by the hour for each (in the order of ``skills``), and for each
    activity the step by which each of the lines of ``skills`` is served.
    """

    skills: Skills
    rosters: tuple[Roster, ...]
    steps: Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """A process as learnt: blocks, laws of work and waits by activity, people, arrivals.

    ``patience`` is how long a case stays in the queue of an activity before it gives up, where it does.
    """

    name: str
    origin: date
    names: tuple[str, ...]
    steps: tuple[str, ...]
    block: Block
    weights: tuple[int, ...]
    work: dict[int, Fitted]
    waits: dict[int, Wait]
    people: People
    arrivals: Arrivals
    cases: int
    visits: int
    longest: float
    quality: Quality
    patience: dict[int, Fitted] = field(default_factory=dict)
    afterwork: dict[int, Fitted] = field(default_factory=dict)
    """What a person does after a visit of an activity before the next is taken, although somebody waits."""
    rosters: dict[int, Roster] = field(default_factory=dict)
    """Who is there at which hour, for pools in whose queue people give up."""
    teams: dict[int, Teams] = field(default_factory=dict)
    """Who serves which kind of case, for such pools."""
    scales: dict[int, float] = field(default_factory=dict)
    """By how much such a roster was scaled to explain the waits."""
    gathered: dict[int, Gathering] = field(default_factory=dict)
    """How cases wait for one another, by activity."""
    orders: dict[int, Served] = field(default_factory=dict)
    """The order in which a pool begins what waits."""
    country: str = ""
    """Whose public holidays were looked for."""
    attributes: tuple[Known, ...] = ()
    """The attributes that a rule uses, a value for each case that was learnt from."""

    def staffed(self, pool: int, factor: float) -> Learnt:
        """The same with so many times the people of a roster."""
        rosters = {**self.rosters, pool: self.rosters[pool].scaled(factor)}
        teams = dict(self.teams)
        if pool in teams:
            teams[pool] = replace(teams[pool], rosters=tuple(r.scaled(factor) for r in teams[pool].rosters))
        return replace(self, rosters=rosters, teams=teams)

    def steps_of(self, activity: int) -> tuple[str, ...]:
        """The steps that stand for an activity in the scenario."""
        teams = self.teams.get(self.people.of[activity])
        return (self.steps[activity],) if teams is None else teams.steps[activity]

    def with_wait(self, activity: int, factor: float) -> Learnt:
        """The same with an activity's wait stretched."""
        wait = self.waits[activity]
        law = stretched(wait.law, factor)
        return replace(self, waits={**self.waits, activity: Wait(law, wait.clock)})


def stretched(law: Fitted, factor: float) -> Fitted:
    """The law of times that are all ``factor`` times as long."""
    scaled = tuple(
        p if p.name == "cv" else replace(p, value=p.value * factor, low=p.low * factor, high=p.high * factor)
        for p in law.parameters
    )
    return replace(
        law,
        parameters=scaled,
        values=tuple(v * factor for v in law.values),
        mean=law.mean * factor,
        mean_low=law.mean_low * factor,
        mean_high=law.mean_high * factor,
    )
