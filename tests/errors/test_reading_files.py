"""`extends`, tables and `--set`: what they do, and that they lead nowhere they should not."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.expressions import Num, parse
from sim.reading import read, read_leniently
from sim.steps import Task

BASE = (Path(__file__).with_name("hand") / "base.yaml").read_text(encoding="utf-8")
SMALL = """format: 1
title: Small
period: {start: 2021-01-04, arrivals: 1 d}
working_day: office
calendars: {office: weekdays}
pools: {clerk: {staff: 1, calendar: office}}
processes:
  permit:
    arrive: {schedule: arrivals.csv}
    steps:
      - {task: review, by: clerk, takes: 1 h}
"""


def city(folder: Path, **files: str) -> Path:
    """Files by name (``_`` for the dot before the ending) in a folder of a city; the folder."""
    here = folder / "plans" / "city"
    here.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (here / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return here


def messages(file: Path, *settings: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(file, settings=settings)
    return [f"{c.place} {c.path} {c.given} {c.expected} {c.nearest}" for c in caught.value.complaints]


def test_a_file_on_top_of_another_merges_replaces_and_removes(tmp_path: Path) -> None:
    over = "extends: base.yaml\ntitle: Mine\npools: {clerk: {staff: 9, absent: null}}\n"
    over += "reforms: null\nvariants: null\ntargets: []\n"
    here = city(tmp_path, base_yaml=BASE, mine_yaml=over)
    document = read(here / "mine.yaml").document
    assert document.title.en == "Mine"
    assert document.pools["clerk"].staff == Num(9.0)
    assert document.pools["clerk"].absent is None
    assert document.pools["clerk"].order == "priority"
    assert not document.reforms and not document.targets
    assert document.extends is None


def test_a_complaint_names_the_file_that_holds_the_fault(tmp_path: Path) -> None:
    here = city(
        tmp_path,
        base_yaml=BASE.replace("staff: 4,", "stuff: 4,"),
        mine_yaml="extends: base.yaml\nplan: {a: 1}\n",
    )
    told = messages(here / "mine.yaml")
    assert any(t.startswith(f"{here / 'base.yaml'}:32 pools.window.stuff") for t in told)
    assert any(t.startswith(f"{here / 'mine.yaml'}:2 plan") for t in told)


def test_a_base_in_the_folder_above_may_be_used_but_not_one_outside_the_tree(tmp_path: Path) -> None:
    here = city(tmp_path, mine_yaml="extends: ../base.yaml\n")
    (here.parent / "base.yaml").write_text(BASE, encoding="utf-8")
    assert read(here / "mine.yaml").document.pools
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    for way in (
        "../../base.yaml",
        str(tmp_path / "base.yaml"),
        "../../../../../../../../etc/base.yaml",
        "~/base.yaml",
        "..\\base.yaml",
    ):
        (here / "mine.yaml").write_text(f"extends: {way}\n", encoding="utf-8")
        told = messages(here / "mine.yaml")
        assert any(
            f"{here / 'mine.yaml'}:1 extends" in t and ("in this folder" in t or "relative" in t)
            for t in told
        ), told


def test_a_link_out_of_the_tree_is_not_followed(tmp_path: Path) -> None:
    here = city(tmp_path, mine_yaml="extends: link.yaml\n")
    (tmp_path / "secret.yaml").write_text(BASE, encoding="utf-8")
    (here / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    assert any("no link out of it" in t for t in messages(here / "mine.yaml"))


def test_files_that_extend_each_other_in_a_circle_or_too_deeply_are_refused(tmp_path: Path) -> None:
    here = city(
        tmp_path, a_yaml="extends: b.yaml\n", b_yaml="extends: a.yaml\n", self_yaml="extends: self.yaml\n"
    )
    assert any("extends itself" in t and f"{here / 'b.yaml'}:1" in t for t in messages(here / "a.yaml"))
    assert any("extends itself" in t for t in messages(here / "self.yaml"))
    for i in range(8):
        (here / f"d{i}.yaml").write_text(f"extends: d{i + 1}.yaml\n", encoding="utf-8")
    (here / "d8.yaml").write_text(BASE, encoding="utf-8")
    assert any("at most 5 files" in t for t in messages(here / "d0.yaml"))
    assert read(here / "d3.yaml").document.pools


def test_the_columns_of_a_table_are_kept_as_text_by_its_reference(tmp_path: Path) -> None:
    table = '\ufeffarrived,channel\n2021-01-04T09:00:00,online\n\n2021-01-04T10:00:00,"a, b"\n'
    here = city(tmp_path, small_yaml=SMALL, arrivals_csv=table)
    tables = read(here / "small.yaml").tables
    assert tables == {
        "arrivals.csv": {
            "arrived": ("2021-01-04T09:00:00", "2021-01-04T10:00:00"),
            "channel": ("online", "a, b"),
        }
    }


def test_tables_of_distributions_are_read_also_where_only_a_card_names_them(tmp_path: Path) -> None:
    takes = "empirical(file='b.csv', column='x', unit='h')"
    card = f'reforms: {{quick: {{change: [{{set: {{processes.permit.steps.review.takes: "{takes}"}}}}]}}}}\n'
    text = SMALL.replace("takes: 1 h", "takes: \"empirical(file='a.csv', column='x', unit='h')\"") + card
    here = city(tmp_path, small_yaml=text, arrivals_csv="arrived\n", a_csv="x\n1\n2\n", b_csv="x\n3\n")
    assert set(read(here / "small.yaml").tables) == {"arrivals.csv", "a.csv", "b.csv"}


@pytest.mark.parametrize(
    ("table", "line", "part"),
    [
        ("", 1, "a header"),
        ("a,a\n1,2\n", 1, "a header"),
        ("a,\n1,2\n", 1, "a header"),
        ("arrived\n1\n2,3\n", 3, "2 cells"),
        ('arrived\n"1\n', 2, "no CSV"),
        ("arrived\n1\0\n", 2, "U+0000"),
    ],
)
def test_a_faulty_table_is_told_with_its_own_line(table: str, line: int, part: str, tmp_path: Path) -> None:
    here = city(tmp_path, small_yaml=SMALL, arrivals_csv=table)
    told = messages(here / "small.yaml")
    assert len(told) == 1
    assert told[0].startswith(f"{here / 'arrivals.csv'}:{line} ") and part in told[0], told


def test_settings_change_values_by_path_and_steps_by_name(tmp_path: Path) -> None:
    file = city(tmp_path, base_yaml=BASE) / "base.yaml"
    settings = [
        "pools.window.staff=7",
        "numbers.correction_rate=0.05",
        "processes.small_firm.steps.road_permit.takes=uniform(0 wd, 2 wd)",
        "processes.small_firm.attributes.channel={online: 0.9, counter: 0.1}",
        "processes.small_firm.steps.apply.scale=2 if big else 1",
        "targets.1.at_most=2",
        "period.drain=1 y",
    ]
    scenario = read(file, settings=settings)
    document = scenario.document
    assert document.pools["window"].staff == Num(7.0)
    assert document.numbers["correction_rate"].value == Num(0.05)
    assert document.numbers["correction_rate"].kind == "expert"
    apply = document.processes["small_firm"].steps[0]
    assert isinstance(apply, Task) and apply.scale == parse("2 if big else 1")
    place = scenario.place(("pools", "window", "staff"))
    assert place is not None and str(place) == "--set pools.window.staff:1"


@pytest.mark.parametrize(
    ("setting", "part"),
    [
        ("pools.windw.staff=7", "nearest"),
        ("pools.windw.staff=7", "window"),
        ("pools.window.stuff=7", "staff"),
        ("pools.fresh={staff: 1, calendar: hall}", "a name that exists"),
        ("numbers.corection_rate=0.1", "correction_rate"),
        ("processes.small_firm.steps.road_permits.takes=3 d", "road_permit"),
        ("processes.small_firm.steps.99.takes=3 d", "a number from 0 to"),
        ("processes.small_firm.attributes.chanel={a: 1}", "channel"),
        ("working_day.x.y=3", "a single value"),
        ("=3", "PATH=VALUE"),
        ("pools.window.staff", "PATH=VALUE"),
        ("pools..staff=3", "a dotted path"),
        ("pools.window.at_close=pauze", "pause"),
        ("period.drain=&a 3 d", "drain"),
        ("titel=x", "title"),
    ],
)
def test_a_setting_that_leads_nowhere_is_told_with_the_nearest_name(
    setting: str, part: str, tmp_path: Path
) -> None:
    file = city(tmp_path, base_yaml=BASE) / "base.yaml"
    told = messages(file, setting)
    assert len(told) == 1
    assert told[0].startswith("--set") and (part in told[0] or part == "nearest"), told


def test_what_is_left_of_a_faulty_file_goes_on_without_the_faulty_parts(tmp_path: Path) -> None:
    text = BASE.replace("takes: 20 min}", "takes: 20 mins, fees: 3}").replace(
        "staff: 4,", "staff: four windows,"
    )
    scenario, complaints, pruned = read_leniently(city(tmp_path, base_yaml=text) / "base.yaml")
    assert scenario is not None and len(complaints) == 3
    assert {c.path for c in complaints} == {
        "procedures.signing.draft.takes",
        "procedures.signing.draft.fees",
        "pools.window.staff",
    }
    assert "window" in scenario.pruned and "window" not in scenario.document.pools
    assert "draft" not in scenario.pruned and pruned >= {
        "procedures.signing.draft.takes",
        "pools.window.staff",
    }
