"""An interrupted search keeps what it finished; the same question goes on with it to the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from sim.experiments import executors
from sim.experiments.comparing import compare
from sim.experiments.keeping import Kept
from sim.experiments.memory import Memory
from sim.experiments.running import Order
from sim.experiments.staffing import Order as Staffing
from sim.experiments.staffing import shared, staffed
from sim.experiments.store import Store
from sim.experiments.tipping import Order as Tipping
from sim.experiments.tipping import tipped
from sim.experiments.transition import Order as Transition
from sim.experiments.transition import followed
from sim.results import ANSWER
from sim.study.prepare import prepare
from sim.study.replication import Failure, Job, Replication, replicate
from tests.helpers import desk

Progress = Callable[[str, int, int], None]
Search = Callable[[Path, Path, Progress | None], Kept]


def staffing(file: Path, out: Path) -> Staffing:
    return Staffing(path=str(file), pools=("clerk",), most=4, variant="plan_quick", workers=1, out=out)


def one_service(file: Path, out: Path, progress: Progress | None) -> Kept:
    return staffed(staffing(file, out), progress)


def two_services(file: Path, out: Path, progress: Progress | None) -> Kept:
    other = desk.write(file.parent, name="other.yaml")
    return shared([staffing(file, out), staffing(other, out)], 3, progress)


def break_even(file: Path, out: Path, progress: Progress | None) -> Kept:
    order = Tipping(path=str(file), replications=4, worlds=4, indices=0, workers=1, out=out)
    return tipped(order, progress)


def by_month(file: Path, out: Path, progress: Progress | None) -> Kept:
    return followed(Transition(path=str(file), replications=12, workers=1, out=out), progress)


def side_by_side(file: Path, out: Path, progress: Progress | None) -> Kept:
    return compare(Order(path=str(file), variants=(), replications=20, workers=1, out=out), progress)


SEARCHES = [one_service, two_services, break_even, by_month, side_by_side]


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of every replication that is really run."""
    told: list[int] = []

    def counted(job: Job, number: int) -> Replication:
        told.append(number)
        return replicate(job, number)

    monkeypatch.setattr(executors, "replicate", counted)
    return told


class StopAfter:
    """A person who presses Ctrl-C when so many replications have ended."""

    def __init__(self, count: int) -> None:
        self.left = count

    def __call__(self, what: str, done: int, most: int) -> None:
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt


def interrupted(search: Search, file: Path, out: Path, after: int) -> None:
    """Run a search and stop it; a comparison tells that it was, the others raise."""
    with suppress(KeyboardInterrupt):
        assert search(file, out, StopAfter(after)).document["interrupted"]


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("after", [1, 9])
def test_a_search_goes_on_where_it_was_interrupted_and_ends_with_the_same_bytes(
    tmp_path: Path, ran: list[int], search: Search, after: int
) -> None:
    file = desk.write(tmp_path)
    undisturbed = search(file, tmp_path / "undisturbed", None)
    all_of_them = len(ran)
    ran.clear()
    interrupted(search, file, tmp_path / "out", after)
    assert len(ran) == after and list((tmp_path / "out" / ".unfinished").glob("*.sqlite"))
    whole = search(file, tmp_path / "out", None)
    assert len(ran) == all_of_them
    assert undisturbed.folder is not None and whole.folder is not None and not whole.known
    assert (whole.folder / ANSWER).read_bytes() == (undisturbed.folder / ANSWER).read_bytes()
    assert not (tmp_path / "out" / ".unfinished").exists()


def test_fresh_begins_anew_and_another_seed_finds_nothing(tmp_path: Path, ran: list[int]) -> None:
    file = desk.write(tmp_path)
    interrupted(break_even, file, tmp_path / "out", 9)
    ran.clear()
    tipped(
        Tipping(path=str(file), replications=4, worlds=0, indices=0, workers=1, out=tmp_path / "out", seed=2)
    )
    other = len(ran)
    ran.clear()
    order = Tipping(path=str(file), replications=4, worlds=4, indices=0, workers=1, out=tmp_path / "out")
    tipped(Tipping(**{name: getattr(order, name) for name in order.__slots__} | {"fresh": True}))
    assert len(ran) > 9 and other > 9


def test_a_search_that_cannot_keep_anything_goes_on_without(tmp_path: Path) -> None:
    file, out = desk.write(tmp_path), tmp_path / "out"
    interrupted(break_even, file, out, 9)
    (kept,) = (out / ".unfinished").glob("*.sqlite")
    with Store(kept):  # as another process would hold it
        assert break_even(file, out, None).folder is not None


def test_a_failed_replication_and_those_after_it_are_run_again(tmp_path: Path) -> None:
    job = Job(program=prepare(desk.write(tmp_path))["today"].program, wanted=(), seed=1, engine="simpy")
    path = tmp_path / "kept.sqlite"
    with pytest.raises(KeyboardInterrupt), Memory(path) as memory:
        memory.put(("q", 0), Replication(0))
        memory.put(("q", 1), Replication(1, failure=Failure("today", 1, "too much", ours=False)))
        raise KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt), Memory(path) as memory:
        assert memory.get(("q", 0), job) == Replication(0)
        assert memory.get(("q", 1), job) is None and memory.get(("q", 2), job) is None
        raise KeyboardInterrupt
    assert path.exists()
