"""Values with their units checked: quantities, spans of time, whole numbers and distributions."""

from __future__ import annotations

from typing import Literal

from sim.compiling.complaints import Complaints, Path, Told
from sim.compiling.families import FamilyCall, Resolved
from sim.compiling.ledger import Ledger
from sim.distributions import FAMILIES, DistributionError, make
from sim.errors import nearest_name
from sim.expressions import Call, Expr, ExpressionError, Name, Text, constant, render
from sim.program import Draw
from sim.scenario import Scenario
from sim.units import SECONDS, UNITS, Dim, Quantity, quantity, round_half_up

A_DURATION = 'a duration with a unit or a distribution, for example "12 min"'
A_SPAN = 'a duration with a unit, for example "20 d"'
MOST_PARTS = 1000
DEEPEST_MIXTURE = 10
LONGEST_SPAN = 100 * SECONDS["y"]
_UNIT: dict[Dim, Literal["s", "wd", "1"]] = {Dim.DURATION: "s", Dim.WORKDAYS: "wd", Dim.NUMBER: "1"}
_FILE_ARGUMENTS = ("file", "column", "unit")


class Values:
    """Resolves values of a scenario; complains and returns a harmless placeholder where one is wrong."""

    def __init__(self, scenario: Scenario, ledger: Ledger, say: Complaints) -> None:
        self._scenario = scenario
        self._ledger = ledger
        self._say = say
        self._parts = 0
        self._depth = 0

    # Single quantities

    def quantity(self, path: Path, expr: Expr) -> Quantity | None:
        """The constant quantity of an expression of literals and ledger numbers; None where it is wrong."""
        try:
            return constant(expr, self._ledger.lookup)
        except ExpressionError as error:
            self._say.wrong(path, error, expr, self._ledger)
        except Told:
            pass
        return None

    def plain(
        self, path: Path, expr: Expr, *, default: float = 1.0, expected: str = "a plain number"
    ) -> float:
        """A constant number without a unit."""
        found = self.quantity(path, expr)
        if found is None:
            return default
        if found.dim is not Dim.NUMBER:
            self._say.add(path, render(expr), expected)
            return default
        return found.value

    def positive(self, path: Path, expr: Expr) -> float:
        """A constant plain number above 0."""
        value = self.plain(path, expr, expected="a plain number above 0")
        if value <= 0:
            self._say.add(path, render(expr), "a number above 0")
            return 1.0
        return value

    def share(self, path: Path, expr: Expr, *, default: float = 0.5) -> float:
        """A constant in [0, 1]."""
        value = self.plain(path, expr, default=default, expected="a share between 0 and 1")
        if not 0 <= value <= 1:
            self._say.add(path, render(expr), "a share between 0 and 1 (70% is 0.7)")
            return default
        return value

    def whole(self, path: Path, expr: Expr, *, least: int = 0, most: int = 10**7) -> int:
        """A constant whole number between ``least`` and ``most``."""
        found = self.quantity(path, expr)
        if found is None:
            return least
        if found.dim is not Dim.NUMBER or found.value != int(found.value) or not least <= found.value <= most:
            limits = f"of at least {least}" if found.value < most else f"between {least} and {most}"
            self._say.add(path, render(expr), f"a whole number {limits}")
            return least
        return int(found.value)

    def span(self, path: Path, expr: Expr) -> int:
        """A constant span of calendar time in whole seconds."""
        found = self.quantity(path, expr)
        if found is None:
            return SECONDS["d"]
        if found.dim is not Dim.DURATION or not 0 <= found.value <= LONGEST_SPAN:
            expected = "calendar time (s min h d w y)" if found.dim is Dim.WORKDAYS else A_SPAN
            self._say.add(
                path, render(expr), "a time between 0 and 100 y" if found.dim is Dim.DURATION else expected
            )
            return SECONDS["d"]
        return round_half_up(found.value)

    # Distributions

    def duration(self, path: Path, expr: Expr, *, calendar_only: bool = False) -> Draw:
        """A duration or a distribution of durations, never below 0."""
        draw = self.draw(path, expr, expected=A_DURATION)
        if draw is None:
            return Draw(make("constant", [0.0], {}), "s")
        if draw.unit == "1":
            self._say.add(path, f"{render(expr)}, without a unit", A_DURATION)
        elif draw.law.support[0] < 0:
            hint = " (normal takes min=)" if "normal" in render(expr) else ""
            self._say.add(
                path, f"{render(expr)}, which can be negative", f"a duration that is never below 0{hint}"
            )
        elif draw.unit == "wd" and calendar_only:
            self._say.add(path, render(expr), "calendar time (s min h d w y)")
        else:
            return draw
        return Draw(make("constant", [0.0], {}), "s")

    def draw(self, path: Path, expr: Expr, *, expected: str = "a value or a distribution") -> Draw | None:
        """A distribution, or a bare value as a constant one, with the unit of its outcome."""
        self._parts = 0
        try:
            found = self._law(expr)
        except DistributionError as error:
            given, _, wanted = str(error).partition(", expected ")
            wanted, _, near = wanted.partition("; nearest: ")
            self._say.add(path, given.replace("given ", "", 1), wanted or expected, near)
            return None
        except ExpressionError as error:
            self._say.wrong(path, error, expr, (*self._ledger, *FAMILIES))
            return None
        except Told:
            return None
        if found.dim not in _UNIT:
            self._say.add(path, render(expr), expected)
            return None
        return Draw(found.law, _UNIT[found.dim])

    def is_distribution(self, expr: Expr) -> bool:
        """Whether the expression is a call of a distribution, or a ledger name that stands for one."""
        found = self._ledger.resolved(expr)
        return isinstance(found, Call) and found.name in FAMILIES

    def _law(self, expr: Expr) -> Resolved:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise DistributionError(
                f"given {render(expr)}, expected at most {MOST_PARTS} distributions in a mixture"
            )
        if self._depth >= DEEPEST_MIXTURE:
            expected = f"at most {DEEPEST_MIXTURE} mixtures inside one another (and none inside itself)"
            raise DistributionError(f"given {render(expr)}, expected {expected}")
        self._depth += 1
        try:
            return self._resolved(expr)
        finally:
            self._depth -= 1

    def _resolved(self, expr: Expr) -> Resolved:
        expr = self._ledger.resolved(expr)
        if not isinstance(expr, Call) or expr.name not in FAMILIES:
            self._refuse_unknown_family(expr)
            found = constant(expr, self._ledger.lookup)
            return Resolved(make("constant", [found.value], {}), found.dim)
        if expr.name == "empirical" and any(key in _FILE_ARGUMENTS for key, _ in expr.kwargs):
            return self._from_file(expr)
        return FamilyCall(expr, self._ledger, self._law).law()

    def _refuse_unknown_family(self, expr: Expr) -> None:
        """A call of something like a distribution's name most likely means that distribution."""
        if isinstance(expr, Call) and expr.name not in ("min", "max", "abs", "tiers"):
            near = nearest_name(expr.name, FAMILIES)
            hint = f"; nearest: {near}" if near else ""
            raise DistributionError(
                f"given {expr.name}, expected a distribution ({', '.join(FAMILIES)}){hint}"
            )

    def _from_file(self, call: Call) -> Resolved:
        """``empirical(file=, column=, unit=)``: equal weights over a column of a CSV file."""
        texts = {key: value.value for key, value in call.kwargs if isinstance(value, Text)}
        units = {key: value.id for key, value in call.kwargs if isinstance(value, Name)}
        unit = texts.get("unit", units.get("unit", "1"))
        if call.args or len(call.kwargs) > 3 or "file" not in texts or "column" not in texts:
            raise DistributionError(
                f'given {render(call)}, expected empirical(file="x.csv", column="days", unit="d")'
            )
        if unit not in (*UNITS, "1"):
            raise DistributionError(
                f"given unit {unit}, expected one of {' '.join(UNITS)}, or 1 for a plain number"
            )
        numbers = _numbers(self._column(texts["file"], texts["column"]), texts["column"])
        made = [quantity(x, None if unit == "1" else unit) for x in numbers]
        return Resolved(make("empirical", [[(q.value, 1.0) for q in made]], {}), made[0].dim)

    def _column(self, file: str, column: str) -> tuple[str, ...]:
        table = self._scenario.tables.get(file)
        if table is None:
            if file in self._say.pruned:
                raise Told
            raise DistributionError(f"given the file {file}, expected a CSV file that can be read")
        if column not in table:
            near = nearest_name(column, table)
            hint = f"; nearest: {near}" if near else ""
            raise DistributionError(
                f"given column {column}, expected a column of {file}: {', '.join(table)}{hint}"
            )
        return table[column]


def _numbers(texts: tuple[str, ...], column: str) -> list[float]:
    found: list[float] = []
    for row, text in enumerate(texts, start=2):
        try:
            found.append(float(text))
        except ValueError:
            raise DistributionError(
                f"given {text!r} in line {row}, expected a number in column {column}"
            ) from None
    if not found:
        raise DistributionError(f"given an empty column {column}, expected at least one number")
    return found
