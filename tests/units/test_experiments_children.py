"""Worker processes and interruptions: none sees one, not even in the moment in which it starts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import desk

INTERRUPTED_AT_BIRTH = """
import os, signal, sys
from sim.experiments.children import Children

def interrupt_me():
    os.kill(os.getpid(), signal.SIGINT)

def blocked():
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])

if __name__ == "__main__":
    if sys.argv[1] == "fork":
        os.register_at_fork(after_in_child=interrupt_me)
    with Children(2, sys.argv[1], print, ("first",)) as children:
        print(all(children.submit(blocked).result(60) for _ in range(4)))
    print(blocked())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no signal masks there")
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_an_interruption_while_a_worker_starts_does_not_reach_it(tmp_path: Path, method: str) -> None:
    script = tmp_path / "interrupted_at_birth.py"
    script.write_text(INTERRUPTED_AT_BIRTH, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), method],
        env=desk.environment(),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stderr == ""
    assert sorted(set(done.stdout.split())) == ["False", "True", "first"]
