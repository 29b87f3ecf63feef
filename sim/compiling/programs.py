"""The whole: period, calendars, pools, processes, targets and what the figures are used for."""

from __future__ import annotations

from sim.compiling.days import days_of, oldest_age, span_of
from sim.compiling.desk import Desk
from sim.compiling.pools import pools_of
from sim.compiling.processes import (
    Compiled,
    Shared,
    ages_of,
    compile_process,
    note_default_outcomes,
    unfold_all,
)
from sim.compiling.sessions import hearings_of
from sim.compiling.targets import targets_of
from sim.compiling.uses import uses_of
from sim.errors import InputError
from sim.program import Assign, Pool, Program
from sim.scenario import BUILT_IN_HOLDERS, Scenario


def compile_program(scenario: Scenario) -> Program:
    """The program of a scenario, cards already applied. Raises InputError with every complaint."""
    desk = Desk.of(scenario)
    desk.ledger.check()
    span = span_of(desk)
    ages = ages_of(desk)
    oldest = max((oldest_age(d.law) for draws in ages.values() for d in draws), default=0)
    days = days_of(desk, span, oldest)
    holders = tuple(desk.document.holder_labels())
    shared = Shared(desk, days, span, holders, tuple(desk.document.pools), ages)
    program = _program(shared, _processes(shared))
    if desk.say.errors:
        raise InputError(desk.say.errors)
    return program


def _processes(shared: Shared) -> list[Compiled]:
    unfolded = unfold_all(shared.desk)
    note_default_outcomes(shared.desk, unfolded)
    made = [compile_process(shared, i, name, u) for i, (name, u) in enumerate(unfolded.items())]
    for outcome in shared.desk.outcomes.all:
        shared.desk.texts.number(outcome)
    return made


def _program(shared: Shared, compiled: list[Compiled]) -> Program:
    desk, days, span = shared.desk, shared.days, shared.span
    document, stops = desk.document, _clock_stops(shared)
    pools = pools_of(desk, days, span)
    _demand_owners(desk, pools)
    sessions = hearings_of(desk, days, span)
    targets = targets_of(shared, compiled)
    return Program(
        name=desk.scenario.name,
        title=document.title,
        variant=desk.scenario.variant,
        origin=span.origin,
        warm_up=span.warm_up,
        until=span.until,
        horizon=span.horizon,
        wd_seconds=days.wd_seconds,
        working=days.working,
        calendars=tuple(days.calendars.values()),
        calendar_names=days.names,
        texts=desk.texts.all,
        holders=shared.holders,
        agency_side=tuple(h not in stops for h in shared.holders),
        outcomes=desk.outcomes.all,
        draws=tuple(desk.draws),
        codes=desk.codes.all,
        nodes=tuple(n for n in desk.nodes if n is not None),
        processes=tuple(c.process for c in compiled),
        pools=pools,
        sessions=sessions,
        targets=targets,
        currency=document.currency,
        uses=uses_of(desk, compiled),
        guessed_days=days.guessed,
    )


def _demand_owners(desk: Desk, pools: tuple[Pool, ...]) -> None:
    """A pool that gives cases their owner needs somebody."""
    for at in {n.detail.pool for n in desk.nodes if n is not None and isinstance(n.detail, Assign)}:
        if at < len(pools) and not pools[at].staff:
            expected = "at least one person, since a step assigns owners out of this pool"
            desk.say.add(("pools", pools[at].name, "staff"), "nobody", expected)


def _clock_stops(shared: Shared) -> frozenset[str]:
    """The holders whose time does not count; one that nobody declared is complained about."""
    desk = shared.desk
    declared = (*BUILT_IN_HOLDERS, *desk.document.holders)
    stops = desk.document.clock_stops
    for i, name in enumerate(stops):
        if name not in declared:
            desk.say.unknown(("clock_stops", i), name, "a holder", declared)
    return frozenset(stops)
