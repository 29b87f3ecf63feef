"""Every sentence in which the compiler and the cards complain can be said in Chinese.

The sentences are found in the code itself: the texts handed to the functions that complain, with "7" in the
place of every value.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from sim.compiling import compile_program, lint
from sim.errors import InputError
from sim.form import in_chinese
from sim.reading import read
from tests.errors.test_reform_errors import WRONG, complaints
from tests.units.test_compiling_complaints import BASE, CASES

CHINESE = re.compile("[\u4e00-\u9fff]")
COMPLAINING = {"add": 2, "_add": 2, "complain": 3, "wrong": 1, "_warn": 3, "demand": 2, "_say_entry": 2}
"""The functions that complain, each with the position of what was expected."""
PLACES = ("compiling", "reforming", "steps", "expressions", "distributions", "calendars", "paths.py")
TO_WRITE = re.compile(r"\[.*\]|\(.*\)|range: .*|== or !=|(empirical|tiers)\(.*\)|\w+ <=? \w+")
"""What is to be written, told as it is."""


def sentences(root: Path) -> Iterator[str]:
    """Every text that some call gives as expected."""
    for place in PLACES:
        top = root / "sim" / place
        for file in [top] if top.suffix else sorted(top.rglob("*.py")):
            yield from _in_module(ast.parse(file.read_text(encoding="utf-8")))


def _in_module(module: ast.Module) -> Iterator[str]:
    assigned: dict[str, list[ast.expr]] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            assigned.setdefault(node.targets[0].id, []).append(node.value)
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            expected = _expected(node)
            if _name(node) == "DistributionError":
                yield from (t.partition("expected ")[2] for t in _texts(node.args[0]))
            if _name(node) == "unknown" and len(node.args) == 4:
                yield from (f"{t}: 7" for t in _texts(node.args[2]))
            named = assigned.get(expected.id, []) if isinstance(expected, ast.Name) else [expected]
            for part in named:
                yield from _texts(part)


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def _expected(call: ast.Call) -> ast.expr | None:
    name = _name(call)
    at = COMPLAINING.get(name, 99) + (name == "wrong" and isinstance(call.func, ast.Attribute))
    stated = [k.value for k in call.keywords if k.arg == "expected"]
    return stated[0] if stated else call.args[at] if len(call.args) > at else None


def _texts(part: ast.expr | None) -> Iterator[str]:
    if isinstance(part, ast.Constant) and isinstance(part.value, str):
        yield part.value
    elif isinstance(part, ast.JoinedStr):
        # A last value may be a hint, which need not be there.
        said = "".join(str(v.value) if isinstance(v, ast.Constant) else "7" for v in part.values)
        hint = isinstance(part.values[-1], ast.FormattedValue) and said[-2:-1] != " "
        yield said[:-1] if hint else said
    elif isinstance(part, ast.IfExp):
        yield from _texts(part.body)
        yield from _texts(part.orelse)


def silent(sentences: Iterable[str]) -> list[str]:
    """The sentences without a Chinese one."""
    return sorted({s for s in sentences if not CHINESE.search(in_chinese(s)) and not TO_WRITE.fullmatch(s)})


def test_every_sentence_in_the_code_has_its_chinese(root: Path) -> None:
    found = {s for s in sentences(root) if any(len(w) > 1 for w in re.findall("[a-z]+", s))}
    assert len(found) > 100
    assert silent(found) == []


def test_every_complaint_and_warning_of_the_compiler_is_told_in_chinese(tmp_path: Path) -> None:
    expected = set()
    for old, new, *_ in CASES:
        file = tmp_path / "office.yaml"
        file.write_text(BASE.replace(old, new, 1), encoding="utf-8")
        scenario = read(file)
        try:
            found = lint(scenario, compile_program(scenario))
        except InputError as error:
            found = error.complaints
        expected |= {c.expected for c in found}
    assert silent(expected) == []


@pytest.mark.parametrize("change", [w[0] for w in WRONG])
def test_every_complaint_about_a_card_is_told_in_chinese(tmp_path: Path, change: str) -> None:
    assert silent(c.expected for c in complaints(tmp_path, f"- {change}")) == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("a pool: clerk, judge", "人员池：clerk, judge"),
        ("a chance or share between 0 and 1 (70% is 0.7)", "0 到 1 之间的概率或比例（70% 即 0.7）"),
        ("a calendar beside staff (in pools.desk)", "staff 旁边的 calendar（pools.desk）"),
        ("load + 1, a number", "load + 1（数）"),
        ("a procedure (none is declared)", "程序（尚无声明）"),
        ("load > 100 and big == 1", "load > 100 and big == 1"),
    ],
)
def test_sentences_within_sentences_are_told_in_chinese_and_values_stay(english: str, chinese: str) -> None:
    assert in_chinese(english) == chinese
