"""`sim.run` from Python: still the document of the command, and tables and plots beside it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.errors import UsageError
from sim.experiments.findings import attribution_of, curve_of, tornado_of
from sim.experiments.run import Run
from tests.helpers import desk


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("python")
    text = desk.SCENARIO.replace("zh: 一日内", "zh: <script>一日内</script>").replace(
        "within a day", "<script>within a day"
    )
    return sim.run(desk.write(folder, text), replications=3)


def test_a_run_is_a_mapping_like_the_document(run: Run) -> None:
    assert run["verdicts"] == run.document["verdicts"] and {**run} == run.document
    assert run == run.document and run != {}
    assert len(run) == len(run.document) and "board" in run


def test_its_tables_are_rows_and_frames(run: Run) -> None:
    assert [v["verdict"] for v in run.verdicts] == [v["verdict"] for v in run["verdicts"]]
    frame = run.measures.frame()
    assert {"process", "measure", "unit", "mean"} <= set(frame.columns)
    assert (
        frame.loc[frame.measure == "elapsed", "mean"].item() == run["measures"]["permit"]["elapsed"]["mean"]
    )
    assert set(run.pools.frame()["pool"]) == {"clerk"}
    assert "clerk" in repr(run.pools)


def test_cases_and_events_are_those_that_were_judged(run: Run) -> None:
    cases, events = run.cases, run.events
    measured = cases[cases.measured & cases.finished.notna()]
    days = (measured.finished - measured.arrived).dt.total_seconds() / 86_400
    means = days.groupby(measured.replication).mean()
    assert len(means) == 3
    assert np.isclose(means.mean(), run["measures"]["permit"]["elapsed"]["mean"])
    assert set(cases.kind) == {"plain", "hard"}
    assert (events.ended[events.outcome == "done"] >= events.started[events.outcome == "done"]).all()
    assert events.groupby("replication").case.nunique().sum() == len(cases)


def test_a_notebook_shows_labels_as_text(run: Run) -> None:
    page = run._repr_html_()
    assert "<script>" not in page and "&lt;script&gt;within a day" in page
    assert "<script>" not in run.verdicts._repr_html_()


def test_it_draws_by_number_name_and_label(run: Run) -> None:
    assert run.plot.queue("clerk").png() == run.plot.queue(0).png()
    assert run.plot.backlog()._repr_png_().startswith(b"\x89PNG")
    with pytest.raises(UsageError, match=r'no pool "clark"; nearest: clerk'):
        run.plot.queue("clark")
    with pytest.raises(UsageError, match="no target 7"):
        run.plot.case_times(7)


def test_a_replication_that_was_not_run_is_refused(run: Run) -> None:
    assert len(run.log(2)) == (run.events.replication == 2).sum()
    with pytest.raises(UsageError, match="no replication 3"):
        run.log(3)


def test_it_speaks_chinese(tmp_path: Path) -> None:
    chinese = sim.run(desk.write(tmp_path), replications=2, lang="zh")
    assert chinese["title"] == "一个窗口" and "目标" in chinese._repr_html_()


# What is found out about several runs


def test_a_comparison_is_the_document_of_the_command_and_draws_itself(tmp_path: Path) -> None:
    found = sim.compare(desk.write(tmp_path), "today", "plan_quick", replications=3)
    assert found["base"] == "today" and json.loads(json.dumps(found)) == found
    assert found.plot().svg() != found.plot(lang="zh").svg()
    assert "<pre>" in found._repr_html_()
    with pytest.raises(UsageError, match="no comparison 1"):
        found.plot(1)


def test_a_sweep_knows_the_smallest_value_that_meets_its_target(tmp_path: Path) -> None:
    found = sim.sweep(
        desk.write(tmp_path),
        {"pools.clerk.staff": [3, 1, 2], "numbers.quick": "10 min"},
        settings={"targets.0.share": 0.9},
        out=tmp_path / "results",
    )
    curve = curve_of(dict(found), 0)
    assert [p.x for p in curve.points] == [1, 2, 3]
    assert (curve.target, curve.wants_more, curve.unit) == (0.9, True, "%")
    assert [p.verdict for p in curve.points] == ["missed", "met", "met"] and curve.smallest == 2
    assert curve_of(dict(found), 0, "numbers.quick").x_unit == "min"
    assert found.plot()._repr_png_()
    with pytest.raises(UsageError, match="was not varied"):
        found.plot(vary="pools.clark.staff")


def test_break_evens_and_cards_draw_themselves(tmp_path: Path) -> None:
    found = sim.tipping(desk.write(tmp_path), worlds=0, indices=0)
    tornado, split = tornado_of(dict(found), 1), attribution_of(dict(found), 1)
    assert {lever.name for lever in tornado.levers} <= {"arrivals", "quick", "slow"}
    assert split is not None
    assert split.base + sum(e.effect for e in split.effects) == pytest.approx(split.reformed)
    assert found.tornado(1)._repr_png_() and found.cards(1, lang="zh")._repr_png_()


def test_a_run_writes_its_page_and_its_workbook(run: Run, tmp_path: Path) -> None:
    page = run.report(tmp_path / "run.html", pictures=False).read_text(encoding="utf-8")
    assert "&lt;script&gt;within a day" in page and "<script" not in page
    assert run.workbook(tmp_path / "run.xlsx", lang="zh").read_bytes().startswith(b"PK")
