"""Every notebook runs from top to bottom, and what is committed as rendered is the same notebook."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import jupytext
import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "notebooks").glob("[0-9]*.py"))


def code_of(source: Path) -> Iterator[str]:
    """The code of each cell."""
    for cell in jupytext.read(source).cells:
        if cell.cell_type == "code":
            yield cell.source


def test_there_are_the_five_notebooks() -> None:
    assert len(SOURCES) == 5


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.stem)
def test_a_notebook_runs_and_everything_it_shows_can_be_shown(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(source.parent)
    monkeypatch.setenv("SHIXIAN_NOTEBOOK_REPLICATIONS", "2")
    known: dict[str, object] = {}
    shown = 0
    formatter = InteractiveShell.instance().display_formatter
    assert formatter is not None
    for text in code_of(source):
        *before, last = ast.parse(text).body
        exec(compile(ast.Module(before, []), source.name, "exec"), known)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), source.name, "eval"), known)
            data, _ = formatter.format(value)  # type: ignore[no-untyped-call]
            assert data["text/plain"]
            shown += 1
        else:
            exec(compile(ast.Module([last], []), source.name, "exec"), known)
    assert shown >= 3


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.stem)
def test_the_rendered_notebook_is_of_this_source_and_without_an_error(source: Path) -> None:
    rendered = nbformat.read(source.with_suffix(".ipynb"), as_version=4)  # type: ignore[no-untyped-call]
    cells = [(c.cell_type, c.source) for c in jupytext.read(source).cells]
    assert [(c.cell_type, c.source) for c in rendered.cells] == cells, "make notebooks renders it anew"
    outputs = [o for c in rendered.cells if c.cell_type == "code" for o in c.outputs]
    assert outputs and not [o for o in outputs if o.output_type == "error"]


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.stem)
def test_a_notebook_holds_no_logic(source: Path) -> None:
    banned = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try, ast.If)
    nodes = [n for text in code_of(source) for n in ast.walk(ast.parse(text))]
    assert not [type(n).__name__ for n in nodes if isinstance(n, banned)]
