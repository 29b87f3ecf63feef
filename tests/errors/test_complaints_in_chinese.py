"""What a file's reader complains about can be said in Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.form import in_chinese
from sim.form import wording as words
from sim.reading import read_leniently, syntax
from tests.errors.hand.table import ROWS

TEXT = (Path(__file__).with_name("hand") / "base.yaml").read_text(encoding="utf-8")
CHINESE = re.compile("[\u4e00-\u9fff]")


def test_every_sentence_about_a_field_has_its_chinese() -> None:
    sentences = {*words._FIELDS.values(), *words._TYPES.values(), *words._SPECIAL.values()}
    assert [s for s in sentences if s[0] != "{" and not CHINESE.search(in_chinese(s))] == []


def test_whatever_breaks_yaml_is_told_in_chinese() -> None:
    sentences = {text for _, *told in syntax._MEANINGS for text in told}
    assert [s for s in sentences if s != "YAML" and not CHINESE.search(in_chinese(s))] == []


def test_every_wrong_scenario_of_the_table_that_reading_finds_is_told_in_chinese(tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    silent = set()
    for old, new, *_ in ROWS:
        file.write_text(TEXT.replace(old, new.replace("§", ""), 1), encoding="utf-8")
        for complaint in read_leniently(file)[1]:
            if "{start:" not in complaint.expected and not CHINESE.search(in_chinese(complaint.expected)):
                silent.add(complaint.expected)
    assert silent == set()


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            'a duration with a unit or a distribution, for example "12 min"',
            '带单位的时长或分布，例如 "12 min"',
        ),
        ("takes: a duration with a unit, for example 15 d", "takes：带单位的时长，例如 15 d"),
        ("the key office again (first in line 3)", "键 office 重复（首次在第 3 行）"),
        ("a scenario file (no such file)", "情景文件（文件不存在）"),
        ("clerk", "clerk"),
    ],
)
def test_what_was_given_stays_in_a_translated_sentence(english: str, chinese: str) -> None:
    assert in_chinese(english) == chinese
