"""A hostile command line: whatever is typed, it ends with the right code and one clear message."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli.main import outcome
from tests.helpers import desk

RED = "\x1b[31m"
GIVEN = [
    # --- files that are none ---
    (("check", "folder"), "no regular file"),
    (("check", "pipe.yaml"), "no regular file"),
    (("check", "/dev/zero"), "no regular file"),
    (("check", "dangling.yaml"), "no such file"),
    (("check", "loop.yaml"), "scenario file"),
    (("check", "latin.yaml"), "text in UTF-8"),
    (("check", ""), "scenario file"),
    (("check", "a" * 5000), "scenario file"),
    (("check", f"line\n{RED}red.yaml"), r"line\n\x1b[31mred.yaml"),
    (("check", os.fsdecode(b"\xff.yaml")), r"\udcff.yaml"),
    (("check", "steering.yaml"), "steering.yaml:2"),
    (("run", "folder"), "no regular file"),
    (("describe", "pipe.yaml"), "no regular file"),
    (("score", "nothing_here"), "no such folder"),
    (("score", "file"), "file"),
    (("score", "folder"), "no scenario"),
    # --- settings ---
    (("run", "desk.yaml", "--set", "=="), "PATH=VALUE"),
    (("run", "desk.yaml", "--set", ""), "PATH=VALUE"),
    (("run", "desk.yaml", "--set", "pools.clerk=3"), "mapping"),
    (("run", "desk.yaml", "--set", "pools.clerk.staff="), "staff"),
    (("run", "desk.yaml", "--set", "processes=&a [*a]"), "process"),
    (("run", "desk.yaml", "--set", "format=[1"), "only version"),
    (("run", "desk.yaml", "--set", f"pools.{RED}\n=3"), r"\x1b[31m"),
    (("run", "desk.yaml", "--set", "pools.clerk.staff=" + "9" * 5000), "staff"),
    (("run", "desk.yaml", "--set", "." * 5000 + "=1"), "expected"),
    # --- where to write ---
    (("run", "desk.yaml", "--replications", "1", "--out", "file"), "file"),
    (("run", "desk.yaml", "--replications", "1", "--out", "file/below"), "file/below"),
    (("run", "desk.yaml", "--replications", "1", "--out", "/proc/nowhere"), "/proc/nowhere"),
    (("run", "desk.yaml", "--replications", "1", "--out", "a" * 5000), "name too long"),
    (("describe", "desk.yaml", "--svg", "folder"), "folder"),
    (("describe", "desk.yaml", "--svg", "file/picture.svg"), "file/picture.svg"),
    (("describe", "desk.yaml", "--svg", "/dev/full"), "space"),
    (("new", ""), "name of a file"),
    (("new", "file/below"), "file"),
    (("new", f"{RED}\n"), "name of a file"),
    (("new", "copy", "--from", "folder"), "no regular file"),
    # --- numbers ---
    *(
        (("run", "desk.yaml", "--seed", n), "whole number")
        for n in ("-1", str(2**64), "abc", "1.5", "1e3", "", "٣", "9" * 5000)
    ),
    *(
        (("run", "desk.yaml", "--replications", n), "whole number")
        for n in ("0", "-3", "1e3", "1000001", "", "many", "9" * 5000)
    ),
    *((("run", "desk.yaml", "--workers", n), "whole number") for n in ("0", "-1", "two", "99999")),
    *((("score", "--at-most", n), "whole number") for n in ("0", "-1", "1e3")),
    # --- names ---
    (("run", "desk.yaml", "--variant", "plan_quikc"), "plan_quick"),
    (("run", "desk.yaml", "--variant", f"{RED}\n"), r"\x1b[31m\n"),
    (("run", "desk.yaml", "--engine", f"{RED}"), r"\x1b[31m"),
    (("chekc", "desk.yaml"), '"check"'),
    ((f"{RED}",), "no such command"),
    (("--nope",), "--nope"),
    (("run", "desk.yaml", "extra"), "extra"),
    (("check", "desk.yaml", "--lang", "fr"), "zh"),
]  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the small scenario and much that is none, made the current one."""
    desk.write(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "dangling.yaml").symlink_to("nowhere")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"format: 1\ntitle: \xe9t\xe9\n")
    (tmp_path / "steering.yaml").write_text(f"format: 1\n{RED}title: x\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SIM_LANG", raising=False)
    return tmp_path


@pytest.mark.parametrize(("arguments", "hint"), GIVEN, ids=lambda v: repr(" ".join(v))[:60])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_hostile_command_ends_with_2_and_a_message(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], hint: str, lang: str
) -> None:
    spoken = ("--lang", lang) if arguments[0] in ("check", "run", "score", "describe") else ()
    code = outcome([*arguments, *(spoken if "--lang" not in arguments else ())])
    out, err = capsys.readouterr()
    assert code == 2, err
    assert err.strip() and "Traceback" not in err
    assert "\x1b" not in out + err
    assert lang == "zh" or hint.lower() in err.lower(), err


@pytest.mark.parametrize("command", [("run", "desk.yaml", "--json"), ("score", ".", "--json")])
def test_what_is_wrong_leaves_the_json_output_empty(
    here: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    desk.write(here, desk.SCENARIO.replace("by: clerk", "by: clark"))
    code = outcome(list(command))
    out, err = capsys.readouterr()
    assert (code, out, "clark" in err) == (2, "", True)


@pytest.mark.skipif(os.geteuid() == 0, reason="whoever may do everything is refused nothing")
def test_a_file_that_may_not_be_read_and_a_folder_that_may_not_be_written_are_told(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "desk.yaml").chmod(0)
    assert outcome(["check", "desk.yaml"]) == 2
    (here / "desk.yaml").chmod(0o600)
    (here / "folder").chmod(0o500)
    assert outcome(["run", "desk.yaml", "--replications", "1", "--out", "folder"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_text_of_a_scenario_cannot_steer_the_terminal(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk.write(here, desk.SCENARIO.replace("en: One desk", r'en: "One\e[31m desk\a\u202e"'))
    assert outcome(["describe", "desk.yaml"]) == outcome(["check", "desk.yaml", "--no-pilot"]) == 0
    assert "\x1b" not in (told := capsys.readouterr().out)
    assert "\a" not in told and "\u202e" not in told and r"\x1b[31m" in told


@pytest.mark.parametrize(("closed", "code"), [(">&-", 0), (">&- 2>&-", 0), ("</dev/null >/dev/full", 2)])
def test_a_closed_or_full_output_is_no_fault_of_ours(here: Path, closed: str, code: int) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m sim describe desk.yaml {closed}', sys.executable],
        cwd=here,
        env=desk.environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr
