"""Points of a scenario: the same luck for all, nothing run twice, the same results whoever works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from sim.errors import InputError, SimulationError
from sim.experiments.evaluating import Evaluator, Point, asked_by_targets
from sim.experiments.executors import Kind, WorkerDied, Workers
from sim.study.replication import Replication
from tests.helpers import desk


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(desk.write(tmp_path_factory.mktemp("desk")))


@pytest.fixture
def told() -> list[Replication]:
    return []


def values(ask: Evaluator, point: Point, count: int) -> list[list[float]]:
    return [list(x) for sample in ask.samples(point, count).values() for x in sample.values]


@pytest.mark.parametrize(("count", "kind"), [(2, "processes"), (2, "threads")])
def test_neither_number_nor_kind_of_workers_changes_a_value(file: str, count: int, kind: Kind) -> None:
    points = [Point(file, settings=(f"pools.clerk.staff={n}",)) for n in (1, 2)]
    alone = Evaluator(wanted=asked_by_targets)
    alone.run(points, 3)
    with Workers(count, kind=kind) as workers:
        ask = Evaluator(workers, wanted=asked_by_targets)
        ask.run(points, 3)
        assert [values(ask, p, 3) for p in points] == [values(alone, p, 3) for p in points]
        assert [ask.verdicts(p, 3) for p in points] == [alone.verdicts(p, 3) for p in points]


def test_points_that_come_to_the_same_scenario_share_their_replications(
    file: str, told: list[Replication]
) -> None:
    ask = Evaluator(wanted=asked_by_targets, watch=told.append)
    plain, spelt = Point(file), Point(file, settings=("pools.clerk.staff=2",))
    ask.run([plain, spelt], 2)
    assert (len(told), ask.count(plain), ask.count(spelt)) == (2, 2, 2)
    ask.run([spelt], 3)
    assert (len(told), ask.count(plain)) == (3, 3)


def test_a_point_runs_the_variants_it_is_compared_against(file: str, told: list[Replication]) -> None:
    ask = Evaluator(wanted=asked_by_targets, watch=told.append)
    reform = Point(file, "plan_quick")
    ask.run([reform], 2)
    assert set(ask.prepared(reform)) == {"plan_quick", "today"}
    assert len(told) == 4
    change = ask.verdicts(reform, 2)[2]
    assert change.estimate is not None and change.estimate < 0


def test_every_point_has_the_same_luck(file: str) -> None:
    """Cases arrive at the same instants and need the same work: without queues all times are equal."""
    ask = Evaluator(wanted=asked_by_targets)
    points = [Point(file, settings=(f"pools.clerk.staff={n}",)) for n in (90, 99)]
    ask.run(points, 2)
    assert ask.key(points[0]) != ask.key(points[1])
    assert values(ask, points[0], 2) == values(ask, points[1], 2)


def test_a_setting_that_leads_nowhere_is_told_before_anything_runs(
    file: str, told: list[Replication]
) -> None:
    ask = Evaluator(watch=told.append)
    with pytest.raises(InputError, match="clerk"):
        ask.run([Point(file), Point(file, settings=("pools.clark.staff=2",))], 2)
    assert not told


def test_verdicts_on_more_replications_than_there_are_is_an_error(file: str) -> None:
    ask = Evaluator(wanted=asked_by_targets)
    ask.run([Point(file)], 1)
    with pytest.raises(SimulationError, match="1 replications were run, and 20"):
        ask.verdicts(Point(file), 20)


# What workers do with tasks


def square(n: int) -> int:
    return n * n


def square_or_die(n: int) -> int:
    if n == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return n * n


def gone(n: int, error: WorkerDied) -> int:
    return -n


@pytest.mark.parametrize("count", [1, 2])
def test_results_come_in_the_order_of_the_items(count: int) -> None:
    with Workers(count) as workers:
        assert list(workers.map(square, range(20))) == [n * n for n in range(20)]
        assert sorted(workers.completed(square, range(20))) == [(n, n * n) for n in range(20)]


def test_a_task_that_kills_its_worker_is_told_and_nobody_elses_result_is_lost() -> None:
    expected = [-n if n == 5 else n * n for n in range(20)]
    with Workers(2) as workers:
        assert list(workers.map(square_or_die, range(20), lost=gone)) == expected
        assert [r for _, r in sorted(workers.completed(square_or_die, range(20), lost=gone))] == expected


def test_without_an_answer_for_a_lost_task_its_death_is_an_error() -> None:
    with Workers(2) as workers, pytest.raises(WorkerDied, match="worker died"):
        list(workers.map(square_or_die, range(20)))


def endless() -> Iterator[int]:
    n = 0
    while True:
        yield (n := n + 1)


def test_only_a_few_tasks_are_taken_ahead_of_the_reader() -> None:
    coming = endless()
    with Workers(2) as workers:
        results = workers.map(square, coming)
        assert [next(results) for _ in range(3)] == [1, 4, 9]
        assert next(coming) < 20


ABANDONED = """
import random, sys
from sim.experiments.executors import Workers
from tests.units.test_experiments_evaluating import heavy

results = Workers(2).map(heavy, ((n, bytes(400_000)) for n in range(10_000)))
for _ in range(random.Random(int(sys.argv[1])).randrange(2, 40)):
    next(results)
results.close()
"""


def heavy(item: tuple[int, bytes]) -> bytes:
    """A result that takes several reads of a pipe."""
    return bytes(3_000_000)


@pytest.mark.parametrize("seed", range(4))
def test_workers_that_are_let_go_while_they_send_do_not_hold_up_the_end(seed: int) -> None:
    command = [sys.executable, "-c", ABANDONED, str(seed)]
    done = subprocess.run(command, cwd=desk.ROOT, env=desk.environment(), timeout=60, check=False)
    assert done.returncode == 0
