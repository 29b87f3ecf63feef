"""What is given when a part of a log is predicted: who is under way as the run begins, and what is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.fitting.model import Learnt
from sim.fitting.traces import Traces
from sim.importing import read_history
from sim.study.simulating import events_of_run, program_of, simulated
from sim.study.standing import Given, Standing, given, standing_at
from sim.study.validating import held_out
from tests.units.test_fitting_rules import Office

DAY = 86_400
Shared = Callable[[str], Path]
Parts = tuple[Learnt, Traces, Traces]


def parts(hold: str, folder: Path) -> Parts:
    """An office whose cases wait for one another between two steps: what its first part tells, and both."""
    learnt, seen, unseen, _ = held_out(read_history(Office(hold=hold, days=90).log(folder)), 0, 0.4)
    return learnt, seen, unseen


@pytest.fixture(scope="module")
def nines(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return parts("{gather: held, count: 9}", tmp_path_factory.mktemp("nines"))


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return parts("{gather: held, count: 9, per: kind}", tmp_path_factory.mktemp("kinds"))


def test_how_many_lie_in_a_group_is_how_many_have_come_since_the_last_whole_one(nines: Parts) -> None:
    """The office begins empty, so it is the number of those who have come, modulo nine."""
    learnt, seen, _ = nines
    study = seen.of(seen.names.index("study"))
    for day in range(20, 50, 3):
        standing = list(standing_at(learnt, seen, day * DAY))
        come = int((seen.end[study] <= day * DAY).sum())
        assert sum(s.held for s in standing) == come % 9, f"day {day}"
        ends = np.zeros(len(seen.arrived), dtype=np.int64)
        np.maximum.at(ends, seen.case, seen.end)
        under_way = (seen.arrived < day * DAY) & (ends > day * DAY)
        assert len(standing) == under_way.sum()
        ages = [s.age for s in standing]
        assert ages == sorted(ages, reverse=True)


def test_each_part_of_a_group_lies_by_itself(kinds: Parts) -> None:
    learnt, seen, _ = kinds
    (kind,) = (k for k in seen.known if k.name == "kind")
    study = seen.of(seen.names.index("study"))
    value = kind.values[seen.case[study]]
    for day in range(20, 50, 6):
        come = seen.end[study] <= day * DAY
        expected = sum(int((come & (value == v)).sum()) % 9 for v in range(len(kind.names)))
        assert sum(s.held for s in standing_at(learnt, seen, day * DAY)) == expected, f"day {day}"


def test_the_cases_of_a_prediction_have_what_the_log_knows_of_them(kinds: Parts) -> None:
    learnt, seen, unseen = kinds
    came, cut = given(learnt, seen, unseen)
    assert came.zero % DAY == 0
    assert came.zero <= came.arrived[0]
    assert (np.diff(came.arrived) >= 0).all()
    program, _ = program_of(learnt, came, cut)
    (log,) = simulated(program, 1, seed=1)
    numbers = np.asarray(log.cases["case"])
    assert (numbers < 0).sum() == len(came.standing)
    texts = [str(log.catalog.texts[int(v)]) for v in np.asarray(log.attributes[0][0])[numbers >= 0]]
    assert texts == list(came.columns["kind"])


def test_groups_go_on_nearer_to_where_the_office_s_did(kinds: Parts) -> None:
    """The mean hours by which the beginning of a case's last step is off, over eight runs of either."""
    learnt, seen, unseen = kinds
    came, cut = given(learnt, seen, unseen)
    empty = Given(arrived=came.arrived, zero=came.zero)
    assert missed(learnt, unseen, came, cut) < 0.85 * missed(learnt, unseen, empty, cut)


def missed(learnt: Learnt, unseen: Traces, came: Given, cut: int) -> float:
    cases = np.unique(unseen.case)
    cases = cases[np.argsort(unseen.arrived[cases], kind="stable")]
    sign = unseen.of(unseen.names.index("sign"))
    real = np.zeros(len(unseen.arrived), dtype=np.int64)
    real[unseen.case[sign]] = unseen.start[sign]
    program, start = program_of(learnt, came, cut)
    off = []
    for log in simulated(program, 8, seed=1):
        events = events_of_run(log, learnt, start)
        signed = events.activity == "sign"
        number = events.case[signed] - (len(came.arrived) - len(cases))
        off.append(np.abs(events.start[signed] - real[cases][number]).mean() / 3600)
    return float(np.mean(off))


def test_cases_at_a_step_that_was_left_out_as_rare_stand_nowhere(shared: Shared) -> None:
    """The permit log has no parallels, and rare activities that its scenario leaves out."""
    learnt, seen, unseen, _ = held_out(read_history(shared("data/receipt.csv")), 0, 0.3)
    came, cut = given(learnt, seen, unseen)
    everywhere = tuple(Standing(a, held=False, age=DAY) for a in range(len(learnt.names)))
    program, _ = program_of(learnt, replace(came, standing=everywhere), cut)
    entries = program.processes[0].backlog
    assert 0 < len(entries) < len(everywhere)
    program, _ = program_of(learnt, came, cut)
    assert len(program.processes[0].backlog) <= len(came.standing)


def test_cases_in_a_parallel_stand_nowhere(shared: Shared) -> None:
    learnt, seen, unseen, _ = held_out(read_history(shared("data/AcademicCredentials_train.csv.gz")), 0, 0.3)
    came, cut = given(learnt, seen, unseen)
    for day in range(int(seen.start.min()) // DAY + 20, cut // DAY, 40):
        standing = tuple(standing_at(learnt, seen, day * DAY))
        assert standing
        program_of(learnt, replace(came, standing=standing), cut)
