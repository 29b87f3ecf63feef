"""Every complaint of the compiler: where it points, what was given and expected, what is near."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.compiling import compile_program, lint
from sim.errors import Complaint, InputError
from sim.reading import read

BASE = """\
format: 1
title: A small office
period: {start: 2021-01-04, warm_up: 10 d, arrivals: 300 d, drain: 60 d}
working_day: office
calendars:
  office: {days: china, hours: ["08:30-12:00", "13:00-16:30"]}
  online: always
numbers:
  volume: {value: 2000 per y, kind: statistic, range: [1000 per y, 3000 per y], source: "a"}
  rework: {value: 0.2, kind: assumption, range: [0.1, 0.3]}
  mean_review: {value: 30 min, kind: expert}
  reply: {value: 7 wd, kind: statute}
  papers: {value: "lognormal(mean=30 min, p90=60 min)", kind: log}
  months: {value: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], kind: log}
pools:
  clerk: {staff: 3, calendar: office, cost: 45}
  judge: {staff: 1, calendar: office, at_close: pause, absent: 0.1}
sessions:
  hearing: {calendar: office, at: ["09:00", "14:00"], slots: 2}
procedures:
  intake:
    - {task: register, by: clerk, takes: 5 min}
    - mark: registered
processes:
  permit:
    arrive: {rate: volume, during: office, monthly: months}
    attributes:
      channel: {online: 0.7, counter: 0.3}
      load: lognormal(mean=60, p90=130)
      big: '"yes" if load > 100 else "no"'
    backlog: [{count: 3, at: review, age: "uniform(0 d, 30 d)"}]
    steps:
      - use: intake
      - repeat: check
        again: rework
        steps:
          - {task: review, by: clerk, takes: papers, scale: "1 + load / 100", when: channel == "online"}
        between:
          - {wait: correct, holder: applicant, takes: uniform(1 d, 3 d)}
      - parallel: approvals
        branches:
          roads: [{wait: road_permit, holder: other_agency, takes: reply}]
          fire: [{task: fire_check, by: [clerk, judge], takes: 1 h}]
      - choose: track
        branches:
          quick: {share: 0.6, steps: [{task: quick_look, by: clerk, takes: 10 min}]}
          slow: {share: 0.4, steps: [{assign: one, pool: judge}, {task: long_look, by: owner, takes: 1 wd}]}
      - {session: trial, at: hearing, notice: 15 d}
      - limit: reply_limit
        within: reply
        steps: [{task: answer, by: judge, takes: 20 min, gives_up: {after: 10 d}}]
        then: {finish: expired}
      - {set: change, to: {big: '"huge"'}}
      - mark: granted
targets:
  - {name: a, process: permit, measure: working_days, from: arrived, to: granted, at_most: 20 wd, share: 0.9}
  - {name: kind, process: permit, measure: share.big == "yes", at_least: 0.1}
  - {name: money, measure: cost, pool: clerk, change: at_most -10%, against: today}
"""

CASES = [
    # (what is replaced, by what, path, fragments of the complaint)
    ("takes: 20 min", "takes: 12", "processes.permit.steps.answer.takes", ("given 12,", '"12 min"')),
    ("takes: 20 min", "takes: 12 per d", "processes.permit.steps.answer.takes", ("12 per d", "a duration")),
    (
        "takes: 20 min",
        "takes: uniform(1 d, 2 wd)",
        "answer.takes",
        ("either working days (wd) or calendar time",),
    ),
    (
        "takes: 20 min",
        "takes: uniform(1, 2 d)",
        "answer.takes",
        ("duration and number", "values of one kind"),
    ),
    (
        "takes: 20 min",
        "takes: lognormal(p50=8 d, p90=3 d)",
        "answer.takes",
        ("p50=8 d, p90=3 d", "p90 above p50"),
    ),
    ("takes: 20 min", "takes: lognormall(mean=3 d, p90=8 d)", "answer.takes", ("nearest: lognormal",)),
    ("takes: 20 min", "takes: normal(mean=1 h, sd=1 h)", "answer.takes", ("can be negative", "min=")),
    ("takes: 20 min", "takes: 5 min * load", "answer.takes", ("the attribute load", "scale")),
    ("takes: 20 min", "takes: mean_revew", "answer.takes", ("mean_revew", "nearest: mean_review")),
    ("takes: 20 min", "takes: gamma(mean=1 h)", "answer.takes", ("exactly two",)),
    (
        "by: clerk, takes: 5 min",
        "by: clark, takes: 5 min",
        "procedures.intake.register.by",
        ("nearest: clerk",),
    ),
    ("by: [clerk, judge]", "by: [clerk, juge]", "fire_check.by.1", ("juge", "nearest: judge")),
    ("by: [clerk, judge]", "by: [clerk, clerk]", "fire_check.by", ("each pool once",)),
    ("by: [clerk, judge]", "by: [clerk, owner]", "fire_check.by.1", ("owner alone",)),
    ("by: [clerk, judge]", "by: owner", "fire_check.by", ("an assign step on every way to it",)),
    ("holder: other_agency", "holder: other_agencies", "road_permit.holder", ("nearest: other_agency",)),
    ("again: rework", "again: 1.4", "check.again", ("1.4", "between 0 and 1")),
    ("again: rework", "again: rewrk", "check.again", ("nearest: rework",)),
    ("again: rework", "again: reply", "check.again", ("in wd", "never wd")),
    ("again: rework", "again: papers", "check.again", ("a distribution of the ledger",)),
    (
        "share: 0.6",
        "share: 0.7",
        "processes.permit.steps.track.branches",
        ("sum to 1.1", "shares that sum to 1"),
    ),
    ("{online: 0.7,", "{online: 0.8,", "attributes.channel", ("sum to 1.1",)),
    ("{online: 0.7,", "{online: 7 d,", "attributes.channel.online", ("a share between 0 and 1",)),
    ('channel == "online"', "channel == online", "review.when", ("quotes",)),
    ('channel == "online"', "chanel == 'online'", "review.when", ("nearest: channel",)),
    ('channel == "online"', "load + 1", "review.when", ("a condition",)),
    ('channel == "online"', 'outcome == "done"', "review.when", ("outcome",)),
    ("1 + load / 100", "1 + big", "review.scale", ("text",)),
    ("1 + load / 100", "0 - 1", "review.scale", ("at least 0",)),
    ("load > 100", "size > 100", "attributes.big", ("size",)),
    ("load > 100", 'big == "no"', "attributes.big", ("big",)),
    ("      load: lognormal", "      volume: lognormal", "attributes.volume", ("only one of",)),
    ("      load: lognormal", "      elapsed: lognormal", "attributes.elapsed", ("keyword",)),
    ("at: review, age", "at: revue, age", "backlog.0.at", ("nearest: review",)),
    ("at: review, age", "at: fire_check, age", "backlog.0.at", ("parallel",)),
    ("uniform(0 d, 30 d)", "30 wd", "backlog.0.age", ("calendar time",)),
    ("count: 3", "count: 2.5", "backlog.0.count", ("a whole number",)),
    ("- use: intake", "- use: intak", "use", ("nearest: intake",)),
    ("- mark: registered", "- use: intake", "intake", ("does not use itself",)),
    ("- mark: granted", "- mark: arrived", "arrived", ("another name",)),
    ("at: hearing", "at: haering", "trial.at", ("nearest: hearing",)),
    ('"09:00", "14:00"', '"9 o\'clock"', "sessions.hearing.at.0", ("a time of day",)),
    ("slots: 2", "slots: 0", "sessions.hearing.slots", ("at least 1",)),
    ("within: reply", "within: 5 d", "reply_limit.within", ("5 d with clock: legal", "5 wd")),
    ("within: reply", "clock: calendar\n        within: reply", "reply_limit.within", ("calendar time",)),
    ("{big: '\"huge\"'}", "{big: 3}", "change.to.big", ("text",)),
    ("{big: '\"huge\"'}", "{bigg: 3}", "change.to.bigg", ("nearest: big",)),
    ("rate: volume", "rate: 9000", "arrive.rate", ("9000 per y",)),
    ("rate: volume", "rate: 9000 per s", "arrive.rate", ("arrivals",)),
    ("during: office", "during: offis", "arrive.during", ("nearest: office",)),
    ("monthly: months", "monthly: [1, 2]", "arrive.monthly", ("2 weights", "12 weights")),
    ("monthly: months", "weekday: [0, 0, 0, 0, 0, 0, 0]", "arrive.weekday", ("all 0", "above 0")),
    ("monthly: months", "batch: 3 d", "arrive.batch", ("without a unit",)),
    ("rate: volume, during: office, monthly: months", "every: 0 d", "arrive.every", ("at least 1 s",)),
    (
        "rate: volume, during: office, monthly: months",
        'schedule: ["2022-01-04T08:00:00"]',
        "arrive.schedule.0",
        ("2021-11-10T00:00:00",),
    ),
    (
        "rate: volume, during: office, monthly: months",
        'schedule: ["4 January"]',
        "arrive.schedule.0",
        ("a date-time",),
    ),
    (
        "working_day: office",
        "working_day: office\nclock_stops: [applicant, applicnt]",
        "clock_stops.1",
        ("a holder", "nearest: applicant"),
    ),
    ("working_day: office", "working_day: ofice", "working_day", ("nearest: office",)),
    ("drain: 60 d", "drain: 60", "period.drain", ("with a unit",)),
    ("drain: 60 d", "drain: 60 wd", "period.drain", ("calendar time",)),
    ("drain: 60 d", "drain: 30 y", "calendars.office", ("does not cover", "beyond: weekdays")),
    ("start: 2021-01-04", "start: 1421-01-04", "period.start", ("1900-01-01",)),
    ("staff: 3, calendar: office", "staff: 3.5, calendar: office", "pools.clerk.staff", ("a whole number",)),
    ("staff: 3, calendar: office", "staff: 3, calendar: ofice", "pools.clerk.calendar", ("nearest: office",)),
    ("cost: 45", "cost: 45 d", "pools.clerk.cost", ("45 per h",)),
    ("absent: 0.1", "absent: 4", "pools.judge.absent", ("between 0 and 1",)),
    ("value: 0.2,", "value: 0.2 d,", "numbers.rework.range.0", ("a duration, like the value",)),
    ("range: [0.1, 0.3]", "range: [0.3, 0.1]", "numbers.rework.range", ("low end",)),
    ("value: 0.2,", "value: rework * 2,", "numbers.rework.value", ("rework -> rework",)),
    ("value: 30 min", "value: 30 min + 2", "numbers.mean_review.value", ("the same kind",)),
    ("  reply: {", "  round: {", "numbers.round", ("keyword",)),
    (
        "process: permit, measure: working_days",
        "process: permitt, measure: working_days",
        "targets.0.process",
        ("nearest: permit",),
    ),
    ("measure: working_days", "measure: workingdays", "targets.0.measure", ("nearest: working_days",)),
    ("measure: working_days", "measure: held_by.applicnt", "targets.0.measure", ("nearest: applicant",)),
    ("at_most: 20 wd", "at_most: 20 d", "targets.0.at_most", ("20 wd",)),
    ("at_most: 20 wd", "at_most: 20", "targets.0.at_most", ("20 wd",)),
    ("to: granted", "to: grantd", "targets.0.to", ("nearest: granted",)),
    ("to: granted", "to: review.end", "targets.0.to", ("nearest: review.ended",)),
    ("share: 0.9}", "share: 90}", "targets.0.share", ("70% is 0.7",)),
    ('share.big == "yes"', 'share.outcome == "don"', "targets.1.measure", ("nearest: done",)),
    ('share.big == "yes"', "share.load", "targets.1.measure", ("a condition",)),
    ("measure: cost, pool: clerk", "measure: cost", "targets.2.measure", ("a pool beside",)),
    ("pool: clerk, change", "pool: clrk, change", "targets.2.pool", ("nearest: clerk",)),
    ("against: today", "against: todey", "targets.2.against", ("nearest: today",)),
    ("at_most -10%", "at_most ten", "targets.2.change", ("ten",)),
]


def complaints_of(tmp_path: Path, text: str) -> tuple[Complaint, ...]:
    file = tmp_path / "office.yaml"
    file.write_text(text, encoding="utf-8")
    scenario = read(file)
    try:
        compile_program(scenario)
    except InputError as error:
        return error.complaints
    return ()


def test_the_base_scenario_compiles_without_a_complaint(tmp_path: Path) -> None:
    assert complaints_of(tmp_path, BASE) == ()


@pytest.mark.parametrize(
    ("old", "new", "path", "fragments"), CASES, ids=[f"{i}-{c[1][:30]}" for i, c in enumerate(CASES)]
)
def test_each_mistake_is_told_with_place_and_expectation(
    tmp_path: Path, old: str, new: str, path: str, fragments: tuple[str, ...]
) -> None:
    assert old in BASE
    found = complaints_of(tmp_path, BASE.replace(old, new, 1))
    assert found, "no complaint"
    told = [c for c in found if path in c.path]
    assert told, [c.sentence() for c in found]
    sentences = " | ".join(c.sentence() for c in told)
    assert all(fragment in sentences for fragment in fragments), sentences
    assert all(c.place is not None and c.place.line > 1 for c in found if c.path != "title"), found


UNUSUAL = [
    # A schedule may bring texts that no share names: warnings.
    ('channel == "online"', 'channel == "onlin"', "review.when", "nearest: online"),
    ('share.big == "yes"', 'share.big == "ja"', "targets.1.measure", "a value of big: huge, no, yes"),
    ('"yes" if load > 100', '"yes" if channel == "desk"', "attributes.big", "a value of channel"),
]


@pytest.mark.parametrize(("old", "new", "path", "fragment"), UNUSUAL)
def test_a_text_that_an_attribute_never_is_gives_a_warning(
    tmp_path: Path, old: str, new: str, path: str, fragment: str
) -> None:
    assert old in BASE
    assert complaints_of(tmp_path, BASE.replace(old, new, 1)) == ()
    scenario = read(tmp_path / "office.yaml")
    told = [c for c in lint(scenario, compile_program(scenario)) if c.path.endswith(path)]
    assert len(told) == 1, told
    assert fragment in told[0].sentence()


def test_a_mistake_brings_no_follow_up_complaints(tmp_path: Path) -> None:
    for old, new, _, _ in CASES:
        found = complaints_of(tmp_path, BASE.replace(old, new, 1))
        assert len(found) <= 4, [c.sentence() for c in found]


def test_rounds_of_a_repeat_without_rows_of_its_own_cannot_be_asked(tmp_path: Path) -> None:
    wait = "{wait: w, holder: court, takes: 1 d}"
    inner = (
        f"      - {{repeat: again, again: 0.1, steps: [{{repeat: inner, again: 0.1, steps: [{wait}]}}]}}\n"
    )
    asked = BASE.replace("      - mark: granted\n", inner + "      - mark: granted\n")
    measure = 'share.big == "yes", at_least: 0.1'
    for name, expected in (("again", 1), ("inner", 0), ("w", 0), ("check", 0)):
        found = complaints_of(tmp_path, asked.replace(measure, f"rounds.{name}, at_most: 3"))
        assert [c.path for c in found] == ["targets.1.measure"] * expected, name


def test_all_complaints_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = BASE
    wrong = [
        ("staff: 3, calendar: office", "staff: 3, calendar: ofice"),
        ("{online: 0.7,", "{online: 0.8,"),
        ("holder: other_agency", "holder: other_agencies"),
        ("takes: 20 min", "takes: 12"),
        ("to: granted", "to: grantd"),
    ]
    for old, new in wrong:
        text = text.replace(old, new, 1)
    found = complaints_of(tmp_path, text)
    assert [c.path.rpartition(".")[2] for c in found] == ["calendar", "channel", "holder", "takes", "to"]
    lines = [c.place.line for c in found if c.place]
    assert lines == sorted(lines)


def test_a_name_in_a_pruned_part_is_no_complaint(tmp_path: Path) -> None:
    from dataclasses import replace

    file = tmp_path / "office.yaml"
    file.write_text(BASE.replace("by: [clerk, judge]", "by: broken_pool", 1), encoding="utf-8")
    scenario = read(file)
    compile_program(replace(scenario, pruned=frozenset({"broken_pool"})))
    with pytest.raises(InputError, match="broken_pool"):
        compile_program(scenario)


def test_one_procedure_used_twice_needs_another_prefix(tmp_path: Path) -> None:
    twice = BASE.replace("      - use: intake\n", "      - use: intake\n      - use: intake\n", 1)
    found = complaints_of(tmp_path, twice)
    assert len(found) == 1 and "as: another prefix" in found[0].expected
    again = BASE.replace(
        "      - use: intake\n", "      - use: intake\n      - {use: intake, as: second}\n", 1
    )
    assert complaints_of(tmp_path, again) == ()


def refused(tmp_path: Path, numbers: str, procedures: str, use: str) -> tuple[Complaint, ...]:
    text = BASE.replace("numbers:\n", f"numbers:\n{numbers}", 1)
    text = text.replace("procedures:\n", f"procedures:\n{procedures}", 1)
    return complaints_of(tmp_path, text.replace("      - use: intake\n", f"      - use: {use}\n", 1))


def test_a_long_chain_of_numbers_is_refused_and_not_a_crash(tmp_path: Path) -> None:
    chain = "".join(f"  n{i}: {{value: n{i + 1} * 1, kind: expert}}\n" for i in range(400))
    found = refused(tmp_path, chain + "  n400: {value: 1, kind: expert}\n", "", "intake")
    assert any("rests on others" in c.expected for c in found)


def test_procedures_inside_one_another_are_bounded(tmp_path: Path) -> None:
    deep = "".join(f"  d{i}: [use: d{i + 1}]\n" for i in range(400)) + "  d400: [mark: end]\n"
    found = refused(tmp_path, "", deep, "d0")
    assert any("levels" in c.expected for c in found)


def test_procedures_that_double_at_each_level_are_bounded(tmp_path: Path) -> None:
    wide = "".join(f"  w{i}: [{{use: w{i + 1}, as: a}}, {{use: w{i + 1}, as: b}}]\n" for i in range(30))
    found = refused(tmp_path, "", wide + "  w30: [mark: end]\n", "w0")
    assert any("steps and" in c.expected for c in found)


@pytest.mark.parametrize(
    "mixtures",
    [
        '  m0: {value: "mixture([(0.5, m0), (0.5, 1 d)])", kind: expert}\n',
        "".join(
            f'  m{i}: {{value: "mixture([(1, m{i + 1}), (1, m{i + 1})])", kind: expert}}\n' for i in range(40)
        )
        + "  m40: {value: 1 d, kind: expert}\n",
    ],
)
def test_mixtures_of_mixtures_are_bounded(tmp_path: Path, mixtures: str) -> None:
    text = BASE.replace("numbers:\n", f"numbers:\n{mixtures}", 1).replace("takes: 20 min", "takes: m0", 1)
    found = complaints_of(tmp_path, text)
    assert any("mixture" in c.expected for c in found), [c.sentence() for c in found]
