"""The starting points of `sim new --from`: short, clean, in both languages, the same from both engines."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from sim.cli.main import outcome
from sim.cli.new import TEMPLATES
from sim.experiments.score import scenarios_in
from sim.labels import LANGUAGES

HOME = Path(str(files("sim") / "templates"))


def test_the_folder_of_scenarios_shows_the_files_that_are_installed(root: Path) -> None:
    shown = {f.stem: f.read_bytes() for f in (root / "scenarios" / "templates").glob("*.yaml")}
    assert shown == {name: (HOME / f"{name}.yaml").read_bytes() for name in TEMPLATES}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_short_and_checks_without_a_remark(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = HOME / f"{name}.yaml"
    assert len(file.read_text(encoding="utf-8").splitlines()) < 60
    assert outcome(["check", str(file), "--no-pilot"]) == 0
    out = capsys.readouterr().out
    assert "unsourced" not in out and "warning" not in out and "without a range" not in out
    assert "overloaded" not in out


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_told_in_both_languages_and_runs_alike_in_both_engines(
    name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = str(HOME / f"{name}.yaml")
    for lang in LANGUAGES:
        assert outcome(["describe", file, "--variant", "reform", "--lang", lang]) == 0
        assert capsys.readouterr().out
    found = []
    for engine in ("simpy", "compiled"):
        options = (
            "--variant",
            "reform",
            "--replications",
            "2",
            "--workers",
            "1",
            "--json",
            "--engine",
            engine,
        )
        assert outcome(["run", file, *options, "--out", str(tmp_path / engine)]) == 0
        found.append(json.loads(capsys.readouterr().out))
    assert found[0]["measures"] == found[1]["measures"]
    assert found[0]["pools"] == found[1]["pools"]


@pytest.mark.parametrize("name", TEMPLATES)
def test_new_starts_from_a_template_by_its_name(name: str, tmp_path: Path) -> None:
    assert outcome(["new", str(tmp_path / "mine"), "--from", name]) == 0
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert text.endswith((HOME / f"{name}.yaml").read_text(encoding="utf-8"))


def test_a_file_of_that_name_goes_before_the_template(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = (HOME / "hotline.yaml").read_text(encoding="utf-8")
    Path("court").write_text(own, encoding="utf-8")
    assert outcome(["new", "mine", "--from", "court"]) == 0
    assert Path("mine.yaml").read_text(encoding="utf-8") == own


def test_a_name_that_is_neither_gets_the_nearest_template(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert outcome(["new", "mine", "--from", "cuort"]) == 2
    assert "nearest: court" in capsys.readouterr().err
    assert not Path("mine.yaml").exists()


def test_a_scoreboard_of_all_scenarios_leaves_the_templates_out(root: Path) -> None:
    found = {f.parent.name for f in scenarios_in(root / "scenarios")}
    assert "changchun_2021" in found and "templates" not in found
    assert len(scenarios_in(root / "scenarios" / "templates")) == len(TEMPLATES)
