"""What must hold for every generated scenario: it compiles, runs, keeps the laws, and engines agree."""

from __future__ import annotations

import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from types import FrameType
from unittest.mock import patch

import simpy
from pydantic import ValidationError

from sim.engines import run
from sim.errors import InputError
from sim.eventlog import EventLog
from sim.measures.laws import BrokenLawError, check_laws
from sim.program import Program
from tests.parity.generator import Wild, program_of
from tests.parity.rows import REFERENCE, ROW, compare, differing, first_difference, rows_of

LONGEST = 20.0
"""Seconds after which a run is taken to hang; a usual one takes a hundredth of one."""
ENDED = ROW.index("ended")


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong: ``kind`` stays the same while a scenario is made smaller."""

    kind: str
    text: str


class HangError(Exception):
    """A run took too long."""


Check = Callable[[Program, Wild, int], Failure | None]


def examine(wild: Wild, seed: int, checks: tuple[Check, ...]) -> Failure | None:
    """The first failure of a scenario, or None."""
    try:
        program = program_of(wild)
    except (InputError, ValidationError) as error:
        return Failure("refused", f"the generator wrote a scenario that is refused:\n{error}")
    try:
        with at_most(LONGEST):
            return next((f for check in checks if (f := check(program, wild, seed)) is not None), None)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1].name
        kind = "hang" if isinstance(error, HangError) else f"{type(error).__name__} in {place}"
        return Failure(kind, "".join(traceback.format_exception(error)))


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise HangError in this thread when its body takes longer (where the system has timers)."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _too_long(number: int, frame: FrameType | None) -> None:
    raise HangError(f"no end after {LONGEST:g} s")


def _log(program: Program, seed: int, engine: str = REFERENCE) -> EventLog:
    return run(program, seed=seed, replication=seed % 3, engine=engine)


def keeps_the_laws(program: Program, wild: Wild, seed: int) -> Failure | None:
    """The reference's log obeys the laws of runs."""
    log = _log(program, seed)
    try:
        check_laws(program, log, seed=seed)
    except BrokenLawError as error:
        return Failure(f"law {error.law}", str(error))
    return None


def tells_the_same_twice(program: Program, wild: Wild, seed: int) -> Failure | None:
    """One seed, one history."""
    found = first_difference(_log(program, seed), _log(program, seed))
    return None if found is None else Failure("not the same twice", str(found))


class Backwards(simpy.Environment):
    """Of events at one instant with one key, takes the last stored first."""

    def __init__(self, initial_time: float = 0) -> None:
        super().__init__(initial_time)
        self._eid = count(0, -1)


def stores_events_in_any_order(program: Program, wild: Wild, seed: int) -> Failure | None:
    """Nothing depends on the order in which the reference happens to store its events."""
    with patch("sim.engines.reference.instants.simpy.Environment", Backwards):
        backwards = _log(program, seed)
    found = first_difference(_log(program, seed), backwards)
    return None if found is None else Failure("storage order decides", str(found))


def has_a_past_that_stays(program: Program, wild: Wild, seed: int) -> Failure | None:
    """A longer drain changes no row that ended before the shorter one's end."""
    longer = deepcopy(wild)
    longer.document["period"]["drain"] = f"{wild.document['period'].get('drain', '0 d')} + 7 d"
    short, long = _log(program, seed), _log(program_of(longer), seed)
    told = [
        [r for r in rows_of(log) if r[ENDED] is not None and _before(r[ENDED], program)]
        for log in (short, long)
    ]
    found = differing("row ended before the end", ROW, *told)
    return None if found is None else Failure("the past changes", str(found))


def _before(ended: object, program: Program) -> bool:
    return isinstance(ended, int) and ended < program.horizon


def agrees(engine: str) -> Check:
    """An engine tells what the reference tells."""

    def check(program: Program, wild: Wild, seed: int) -> Failure | None:
        found = compare(program, seed, seed % 3, engine)
        return None if found is None else Failure(f"{engine} differs", f"{REFERENCE} | {engine}\n{found}")

    return check


ALONE: tuple[Check, ...] = (
    keeps_the_laws,
    tells_the_same_twice,
    stores_events_in_any_order,
    has_a_past_that_stays,
)
"""What is asked of the reference engine."""
