"""`sim check` on a wrong file: exit code 2, complaints with file and line on stderr, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BASE = (Path(__file__).with_name("hand") / "base.yaml").read_text(encoding="utf-8")
FILES = {
    "a wrong name": (BASE.replace("draft, by: clerk", "draft, by: cashier").encode(), 46),
    "deep lists": (b"a: " + b"[" * 25_000, 1),
    "laughs": (b"a: &a [x, x]\nb: [*a, *a]\n", 1),
    "bytes": (bytes(range(256)), 2),
    "nothing": (b"", 1),
}


@pytest.mark.parametrize("name", FILES)
def test_a_wrong_file_ends_with_code_2_and_its_line(name: str, tmp_path: Path) -> None:
    data, line = FILES[name]
    file = tmp_path / "wrong.yaml"
    file.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-m", "sim", "check", str(file)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert f"wrong.yaml:{line}" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
