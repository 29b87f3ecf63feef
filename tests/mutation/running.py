"""Running the tests of one mutant: in a forked child, the mutated source put in the place of the module's."""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import resource
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.mutation.plain import run_plainly
from tests.mutation.rooms import Room
from tests.mutation.sites import ROOT, Mutant

LONGEST = 60
"""Seconds of processor time after which a mutant counts as killed: it never ends."""

MEMORY = 8 * 2**30


@dataclass(frozen=True, slots=True)
class Verdict:
    """``by`` is the first test that failed, or how else the mutant ended; empty where it survived."""

    killed: bool
    by: str


class _Mutated(importlib.machinery.SourceFileLoader):
    """Loads the mutant's module from its own text; nothing is read from or written to the byte code cache."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(mutant.module, str(ROOT / mutant.file))
        self._source = mutant.source()

    def get_code(self, fullname: str) -> Any:
        return compile(self._source, self.path, "exec", dont_inherit=True)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self._mutant.module:
            return None
        return importlib.util.spec_from_file_location(
            name, ROOT / self._mutant.file, loader=_Mutated(self._mutant)
        )


class _Watch:
    """A pytest plugin that keeps the first failure."""

    def __init__(self) -> None:
        self.first = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.first:
            self.first = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and not self.first:
            self.first = f"{report.nodeid} cannot be collected"


def judge(room: Room, mutant: Mutant | None) -> Verdict:
    """Whether the room's tests notice the mutant (None: the program as it is).

    Raises AssertionError where the file has changed since the mutant was chosen: that is nobody's notice.
    """
    if mutant is not None:
        mutant.source()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _in_child(room, mutant, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        told = pipe.read()
    if not _wait(child):
        return Verdict(True, "it never ends")
    if not told:
        return Verdict(True, "the process dies")
    found = json.loads(told)
    return Verdict(found["code"] != 0, found["first"])


def _wait(child: int) -> bool:
    """Whether the child came to its end within its time."""
    _, status = os.waitpid(child, 0)
    return not (os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL))


def _in_child(room: Room, mutant: Mutant | None, writing: int) -> None:
    code, watch = 1, _Watch()
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST + 5))
        os.environ.update(dict(room.environment))
        if mutant is not None:
            sys.meta_path.insert(0, _Finder(mutant))
        if os.environ.get("NUMBA_DISABLE_JIT") == "1":
            run_plainly()
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        code = int(pytest.main(_arguments(room), plugins=[watch]))
    except BaseException as error:
        watch.first = watch.first or f"{type(error).__name__} on loading"
    finally:
        with contextlib.suppress(OSError):
            os.write(writing, json.dumps({"code": code, "first": watch.first}).encode())
        os._exit(0)


def _arguments(room: Room) -> list[str]:
    there = [t for t in room.tests if Path(ROOT, t).exists()]
    only = ["-k", room.only] if room.only else []
    quiet = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:randomly", "--tb=no"]
    return [*quiet, "-o", "timeout=0", f"--rootdir={ROOT}", *only, *there]
