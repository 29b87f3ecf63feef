"""The log and the case table as files."""

from __future__ import annotations

import csv
import sys
from array import array
from dataclasses import replace
from pathlib import Path

import pytest

from sim.errors import UsageError
from sim.eventlog import EventLog, moment
from sim.reporting.tables import (
    case_header,
    write_cases,
    write_cases_parquet,
    write_events,
    write_events_parquet,
)
from tests.helpers import five_cases as five
from tests.helpers.five_cases import log

EVENTS = """\
replication,process,case,step,round,branch,holder,queued,started,ended,worked,pool,person,outcome
0,permit,-1,review,1,,agency,2021-01-04T00:00:00,2021-01-04T09:00:00,2021-01-04T14:00:00,14400,reviewer,0,done
0,permit,0,apply,1,,agency,2021-01-04T09:30:00,2021-01-04T09:30:00,2021-01-04T10:00:00,1800,window,0,done
"""
CASES = """\
replication,process,case,arrived,finished,outcome,measured,channel,amount,accepted,connected
0,permit,-1,2021-01-01T10:00:00,2021-01-06T14:00:00,done,true,online,50,2021-01-04T14:00:00,2021-01-06T14:00:00
0,permit,0,2021-01-04T09:30:00,2021-01-05T14:00:00,done,true,counter,100,2021-01-04T14:00:00,2021-01-05T14:00:00
0,permit,1,2021-01-04T11:45:00,2021-01-08T16:00:00,done,true,counter,200,2021-01-06T16:00:00,2021-01-08T16:00:00
0,permit,2,2021-01-05T10:00:00,2021-01-05T10:30:00,rejected,true,online,300,,
0,permit,3,2021-01-07T16:30:00,,,true,counter,400,,
"""


def two_processes() -> EventLog:
    """The five cases, the last one being the first of another process with its own attribute and mark."""
    given = five.with_cells(log(), "cases", 4, process=1, case=0)
    for row in (14, 15):
        given = five.with_cells(given, "rows", row, process=1, case=0)
    catalog = replace(
        given.catalog,
        processes=("permit", "licence"),
        steps=given.catalog.steps * 2,
        attributes=(("channel", "amount"), ("size", "channel")),
        text_attributes=((True, False), (False, True)),
        milestones=(("accepted", "connected"), ("licensed",)),
        texts=("online", 'counter, "old"', "done", "rejected"),
    )
    first = array("d", five.CHANNEL[:4]), array("d", five.AMOUNTS[:4])
    marks = tuple(m[:4] for m in five.MARKS)
    second = array("d", [0.1 + 0.2]), array("d", [1.0])
    return replace(
        given, catalog=catalog, attributes=(first, second), milestones=(marks, (array("q", [five.at(4, 9)]),))
    )


def test_events_are_written_as_documented(tmp_path: Path) -> None:
    write_events([log()], tmp_path / "events.csv")
    text = (tmp_path / "events.csv").read_bytes().decode()
    assert text.startswith(EVENTS)
    assert "0,permit,-1,roads,1,approvals.roads,other_agency," in text
    assert text.endswith(
        "0,permit,3,review,1,,agency,2021-01-07T17:15:00,2021-01-08T09:00:00,,100800,reviewer,0,unfinished\n"
    )


def test_cases_are_written_as_documented(tmp_path: Path) -> None:
    write_cases([log()], tmp_path / "cases.csv")
    assert (tmp_path / "cases.csv").read_bytes().decode() == CASES


def test_replications_follow_each_other(tmp_path: Path) -> None:
    write_events([log(), replace(log(), replication=1)], tmp_path / "events.csv")
    rows = list(csv.DictReader((tmp_path / "events.csv").open(encoding="utf-8", newline="")))
    assert [r["replication"] for r in rows] == ["0"] * 16 + ["1"] * 16


def test_instants_read_as_the_doors_own_words_have_them(tmp_path: Path) -> None:
    write_events([log()], tmp_path / "events.csv")
    rows = csv.DictReader((tmp_path / "events.csv").open(encoding="utf-8", newline=""))
    assert [r["ended"] for r in rows] == [moment(five.ORIGIN, t) for t in log().rows["ended"]]


def test_several_processes_share_the_columns_of_the_same_name(tmp_path: Path) -> None:
    given = two_processes()
    header = ("channel", "amount", "size", "accepted", "connected", "licensed")
    assert case_header(given.catalog)[7:] == header
    write_cases([given], tmp_path / "cases.csv")
    rows = list(csv.DictReader((tmp_path / "cases.csv").open(encoding="utf-8", newline="")))
    last = rows[-1]
    assert (last["process"], last["channel"], last["amount"]) == ("licence", 'counter, "old"', "")
    assert (last["size"], last["licensed"]) == ("0.30000000000000004", "2021-01-08T09:00:00")
    assert (rows[0]["size"], rows[0]["licensed"]) == ("", "")


def test_parquet_holds_the_same_with_types(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    write_events_parquet([log(), replace(log(), replication=1)], tmp_path / "events.parquet")
    write_cases_parquet([two_processes()], tmp_path / "cases.parquet")
    events = parquet.read_table(tmp_path / "events.parquet").to_pylist()
    cases = parquet.read_table(tmp_path / "cases.parquet").to_pylist()
    assert len(events) == 32
    assert (events[0]["worked"], events[6]["worked"], events[0]["person"]) == (14400, None, "0")
    assert events[0]["queued"].isoformat() == "2021-01-04T00:00:00"
    assert (cases[0]["amount"], cases[0]["measured"], cases[-1]["finished"]) == (50.0, True, None)


def test_parquet_without_pyarrow_names_the_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"shixian\[analysis\]"):
        write_events_parquet([log()], tmp_path / "events.parquet")
