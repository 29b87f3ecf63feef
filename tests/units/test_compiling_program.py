"""What a scenario becomes: seconds, streams, positions, limits and uses, each worked out by hand."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from sim.compiling import compile_program, lint, loads, program_text
from sim.errors import InputError
from sim.expressions import run_code
from sim.luck import stream
from sim.program import NONE, OWNER, Limit, Op, Program, Task, Wait
from sim.reading import read
from sim.reforming import apply
from sim.scenario import Scenario

HEAD = """\
format: 1
title: t
period: {start: 2021-01-04, warm_up: 0 d, arrivals: 365 d, drain: 10 d}
working_day: office
calendars:
  office: {days: weekdays, hours: ["08:00-12:00", "13:00-17:00"]}
  always: always
"""


def scenario_of(tmp_path: Path, body: str, head: str = HEAD) -> Scenario:
    file = tmp_path / "small.yaml"
    file.write_text(head + body, encoding="utf-8")
    return read(file)


def program_of(tmp_path: Path, body: str, head: str = HEAD) -> Program:
    return compile_program(scenario_of(tmp_path, body, head))


def task_of(program: Program, name: str) -> Task:
    step = next(s for p in program.processes for s in p.steps if s.name == name)
    detail = program.nodes[step.node].detail
    assert isinstance(detail, Task)
    return detail


ONE_TASK = """\
numbers:
  volume: {value: 365 per y, kind: statistic}
  survey: {value: "triangular(5 min, 10 min, 30 min)", kind: expert}
  twice: {value: base * 2, kind: expert}
  base: {value: 1.5 h, kind: expert}
pools:
  crew:
    cost: 36 per h
    absent: 0.1
    speed: 0.5
    shifts:
      - {staff: 2, calendar: office, until: 2021-01-08}
      - {staff: 1, calendar: office, from: 2021-02-01, speed: 2, cost: 72, absent: 0}
processes:
  p:
    arrive: {rate: volume}
    attributes: {area: "constant(2 h)", kind: {a: 0.25, b: 0.75}}
    steps:
      - {task: one, by: crew, takes: survey}
      - {task: two, by: crew, takes: twice, same_luck_as: old}
      - {task: three, by: {all: [{pool: crew, n: 2}]}, takes: 2 wd, scale: area / 1 h}
"""


def test_ledger_numbers_stand_for_values_distributions_and_rates(tmp_path: Path) -> None:
    program = program_of(tmp_path, ONE_TASK)
    one, two, three = (program.draws[task_of(program, n).takes] for n in ("one", "two", "three"))
    assert (one.law.family, one.law.support, one.unit) == ("triangular", (300.0, 1800.0), "s")
    assert (two.law.mean, two.unit) == (10800.0, "s")
    assert (three.law.mean, three.unit) == (2.0, "wd")
    assert program.wd_seconds == 8 * 3600


def test_a_scale_is_a_code_over_the_attributes_in_seconds(tmp_path: Path) -> None:
    program = program_of(tmp_path, ONE_TASK)
    code = program.codes[task_of(program, "three").scale]
    assert run_code(code, (7200.0, 0.0, 1.0, 0.0, 0.0)) == 2.0


def test_streams_are_named_after_process_step_and_purpose(tmp_path: Path) -> None:
    program = program_of(tmp_path, ONE_TASK)
    process = program.processes[0]
    assert task_of(program, "one").takes_stream == stream("p/one/takes")
    assert task_of(program, "two").takes_stream == stream("p/old/takes")
    assert process.attributes[1].stream == stream("p//attribute.kind")
    assert (process.arrivals.arrive_stream, process.arrivals.batch_stream) == (
        stream("p//arrive"),
        stream("p//batch"),
    )
    assert (process.age_stream, program.pools[0].absent_stream) == (stream("p//age"), stream("/crew/absent"))


def test_shifts_state_what_the_pool_does_not(tmp_path: Path) -> None:
    first, second = program_of(tmp_path, ONE_TASK).pools[0].shifts
    assert (first.speed, first.absent, first.cost, first.last_day) == (0.5, 0.1, 0.01, 4)
    assert (second.speed, second.absent, second.cost, second.first_day) == (2.0, 0.0, 0.02, 28)
    assert first.calendar.open_seconds(0, 365 * 86400) == 5 * 8 * 3600


def test_shares_of_an_attribute_are_cumulated_over_texts(tmp_path: Path) -> None:
    program = program_of(tmp_path, ONE_TASK)
    kind = program.processes[0].attributes[1]
    assert kind.text and kind.cumulated == (0.25, 1.0)
    assert [program.texts[int(v)] for v in kind.values] == ["a", "b"]


def test_the_intensity_brings_the_rate_in_a_year(tmp_path: Path) -> None:
    made = program_of(tmp_path, ONE_TASK).processes[0].arrivals.intensity
    assert made is not None
    assert made.edges == (0, 365 * 86400)
    assert made.integral == pytest.approx((0.0, 365.0), rel=1e-12)


BLOCKS = """\
pools: {clerk: {staff: 1, calendar: office}}
procedures:
  tail:
    - {wait: pause, holder: court, takes: 1 d}
    - mark: ready
    - use: deep
  deep: [{task: stamp, by: clerk, takes: 1 min}]
processes:
  p:
    arrive: {every: 1 d}
    steps:
      - limit: term
        within: 1.5 wd
        steps:
          - repeat: rounds
            again: [0.5, 0.1]
            most: 3
            steps: [{task: look, by: clerk, takes: 1 h, gives_up: {after: 1 d}}]
            between: [{wait: mend, holder: applicant, takes: 1 d}]
        then: {steps: [{wait: late, holder: agency, takes: 1 h}]}
      - parallel: both
        join: any
        branches:
          left: [{parallel: inner, branches: {deepest: [{wait: w, holder: agency, takes: 1 h}]}}]
          right: []
      - {use: tail, when: elapsed > 2 d, as: last}
      - finish: refused
targets:
  - {name: x, measure: open_time, to: ready, at_most: 3 wd}
  - {name: y, measure: elapsed, at_most: 36 h, where: outcome == "refused", share: 95%}
  - {name: z, measure: rounds.rounds, at_most: 2}
"""


def test_positions_are_in_the_order_of_the_file(tmp_path: Path) -> None:
    program = program_of(tmp_path, BLOCKS)
    names = "term rounds look mend late both inner w last last.pause ready last.deep last.deep.stamp refused"
    assert [s.name for s in program.processes[0].steps] == names.split()
    node = program.nodes[program.processes[0].steps[0].node]
    assert (node.op, node.position, node.last) == (Op.LIMIT, 0, 4)


def test_blocks_know_what_encloses_them(tmp_path: Path) -> None:
    program = program_of(tmp_path, BLOCKS)
    term, rounds, look, mend, late = (program.processes[0].steps[i].node for i in range(5))
    nodes = program.nodes
    assert nodes[look].limits == nodes[mend].limits == nodes[rounds].limits == (term,)
    assert nodes[look].repeat == nodes[mend].repeat == rounds
    assert (nodes[rounds].repeat, nodes[late].limits, nodes[term].limits) == (NONE, (), ())
    limit = nodes[term].detail
    assert isinstance(limit, Limit) and (limit.within, limit.entry) == (12 * 3600, late)


def test_branches_and_procedures_name_their_steps(tmp_path: Path) -> None:
    program = program_of(tmp_path, BLOCKS)
    steps = {s.name: s for s in program.processes[0].steps}
    assert steps["w"].branch == "both.left.inner.deepest" and steps["inner"].branch == "both.left"
    assert steps["look"].branch == "" and program.processes[0].milestones == ("ready",)
    wait = program.nodes[steps["last.pause"].node].detail
    assert isinstance(wait, Wait) and wait.stream == stream("p/last.pause/takes")
    skip = program.nodes[steps["last"].node]
    assert skip.op is Op.WHENS and skip.next == steps["refused"].node and skip.when != NONE


def test_outcomes_begin_with_done(tmp_path: Path) -> None:
    program = program_of(tmp_path, BLOCKS)
    assert program.outcomes == ("done", "gave_up", "refused")
    assert program.processes[0].outcomes == (0, 1, 2)
    assert set(program.outcomes) <= set(program.texts)


def test_limits_of_targets_are_in_their_own_unit(tmp_path: Path) -> None:
    x, y, z = program_of(tmp_path, BLOCKS).targets
    assert (x.limit, x.unit, x.start, x.end) == (24.0, "h", "arrived", "ready")
    assert (y.limit, y.unit, y.share, y.direction) == (36.0, "h", 0.95, "at_most")
    assert (z.limit, z.unit, z.statistic, z.process) == (2.0, "1", "mean", 0)


def test_the_outcome_is_compared_by_its_text(tmp_path: Path) -> None:
    program = program_of(tmp_path, BLOCKS)
    code = program.codes[program.targets[1].where]
    refused = float(program.texts.index("refused"))
    assert (run_code(code, (1.0, 0.0, refused)), run_code(code, (1.0, 0.0, 0.0))) == (1.0, 0.0)


def test_equal_scenarios_give_equal_programs(tmp_path: Path) -> None:
    assert program_of(tmp_path, BLOCKS) == program_of(tmp_path, BLOCKS)


OWNER_BODY = """\
pools:
  judge: {staff: 2, calendar: office}
  room: {staff: 1, calendar: office}
processes:
  p:
    arrive: {schedule: ["2021-01-05T10:00:00", "2021-01-04 09:00"]}
    backlog: [{count: 2, at: filed, age: 3 d, measured: false}]
    steps:
      - {wait: filed, holder: court, takes: 1 h}
      - {assign: keeper, pool: judge}
      - {task: hear, by: {all: [owner, room]}, takes: 1 h}
"""


def test_the_owner_may_stand_among_those_needed_at_once(tmp_path: Path) -> None:
    program = program_of(tmp_path, OWNER_BODY)
    assert [n.pool for n in task_of(program, "hear").needs] == [OWNER, 1]


def test_a_schedule_is_sorted_by_time_and_the_backlog_knows_its_node(tmp_path: Path) -> None:
    process = program_of(tmp_path, OWNER_BODY).processes[0]
    assert [a.at for a in process.arrivals.schedule] == [9 * 3600, 86400 + 10 * 3600]
    (entry,) = process.backlog
    assert (entry.count, entry.at, entry.measured) == (2, process.steps[0].node, False)


def test_calendars_reach_back_to_the_first_backlog_arrival(tmp_path: Path) -> None:
    program = program_of(tmp_path, OWNER_BODY)
    assert (
        program.working.first <= -3
        and program.working.date_of(program.working.first).isoformat() == "2021-01-01"
    )
    older = program_of(tmp_path, OWNER_BODY.replace("age: 3 d", "age: 100 d"))
    assert older.working.first in (-100, -101)


TABLE_BODY = """\
pools: {}
processes:
  p:
    arrive: {schedule: cases.csv}
    attributes: {kind: {a: 0.5, b: 0.5}, size: "uniform(1, 2)"}
    steps:
      - wait: w
        holder: agency
        takes: empirical(file="cases.csv", column="size", unit="h")
        when: kind == "c"
"""


def test_a_table_gives_instants_attributes_and_a_distribution(tmp_path: Path) -> None:
    rows = ["arrived,kind,size", "2021-01-04T10:00:00,a,3.5", "2021-01-04T08:00:00,c,1"]
    (tmp_path / "cases.csv").write_text("\n".join(rows), encoding="utf-8")
    scenario = scenario_of(tmp_path, TABLE_BODY)
    program = compile_program(scenario)
    first, second = program.processes[0].arrivals.schedule
    assert (first.at, second.at, second.values[1]) == (28800, 36000, (1, 3.5))
    assert program.texts[int(first.values[0][1])] == "c"
    wait = program.nodes[0].detail
    assert isinstance(wait, Wait) and program.draws[wait.takes].law.mean == 2.25 * 3600
    extra = {**scenario.tables["cases.csv"], "colour": ("x", "y")}
    with pytest.raises(InputError, match="colour"):
        compile_program(replace(scenario, tables={"cases.csv": extra}))


def test_uses_tell_ledger_numbers_and_unsourced_literals(tmp_path: Path) -> None:
    uses = program_of(tmp_path, ONE_TASK).uses
    by_path = {(u.path, u.name or u.literal) for u in uses}
    assert ("processes.p.steps.two.takes", "base") in by_path
    assert ("processes.p.steps.two.takes", "twice") in by_path
    assert ("processes.p.steps.three.takes", "2 wd") in by_path
    assert ("processes.p.attributes.kind.a", "0.25") in by_path
    assert ("pools.crew.shifts.0.staff", "2") in by_path
    assert not any(path.endswith(".n") or text == "1" for path, text in by_path)


def test_loads_are_work_over_open_time(tmp_path: Path) -> None:
    body = """\
pools: {clerk: {staff: 2, calendar: office, absent: 0.5}, idle: {staff: 1, calendar: office}}
processes:
  p:
    arrive: {rate: 1000 per y, batch: "empirical([(1, 0.5), (3, 0.5)])"}
    steps:
      - repeat: r
        again: 0.5
        most: 2
        steps: [{task: a, by: clerk, takes: 1 h}]
      - choose: c
        branches:
          x: {share: 0.2, steps: [{task: b, by: clerk, takes: 2 h}]}
          y: {else: true, steps: [finish: out]}
      - {task: d, by: clerk, takes: 30 min}
"""
    clerk, idle = loads(program_of(tmp_path, body))
    assert clerk.offered == pytest.approx(1000 * (1.5 + 0.4 + 0.1) * 3600)
    assert clerk.open_seconds == pytest.approx(261 * 8 * 3600, rel=0.01)
    assert (idle.offered, idle.ratio) == (0.0, 0.0)


def test_loads_count_who_does_not_finish_at_a_finish_with_a_condition(tmp_path: Path) -> None:
    body = """\
pools: {clerk: {staff: 1, calendar: office}}
processes:
  p:
    arrive: {rate: 1000 per y}
    attributes: {way: {online: 0.25, desk: 0.75}}
    steps:
      - {finish: online, when: way == "online"}
      - {task: a, by: clerk, takes: 1 h}
"""
    (clerk,) = loads(program_of(tmp_path, body))
    assert clerk.offered == pytest.approx(1000 * 0.75 * 3600, rel=0.1)


def test_warnings_tell_what_nothing_uses_and_who_never_meet(tmp_path: Path) -> None:
    body = """\
numbers:
  unused: {value: 3, kind: expert}
  guess: {value: 5, kind: assumption}
  wide: {value: 9, kind: expert, range: [1, 2]}
pools:
  clerk: {staff: 1, calendar: office}
  night: {staff: 1, calendar: late}
  idle: {staff: 1, calendar: office}
processes:
  p:
    arrive: {every: 1 d}
    attributes: {mute: {a: 1}}
    steps:
      - {task: meet, by: {all: [clerk, night]}, takes: 1 h, fee: guess + wide}
      - {task: many, by: {all: [{pool: clerk, n: 2}]}, takes: 1 h}
"""
    head = HEAD + '  late: {days: weekdays, hours: ["20:00-22:00"]}\n'
    scenario = scenario_of(tmp_path, body, head)
    found = lint(scenario, compile_program(scenario))
    assert all(c.severity == "warning" and c.place is not None for c in found)
    expected = {
        "numbers.unused", "numbers.guess", "numbers.wide.value", "pools.idle",
        "processes.p.attributes.mute", "processes.p.steps.meet.by", "processes.p.steps.many.by",
    }  # fmt: skip
    assert {c.path for c in found} == expected


def test_what_only_a_variant_uses_or_only_today_uses_is_no_warning(tmp_path: Path) -> None:
    body = """\
numbers:
  before: {value: 1 h, kind: expert}
  later: {value: 2 h, kind: expert}
  first: {value: 3, kind: expert}
  long: {value: 10 d, kind: expert}
pools:
  clerk: {staff: 1, calendar: office}
  robot: {staff: 1, calendar: office}
processes:
  p:
    arrive: {every: 1 d}
    attributes: {mute: {a: 1}, kind: {a: 1}}
    steps:
      - {task: look, by: clerk, takes: before, priority: first, when: kind == "a"}
      - {task: sign, by: clerk, takes: 1 h, gives_up: {after: long}}
reforms:
  quick: {change: [{replace: {look: [{task: see, by: robot, takes: later}]}}, {remove: sign}]}
variants: {plan: [quick]}
"""
    today = scenario_of(tmp_path, body)
    plan = apply(today, "plan")
    beside = [(s, compile_program(s)) for s in (today, plan)]
    told = [{c.path for c in lint(s, p, beside)} for s, p in beside]
    assert told == [{"processes.p.attributes.mute"}] * 2


def test_the_figures_without_a_source_are_literals_and_no_ledger_names(tmp_path: Path) -> None:
    body = """\
numbers: {low: {value: 10, kind: statute}, rate: {value: 0.1, kind: statute}}
pools: {clerk: {staff: low, calendar: office}}
processes:
  p:
    arrive: {every: low * 1 d}
    attributes: {amount: "uniform(low, 30)"}
    steps:
      - {task: a, by: clerk, takes: low * 1 h, fee: "tiers(amount, [(low, rate), (inf, rate)])"}
      - {task: b, by: clerk, takes: low * 1 h, fee: "tiers(amount, [(low, rate), (inf, 0.05)])"}
"""
    literals = {(u.path, u.literal) for u in program_of(tmp_path, body).uses if u.literal}
    assert {lit for path, lit in literals if path.endswith(".a.fee")} == set()
    assert {lit for path, lit in literals if path.endswith(".b.fee")} == {"0.05"}


def test_guessed_days_are_counted_and_warned_of(tmp_path: Path) -> None:
    head = HEAD.replace("days: weekdays,", "days: china, beyond: weekdays,").replace(
        "drain: 10 d", "drain: 30 y"
    )
    scenario = scenario_of(tmp_path, ONE_TASK, head)
    program = compile_program(scenario)
    assert program.guessed_days > 3650
    assert any("guessed" in c.given for c in lint(scenario, program))


def test_compiling_loads_no_numerical_library(root: Path) -> None:
    script = (
        "import sys; import sim.compiling; "
        "print([m for m in ('numpy', 'scipy', 'matplotlib', 'numba') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=root, check=True
    )
    assert done.stdout.strip() == "[]"


def test_four_years_and_six_calendars_compile_at_once(tmp_path: Path) -> None:
    more = "".join(f'  c{i}: {{days: china, hours: ["0{i}:00-12:00", "13:00-17:00"]}}\n' for i in range(4))
    head = (HEAD + more).replace("arrivals: 365 d, drain: 10 d", "arrivals: 1000 d, drain: 400 d")
    weights = "[" + ", ".join(["1", "2"] * 12) + "]"
    body = ONE_TASK.replace(
        "{rate: volume}", f"{{rate: volume, during: c1, hourly: {weights}, yearly_growth: 0.05}}"
    )
    scenario = scenario_of(tmp_path, body, head)
    compile_program(scenario)  # the holiday data are read once
    begun = time.process_time()
    compile_program(scenario)
    assert time.process_time() - begun < 0.3


def test_the_text_of_a_program_is_the_golden_one(root: Path, tmp_path: Path) -> None:
    golden = root / "tests" / "golden" / "compiling" / "blocks.txt"
    assert program_text(program_of(tmp_path, BLOCKS)) == golden.read_text(encoding="utf-8")
