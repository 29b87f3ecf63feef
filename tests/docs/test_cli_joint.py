"""Scenarios whose people serve several of them: worked out by hand, and everything that may not agree."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from sim.cli.main import outcome
from sim.engines import ENGINES
from sim.reading import read

TAXES = """\
format: 1
title: {en: Taxes, zh: 税务}
period: {start: 2021-01-04, warm_up: 0 d, arrivals: 1 d, drain: 10 d}
working_day: always
calendars: {always: always}
holders: {bank: {en: the bank, zh: 银行}}
numbers: {copying: {value: 10 min, kind: assumption, range: [5 min, 15 min], source: none}}
pools:
  clerk: {staff: 1, calendar: always, label: {en: clerk, zh: 窗口人员}}
  desk: {staff: 1, calendar: always}
processes:
  tax:
    arrive: {schedule: ["2021-01-04T09:00:00", "2021-01-04T09:05:00"]}
    steps: [{task: declare, by: clerk, takes: 30 min}, {task: archive, by: desk, takes: copying}]
targets:
  - {name: {en: taxes within 50 min, zh: 税务50分钟内}, measure: elapsed, at_most: 50 min, share: 0.9}
reforms: {quick: {change: [{set: {processes.tax.steps.declare.takes: 20 min}}]}}
variants: {plan: [quick]}
"""

PERMITS = """\
format: 1
title: {en: Permits, zh: 许可}
period: {start: 2021-01-04, warm_up: 0 h, arrivals: 24 h, drain: 10 d}
working_day: always
calendars: {always: always}
pools:
  clerk: {staff: 1, calendar: always}
  desk: {staff: 1, calendar: always}
processes:
  permit:
    arrive: {schedule: ["2021-01-04T09:10:00"]}
    steps: [{task: grant, by: clerk, takes: 20 min}, {task: file, by: desk, takes: 10 min}]
targets:
  - {name: {en: permits within 30 min, zh: 许可30分钟内}, measure: elapsed, at_most: 30 min, share: 0.9}
reforms: {more: {change: [{set: {pools.clerk.staff: 2}}]}}
variants: {plan_of_permits: [more]}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two services, made the current one."""
    (tmp_path / "taxes.yaml").write_text(TAXES, encoding="utf-8")
    (tmp_path / "permits.yaml").write_text(PERMITS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("SIM_LANG", raising=False)
    return tmp_path


def join(*more: str) -> int:
    return outcome(["new", "both", "--join", "taxes.yaml", "--join", "permits.yaml", *more])


def served(folder: Path, engine: str, variant: str, *more: str) -> list[tuple[str, ...]]:
    """Who did what from when to when, by the joint scenario's event log."""
    words = ["run", "both.yaml", "--variant", variant, "--engine", engine, "--replications", "2", "--workers"]
    assert outcome([*words, "1", *more, "--export", "csv", "--out", f"{engine}-{variant}", "--quiet"]) == 0
    (file,) = (folder / f"{engine}-{variant}").rglob("events.csv")
    with file.open(encoding="utf-8", newline="") as text:
        rows = [r for r in csv.DictReader(text) if r["replication"] == "0"]
    return sorted((r["step"], r["pool"], r["started"][11:16], r["ended"][11:16]) for r in rows)


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_two_clerks_serve_both_and_each_keeps_its_own_desk(here: Path, engine: str) -> None:
    """Apart, the second tax of 09:05 waits for its clerk until 09:30 and the permit of 09:10 for nobody.

    Together, two clerks have the taxes until 09:30 and 09:35; the permit waits until 09:30, to 09:50. The tax
    desk takes the first until 09:40 and the second until 09:50, the permit desk the permit until 10:00.
    """
    assert join("--share", "clerk") == 0
    assert served(here, engine, "today") == [
        ("archive", "taxes_desk", "09:30", "09:40"),
        ("archive", "taxes_desk", "09:40", "09:50"),
        ("declare", "clerk", "09:00", "09:30"),
        ("declare", "clerk", "09:05", "09:35"),
        ("file", "permits_desk", "09:50", "10:00"),
        ("grant", "clerk", "09:30", "09:50"),
    ]


def test_with_each_ones_reform_declaring_takes_20_minutes_and_three_clerks_are_there(here: Path) -> None:
    """The permits' card gives them two clerks, so that one and two are three: nobody waits for a clerk."""
    assert join("--share", "clerk") == 0
    assert served(here, "compiled", "plan_together")[2:] == [
        ("declare", "clerk", "09:00", "09:20"),
        ("declare", "clerk", "09:05", "09:25"),
        ("file", "permits_desk", "09:30", "09:40"),
        ("grant", "clerk", "09:10", "09:30"),
    ]
    assert list(read("both.yaml").document.variants) == ["plan_together", "plan", "plan_of_permits"]


def test_figures_of_one_name_that_differ_stay_two_figures(here: Path) -> None:
    """The taxes' copy takes 10 min, that of the permits 5 min; people who are a figure are added up."""
    text = PERMITS.replace("pools:\n", "numbers:\n  copying: {value: 5 min, kind: expert}\npools:\n")
    text = text.replace("by: desk, takes: 10 min", "by: desk, takes: copying * 1")
    (here / "permits.yaml").write_text(text, encoding="utf-8")
    text = TAXES.replace("numbers: {", "numbers: {people: {value: 1, kind: assumption}, ")
    text = text.replace("clerk: {staff: 1", "clerk: {staff: people")
    (here / "taxes.yaml").write_text(text, encoding="utf-8")
    assert join("--share", "clerk") == 0
    found = served(here, "compiled", "today")
    assert found[0] == ("archive", "taxes_desk", "09:30", "09:40")
    assert found[4] == ("file", "permits_desk", "09:50", "09:55")
    document = read("both.yaml").document
    assert set(document.numbers) == {"people", "taxes_copying", "permits_copying"}
    assert "staff: people + 1\n" in (here / "both.yaml").read_text(encoding="utf-8")


def test_the_clock_stops_where_either_says_so_if_the_other_has_nobody_there(here: Path) -> None:
    changed(here, "pools:\n", "clock_stops: [applicant, third_party, court]\npools:\n")
    assert join("--share", "clerk") == 0
    assert read("both.yaml").document.clock_stops == ("applicant", "third_party", "court")


def test_a_variant_writes_no_more_than_what_its_cards_changed(here: Path) -> None:
    """The taxes' card changes one figure; another one that somebody sets holds in that variant as well."""
    text = TAXES.replace("numbers: {", "numbers: {speed: {value: 30 min, kind: expert}, ")
    text = text.replace("takes: 30 min", "takes: speed")
    text = text.replace("processes.tax.steps.declare.takes: 20 min", "numbers.speed: 20 min")
    (here / "taxes.yaml").write_text(text, encoding="utf-8")
    assert join("--share", "clerk") == 0
    card = read("both.yaml").document.reforms["plan_together"].change[0].set
    assert card == {"numbers.speed.value": "20 min", "pools.clerk.staff": 3}
    found = served(here, "compiled", "plan_together", "--set", "numbers.copying=1 min")
    assert found[0] == ("archive", "taxes_desk", "09:20", "09:21")


def test_people_with_other_hours_stay_a_shift_of_their_own(here: Path) -> None:
    text = PERMITS.replace("{always: always}", "{always: always, days: weekdays}")
    text = text.replace("clerk: {staff: 1, calendar: always}", "window: {staff: 3, calendar: days, speed: 2}")
    text = text.replace("by: clerk", "by: window").replace("pools.clerk", "pools.window")
    (here / "permits.yaml").write_text(text, encoding="utf-8")
    assert join("--share", "clerk=taxes:clerk,permits:window") == 0
    clerk = read("both.yaml").document.pools["clerk"]
    assert [(s.calendar, s.staff.value) for s in clerk.shifts or ()] == [("always", 1), ("days", 3)]  # type: ignore[union-attr]


def test_where_nobody_waits_every_case_goes_as_it_does_alone(here: Path) -> None:
    """Joining changes no luck: with clerks for everybody both services' rows are those of the files apart."""
    for name in ("taxes", "permits"):
        file = here / f"{name}.yaml"
        text = re.sub(r"arrive: .*", "arrive: {rate: 40 per h}", file.read_text(encoding="utf-8"))
        text = re.sub(r"takes: \w+( min)?}", "takes: exponential(mean=8 min)}", text)
        file.write_text(text.replace("staff: 1", "staff: 60"), encoding="utf-8")
    assert join("--share", "clerk") == 0
    found = {name: rows(here, name) for name in ("both", "taxes", "permits")}
    assert len(found["both"]) > 1500
    assert found["both"] == sorted(found["taxes"] + found["permits"])


def rows(here: Path, name: str) -> list[tuple[str, ...]]:
    """Every claim of a scenario: whose, when it joined, began and ended."""
    words = ("--replications", "1", "--workers", "1", "--export", "csv", "--out", f"of_{name}", "--quiet")
    assert outcome(["run", f"{name}.yaml", *words]) == 0
    (file,) = (here / f"of_{name}").rglob("events.csv")
    with file.open(encoding="utf-8", newline="") as text:
        keys = ("process", "case", "step", "queued", "started", "ended")
        return sorted(tuple(r[k] for k in keys) for r in csv.DictReader(text))


def test_staff_and_score_take_files_that_share_people(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two clerks do today: taxes take 50 min at most. The permit takes 50 min, so 30 min need a third."""
    asked = ["taxes.yaml", "permits.yaml", "--share", "clerk", "--workers", "1"]
    assert outcome(["staff", *asked, "--pools", "clerk", "--max", "5", "--json"]) == 0
    told = capsys.readouterr()
    answer = json.loads(told.out)
    assert answer["staffing"] == {"clerk": 3}
    assert answer["fewer"][0]["verdict"]["target"] == "permits within 30 min"
    assert "Joined: results/joined/taxes+permits.yaml" in told.err

    assert outcome(["score", *asked, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    found = {r["target"]: (r["variant"], r["today"]["verdict"], r["verdict"]) for r in rows}
    assert found == {
        "taxes within 50 min": ("plan_together", "met", "met"),
        "permits within 30 min": ("plan_together", "missed", "met"),
    }


def changed(here: Path, old: str, new: str) -> None:
    assert old in PERMITS
    (here / "permits.yaml").write_text(PERMITS.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("arrivals: 24 h", "arrivals: 2 d", 'period.arrivals "2 d" the same as in taxes.yaml ("1 d")'),
        ("start: 2021-01-04, warm_up: 0 h, arrivals: 24 h", "start: 2021-01-03, arrivals: 3 d", "period.s"),
        ("{always: always}", "{always: weekdays}", 'calendars.always "weekdays"'),
        ("pools:\n", "clock_stops: [agency]\npools:\n", "clock_stops \"agency\" the same as in taxes.yaml"),
        ("pools:\n", "holders: {bank: a bank}\npools:\n", 'holders.bank "a bank" the same as in taxes.yaml'),
        ("  permit:\n", "  tax:\n", "processes.tax \"tax\" another name: taxes.yaml has a process tax too"),
        ("clerk: {staff: 1", "clerk: {order: lifo, staff: 1", "pools.clerk.order lifo fifo, as the"),
        ("format: 1\n", "format: 1\ncurrency: EUR\n", 'currency "EUR" the same as in taxes.yaml'),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_complained_about_where_it_stands(
    here: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, told: str
) -> None:
    changed(here, old, new)
    assert join("--share", "clerk") == 2
    said = capsys.readouterr().err
    words = re.sub(r"\s+(?:given|expected)?\s+", " ", said)
    assert told in words and "permits.yaml:" in said
    assert not (here / "both.yaml").exists()
    assert join("--share", "clerk", "--lang", "zh") == 2
    assert not re.search("应为 +(the same|another|fifo)[^，（]*$", capsys.readouterr().err, re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--share", "clrk"), 'no such pool: "clrk"; nearest: clerk'),
        (("--share", "c=taxes:clerk,permits:dsk"), 'no such pool: "dsk"; nearest: desk'),
        (("--share", "c=taxes:clerk,permit:desk"), 'no such scenario: "permit"; nearest: permits'),
        (("--share", "c=taxes:clerk"), "c is shared by taxes alone"),
        (("--share", "C=taxes:clerk,permits:clerk"), '"C" is no name of a pool'),
        (("--share", "clerk", "--share", "a=taxes:clerk,permits:desk"), "named twice: taxes:clerk"),
        ((), "--join needs two files at least"),
    ],
)
def test_a_wrong_share_is_told(
    here: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    assert join(*words) == 2
    assert told in capsys.readouterr().err
