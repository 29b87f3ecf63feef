"""From a scenario to the program that the engines run: every name becomes a number.

`compile_program` is pure and never stops at the first thing that is wrong: a wrong value becomes a harmless
placeholder, so that everything else is checked too, and all complaints are raised together.
"""

from __future__ import annotations

from sim.compiling.lint import lint
from sim.compiling.loads import Load, loads
from sim.compiling.programs import compile_program
from sim.compiling.ranges import Ranged, ranged
from sim.compiling.text import program_text

__all__ = ["Load", "Ranged", "compile_program", "lint", "loads", "program_text", "ranged"]
