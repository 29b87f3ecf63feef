"""An interrupted run keeps its replications; the same question goes on with them to the same answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sim.errors import SimulationError
from sim.experiments import executors
from sim.experiments.packing import packed, unpacked
from sim.experiments.running import Order, answers
from sim.experiments.store import Store
from sim.results import ANSWER
from sim.study.asking import wanted_of
from sim.study.prepare import prepare
from sim.study.replication import Failure, Job, Replication, replicate
from tests.helpers import desk

MADE = 40


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Every replication that is really run, by variant and number."""
    told: list[tuple[str, int]] = []

    def counted(job: Job, number: int) -> Replication:
        told.append((job.program.variant, number))
        return replicate(job, number)

    monkeypatch.setattr(executors, "replicate", counted)
    return told


def order(folder: Path, out: str, *variants: str, replications: int = MADE) -> Order:
    return Order(
        path=str(desk.write(folder)),
        variants=variants or ("today",),
        replications=replications,
        workers=1,
        out=folder / out,
    )


class StopAt:
    """A person who presses Ctrl-C when so many replications are done."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __call__(self, variant: str, done: int, most: int) -> None:
        if done == self.count:
            raise KeyboardInterrupt


def test_the_same_question_goes_on_where_it_was_interrupted_and_ends_with_the_same_bytes(
    tmp_path: Path, ran: list[tuple[str, int]]
) -> None:
    (undisturbed,) = answers(order(tmp_path, "undisturbed"))
    ran.clear()
    (half,) = answers(order(tmp_path, "out"), StopAt(25))
    assert half.document["interrupted"] and half.document["replications"] == 25
    assert list((tmp_path / "out" / ".unfinished").glob("*.sqlite"))
    ran.clear()
    (whole,) = answers(order(tmp_path, "out"))
    assert ran == [("today", r) for r in range(25, MADE)]
    assert undisturbed.folder is not None and whole.folder is not None
    assert (whole.folder / ANSWER).read_bytes() == (undisturbed.folder / ANSWER).read_bytes()
    charts = [(a.folder / "charts.json").read_bytes() for a in (whole, undisturbed) if a.folder]
    assert charts[0] == charts[1]
    assert not (tmp_path / "out" / ".unfinished").exists()


def test_another_number_of_replications_uses_them_too_and_another_seed_does_not(
    tmp_path: Path, ran: list[tuple[str, int]]
) -> None:
    list(answers(order(tmp_path, "out"), StopAt(25)))
    other = order(tmp_path, "out")
    ran.clear()
    list(answers(replace(other, seed=2)))
    assert len(ran) == MADE
    ran.clear()
    list(answers(order(tmp_path, "out", replications=20)))
    assert ran == []


def test_all_variants_of_a_run_go_on(tmp_path: Path, ran: list[tuple[str, int]]) -> None:
    list(answers(order(tmp_path, "out", "plan_quick"), StopAt(21)))
    done = set(ran)
    assert {v for v, _ in done} == {"today", "plan_quick"}
    ran.clear()
    list(answers(order(tmp_path, "out", "plan_quick")))
    assert len(set(ran) & done) <= 1  # the one that was under way


def test_what_cannot_be_kept_does_not_stop_the_run(tmp_path: Path) -> None:
    asked = order(tmp_path, "out")
    list(answers(asked, StopAt(25)))
    (kept,) = (tmp_path / "out" / ".unfinished").glob("*.sqlite")
    data = bytearray(kept.read_bytes())
    data[len(data) // 2] ^= 1
    kept.write_bytes(data)
    with Store(tmp_path / "out" / ".unfinished" / "other.sqlite"):
        (whole,) = answers(asked)
    assert not whole.document["interrupted"] and whole.document["replications"] == MADE


def test_a_replication_comes_back_from_its_bytes_as_it_was(tmp_path: Path) -> None:
    program = prepare(desk.write(tmp_path))["today"].program
    job = Job(program=program, wanted=wanted_of(program), seed=1, engine="simpy", glimpses=1)
    result = replicate(job, 0)
    again = unpacked(packed(result), job)
    assert again.observation == result.observation and again.tales == result.tales
    assert packed(again) == packed(result)
    failed = Replication(3, failure=Failure("today", 3, str(SimulationError("too much")), ours=True))
    assert unpacked(packed(failed), job) == failed


def test_what_is_no_part_of_a_replication_is_not_packed() -> None:
    with pytest.raises(TypeError, match="cannot be packed"):
        packed(Replication(0, tales=(object(),)))  # type: ignore[arg-type]
