"""Every notebook anew: python notebooks/render.py [NAME...] executes the sources and writes .ipynb files."""

from __future__ import annotations

import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

HOME = Path(__file__).parent


def render(source: Path) -> Path:
    """Execute a notebook in its folder and write it beside its source, the same for the same results."""
    notebook = jupytext.read(source)
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(HOME)}}).execute()
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
        cell["metadata"] = {}
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    target = source.with_suffix(".ipynb")
    nbformat.write(notebook, target)
    return target


def sources() -> list[Path]:
    """The notebooks, in their order."""
    return sorted(f for f in HOME.glob("[0-9]*.py"))


if __name__ == "__main__":
    names = sys.argv[1:]
    for file in sources():
        if not names or file.stem in names:
            print(render(file))
