"""Models of others come in, and our runs and processes go out, without losing their meaning."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from sim.cli.main import outcome
from sim.engines import run
from sim.errors import InputError, Place
from sim.eventlog import EventLog
from sim.importing import read_history
from sim.importing.bpmn import read_bpmn, structured
from sim.importing.models import read_model
from sim.importing.prosimos import calendar_of, law_of
from sim.study.auditing import prepared_tree

Shared = Callable[[str], Path]
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def cycle_hours(log: EventLog) -> float:
    """The mean time from the first start to the last end of a case, as a log of visits tells it."""
    rows = {k: np.asarray(v, dtype=np.int64) for k, v in log.rows.items()}
    count = int(rows["case"].max()) + 1
    first, last = np.full(count, 2**62), np.zeros(count, dtype=np.int64)
    np.minimum.at(first, rows["case"], rows["started"])
    np.maximum.at(last, rows["case"], rows["ended"])
    return float((last - first).mean()) / 3600


@pytest.mark.parametrize(
    ("model", "hours"),
    [("Insurance_Claims", 0.603), ("Insurance_Claims_1_timer", 0.747), ("Insurance_Claims_3_timers", 0.815)],
)
def test_imported_insurance_models_take_as_long_as_their_logs(
    shared: Shared, model: str, hours: float
) -> None:
    found = read_model(shared(f"data/interop/{model}.bpmn"), shared(f"data/interop/{model}.json"), cases=1000)
    program = prepared_tree(found.tree, model).program
    times = [cycle_hours(run(program, seed=s, replication=0, engine="simpy")) for s in range(1, 6)]
    assert np.mean(times) == pytest.approx(hours, rel=0.1)
    assert cycle_hours(read_history(shared(f"data/interop/{model}.csv.gz")).log) == pytest.approx(
        hours, abs=0.001
    )


def test_an_imported_timer_and_join_have_their_own_times(shared: Shared) -> None:
    folder = "data/interop/"
    timer = read_model(
        shared(folder + "timer_with_task.bpmn"), shared(folder + "timer_with_task.json"), cases=1
    )
    log = run(prepared_tree(timer.tree, "x").program, seed=1, replication=0, engine="simpy")
    assert cycle_hours(log) == 0.75
    join = read_model(
        shared(folder + "and_example/AND_join.bpmn"), shared(folder + "and_example/AND_join.json"), cases=40
    )
    program = prepared_tree(join.tree, "x").program
    log = run(program, seed=1, replication=0, engine="simpy")
    rows = {k: np.asarray(v) for k, v in log.rows.items()}
    assert len(log) == 7 * len(log.cases["case"])
    assert (rows["ended"] - rows["started"]).mean() >= 1500


def graph(body: str, tmp_path: Path) -> Path:
    file = tmp_path / "model.bpmn"
    file.write_text(
        f'<definitions xmlns="{BPMN[1:-1]}"><process id="p" name="p">{body}</process></definitions>',
        encoding="utf-8",
    )
    return file


def node(tag: str, key: str) -> str:
    return f'<{tag} id="{key}" name="{key}"/>'


def flow(a: str, b: str) -> str:
    return f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>'


def drawn(steps: list[dict[str, Any]]) -> str:
    """Steps as a line of algebra."""
    parts = []
    for step in steps:
        if "loop" in step:
            parts.append(f"({drawn(step['steps'])} * {drawn(step['redo'])})")
        elif "branches" in step:
            sign = {"choice": " | ", "parallel": " & ", "inclusive": " ~ "}[
                next(k for k in step if k != "branches")
            ]
            parts.append(f"({sign.join(drawn(inner) for _, inner in step['branches'])})")
        else:
            parts.append(next(iter(step.values())))
    return " ".join(parts) or "-"


X, P = "exclusiveGateway", "parallelGateway"


@pytest.mark.parametrize(
    ("nodes", "flows", "order"),
    [
        ("s:startEvent a:task e:endEvent", "s-a a-e", "a"),
        (f"s:startEvent x:{X} a:task b:task y:{X} e:endEvent", "s-x x-a x-b a-y b-y y-e", "(a | b)"),
        (f"s:startEvent x:{X} a:task e:endEvent f:endEvent", "s-x x-a x-f a-e", "(a | -)"),
        (f"s:startEvent x:{P} a:task b:task y:{P} e:endEvent", "s-x x-a x-b a-y b-y y-e", "(a & b)"),
        (f"s:startEvent h:{X} a:task x:{X} e:endEvent", "s-h h-a a-x x-h x-e", "(a * -)"),
        (f"s:startEvent h:{X} a:task x:{X} b:task e:endEvent", "s-h h-a a-x x-b b-h x-e", "(a * b)"),
        (
            f"s:startEvent x:{X} a:task y:{X} b:task z:{X} w:{X} e:endEvent",
            "s-x x-a x-w a-y y-b y-z b-z z-w w-e",
            "(a (b | -) | -)",
        ),
    ],
)
def test_a_graph_becomes_the_blocks_it_is_made_of(tmp_path: Path, nodes: str, flows: str, order: str) -> None:
    body = "".join(node(*reversed(n.split(":"))) for n in nodes.split())
    body += "".join(flow(*f.split("-")) for f in flows.split())
    assert drawn(structured(read_bpmn(graph(body, tmp_path)))) == order


WRONG = {
    "no process": ("", "with 0 processes"),
    "two starts": (
        node("startEvent", "s")
        + node("startEvent", "t")
        + node("endEvent", "e")
        + flow("s", "e")
        + flow("t", "e"),
        "2 start events",
    ),
    "events": (
        node("startEvent", "s") + node("eventBasedGateway", "g") + flow("s", "g"),
        "eventBasedGateway g",
    ),
    "a flow to nowhere": (node("startEvent", "s") + flow("s", "z"), "a flow s_z from s to z"),
}


@pytest.mark.parametrize("what", sorted(WRONG))
def test_models_that_cannot_be_read_are_told(tmp_path: Path, what: str) -> None:
    body, given = WRONG[what]
    with pytest.raises(InputError) as raised:
        structured(read_bpmn(graph(body, tmp_path)))
    assert given in str(raised.value)


def test_hostile_models_and_parameters_end_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bomb = tmp_path / "bomb.bpmn"
    bomb.write_text('<!DOCTYPE d [<!ENTITY a "aaaa">]><definitions>&a;</definitions>', encoding="utf-8")
    assert outcome(["new", str(tmp_path / "a"), "--from", str(bomb)]) == 2
    model = graph(
        node("startEvent", "s") + node("task", "t") + node("endEvent", "e") + flow("s", "t") + flow("t", "e"),
        tmp_path,
    )
    told = tmp_path / "p.json"
    for text in ("{", "[]", "[" * 100_000, '{"task_resource_distribution": []}'):
        told.write_text(text, encoding="utf-8")
        assert outcome(["new", str(tmp_path / "b"), "--from", str(model), "--parameters", str(told)]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert outcome(["new", str(tmp_path / "c"), "--from", str(model)]) == 0
    assert outcome(["check", str(tmp_path / "c.yaml"), "--no-pilot"]) == 0
    assert "assumption" in capsys.readouterr().out


PLACE = Place("x.json", 1)


@pytest.mark.parametrize(
    ("name", "parameters", "mean"),
    [
        ("fix", [900], 900),
        ("expon", [17, 16, 3600], 17),
        ("expon", [1500, 150, 1500, 3600], 1650),
        ("norm", [600, 60, 0, 3600], 600),
        ("uniform", [10, 30], 20),
        ("gamma", [100, 400, 0, 10000], 100),
        ("lognorm", [100, 400, 0, 10000], 100),
        ("expon", [100, 0, 100000], 100),
    ],
)
def test_prosimos_distributions_keep_their_mean(name: str, parameters: list[float], mean: float) -> None:
    found = law_of(name, [{"value": v} for v in parameters], PLACE)
    assert found.mean == pytest.approx(mean, rel=0.002)


def test_a_distribution_that_cannot_be_is_told() -> None:
    for name, parameters in (("weird", [1]), ("norm", ["x", 2, 3, 4]), ("gamma", [0, 1, 0, 1]), ("fix", [])):
        with pytest.raises(InputError):
            law_of(name, parameters, PLACE)


def test_prosimos_calendars_are_weeks() -> None:
    periods = [
        {"from": "MONDAY", "to": "FRIDAY", "beginTime": "09:00:00.074", "endTime": "12:00:00"},
        {"from": "FRIDAY", "to": "FRIDAY", "beginTime": "12:00:00", "endTime": "16:59:59.999"},
    ]
    assert calendar_of(periods, PLACE) == {
        "days": ["mon", "tue", "wed", "thu", "fri"],
        "hours": {**{d: ["09:00-12:00"] for d in ("mon", "tue", "wed", "thu")}, "fri": ["09:00-17:00"]},
    }
    whole = [{"from": "MONDAY", "to": "SUNDAY", "beginTime": "00:00:00", "endTime": "23:59:59"}]
    assert calendar_of(whole, PLACE) == "always"


OFFICE = """
format: 1
title: {en: Office, zh: 办公室}
period: {start: 2021-03-01, arrivals: 20 d, drain: 60 d}
working_day: office
calendars: {office: {days: weekdays, hours: ["09:00-17:00"]}}
pools: {desk: {staff: 2, calendar: office}}
processes:
  permit:
    arrive: {rate: 6 per d, during: office}
    attributes: {channel: {online: 0.5, "<counter>": 0.5}, load: 2.5}
    steps:
      - {task: apply, by: desk, takes: 20 min, when: channel == "online"}
      - repeat: check
        again: 0.3
        steps: [{task: look, by: desk, takes: 10 min}]
        between: [{wait: mend, holder: applicant, takes: 1 d}]
      - mark: complete
      - choose: kind
        branches:
          rare: {share: 0.2, steps: [{finish: refused}]}
          usual:
            else: true
            steps:
              - parallel: both
                branches:
                  plan: [{task: draw, by: desk, takes: 30 min}]
                  roads: [{wait: ask, holder: other_agency, takes: 2 d}]
      - limit: soon
        within: 5 wd
        steps: [{task: sign, by: desk, takes: 5 min}]
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    file = tmp_path / "office.yaml"
    file.write_text(OFFICE, encoding="utf-8")
    return file


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_scenario_leaves_as_bpmn_with_a_drawing_and_comes_back_in_its_blocks(
    office: Path, tmp_path: Path, lang: str
) -> None:
    target = tmp_path / "office.bpmn"
    assert outcome(["describe", str(office), "--bpmn", str(target), "--lang", lang]) == 0
    root = ElementTree.parse(target).getroot()
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(set(ids)) == len(ids)
    shown = {e.get("bpmnElement") for e in root.iter() if e.tag.endswith(("BPMNShape", "BPMNEdge"))}
    elements = {e.get("id") for e in root.iter(f"{BPMN}process") for e in e if e.get("id")}
    assert elements <= shown
    names = {n.id: n.name for n in read_bpmn(target).nodes.values()}
    order = drawn(structured(read_bpmn(target)))
    for key, name in sorted(names.items(), key=lambda pair: -len(pair[0])):
        order = order.replace(key, name)
    assert order == "(apply | -) (look * mend) complete (- | (draw & ask) sign)"


def test_every_shipped_scenario_leaves_as_well_formed_bpmn(root: Path, tmp_path: Path) -> None:
    from sim.study.describing import bpmn
    from sim.study.prepare import prepare

    for file in sorted((root / "scenarios").rglob("*.yaml")):
        if "format:" in file.read_text(encoding="utf-8"):
            ElementTree.fromstring(bpmn(prepare(file, variants=("today",))["today"], "zh"))


def test_a_run_leaves_as_xes_and_reads_back_as_the_same_history(office: Path, tmp_path: Path) -> None:
    words = ["run", str(office), "--replications", "2", "--engine", "simpy", "--workers", "1"]
    assert outcome([*words, "--export", "xes", "--export", "csv", "--out", str(tmp_path / "r")]) == 0
    (folder,) = (tmp_path / "r" / "office").iterdir()
    found, same = read_history(folder / "events.xes"), read_history(folder / "events.csv")
    assert len(found.log) == len(same.log)
    for column in ("queued", "started", "ended", "round"):
        assert sorted(np.asarray(found.log.rows[column])) == sorted(np.asarray(same.log.rows[column])), column
    assert "channel" in found.log.catalog.attributes[0]
    assert "<counter>" in found.log.catalog.texts
    traces = ElementTree.parse(folder / "events.xes").getroot().findall("trace")
    cases = (folder / "cases.csv").read_text(encoding="utf-8").splitlines()
    assert len(traces) == len(cases) - 1
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["replications"] == 2
