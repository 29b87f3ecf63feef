"""Generated wrong scenarios: whatever a file holds, it ends with complaints that name file and line, or is
sound; never otherwise.

SHIXIAN_EXAMPLES=5000 makes 20,000 of them.
"""

# ruff: noqa: E501 (the hostile words stand close together)

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sim.reading import read_leniently
from sim.study.prepare import complaints_of

BASE = (Path(__file__).with_name("hand") / "base.yaml").read_text(encoding="utf-8")
# Official calendars are looked up for years; what is wrong here does not depend on them.
TEXT = BASE.replace("days: china", "days: weekdays")

WORDS = [
    "", " ", "~", "null", "true", "-1", "0", "1e308", "1e309", "-.inf", ".nan", "9" * 17, "9" * 400, "0x7fffffff", "0.1.2", "12:30", "2021-02-30", "9999-12-31",
    "0000-00-00", "today", "owner", "inf", "nan", "3", "3 d", "3 wd", "-3 h", "1e300 y", "0 d", "5 per y", "101%", "uniform(3 d, 1 d)", "uniform(1 d, 3 d)",
    "lognormal(mean=1 d, p90=9 d)", "lognormal(p50=1 s, p99=1e9 y)", "empirical(file='../x.csv', column='a', unit='d')", "empirical([])", "empirical([(1 d, -1)])",
    "mixture([(1, mixture([(1, 1 d)]))])", "tiers(1, [(inf, 0.1)])", "erlang(k=1e9, mean=1 d)", "erlang(k=0.5, mean=1 d)", "gamma(mean=1 d, sd=0 d)", "beta(0 d, 0 d, mean=1 d, sd=1 d)",
    "normal(mean=1 d, sd=1 d, min=9e9 d)", "weibull(mean=1 d, cv=1e-9)", "weibull(p10=1 d, p50=1 d)", "__import__('os')", "().__class__", "lambda: 0", "x" * 300, "(" * 60, "1" + "+1" * 300,
    "not " * 70 + "1", "1 if 1 else " * 30 + "1", "a and b or c", "x in (1, 2", "'", '"', "\\", "#", "[", "{", "}", "&a", "*a", "!a", "%", "@", "`", "|", ">", "- -", "? x", "：", "，", "小", "💥",
    "clerk", "check", "round", "elapsed", "outcome", "1/0", "0/0", "0 * inf", "min()", "abs(1, 2)", "round > 1", "channel == 1", "channel + 1", "load_kw * 1 d", "../base.yaml", "/dev/zero", "a" * 65,
]  # fmt: skip

scraps = st.sampled_from(
    [
        *WORDS,
        "\n",
        "\n  ",
        "\n    - ",
        "\t",
        ": ",
        ", ",
        "]",
        "]}",
        "---\n",
        "\x00",
        "\u2028",
        "<<: ",
        "- task: a\n",
    ]
) | st.text(max_size=6)
values: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(WORDS) | st.integers() | st.floats() | st.booleans() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["task", "steps", "takes", "by", "all", "when", "a", "Ä", "", "1"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=6,
)


def judged(data: bytes | str, folder: Path) -> None:
    """Check that a file ends as it should."""
    file = folder / "generated.yaml"
    file.write_bytes(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)
    began = time.process_time()
    complaints = complaints_of(file)
    took = time.process_time() - began
    for complaint in complaints:
        assert complaint.place is not None, complaint
        assert complaint.place.line >= 1
        assert complaint.given and complaint.expected, complaint
        assert len(complaint.given) <= 200 and "\n" not in complaint.sentence()
    assert took < 1


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """One folder for all files of this module."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@given(data=st.data())
def test_a_file_with_pieces_cut_doubled_or_put_in_is_answered(data: st.DataObject, folder: Path) -> None:
    text = TEXT
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.sampled_from([0, 0, 1, 2, 5, 20, 200])))
        piece = data.draw(scraps | st.just(text[start:end] * 2))
        text = text[:start] + piece + text[end:]
    judged(text, folder)


@given(data=st.data())
def test_a_file_with_broken_bytes_is_answered(data: st.DataObject, folder: Path) -> None:
    raw = bytearray(TEXT.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    judged(bytes(raw), folder)


@given(data=st.data())
def test_a_scenario_with_parts_changed_is_answered(data: st.DataObject, folder: Path) -> None:
    tree = yaml.load(TEXT, yaml.BaseLoader)
    for _ in range(data.draw(st.integers(1, 3))):
        change(tree, data)
    as_json = data.draw(st.booleans())
    judged(
        json.dumps(tree, ensure_ascii=False, indent=1)
        if as_json
        else yaml.safe_dump(tree, allow_unicode=True, sort_keys=False),
        folder,
    )


@given(
    path=st.sampled_from(
        [
            "takes",
            "when",
            "again",
            "rate",
            "share",
            "staff",
            "within",
            "value",
            "age",
            "fee",
            "until",
            "by",
            "at_most",
        ]
    ),
    word=st.sampled_from(WORDS),
)
def test_a_hostile_value_anywhere_is_answered(path: str, word: str, folder: Path) -> None:
    tree = yaml.load(TEXT, yaml.BaseLoader)
    for container, key in slots(tree):
        if key == path:
            container[key] = word
    judged(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), folder)


@given(
    setting=st.builds(
        "{}={}".format,
        st.sampled_from(
            ["pools.clerk.staff", "a..b", "targets.0.at_most", "processes.visit.steps.0", "", "numbers"]
        ),
        st.sampled_from(WORDS),
    )
)
def test_a_hostile_setting_is_answered(setting: str, folder: Path) -> None:
    file = folder / "sound.yaml"
    file.write_text(TEXT, encoding="utf-8")
    for complaint in read_leniently(file, [setting])[1]:
        assert complaint.place is not None and complaint.expected


def change(tree: Any, data: st.DataObject) -> None:
    """Replace, remove, rename or add at a place of the tree."""
    every = list(slots(tree))
    container, key = every[data.draw(st.integers(0, len(every) - 1))]
    what = data.draw(st.sampled_from(["replace", "word", "remove", "rename", "add", "copy"]))
    if what == "remove":
        del container[key]
    elif what == "rename" and isinstance(container, dict):
        container[data.draw(st.sampled_from([*WORDS, str(key)[:-1], f"{key}s"]))] = container.pop(key)
    elif what == "add" and isinstance(container, dict):
        container[data.draw(st.sampled_from(["task", "wait", "steps", "takes", "x"]))] = data.draw(values)
    elif what == "copy":
        other, from_key = every[data.draw(st.integers(0, len(every) - 1))]
        container[key] = (
            json.loads(json.dumps(other[from_key])) if from_key in other or isinstance(other, list) else None
        )
    else:
        container[key] = data.draw(st.sampled_from(WORDS) if what == "word" else values)


def slots(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with each of its keys."""
    for key in list(tree) if isinstance(tree, dict) else range(len(tree)):
        yield tree, key
        if isinstance(tree[key], dict | list):
            yield from slots(tree[key])
