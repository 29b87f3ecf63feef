"""`sim new`: a commented scenario to start from."""

from __future__ import annotations

from os.path import relpath
from pathlib import Path
from typing import Any

import click

from sim.cli import common
from sim.reporting.words import say

SCHEMA = Path("docs") / "scenario.schema.json"


@click.command()
@click.argument("name")
@click.option(
    "--from",
    "source",
    type=click.Path(),
    metavar="SCENARIO",
    help="Start from this scenario instead of the template.",
)
@common.options(common.lang_option, common.quiet_option, common.debug_option)
def new(name: str, **given: Any) -> int:
    """A commented scenario to start from."""
    if not name.isprintable() or not Path(name).name:
        raise click.UsageError(say(given["lang"], '"{name}" cannot be the name of a file', name=name))
    target = _target(name)
    if target.exists():
        raise click.UsageError(say(given["lang"], "{file} exists already; it was not touched", file=target))
    text = _schema_line(target) + _template() if given["source"] is None else _copy(given["source"])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8", newline="\n")
    common.print_lines([str(target)])
    common.remark(say(given["lang"], "Next: sim check {file}", file=target), quiet=given["quiet"])
    return 0


def _target(name: str) -> Path:
    path = Path(name)
    return path if path.suffix in (".yaml", ".yml") else path.with_name(path.name + ".yaml")


def _template() -> str:
    from importlib.resources import files

    return (files("sim") / "templates" / "new.yaml").read_text(encoding="utf-8")


def _schema_line(target: Path) -> str:
    """The line by which an editor finds the schema, where a folder above the file has it."""
    folder = target.resolve().parent
    found = [top / SCHEMA for top in (folder, *folder.parents) if (top / SCHEMA).is_file()]
    return f"# yaml-language-server: $schema={relpath(found[0], folder)}\n#\n" if found else ""


def _copy(source: str) -> str:
    from sim.study.prepare import prepare

    prepare(source, variants=())  # a scenario with problems is no start
    return Path(source).read_text(encoding="utf-8-sig")
