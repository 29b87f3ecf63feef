"""`sim new`: a commented scenario to start from."""

from __future__ import annotations

from os.path import relpath
from pathlib import Path
from typing import Any

import click

from sim.cli import common
from sim.errors import nearest_name
from sim.labels import Language
from sim.reporting.words import say

SCHEMA = Path("docs") / "scenario.schema.json"
TEMPLATES = ("service_window", "approval_pipeline", "court", "hotline", "field_crew")
"""Starting points that name no city; `scenarios/templates/` shows the same files."""


@click.command()
@click.argument("name")
@click.option(
    "--from",
    "source",
    type=click.Path(),
    metavar="SCENARIO",
    help="Start from this scenario or BPMN 2.0 model, or from service_window, approval_pipeline, court, "
    "hotline, field_crew.",
)
@click.option(
    "--parameters",
    type=click.Path(),
    metavar="JSON",
    help="Prosimos' parameters of the BPMN model: people, times, shares, arrivals.",
)
@click.option(
    "--cases",
    type=common.Whole(1, 1_000_000),
    metavar="N",
    default=1000,
    show_default=True,
    help="How many cases of the BPMN model are to arrive.",
)
@click.option(
    "--join",
    type=click.Path(),
    metavar="SCENARIO",
    multiple=True,
    help="One scenario of several whose people serve all of them; --share says which people (repeatable).",
)
@common.options(common.share_option, common.lang_option, common.quiet_option, common.debug_option)
def new(name: str, **given: Any) -> int:
    """A commented scenario to start from."""
    if not name.isprintable() or not Path(name).name:
        raise click.UsageError(say(given["lang"], '"{name}" cannot be the name of a file', name=name))
    target = _target(name)
    if target.exists():
        raise click.UsageError(say(given["lang"], "{file} exists already; it was not touched", file=target))
    if given["join"] or given["shares"]:
        return _joined(target, given)
    source = given["source"]
    model = source is not None and source.lower().endswith((".bpmn", ".bpmn2", ".xml"))
    text = _of_model(target, given) if model else _text(target, source, given["lang"])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8", newline="\n")
    return _written(target, given)


def _written(target: Path, given: dict[str, Any]) -> int:
    common.print_lines([str(target)])
    common.remark(say(given["lang"], "Next: sim check {file}", file=target), quiet=given["quiet"])
    return 0


def _joined(target: Path, given: dict[str, Any]) -> int:
    """Several scenarios as one, in which they share people."""
    from sim.experiments.joint import joint

    if len(given["join"]) < 2 or not given["shares"] or given["source"] is not None:
        raise click.UsageError(say(given["lang"], "--join needs two files at least, and --share POOL"))
    made = joint(given["join"], given["shares"])
    left = [f for f in given["join"] if Path(f).stem not in made.members]
    if left:
        raise click.UsageError(say(given["lang"], "{file} shares nobody with the others", file=left[0]))
    made.write(target)
    return _written(target, given)


def _of_model(target: Path, given: dict[str, Any]) -> str:
    """The scenario of a BPMN model; what it leaves out is told."""
    from sim.study.importing import scenario_of_model

    text, remarks = scenario_of_model(given["source"], given["parameters"], given["cases"])
    for label in remarks:
        common.remark(label(given["lang"]), quiet=given["quiet"])
    return _schema_line(target) + text


def _target(name: str) -> Path:
    path = Path(name)
    return path if path.suffix in (".yaml", ".yml") else path.with_name(path.name + ".yaml")


def _text(target: Path, source: str | None, lang: Language) -> str:
    """What the new file says: a template, or a copy of a scenario. A file goes before a template's name."""
    if source is None:
        return _schema_line(target) + _template("new")
    if source in TEMPLATES and not Path(source).is_file():
        return _schema_line(target) + _template(source)
    if not Path(source).exists() and not Path(source).suffix and "/" not in source:
        known = ", ".join(TEMPLATES)
        raise click.UsageError(
            say(lang, '"{name}" is neither a file nor a template: {known}', name=source, known=known)
            + (say(lang, "; nearest: {name}", name=near) if (near := nearest_name(source, TEMPLATES)) else "")
        )
    return _copy(source)


def _template(name: str) -> str:
    from importlib.resources import files

    return (files("sim") / "templates" / f"{name}.yaml").read_text(encoding="utf-8")


def _schema_line(target: Path) -> str:
    """The line by which an editor finds the schema, where a folder above the file has it."""
    folder = target.resolve().parent
    found = [top / SCHEMA for top in (folder, *folder.parents) if (top / SCHEMA).is_file()]
    return f"# yaml-language-server: $schema={relpath(found[0], folder)}\n#\n" if found else ""


def _copy(source: str) -> str:
    from sim.study.prepare import prepare

    prepare(source, variants=())  # a scenario with problems is no start
    return Path(source).read_text(encoding="utf-8-sig")
