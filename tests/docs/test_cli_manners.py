"""The manners of the commands: languages, pipes, terminals and interruptions."""

from __future__ import annotations

import ast
import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.cli.main import outcome
from sim.reporting.chinese import CHINESE
from sim.reporting.layout import Column, columns_of, table, wrapped
from tests.helpers import desk

SPEAKING = ("say", "counted")
NO_SENTENCE = {" ", "."}


def sentences(file: Path) -> Iterator[str]:
    """Every literal sentence that a module says, and every help text of its options and commands."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            said = node.args[1:] if name in SPEAKING else []
            helped = [k.value for k in node.keywords if k.arg == "help"]
            for part in (*said, *helped):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value
        if isinstance(node, ast.FunctionDef) and any(
            "command" in ast.unparse(d) for d in node.decorator_list
        ):
            yield " ".join((ast.get_docstring(node) or "").split())


def test_every_sentence_has_its_chinese(root: Path) -> None:
    files = [f for room in ("cli", "reporting") for f in (root / "sim" / room).rglob("*.py")]
    found = {s for f in files for s in sentences(f)}
    assert len(found) > 80
    assert sorted(found - CHINESE.keys() - NO_SENTENCE) == []


def test_a_translation_has_the_same_blanks_to_fill(root: Path) -> None:
    def blanks(text: str) -> set[str]:
        return {part.partition("}")[0].partition(":")[0] for part in text.split("{")[1:]}

    assert [e for e, c in CHINESE.items() if blanks(e) != blanks(c)] == []


def test_help_speaks_chinese_and_then_english_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(["run", "--help", "--lang", "zh"]) == 0
    assert "给出每项目标的结论" in capsys.readouterr().out
    assert outcome(["run", "--help"]) == 0
    assert "verdict on every target" in capsys.readouterr().out


@pytest.mark.parametrize("width", [40, 60, 80])
def test_a_table_keeps_its_width_in_both_scripts(width: int) -> None:
    columns = (Column("plan"), Column("目标", wraps=True), Column("estimate", "right"))
    rows = [
        ("5", "小微企业全过程20个工作日内接电（一个供电服务区）", "96.3 ± 0.6%"),
        ("44", "disputes: money in hand", "–"),
    ]
    lines = table(columns, rows, width=width)
    assert max(map(columns_of, lines)) <= width
    assert len({columns_of(line) for line in lines if line.endswith("%")}) == 1


def test_a_wrapped_text_loses_nothing_and_no_line_begins_with_a_comma() -> None:
    text = "小微企业：全过程20个工作日内接电，含外线工程。"
    for width in range(8, 30):
        lines = wrapped(text, width)
        assert "".join(lines) == text
        assert not [line for line in lines if line[0] in "，。：）"]


def test_a_reader_who_stops_early_ends_it_silently(tmp_path: Path) -> None:
    desk.write(tmp_path)
    command = [sys.executable, "-m", "sim", "check", "desk.yaml", "--no-pilot"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=desk.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as done:
        assert done.stdout is not None and done.stderr is not None
        done.stdout.close()
        assert done.stderr.read() == b""
        assert done.wait(60) == 0


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_interrupted_run_ends_at_once_keeps_what_it_has_and_says_how_to_go_on(
    tmp_path: Path, workers: str
) -> None:
    desk.write(tmp_path)
    seconds, told, code = interrupt(
        tmp_path, "run", "desk.yaml", "--replications", "100000", "--workers", workers
    )
    assert code == 130, told
    assert seconds < 2
    assert "sim run desk.yaml --replications 100000" in told
    assert "Traceback" not in told
    (saved,) = (tmp_path / "results" / "desk").iterdir()
    run = json.loads((saved / "run.json").read_text(encoding="utf-8"))
    assert run["interrupted"] is True
    assert 0 < run["replications"] < 100000
    assert (saved / "verdicts.csv").exists()


def interrupt(folder: Path, *arguments: str, until: str = "replications (") -> tuple[float, str, int]:
    """Interrupt a command on a terminal when its progress shows: seconds until its end, words, exit code."""
    master, terminal = pty.openpty()
    command = [sys.executable, "-m", "sim", *arguments]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=desk.environment(),
        stdout=subprocess.DEVNULL,
        stderr=terminal,
        start_new_session=True,
    ) as process:
        os.close(terminal)
        told = read_until(master, until)
        began = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
        told += read_until(master, None)
        code = process.wait(60)
    os.close(master)
    return time.monotonic() - began, told, code


def read_until(terminal: int, text: str | None) -> str:
    """What a terminal shows, until ``text`` has appeared (None: until its other end is closed)."""
    seen = ""
    while text is None or text not in seen:
        try:
            seen += os.read(terminal, 4096).decode("utf-8", "replace")
        except OSError:
            break
    return seen
