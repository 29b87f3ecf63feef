"""Saved runs: ``results/<scenario>/<UTC time>-<short hash>/``, written as ``.partial`` and then renamed.

The hash is that of the question (resolved scenario, seed, replications, version of the program), so the same
question bears the same name and is answered from its folder. Only ``run.json`` holds times and durations:
every other file is the same, byte for byte, whenever and wherever the same question is asked.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import platform
import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

SHORT = 8
"""So many digits of the hash stand in the folder's name."""

ANSWER = "answer.json"
RUN = "run.json"
CHARTS = "charts.json"

PACKAGES = ("shixian", "numpy", "scipy", "numba", "simpy", "holidays", "pydantic", "PyYAML")
"""What can change a result; their versions are written down with each run."""

_OUTSIDE = {"cli", "reporting", "templates"}


class Folder:
    """A run's folder while it is being written; `close` gives it its name."""

    def __init__(self, out: Path, scenario: str, digest: str) -> None:
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{digest[:SHORT]}"
        self._final = _free(out / scenario / name)
        self.path = self._final.with_name(self._final.name + ".partial")
        shutil.rmtree(self.path, ignore_errors=True)
        self.path.mkdir(parents=True)

    def write(self, name: str, text: str) -> None:
        """Write a file of the run."""
        (self.path / name).write_text(text, encoding="utf-8", newline="")

    def close(self) -> Path:
        """Give the complete folder its name, and return that."""
        self.path.rename(self._final)
        return self._final

    def discard(self) -> None:
        """Remove a folder that never was completed."""
        shutil.rmtree(self.path, ignore_errors=True)


def saved(out: Path, scenario: str, digest: str, *, files: Iterable[str] = ()) -> Path | None:
    """The newest complete run that answers this question and holds these files, or None."""
    for folder in sorted((out / scenario).glob(f"*-{digest[:SHORT]}*"), reverse=True):
        if all((folder / name).is_file() for name in (ANSWER, RUN, *files)) and _answers(folder, digest):
            return folder
    return None


def _answers(folder: Path, digest: str) -> bool:
    try:
        run = json.loads((folder / RUN).read_text(encoding="utf-8"))
        return bool(run["hash"] == digest and not run["interrupted"])
    except (ValueError, KeyError, TypeError, OSError):
        return False


def _free(path: Path) -> Path:
    n = 2
    free = path
    while free.exists():
        free, n = path.with_name(f"{path.name}-{n}"), n + 1
    return free


def digest_of(question: Mapping[str, Any]) -> str:
    """The hash of a question: SHA-256 of its canonical JSON.

    Keys keep their order, because the order of processes, pools and steps decides ties.
    """
    text = json.dumps(
        {**question, "program": fingerprint()}, ensure_ascii=False, separators=(",", ":"), default=str
    )
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def fingerprint() -> str:
    """The version of what computes the answers: a hash over its sources, and the holiday data's version."""
    top = Path(__file__).parent
    found = hashlib.sha256(version_of("holidays").encode())
    for file in sorted(top.rglob("*.py")):
        part = file.relative_to(top)
        if part.parts[0] not in _OUTSIDE:
            found.update(part.as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def version_of(package: str) -> str:
    """The installed version of a package; empty where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that can change a result."""
    return {"python": platform.python_version(), **{p.lower(): version_of(p) for p in PACKAGES}}


def as_json(value: Any, *, indent: int | None = 1) -> str:
    """One JSON document with a line end; full precision, no infinities."""
    return json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False) + "\n"


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as CSV text with a heading; unknown figures are empty, lists are joined with blanks."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(c)) for c in columns] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else value
