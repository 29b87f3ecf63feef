"""The house stands as it is drawn: imports go down only, files stay small, a quick command loads little."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HEAVY = {"numpy", "scipy", "matplotlib", "numba", "pandas", "pyarrow"}

# Runs a command as `python -m sim` would and prints the names of all modules that were loaded by its end.
PROBE = """
import json, os, runpy, sys
out, sys.stdout = sys.stdout, open(os.devnull, "w", encoding="utf-8")
sys.argv = ["sim", *sys.argv[1:]]
code = 0
try:
    runpy.run_module("sim", run_name="__main__", alter_sys=False)
except SystemExit as exit:
    code = exit.code or 0
print(json.dumps({"code": code, "modules": sorted(sys.modules)}), file=out)
"""


def modules_after(root: Path, *arguments: str) -> set[str]:
    """The modules loaded when the command ``sim arguments...`` has ended well."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["code"] == 0, f"sim {' '.join(arguments)} ended with {seen['code']}: {done.stderr}"
    return set(seen["modules"])


def lines_of(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def test_imports_only_go_down_and_never_from_room_to_room(root: Path) -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-cache"], cwd=root, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_help_loads_no_heavy_package_and_at_most_300_modules(root: Path) -> None:
    loaded = modules_after(root, "--help")
    assert not loaded & HEAVY
    assert len(loaded) <= 300, sorted(loaded)


def test_check_loads_no_heavy_package_and_at_most_900_modules(root: Path) -> None:
    scenario = min((root / "scenarios").rglob("*.yaml"), default=None)
    assert scenario, "there is no scenario to check"
    loaded = modules_after(root, "check", str(scenario))
    assert not loaded & HEAVY
    assert len(loaded) <= 900, sorted(loaded)


def test_a_run_draws_nothing_that_nobody_asked_for(root: Path, tmp_path: Path) -> None:
    scenario = min((root / "tests" / "stories").glob("*/scenario.yaml"))
    loaded = modules_after(root, "run", str(scenario), "--replications", "1", "--out", str(tmp_path))
    assert not loaded & {"matplotlib", "pandas", "scipy.stats"}


def test_a_run_whose_machine_code_is_kept_loads_no_compiler_and_no_other_country(
    root: Path, tmp_path: Path
) -> None:
    scenario = root / "scenarios" / "templates" / "hotline.yaml"
    arguments = ("run", str(scenario), "--replications", "1", "--fresh", "--out", str(tmp_path))
    modules_after(root, *arguments)
    loaded = modules_after(root, *arguments)
    assert not loaded & {"numba.np.linalg", "scipy.linalg", "numpy.f2py", "sim.experiments.tipping"}
    assert not {m for m in loaded if m.startswith("holidays.countries")}


def test_a_file_past_400_lines_gives_its_reason_in_its_first_lines(root: Path) -> None:
    long = {file.name: lines_of(file) for file in (root / "sim").rglob("*.py") if len(lines_of(file)) > 400}
    silent = [name for name, lines in long.items() if "long because" not in " ".join(lines[:15]).lower()]
    assert not silent, "say in the module's docstring: 'long because ...', or divide it"


def test_a_decision_note_has_at_most_30_lines_and_its_own_number(root: Path) -> None:
    notes = sorted((root / "docs" / "decisions").glob("*.md"))
    assert not [note.name for note in notes if len(lines_of(note)) > 30]
    numbers = [note.name[:4] for note in notes]
    assert numbers == [f"{n:04d}" for n in range(1, len(notes) + 1)]


def test_every_release_in_the_changelog_says_whether_results_change(root: Path) -> None:
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert releases
    silent = [
        r.splitlines()[0] for r in releases if not re.search(r"^changes results: (yes|no)$", r, re.MULTILINE)
    ]
    assert not silent


def test_the_citation_names_the_version_of_the_project(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"\nversion: {project['version']}\n" in (root / "CITATION.cff").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", ["http://", "https://", "--index-url", "--find-links", "file:"])
def test_the_lock_names_no_index(root: Path, line: str) -> None:
    assert line not in (root / "requirements.lock").read_text(encoding="utf-8")
