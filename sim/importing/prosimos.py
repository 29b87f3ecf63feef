"""Prosimos' JSON parameters of a BPMN model: who does what, how long, when, and how often each way is taken.

The meaning of the distributions is that of Prosimos (pix-framework): ``expon`` with three parameters is a
mean and the least and greatest value, the least being added to an exponential time; with four it is location
and scale; ``norm`` is mean, standard deviation, least, greatest; ``gamma`` and ``lognorm`` mean, variance,
least, greatest; values outside are drawn again. What a family of the language cannot say becomes forty values
of equal weight with the same mean.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.errors import Complaint, InputError, Place, nearest_name
from sim.importing.table import refuse

MOST_BYTES = 50_000_000
DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
SHORT = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FAMILIES = ("fix", "expon", "norm", "uniform", "gamma", "lognorm", "triang")
POINTS = 40
FINE = 4000
DAY = 86_400

Floats = NDArray[np.float64]


def read_parameters(path: str | Path) -> dict[str, Any]:
    """The JSON document. Raises `InputError` where the file is missing or no JSON object."""
    file = Path(path)
    if not file.is_file():
        raise refuse(str(path), 1, str(path), "Prosimos' JSON parameters (no such file)")
    data = file.read_bytes()
    if len(data) > MOST_BYTES:
        raise refuse(str(path), 1, f"{len(data):,} bytes", f"at most {MOST_BYTES:,} bytes")
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise refuse(str(path), line, "no JSON", "Prosimos' JSON parameters") from None
    if not isinstance(found, dict) or "task_resource_distribution" not in found:
        raise refuse(str(path), 1, "JSON of another kind", "an object with task_resource_distribution")
    return found


@dataclass(frozen=True, slots=True)
class Law:
    """A distribution as the language writes it, with its mean in seconds."""

    text: str
    mean: float


def law_of(name: str, parameters: list[Any], place: Place) -> Law:
    """A distribution of seconds. Raises `InputError` for one that is unknown or cannot be."""
    if name not in FAMILIES:
        near = nearest_name(name, FAMILIES)
        raise InputError([Complaint("", name, f"a distribution: {', '.join(FAMILIES)}", near, place)])
    try:
        values = [float(p["value"] if isinstance(p, dict) else p) for p in parameters]
        return _law(name, values)
    except (KeyError, TypeError, ValueError, IndexError, ZeroDivisionError):
        given = f"{name} with the parameters {parameters}"[:200]
        raise InputError([Complaint("", given, "a distribution that can exist", place=place)]) from None


def _law(name: str, values: list[float]) -> Law:
    if name == "fix":
        return Law(f"{_figure(max(values[0], 0.0))} s", max(values[0], 0.0))
    sample, plain = _quantiles(name, values)
    mean = float(sample.mean())
    if not math.isfinite(mean):
        raise ValueError
    if plain:
        return Law(plain, mean)
    chunks = sample.reshape(POINTS, -1).mean(axis=1)
    return Law("empirical([" + ", ".join(f"({_figure(v)} s, 1)" for v in chunks) + "])", mean)


def _quantiles(name: str, values: list[float]) -> tuple[Floats, str]:
    """Quantiles of the law, cut to its bounds; and how the language says it, where it can."""
    u = (np.arange(FINE) + 0.5) / FINE
    plain = ""
    if name == "uniform":
        low, high = (values[0], values[0] + values[1]) if len(values) > 2 else (values[0], values[1])
        return low + u * (high - low), f"uniform({_figure(low)} s, {_figure(high)} s)"
    if name == "triang":
        c, low, width = values[:3]
        cut = np.where(u < c, np.sqrt(u * c), 1 - np.sqrt((1 - u) * (1 - c)))
        mode = low + c * width
        return low + cut * width, f"triangular({_figure(low)} s, {_figure(mode)} s, {_figure(low + width)} s)"
    least, most = (values[-2], values[-1]) if len(values) > 2 else (0.0, math.inf)
    lo, hi = _shares(name, values, least), _shares(name, values, most)
    if hi <= lo:
        lo, hi = 0.0, 1.0
    sample = np.clip(_ppf(name, values, lo + u * (hi - lo)), max(least, 0.0), most)
    if name == "norm" and least <= 0 and hi > 0.9999:
        plain = f"normal(mean={_figure(values[0])} s, sd={_figure(values[1])} s, min=0 s)"
    if name == "expon" and _origin(values) == 0 and hi > 0.9999:
        plain = f"exponential(mean={_figure(_scale(values))} s)"
    return sample, plain


def _origin(values: list[float]) -> float:
    return values[1] if len(values) == 3 else values[0] if len(values) == 4 else 0.0


def _scale(values: list[float]) -> float:
    return values[0] - values[1] if len(values) == 3 else values[1] if len(values) == 4 else values[0]


def _shape(name: str, values: list[float]) -> tuple[float, float]:
    """Shape and scale of a gamma law, mu and sigma of a lognormal one, from mean and variance."""
    mean, variance = values[0], max(values[1], 1e-9)
    if name == "gamma":
        return mean * mean / variance, variance / mean
    sigma = math.sqrt(math.log1p(variance / mean**2))
    return math.log(mean) - sigma * sigma / 2, sigma


def _shares(name: str, values: list[float], x: float) -> float:
    """The share of the law below a bound."""
    if math.isinf(x):
        return 1.0
    if name == "expon":
        return float(-math.expm1(-max(x - _origin(values), 0.0) / max(_scale(values), 1e-9)))
    if name == "norm":
        return float(special.ndtr((x - values[0]) / values[1]))
    a, b = _shape(name, values)
    if name == "gamma":
        return float(special.gammainc(a, max(x, 0.0) / b))
    return float(special.ndtr((math.log(x) - a) / b)) if x > 0 else 0.0


def _ppf(name: str, values: list[float], u: Floats) -> Floats:
    if name == "expon":
        return np.asarray(_origin(values) - _scale(values) * np.log1p(-u))
    if name == "norm":
        return np.asarray(values[0] + values[1] * special.ndtri(u))
    a, b = _shape(name, values)
    if name == "gamma":
        return np.asarray(b * special.gammaincinv(a, u))
    return np.asarray(np.exp(a + b * special.ndtri(u)))


def _figure(value: float) -> str:
    text = f"{value:.6g}"
    return f"{value:.6f}".rstrip("0").rstrip(".") if "e" in text else text


# Calendars


def calendar_of(periods: Sequence[Mapping[str, str]], place: Place) -> Any:
    """Time periods as a calendar of the language. Raises `InputError` for one that cannot be."""
    week: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    try:
        for period in periods:
            first, last = DAYS.index(period["from"].upper()), DAYS.index(period["to"].upper())
            begin, end = _minute(period["beginTime"]), _minute(period["endTime"])
            days = range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]
            for day in days:
                week[day].append((begin, end if end > begin else 1440))
    except (KeyError, ValueError, AttributeError, TypeError):
        given = f"{periods}"[:200]
        expected = "periods with from, to, beginTime and endTime"
        raise InputError([Complaint("", given, expected, place=place)]) from None
    merged = [_merged(day) for day in week]
    if all(day == [(0, 1440)] for day in merged):
        return "always"
    texts = [[f"{_clock(a)}-{_clock(b)}" for a, b in day] for day in merged]
    days = [SHORT[d] for d in range(7) if texts[d]]
    if len({tuple(t) for t in texts if t}) == 1:
        return {"days": days, "hours": next(t for t in texts if t)}
    return {"days": days, "hours": {SHORT[d]: texts[d] for d in range(7) if texts[d]}}


def _minute(text: str) -> int:
    found = re.match(r"(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?", text)
    if found is None:
        raise ValueError(text)
    return round(int(found[1]) * 60 + int(found[2]) + float(found[3] or 0) / 60)


def _merged(day: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for a, b in sorted(day):
        if found and a <= found[-1][1]:
            found[-1] = (found[-1][0], max(b, found[-1][1]))
        else:
            found.append((a, b))
    return found


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def open_seconds(calendar: Any, day: int) -> list[tuple[int, int]]:
    """The open seconds of a weekday (Monday is 0) of such a calendar."""
    if calendar == "always":
        return [(0, DAY)]
    if SHORT[day] not in calendar["days"]:
        return []
    hours = calendar["hours"]
    texts = hours.get(SHORT[day], []) if isinstance(hours, dict) else hours
    return [tuple(_minute(t) * 60 for t in text.split("-")) for text in texts]  # type: ignore[misc]
