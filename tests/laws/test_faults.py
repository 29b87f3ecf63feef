"""Nine faults put into a running engine: each is caught by the law that speaks of it, by its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.engines.reference import run_replication
from sim.engines.reference.arrivals import Arrivals
from sim.engines.reference.blocks import Blocks
from sim.engines.reference.cases import Case, Visit
from sim.engines.reference.desk import Desk
from sim.engines.reference.flow import Flow
from sim.engines.reference.lines import Line
from sim.engines.reference.run import Run
from sim.engines.reference.staff import Group, Team
from sim.eventlog import EventLog, Outcome
from sim.measures.laws import LAWS, BrokenLawError, broken_laws, check_laws
from tests.theory.queues.runner import program_of

Patch = pytest.MonkeyPatch

OFFICE = """
format: 1
title: A busy office
period: {start: 2021-01-04, warm_up: 0 d, arrivals: 10 d, drain: 100 d}
working_day: office
calendars: {office: {days: china, hours: ["08:30-12:00", "13:00-16:30"]}}
pools:
  clerk: {staff: 2, calendar: office, at_close: pause}
  chief: {staff: 1, calendar: office, at_close: finish}
processes:
  permit:
    arrive: {rate: 14 per d}
    steps:
      - {task: check, by: clerk, takes: exponential(mean=40 min)}
      - parallel: both
        branches:
          read: [{task: read, by: clerk, takes: 10 min}]
          ask: [{wait: ask, holder: other_agency, takes: exponential(mean=1 d)}]
      - {task: sign, by: chief, takes: 15 min}
"""


def log_of() -> EventLog:
    return run_replication(PROGRAM, seed=1, replication=0)


PROGRAM = program_of(OFFICE)


def found() -> list[BrokenLawError]:
    return list(broken_laws(PROGRAM, log_of(), seed=1))


def starts_early(patch: Patch) -> None:
    """Work is said to have started before the case queued."""
    start = Desk._start

    def early(self: Desk, claim: Visit, crew: Any, victim: Any) -> None:
        start(self, claim, crew, victim)
        claim.started = claim.queued - 60

    patch.setattr(Desk, "_start", early)


def ends_without_an_outcome(patch: Patch) -> None:
    """A row that ended is said to be unfinished."""
    close = Run.close
    patch.setattr(Run, "close", lambda self, visit, outcome: close(self, visit, Outcome.UNFINISHED))


def loses_a_token(patch: Patch) -> None:
    """A branch that reaches its join is forgotten, now and then."""
    join = Blocks.join

    def forgetful(self: Blocks, case: Case, fork: int) -> int:
        return -3 if case.number == 5 and case.forks[fork].arrived else join(self, case, fork)

    patch.setattr(Blocks, "join", forgetful)


def counts_a_case_twice(patch: Patch) -> None:
    """Two cases bear one number."""
    make = Arrivals._case

    def doubled(self: Arrivals, process: int, number: int, *rest: Any, **more: Any) -> Case:
        return make(self, process, 6 if number == 7 else number, *rest, **more)

    patch.setattr(Arrivals, "_case", doubled)


def rests_between_steps(patch: Patch) -> None:
    """A case vanishes for a minute between two steps."""
    go = Flow.go

    def slow(self: Flow, case: Case, index: int) -> None:
        if case.number == 3 and case.moves:
            at = self.state.now + 60
            self.state.instants.at(at, (0, case.process, case.number, 0, 0), lambda: go(self, case, index))
        else:
            go(self, case, index)

    patch.setattr(Flow, "go", slow)


def serves_two_at_once(patch: Patch) -> None:
    """A busy person stays in the list of the free."""

    def take(self: Team, person: Any, visit: Visit) -> None:
        self.in_hand[visit] = None

    def release(self: Team, person: Any, visit: Visit) -> None:
        self.in_hand.pop(visit, None)

    patch.setattr(Team, "take", take)
    patch.setattr(Team, "release", release)


def works_at_night(patch: Patch) -> None:
    """Nobody asks whether a person is on duty."""
    patch.setattr(Group, "on_duty", lambda self, now: True)


def sleeps_at_the_opening(patch: Patch) -> None:
    """Queues are served again only when something else happens."""
    patch.setattr(Desk, "_wake_at_openings", lambda self: None)


def serves_the_last_first(patch: Patch) -> None:
    """The line is read from its end."""
    patch.setattr(Line, "__iter__", lambda self: reversed(self._claims))


FAULTS: dict[str, tuple[Callable[[Patch], None], str]] = {
    "a start before the queue": (starts_early, "instants_in_order"),
    "an end without an outcome": (ends_without_an_outcome, "instants_in_order"),
    "a lost token": (loses_a_token, "conservation"),
    "a case counted twice": (counts_a_case_twice, "conservation"),
    "a gap between steps": (rests_between_steps, "tiling"),
    "one person, two cases": (serves_two_at_once, "capacity"),
    "work at night": (works_at_night, "capacity"),
    "nobody wakes up": (sleeps_at_the_opening, "no_idling"),
    "last come, first served": (serves_the_last_first, "order"),
}


def test_the_engine_as_it_is_breaks_no_law() -> None:
    check_laws(PROGRAM, log_of(), seed=1)


@pytest.mark.parametrize("fault", FAULTS)
def test_an_injected_fault_is_caught_by_the_law_that_speaks_of_it(fault: str, monkeypatch: Patch) -> None:
    inject, law = FAULTS[fault]
    inject(monkeypatch)
    laws = [broken.law for broken in found()]
    assert laws, "no law is broken"
    assert laws[0] == law


def test_littles_identity_sees_a_case_that_leaves_late(monkeypatch: Patch) -> None:
    # What tiling sees first, Little's identity sees as well: by a single second of a single case.
    finish = Blocks.finish

    def late(self: Blocks, case: Case, outcome: int) -> None:
        finish(self, case, outcome)
        case.finished += case.number == 2

    monkeypatch.setattr(Blocks, "finish", late)
    assert {"tiling", "little"} <= {broken.law for broken in found()}


def test_every_law_has_a_fault() -> None:
    assert {law for _, law in FAULTS.values()} | {"little"} == set(LAWS)
