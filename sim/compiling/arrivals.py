"""Arrivals: rates, renewal processes, schedules and batches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sim.calendars import DAY
from sim.compiling.complaints import Path
from sim.compiling.days import Days
from sim.compiling.desk import Desk, Span
from sim.compiling.rates import Profile, intensity, mean_batch
from sim.distributions import make
from sim.eventlog import moment
from sim.expressions import Expr, Items, render
from sim.program import NONE, Arrivals, Arrived, Attribute, Draw, Intensity
from sim.scenario import Arrive
from sim.units import Dim

A_RATE = 'a rate such as "9000 per y" or "12 per d"'
AN_INSTANT = "a date-time such as 2021-01-04T08:30:00"
MOST_ARRIVALS = 10_000_000
MOST_TOLD = 20
"""Wrong entries of one schedule that are told one by one."""
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?")
_FLAT = Intensity((0,), (0.0,))


@dataclass(frozen=True, slots=True)
class ProcessPlace:
    """Where a process stands: its name, its attributes by slot, and the values that its texts can have."""

    name: str
    attributes: tuple[Attribute, ...]

    @property
    def path(self) -> Path:
        """The tree path of its arrivals."""
        return ("processes", self.name, "arrive")


class ArrivalCompiler:
    """Compiles how the cases of one process come."""

    def __init__(self, desk: Desk, days: Days, span: Span, process: ProcessPlace) -> None:
        self._desk, self._days, self._span, self._process = desk, days, span, process
        self._path = process.path
        self._told = 0

    def arrivals(self, model: Arrive | None) -> Arrivals:
        """The arrivals; a process without any gets its cases by backlog alone."""
        arrive = self._desk.streams.number(self._path, f"{self._process.name}//arrive")
        batch = self._desk.streams.number(self._path, f"{self._process.name}//batch")
        if model is None:
            return Arrivals(arrive_stream=arrive, batch_stream=batch)
        size = None if model.batch is None else self._batch(model.batch)
        return Arrivals(
            intensity=None if model.rate is None else self._rate(model, model.rate, size),
            every=NONE if model.every is None else self._every(model.every, size),
            schedule=() if model.schedule is None else self._schedule(model.schedule),
            batch=NONE if size is None else self._desk.keep(size),
            arrive_stream=arrive,
            batch_stream=batch,
        )

    # Rates

    def _rate(self, model: Arrive, rate: Expr, batch: Draw | None) -> Intensity:
        per_second = self._per_second(rate)
        profile = self._profile(model)
        mean = profile.mean(self._span.origin, self._days.year)
        if mean <= 0:
            given = "weights and opening hours without a second of weight above 0 in the year of period.start"
            self._desk.say.add(self._path, given, "some time at which cases can arrive")
            return _FLAT
        growth = 0.0 if model.yearly_growth is None else self._growth(model.yearly_growth)
        per_second /= mean * (1.0 if batch is None else mean_batch(batch.law))
        pieces = profile.pieces(self._span.origin, 0, self._span.until) if self._span.until else ()
        made = intensity(pieces, self._span.until, per_second=per_second, growth=growth)
        return made if self._bearable(made.integral[-1], batch, ("rate",), rate) else _FLAT

    def _per_second(self, rate: Expr) -> float:
        found = self._desk.values.quantity((*self._path, "rate"), rate)
        if found is None:
            return 0.0
        if found.dim is not Dim.RATE or found.value < 0:
            self._desk.say.add((*self._path, "rate"), render(rate), A_RATE)
            return 0.0
        return found.value

    def _growth(self, expr: Expr) -> float:
        path = (*self._path, "yearly_growth")
        value = self._desk.values.plain(path, expr, default=0.0)
        if not -1 < value <= 10:
            self._desk.say.add(path, render(expr), "a growth per year such as 0.03 (above -1)")
            return 0.0
        return value

    def _profile(self, model: Arrive) -> Profile:
        during = None
        if model.during is not None:
            during = self._days.calendars.get(model.during)
            if during is None:
                self._desk.say.unknown(
                    (*self._path, "during"), model.during, "a calendar", self._days.calendars
                )
        return Profile(
            during,
            self._weights("monthly", model.monthly, 12),
            self._weights("weekday", model.weekday, 7),
            self._weights("hourly", model.hourly, 24),
        )

    def _weights(self, field: str, listed: Expr | None, count: int) -> tuple[float, ...]:
        if listed is None:
            return ()
        path, found = (*self._path, field), self._desk.ledger.resolved(listed)
        if not isinstance(found, Items) or len(found.items) != count:
            given = f"{len(found.items)} weights" if isinstance(found, Items) else render(found)
            self._desk.say.add(path, given, f"a list of {count} weights")
            return ()
        weights = tuple(self._weight((*path, i), item) for i, item in enumerate(found.items))
        if not any(weights):
            # Said here, since without any weight the mean of the rate function is 0 and nobody could come.
            if not any(self._desk.say.about((*path, i)) for i in range(count)):
                self._desk.say.add(path, "weights that are all 0", "at least one weight above 0")
            return ()
        return weights

    def _weight(self, path: Path, expr: Expr) -> float:
        value = self._desk.values.plain(path, expr, expected="a weight, a plain number of at least 0")
        if value < 0:
            self._desk.say.add(path, render(expr), "a weight of at least 0")
        return max(value, 0.0)

    def _bearable(self, batches: float, batch: Draw | None, field: Path, expr: Expr) -> bool:
        count = batches * (1.0 if batch is None else max(1.0, batch.law.mean))
        if count <= MOST_ARRIVALS:
            return True
        given = f"{render(expr)}, which makes {count:.3g} arrivals"
        self._desk.say.add((*self._path, *field), given, f"at most {MOST_ARRIVALS:,} arrivals in a run")
        return False

    # Renewals and batches

    def _every(self, expr: Expr, batch: Draw | None) -> int:
        path = (*self._path, "every")
        draw = self._desk.values.duration(path, expr, calendar_only=True)
        if draw.law.mean >= 1:
            self._bearable(self._span.until / draw.law.mean, batch, ("every",), expr)
        elif not self._desk.say.about(path):
            # Rounded to whole seconds, less than this would be no time at all.
            self._desk.say.add(path, render(expr), "a time between two arrivals of at least 1 s on average")
        return self._desk.keep(draw)

    def _batch(self, expr: Expr) -> Draw:
        path = (*self._path, "batch")
        draw = self._desk.values.draw(path, expr, expected="a number of cases or a distribution of it")
        if draw is not None and draw.unit == "1" and draw.law.mean <= MOST_ARRIVALS:
            return draw
        if draw is not None and draw.unit == "1":
            self._desk.say.add(path, render(expr), f"at most {MOST_ARRIVALS:,} cases in a batch")
        elif draw is not None:
            self._desk.say.add(
                path, render(expr), "a number of cases or a distribution of it, without a unit"
            )
        return Draw(make("constant", [1.0], {}), "1")

    # Schedules

    def _schedule(self, given: str | tuple[str, ...]) -> tuple[Arrived, ...]:
        path: Path = (*self._path, "schedule")
        found = self._from_table(path, given) if isinstance(given, str) else self._listed(path, given)
        return tuple(sorted(found, key=lambda a: a.at))

    def _listed(self, path: Path, texts: tuple[str, ...]) -> list[Arrived]:
        instants = [self._instant((*path, i), text) for i, text in enumerate(texts)]
        return [Arrived(at) for at in instants if at is not None]

    def _from_table(self, path: Path, file: str) -> list[Arrived]:
        table = self._desk.scenario.tables.get(file)
        if table is None:
            if file not in self._desk.say.pruned:
                self._desk.say.add(path, file, "a CSV file that can be read")
            return []
        if "arrived" not in table:
            self._desk.say.add(path, f"{file} with columns {', '.join(table)}", "a column arrived")
            return []
        columns = self._columns(path, file, table)
        return [a for row in range(len(table["arrived"])) if (a := self._row(path, table, columns, row))]

    def _columns(self, path: Path, file: str, table: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
        slots = {a.name: i for i, a in enumerate(self._process.attributes)}
        for name in table:
            if name != "arrived" and name not in slots:
                self._desk.say.unknown(path, name, f"in {file} arrived or an attribute", slots)
        return {name: slots[name] for name in table if name in slots}

    def _row(
        self, path: Path, table: Mapping[str, tuple[str, ...]], columns: Mapping[str, int], row: int
    ) -> Arrived | None:
        at = self._instant(path, table["arrived"][row], f" in line {row + 2}")
        cells = [(name, slot, table[name][row].strip()) for name, slot in columns.items()]
        values = tuple((s, v) for n, s, c in cells if c and (v := self._cell(path, n, c, row)) is not None)
        return None if at is None else Arrived(at, values)

    def _cell(self, path: Path, name: str, cell: str, row: int) -> float | None:
        attribute = next(a for a in self._process.attributes if a.name == name)
        if attribute.text:
            return self._desk.texts.number(cell)
        try:
            return float(cell)
        except ValueError:
            self._say_entry(path, f"{cell} in line {row + 2}", f"a number for the attribute {name}")
            return None

    def _instant(self, path: Path, text: str, where: str = "") -> int | None:
        at = seconds_since(text, self._span)
        if at is None:
            self._say_entry(path, f"{text}{where}", AN_INSTANT)
        elif not 0 <= at < self._span.until:
            last = moment(self._span.origin, self._span.until)
            expected = f"an instant from {self._span.origin} up to (not including) {last}"
            self._say_entry(path, f"{text}{where}", expected)
            return None
        return at

    def _say_entry(self, path: Path, given: str, expected: str) -> None:
        self._told += 1
        if self._told <= MOST_TOLD:
            self._desk.say.add(path, given, expected)
        elif self._told == MOST_TOLD + 1:
            self._desk.say.add((*self._path, "schedule"), "more wrong entries", "a schedule without them")


def seconds_since(text: str, span: Span) -> int | None:
    """A local date-time as whole seconds since midnight of the origin; None where it is none."""
    text = text.strip()
    if not _INSTANT.fullmatch(text):
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    day = when.date().toordinal() - span.origin.toordinal()
    return day * DAY + when.hour * 3600 + when.minute * 60 + when.second
