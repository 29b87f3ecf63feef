"""Files that are no scenario at all: every one is refused with file and line, at once."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.reading import read
from sim.reading.text import MOST_BYTES, tree_of
from sim.tree import plain

HEAD = b"format: 1\ntitle: x\n"
RAW: dict[str, tuple[bytes, int, str]] = {
    "utf16": ("format: 1\n".encode("utf-16"), 1, "UTF-16"),
    "utf16 without a mark": ("format: 1\n".encode("utf-16-le"), 1, "U+0000"),
    "gb18030": (HEAD + "label: 小微企业".encode("gb18030"), 3, "GB18030"),
    "latin-1": (HEAD + "label: café".encode("latin-1"), 3, "0xE9"),
    "a null byte": (HEAD + b"a: b\0c\n", 3, "U+0000"),
    "a bell": (HEAD + b"a: b\x07c\n", 3, "U+0007"),
    "a next-line mark": (HEAD + "a: b\x85c\n".encode(), 3, "U+0085"),
    "a hidden mark inside": (HEAD + "a: \ufeffb\n".encode(), 3, "U+FEFF"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 1, "0x89"),
    "a zip file": (b"PK\x03\x04\x14\x00\x06\x00", 1, "U+0003"),
    "nothing": (b"", 1, "an empty file"),
    "only a mark": (b"\xef\xbb\xbf", 1, "an empty file"),
    "only comments": (b"# one\n# two\n", 1, "an empty file"),
    "only spaces": (b" " * 1_000_000, 1, "an empty file"),
    "only lines": (b"\n" * 1_000_000, 1, "an empty file"),
    "a list": (b"- a\n- b\n", 1, "a list"),
    "a word": (b"hello\n", 1, "a single value"),
    "a number": (b"42\n", 1, "a single value"),
    "too big": (b"#" * (MOST_BYTES + 1), 1, "more than 2 MB"),
    "laughs": (b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", 2, "alias"),
    "a cycle": (b"a: &a [*a]\n", 1, "alias"),
    "deep lists": (b"a: " + b"[" * 25_000, 1, "60 levels"),
    "deeper lists": (b"[" * 1_900_000, 1, "60 levels"),
    "deep mappings": (b"{a: " * 25_000, 1, "60 levels"),
    "deep dashes": (b"- " * 500_000, 1, "60 levels"),
    "deep questions": (b"? " * 500_000, 1, "60 levels"),
    "question lists": (b"[? " * 25_000, 1, "60 levels"),
    "many keys": (b"".join(b"k%d: 1\n" % i for i in range(100_000)), 25_000, "50000 values"),
    "many items": (b"a: [" + b"1," * 500_000 + b"]", 1, "50000 values"),
    "a long text": (b"a: '" + b"x" * 1_000_000 + b"'", 1, "at most 20000"),
    "a long number": (b"a: " + b"9" * 19_000, 1, "17 digits"),
    "a longer number": (b"a: " + b"9" * 1_000_000, 1, "at most 20000"),
    "a huge number": (b"a: 1e400\n", 1, "a finite number"),
    "minus infinity": (b"a: -.inf\n", 1, "a finite number"),
    "not a number": (b"a: .NaN\n", 1, "a finite number"),
    "commas": (b"," * 1_000_000, 1, "a bracket or comma"),
    "stars": (b"*" * 1_000_000, 1, "a * without a name"),
    "bangs": (b"!" * 1_000_000, 1, "tag"),
    "percents": (b"%" * 1_000_000, 1, "%"),
    "colons": (b":" * 1_000_000, 1, "at most 20000"),
    "an object": (HEAD + b"a: !!python/object/apply:os.system [ls]\n", 3, "no tags"),
    "a directive": (b"%YAML 3.0\n---\na: 1\n", 1, "%"),
    "an unknown escape": (b'a: "\\q"\n', 1, "backslash"),
    "tabs": (b"a:\n\tb: 1\n", 2, "a tab"),
    "a full-width colon": ("format：1\ntitle：x\n".encode(), 1, "full-width ："),
    "no space": (b"format:1\ntitle: x\n", 1, "a space after the colon"),
    "a list cut short": (b"a: [1, 2\nb: 3\n", 2, "not closed"),
    "a text cut short": (b'a: "abc\nb: 3\n', 1, "does not end"),
    "a bare key": (HEAD + b"pools\n", 4, "without a colon"),
    "no key": (b'"": 3\n', 1, "no key before the colon"),
    "a list as key": (b"? [a, b]\n: 3\n", 1, "a name as key"),
    "two documents": (b"a: 1\n---\nb: 2\n", 2, "a second document"),
    "carriage returns": (b"a: 1\rb: [2\r", 1, "not closed"),
}


@pytest.mark.parametrize("name", RAW)
def test_what_is_no_scenario_is_refused_with_its_line_within_a_second(name: str, tmp_path: Path) -> None:
    data, line, part = RAW[name]
    file = tmp_path / "wrong.yaml"
    file.write_bytes(data)
    began = time.process_time()
    with pytest.raises(InputError) as caught:
        read(file)
    took = time.process_time() - began
    told = [(c.place.line, f"{c.given} {c.expected}") for c in caught.value.complaints if c.place]
    assert any(at == line and part in text for at, text in told), told[:5]
    assert all(c.place is not None and c.place.file == str(file) for c in caught.value.complaints)
    assert took < 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("off", "off"),
        ("13:00", "13:00"),
        ("2021-01-04", "2021-01-04"),
        ("2021-01-04T08:30:00", "2021-01-04T08:30:00"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("'3'", "3"),
        ("=", "="),
        ("12 min", "12 min"),
    ],
)
def test_scalars_follow_the_core_schema_of_yaml_1_2(text: str, value: object) -> None:
    tree, complaints = tree_of(f"a: {text}\n".encode(), "x.yaml")
    assert not complaints
    assert plain(tree) == {"a": value}
    assert type(plain(tree)["a"]) is type(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            "{a: uniform(1 h, 2 h), b: uniform(0 h, 2 h)}",
            {"a": "uniform(1 h, 2 h)", "b": "uniform(0 h, 2 h)"},
        ),
        ("[min(1, max(2, 3)), x]", ["min(1, max(2, 3))", "x"]),
        ("{a: lognormal(mean=3 d, p90=8 d)}", {"a": "lognormal(mean=3 d, p90=8 d)"}),
        ("{en: first (of two, zh: x}", {"en": "first (of two", "zh": "x"}),
        ("[f(1, [b], 2)]", ["f(1", ["b"], "2)"]),
    ],
)
def test_a_call_keeps_its_commas_inside_braces_and_brackets(text: str, value: object) -> None:
    tree, complaints = tree_of(f"k: {text}\n".encode(), "x.yaml")
    assert not complaints
    assert plain(tree) == {"k": value}


def test_places_count_lines_and_columns_from_one() -> None:
    tree, _ = tree_of("a: 1\nb:\n  - c: 2\n  - 小: {d: 3}\n".encode(), "x.yaml")
    assert tree is not None
    inner = tree["b"][1]["小"]
    assert (tree.places["b"].line, tree.places["b"].column) == (2, 1)
    assert (inner.places["d"].line, inner.places["d"].column) == (4, 9)


@pytest.mark.parametrize("name", ["missing.yaml", "folder", "a\0b"])
def test_what_cannot_be_opened_is_told_as_such(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="a scenario file"):
        read(f"{tmp_path}/{name}")


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_and_any_line_ends_are_fine(ending: bytes, mark: bytes, tmp_path: Path) -> None:
    base = Path(__file__).with_name("hand") / "base.yaml"
    file = tmp_path / "base.yaml"
    file.write_bytes(mark + base.read_bytes().replace(b"\n", ending))
    assert read(file).document == read(base).document
