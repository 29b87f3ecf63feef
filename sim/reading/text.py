"""[reading] A file's bytes to a tree of plain values that knows its places.

YAML 1.2's core schema: ``no``, ``13:00`` and dates are text. The tree is built straight from the parser's
events, without recursion and within a budget, so that a hostile file costs no more than a harmless one;
anchors, tags, merges and duplicate keys are refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

import yaml

from sim.errors import Complaint, Place
from sim.form import short
from sim.reading.syntax import explained, slip
from sim.tree import Map, Path, Seq, planted

MOST_BYTES = 2_000_000
MOST_NODES = 50_000
MOST_DEPTH = 60
LONGEST_SCALAR = 20_000

_LOADER = getattr(yaml, "CLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]+\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")
_WORDS = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class Unreadable(Exception):  # noqa: N818 (it carries the complaint)
    """Nothing can be made of the file beyond this point."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.expected)
        self.complaint = complaint


def tree_of(data: bytes, file: str, unread: set[Path] | None = None) -> tuple[Map | None, list[Complaint]]:
    """The mapping that a scenario file holds, and what is wrong with its text; no mapping where it cannot be
    read at all.

    Paths whose text cannot be read are added to ``unread``.
    """
    complaints: list[Complaint] = []
    builder = _Builder(file, complaints)
    try:
        value = builder.build(readable(data, file))
    except Unreadable as stop:
        return None, [*complaints, stop.complaint]
    if unread is not None:
        unread |= builder.unread
    if isinstance(value, Map):
        return value, complaints
    seen = slip(data, file) if isinstance(value, str) else None
    if seen is not None:
        return None, [*complaints, seen]
    given = "an empty file" if value is None else "a list" if isinstance(value, Seq) else "a single value"
    expected = "a mapping that begins with format: 1"
    return None, [*complaints, Complaint("", given, expected, place=Place(file, 1))]


def value_of(text: str, place: Place) -> Any:
    """A value as `--set` gives it: YAML where the text is YAML, else the text itself."""
    complaints: list[Complaint] = []
    try:
        value = _Builder(place.file, complaints).build(text)
    except Unreadable:
        return text
    return text if complaints else planted(value, place)


def bytes_of(path: FilePath, most: int) -> bytes | str:
    """A regular file's bytes, or in words why it cannot be had."""
    try:
        if not path.exists():
            return "no such file"
        if not path.is_file():
            return "no regular file"
        with path.open("rb") as file:
            data = file.read(most + 1)
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or "a name that is no file name"
    return data if len(data) <= most else f"more than {most // 1_000_000} MB"


def readable(data: bytes, file: str) -> str:
    """UTF-8 text of visible characters, with or without a byte order mark. Raises Unreadable."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(
            Complaint("", "text in UTF-16", "UTF-8 (save the file as UTF-8)", place=Place(file, 1))
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        given = f"the byte 0x{data[error.start]:02X}"
        expected = "text in UTF-8 (a file in GBK or GB18030 must be saved as UTF-8)"
        raise Unreadable(Complaint("", given, expected, place=Place(file, line, column))) from None
    found = _HIDDEN.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        place = Place(file, line, found.start() - text.rfind("\n", 0, found.start()))
        raise Unreadable(
            Complaint(
                "",
                f"the invisible character U+{ord(found.group()):04X}",
                "visible characters only",
                place=place,
            )
        )
    return text


def scalar(text: str) -> Any:
    """A plain scalar by YAML 1.2's core schema; ValueError for numbers that are not finite or too long."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text):
        if len(text) > 18:
            raise ValueError("a number of at most 17 digits")
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _NOT_FINITE.match(text) or (_FLOAT.match(text) and not math.isfinite(float(text))):
        raise ValueError("a finite number")
    return float(text) if _FLOAT.match(text) else text


def _is_plain(event: Any) -> bool:
    return event.style is None or event.style == ""


def _depth(text: str) -> int:
    """How many parentheses are open at the end of a text."""
    return text.count("(") - text.count(")")


def _tag(text: str) -> str:
    return short(text.replace("tag:yaml.org,2002:", "!!"))


class _Open:
    """A container that is being filled.

    ``key`` is the key whose value comes next, ``skip`` that it is not kept. ``unclosed`` is true after a
    value such as ``uniform(3 d`` in braces or brackets, where YAML takes the comma for the end of the value:
    what follows belongs to it.
    """

    def __init__(self, container: Map | Seq, name: str | int | None, flow: bool) -> None:
        self.container = container
        self.name = name
        self.flow = flow
        self.unclosed = False
        self.key: str | None = None
        self.place: Place | None = None
        self.skip = False
        self.joining = False


class _Builder:
    def __init__(self, file: str, complaints: list[Complaint]) -> None:
        self.file = file
        self.complaints = complaints
        self.text = ""
        self.stack: list[_Open] = []
        self.root: Any = None
        self.unread: set[Path] = set()

    def build(self, text: str) -> Any:
        self.text = text
        nodes = documents = 0
        for event in self._events(text):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(event, "a second document (after ---)", "one document in a file")
            elif isinstance(event, yaml.AliasEvent):
                self._stop(event, f"the alias *{event.anchor}", "the value itself (aliases are not allowed)")
            elif isinstance(event, yaml.NodeEvent):
                nodes += 1
                if nodes > MOST_NODES:
                    self._stop(event, f"more than {MOST_NODES} values", "a smaller file")
                self._node(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self.stack.pop()
        return self.root

    def _events(self, text: str) -> Iterator[Any]:
        try:
            yield from yaml.parse(text, Loader=_LOADER)
        except yaml.YAMLError as error:
            raise Unreadable(explained(error, text, self.file)) from None

    def _node(self, event: Any) -> None:
        self._refuse(event)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
            return
        if len(self.stack) >= MOST_DEPTH:
            self._stop(event, f"more than {MOST_DEPTH} levels", "a flatter file")
        place = self._at(event)
        container: Map | Seq = Map((), place) if isinstance(event, yaml.MappingStartEvent) else Seq((), place)
        name = self._name()
        self._keep(container, place, event)
        self.stack.append(_Open(container, name, bool(event.flow_style)))

    def _refuse(self, event: Any) -> None:
        if event.anchor is not None:
            self._complain(
                event, f"the anchor &{event.anchor}", "no anchors: write the value where it is used"
            )
        if event.tag is not None:
            self._complain(event, f"the tag {_tag(event.tag)}", "no tags: the value alone")
            self.unread.add(self._path())

    def _scalar(self, event: Any) -> None:
        if len(event.value) > LONGEST_SCALAR:
            self._stop(event, f"a text of {len(event.value)} characters", f"at most {LONGEST_SCALAR}")
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.container, Map) and top.key is None:
            self._key(top, event)
            return
        if top is not None and self._continues(top, event):
            return
        value = event.value
        if _is_plain(event):
            try:
                value = scalar(value)
            except ValueError as error:
                self._complain(event, value[:40], str(error))
                self.unread.add(self._path())
                value = None
        self._keep(value, self._at(event), event)
        if top is not None:
            top.unclosed = top.flow and _is_plain(event) and isinstance(value, str) and _depth(value) > 0

    def _continues(self, top: _Open, event: Any) -> bool:
        """Whether a scalar is the next argument of a value that YAML cut at a comma: it is joined to it."""
        if isinstance(top.container, Map):
            if top.key is not None:
                continuing, top.joining = top.joining, False
                top.key = None if continuing else top.key
                return continuing
            joins = top.unclosed and _is_plain(event) and not self._has_colon(event)
        else:
            joins = top.unclosed and _is_plain(event)
        last = (
            (next(reversed(top.container), "") if isinstance(top.container, Map) else len(top.container) - 1)
            if joins
            else ""
        )
        if joins:
            top.container[last] = f"{top.container[last]}, {event.value}"  # type: ignore[index]
            top.unclosed = _depth(top.container[last]) > 0  # type: ignore[index]
        return joins

    def _has_colon(self, event: Any) -> bool:
        return self.text[event.end_mark.index : event.end_mark.index + 200].lstrip()[:1] == ":"

    def _key(self, top: _Open, event: Any) -> None:
        if self._continues(top, event):
            top.key, top.joining = event.value, True
            return
        top.unclosed = False
        key, plain = event.value, _is_plain(event)
        top.key, top.place, top.skip = key, self._at(event), True
        if plain and key == "<<":
            self._complain(
                event, "the merge key <<", "the keys themselves (merges are not allowed; see extends)"
            )
        elif key.strip() == "":
            self._complain(event, "no key before the colon", "key: value")
        elif key in top.container:
            places = top.container.places if isinstance(top.container, Map) else {}
            first = f" (first in line {places[key].line})" if key in places else ""
            self._complain(event, f"the key {key[:60]} again{first}", "each key once")
        else:
            top.skip = False

    def _keep(self, value: Any, place: Place, event: Any) -> None:
        if not self.stack:
            self.root = value
            return
        top = self.stack[-1]
        top.unclosed = False
        if isinstance(top.container, Seq):
            top.container.add(value, place)
        elif top.key is None:
            self._complain(event, "a list or mapping as a key", "a name as key")
            top.key, top.skip = "", True
        else:
            if not top.skip:
                # The place of an entry is that of its key: a value may begin lines below it.
                top.container.put(top.key, value, top.place)
            top.key, top.skip = None, False

    def _at(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _name(self) -> str | int | None:
        """What the value that comes next is called in its container."""
        top = self.stack[-1] if self.stack else None
        if top is None:
            return None
        return len(top.container) if isinstance(top.container, Seq) else top.key

    def _path(self) -> Path:
        return tuple(part for part in (*(o.name for o in self.stack), self._name()) if part is not None)

    def _told(self) -> str:
        return short(".".join(map(str, self._path())))

    def _complain(self, event: Any, given: str, expected: str) -> None:
        if len(self.complaints) < 200:
            self.complaints.append(Complaint(self._told(), given, expected, place=self._at(event)))

    def _stop(self, event: Any, given: str, expected: str) -> None:
        raise Unreadable(Complaint(self._told(), given, expected, place=self._at(event)))
