"""Real logs become the two tables of a simulation; what cannot be used is told with its line."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.errors import InputError, UsageError
from sim.eventlog import MISSING, Outcome, moment
from sim.history import History
from sim.importing import LogOptions, identifiers, read_history

Shared = Callable[[str], Path]

COUNTS = [
    ("receipt.csv", 1434, 8577, 27, 48),
    ("receipt.xes.gz", 1434, 8577, 27, 48),
    ("AcademicCredentials_train.csv.gz", 398, 1945, 16, 306),
    ("agentsim_loan/train_preprocessed.csv", 797, 5976, 12, 19),
    ("agentsim_loan/test_preprocessed.csv", 200, 1490, 12, 19),
    ("PurchasingExample.csv.gz", 608, 9119, 21, 27),
    ("anonymous_bank_january.txt", 31599, 31599, 1, 28),
    ("wellington_station_ticket_booth.csv", 403, 403, 1, None),
    ("doj_foia_2017.csv", 244, 244, 1, 0),
    ("running-example.csv", 6, 42, 8, 6),
    ("running-example.xes", 6, 42, 8, 6),
    ("roadtraffic100traces.csv", 100, 390, 10, None),
    ("roadtraffic100traces.xes", 100, 390, 10, None),
    ("interop/Insurance_Claims.csv.gz", 1000, 5443, 7, None),
]


@pytest.mark.parametrize(("file", "cases", "rows", "activities", "people"), COUNTS)
def test_real_logs_read_with_the_counts_of_their_description(
    shared: Shared, file: str, cases: int, rows: int, activities: int, people: int | None
) -> None:
    found = read_history(shared(f"data/{file}"))
    assert len(found.log.cases["case"]) == cases
    assert len(found.log) == rows
    assert len(found.activities[0]) == activities
    assert people is None or len(found.log.persons) == people
    assert found.read.left_out.total == 0


def elapsed(found: History) -> NDArray[np.int64]:
    cases = {k: np.asarray(v) for k, v in found.log.cases.items()}
    done = cases["finished"] != MISSING
    return np.asarray((cases["finished"] - cases["arrived"])[done], dtype=np.int64)


def test_the_permit_log_has_the_durations_of_its_description(shared: Shared) -> None:
    found = read_history(shared("data/receipt.csv"))
    days = elapsed(found) / 86400
    assert days.mean() == pytest.approx(5.41, abs=0.01)
    assert np.median(days) == pytest.approx(0.033, abs=0.001)
    assert np.quantile(days, 0.9) == pytest.approx(14.1, abs=0.1)
    channel = found.log.catalog.attributes[0].index("channel")
    values = np.asarray(found.log.attributes[0][channel]).astype(int)
    counts = {found.log.catalog.texts[v]: int((values == v).sum()) for v in set(values.tolist())}
    assert sorted(counts.values()) == [1, 21, 53, 109, 1250]
    assert found.closed == "enddate"
    assert not found.has_starts


def test_calls_keep_their_queue_and_how_they_ended(shared: Shared) -> None:
    found = read_history(shared("data/anonymous_bank_january.txt"))
    rows = {k: np.asarray(v) for k, v in found.log.rows.items()}
    served, left = rows["outcome"] == Outcome.DONE, rows["outcome"] == Outcome.GAVE_UP
    assert (int(served.sum()), int(left.sum())) == (27060, 4299)
    assert (rows["ended"] - rows["started"])[served].mean() == pytest.approx(183.5, abs=1)
    assert np.all(rows["started"][left] == MISSING)


def test_ticket_windows_wait_as_their_description_says(shared: Shared) -> None:
    rows = read_history(shared("data/wellington_station_ticket_booth.csv")).log.rows
    wait = np.asarray(rows["started"]) - np.asarray(rows["queued"])
    assert wait.mean() == pytest.approx(11.9, abs=0.05)
    assert (wait > 0).mean() == pytest.approx(0.439, abs=0.001)


def test_requests_close_after_the_days_of_their_description(shared: Shared) -> None:
    days = elapsed(read_history(shared("data/doj_foia_2017.csv"))) / 86400
    assert [round(float(x)) for x in (days.mean(), np.median(days), days.max())] == [317, 48, 1918]


# Small files of our own

HEAD = "case_id,activity,start_time,end_time,resource\n"


def written(tmp_path: Path, text: str, name: str = "log.csv", encoding: str = "utf-8") -> Path:
    file = tmp_path / name
    file.write_bytes(text.encode(encoding))
    return file


def told(found: History) -> list[tuple[object, ...]]:
    """The rows as (case, activity, queued, started, ended) with instants of day as HH:MM."""
    log, origin = found.log, found.log.catalog.origin
    names = found.activities[0]

    def at(column: str, i: int) -> str:
        return moment(origin, int(log.rows[column][i]))[11:16]

    return [
        (
            int(log.rows["case"][i]),
            names[log.rows["position"][i]],
            at("queued", i),
            at("started", i),
            at("ended", i),
        )
        for i in range(len(log))
    ]


def test_a_visit_waits_from_the_end_of_the_last_one_that_does_not_overlap_it(tmp_path: Path) -> None:
    text = (
        "b,apply,2021-01-04T09:30,2021-01-04T09:40,Li\n"
        "a,apply,2021-01-04T09:00,2021-01-04T09:10,Li\n"
        "a,plan,2021-01-04T09:30,2021-01-04T10:30,Wu\n"
        "a,roads,2021-01-04T10:00,2021-01-04T10:20,\n"
        "a,sign,2021-01-04T11:00,,Li\n"
    )
    assert told(read_history(written(tmp_path, HEAD + text))) == [
        (0, "apply", "09:00", "09:00", "09:10"),
        (0, "plan", "09:10", "09:30", "10:30"),
        (0, "roads", "09:10", "10:00", "10:20"),
        (1, "apply", "09:30", "09:30", "09:40"),
        (0, "sign", "10:30", "11:00", ""),
    ]


def test_an_open_visit_leaves_its_case_open_and_so_does_a_last_step_that_ends_none(tmp_path: Path) -> None:
    text = HEAD + "a,x,2021-01-04,2021-01-05,\na,y,2021-01-06,,\nb,x,2021-01-04,2021-01-05,\n"
    file = written(tmp_path, text)
    assert (np.asarray(read_history(file).log.cases["finished"]) == MISSING).tolist() == [True, False]
    closed = read_history(file, LogOptions(ends=("y",)))
    assert (np.asarray(closed.log.cases["finished"]) == MISSING).all()


def test_every_bad_row_is_told_with_its_line_and_counted(tmp_path: Path) -> None:
    text = (
        "a,x,2021-01-04T09:00,2021-01-04T10:00,Li\n"
        ",x,2021-01-04T09:00,2021-01-04T10:00,Li\n"
        "a,,2021-01-04T09:00,2021-01-04T10:00,Li\n"
        "a,x,yesterday,2021-01-04T10:00,Li\n"
        "a,x,2021-01-04T11:00,2021-01-04T10:00,Li\n"
        "a,x,,,Li\n"
        "a,x,2021-01-04T09:00\n"
    )
    left = read_history(written(tmp_path, HEAD + text)).read.left_out
    assert [(r.line, r.reason.en) for r in left.rows] == [
        (3, "no case is named"),
        (4, "no activity is named"),
        (5, "an instant that cannot be read"),
        (6, "it ends before it starts"),
        (7, "no instant"),
        (8, "another number of cells than the header"),
    ]
    assert left.total == 6


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_chinese_logs_read_in_each_usual_encoding(tmp_path: Path, encoding: str) -> None:
    text = (
        "办件编号,环节名称,开始时间,结束时间,办理人\n"
        "甲1,受理,2021/1/4 9:00,2021年1月4日 9时30分,李\n"
        "甲1,发证,2021/1/5 9:00,2021/1/5 9:30,王\n"
    )
    found = read_history(written(tmp_path, text, encoding=encoding))
    assert found.activities == (("受理", "发证"),)
    assert [s.name for s in found.log.catalog.steps[0]] == ["step_1", "step_2"]
    assert found.log.persons == ("李", "王")
    assert elapsed(found).tolist() == [86400 + 1800]


def test_starts_and_completions_in_rows_of_their_own_make_one_visit(tmp_path: Path) -> None:
    text = (
        "case,activity,lifecycle,time\n"
        "a,x,schedule,2021-01-04T08:00\na,x,start,2021-01-04T09:00\na,x,start,2021-01-04T09:10\n"
        "a,x,complete,2021-01-04T10:00\na,x,suspend,2021-01-04T10:05\na,x,complete,2021-01-04T11:00\n"
    )
    assert told(read_history(written(tmp_path, text))) == [
        (0, "x", "08:00", "09:00", "10:00"),
        (0, "x", "08:00", "09:10", "11:00"),
    ]


def test_a_zone_moves_the_clock_and_without_one_the_local_clock_counts(tmp_path: Path) -> None:
    text = "case,activity,time\na,x,2021-01-04T20:00:00+01:00\na,y,2021-01-04T21:00:00+01:00\n"
    file = written(tmp_path, text)
    assert [r[4] for r in told(read_history(file))] == ["20:00", "21:00"]
    moved = read_history(file, LogOptions(timezone="Asia/Shanghai"))
    assert [r[4] for r in told(moved)] == ["03:00", "04:00"]


def test_day_and_month_are_settled_by_the_whole_column(tmp_path: Path) -> None:
    text = "case,activity,time\na,x,03/04/2021 09:00\na,y,{}/04/2021 09:00\n"
    day_first = read_history(written(tmp_path, text.format(25)))
    assert elapsed(day_first).tolist() == [22 * 86400]
    unsure = read_history(written(tmp_path, text.format("05")))
    assert any("day/month" in r.en for r in unsure.read.remarks)
    month_first = read_history(written(tmp_path, text.format("05")), LogOptions(dates="mdy"))
    assert elapsed(month_first).tolist() == [61 * 86400]  # from 4 March to 4 May


def test_columns_can_be_named_and_a_wrong_name_is_told_with_the_nearest(tmp_path: Path) -> None:
    text = "Ref,What,When\na,x,2021-01-04T09:00\na,y,2021-01-04T10:00\n"
    file = written(tmp_path, text)
    with pytest.raises(InputError, match="instants"):
        read_history(file)
    columns = {"case": "Ref", "activity": "What", "end": "When"}
    assert len(read_history(file, LogOptions(columns=columns)).log) == 2
    with pytest.raises(InputError) as raised:
        read_history(file, LogOptions(columns={**columns, "end": "Whem"}))
    assert raised.value.complaints[0].nearest == "When"
    with pytest.raises(InputError) as raised:
        read_history(file, LogOptions(columns={**columns, "activty": "What"}))
    assert raised.value.complaints[0].nearest == "activity"


def test_a_workbook_reads_like_the_same_table_in_csv(tmp_path: Path) -> None:
    from datetime import datetime

    import openpyxl  # type: ignore[import-untyped, unused-ignore]

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["办件编号", "环节", "时间"])
    sheet.append([101, "受理", datetime(2021, 1, 4, 9, 0)])
    sheet.append([101, "发证", datetime(2021, 1, 5, 9, 0)])
    file = tmp_path / "log.xlsx"
    book.save(file)
    found = read_history(file)
    assert found.case_names == (("101",),)
    assert elapsed(found).tolist() == [86400]
    with pytest.raises(UsageError, match="no such sheet"):
        read_history(file, LogOptions(sheet="nowhere"))


def test_facts_of_cases_become_attributes_and_milestones(tmp_path: Path) -> None:
    text = (
        "case,activity,time,channel,load,deadline,remark\n"
        "a,x,2021-01-04T09:00,online,5,2021-02-01,p\na,y,2021-01-04T10:00,online,5,2021-02-01,q\n"
        "b,x,2021-01-05T09:00,counter,7.5,2021-01-01,r\n"
    )
    log = read_history(written(tmp_path, text)).log
    assert log.catalog.attributes[0] == ("channel", "load")
    assert log.catalog.milestones[0] == ("deadline",)
    assert [log.catalog.texts[int(v)] for v in log.attributes[0][0]] == ["online", "counter"]
    assert list(log.attributes[0][1]) == [5.0, 7.5]
    assert [moment(log.catalog.origin, int(t))[:10] for t in log.milestones[0][0]] == [
        "2021-02-01",
        "2021-01-01",
    ]


def test_identifiers_are_distinct_and_legal() -> None:
    assert identifiers(["T02 Check", "t02 check!", "受理", "4 eyes", "round"], "step") == (
        "t02_check",
        "t02_check_2",
        "step_3",
        "step_4_eyes",
        "round_2",
    )


# Hostile files


def doctype(entities: str) -> str:
    return f"<?xml version='1.0'?><!DOCTYPE log [{entities}]><log><trace>&a;</trace></log>"


BOMB = (
    '<!ENTITY a "'
    + "x" * 1000
    + '">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{(f"&{chr(97 + i)};") * 10}">' for i in range(9))
)

HOSTILE = {
    "bomb.xes": (doctype(BOMB).encode(), "a document type"),
    "outside.xes": (doctype('<!ENTITY a SYSTEM "file:///etc/passwd">').encode(), "a document type"),
    "deep.xes": (b"<log>" + b"<trace>" * 5000, "nested"),
    "torn.xes": (b"<log><trace><event>", "column"),
    "other.xes": (b"<html></html>", "<html>"),
    "nul.xes": (b"<log>\0</log>", "column"),
    "nul.csv": (b"case,activity,time\na,x,2021\0-01-04\n", "a NUL byte"),
    "columns.csv": (b",".join(b"c%d" % i for i in range(1_000_000)) + b"\n", "a line of"),
    "thousands.csv": (b",".join(b"c%d" % i for i in range(5000)) + b"\n", "5,000 columns"),
    "endless.csv": (b'case,activity,time\n"' + b"a,x,\n" * 100_000, "a cell of more than"),
    "empty.csv": (b"", "an empty file"),
    "bytes.csv": (b"case,activity,time\n\xff\xff\xff\n", "the byte"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ""),
    "torn.csv.gz": (gzip.compress(b"case,activity,time\n" * 1000)[:40], "damaged"),
    "zeros.csv.gz": (gzip.compress(b"\0" * 1_000_000), "NUL"),
    "blanks.xes.gz": (gzip.compress(b"<log>" + b" " * 60_000_000, 9), "unpack"),
    "book.xlsx": (b"PK\x03\x04 not a workbook", ""),
    "words.csv": (b"case,activity,time\na,x,soon\n", "none usable"),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_files_end_in_one_clear_complaint(tmp_path: Path, name: str) -> None:
    data, given = HOSTILE[name]
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(InputError) as raised:
        read_history(file)
    (complaint,) = raised.value.complaints
    assert given in complaint.given
    assert complaint.place is not None
    assert len(complaint.given) < 400


def test_a_missing_log_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_history(tmp_path / "nowhere.csv")
