"""The ledger of a fitted scenario: every figure with its interval and how many observations it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sim.fitting.families import Fitted, Parameter
from sim.fitting.habits import Share

UNITS = (("d", 86_400.0), ("h", 3600.0), ("min", 60.0), ("s", 1.0))
LONGEST_NAME = 60


class Ledger:
    """Figures by name, all of kind ``log``; ``reserved`` names are not given to any."""

    def __init__(self, source: str, reserved: Iterable[str] = ()) -> None:
        self.numbers: dict[str, dict[str, Any]] = {}
        self._source = source
        self._reserved = frozenset(reserved)

    def _fresh(self, name: str) -> str:
        base = name[:LONGEST_NAME].rstrip("_")
        fresh, again = base, 2
        while fresh in self.numbers or fresh in self._reserved:
            fresh, again = f"{base[: LONGEST_NAME - 4]}_{again}", again + 1
        return fresh

    def add(self, name: str, value: Any, bounds: tuple[Any, Any] | None, why: str) -> str:
        """Enter a figure; its name."""
        fresh = self._fresh(name)
        entry: dict[str, Any] = {"value": value, "kind": "log"}
        if bounds is not None:
            entry["range"] = list(bounds)
        entry["source"] = f"{self._source}: {why}"
        self.numbers[fresh] = entry
        return fresh

    def share(self, name: str, share: Share) -> str:
        """Enter a share with its exact interval."""
        bounds = (plain(share.low), plain(share.high))
        return self.add(name, plain(share.value), bounds, f"share of cases, 95% interval, n = {share.n}")

    def law(self, name: str, law: Fitted, *, wd: float = 0.0) -> str:
        """Enter a law of times and return what stands in its place: in working days of ``wd`` seconds if that
        is given.
        """
        unit, size = ("wd", wd) if wd else unit_of(max(law.mean, 1.0))
        text = self._family(name, law, unit, size)
        if not law.zeros:
            return text
        bounds = (plain(law.zeros_low), plain(law.zeros_high))
        zero = self.add(f"{name}_none", plain(law.zeros), bounds, f"share without any time, n = {law.n}")
        return f"mixture([({zero}, 0 {unit}), (1 - {zero}, {text})])"

    def _family(self, name: str, law: Fitted, unit: str, size: float) -> str:
        told = f"n = {law.n}"
        if law.family == "empirical":
            mean = " to ".join(f"{figure(v / size)}" for v in (law.mean_low, law.mean_high))
            alike = Counter(figure(v / size) for v in law.values)
            values = ", ".join(f"({value} {unit}, {times})" for value, times in alike.items())
            why = f"values seen (no family fits), mean {figure(law.mean / size)} {unit}, 95% {mean}, {told}"
            return self.add(f"{name}_times", f"empirical([{values}])", None, why)
        fit = f"{law.family} by AIC, distance {law.distance:.3f}, {told}"
        names = {p.name: self._parameter(name, p, (unit, size), fit) for p in law.parameters}
        if law.family == "constant":
            return names["value"]
        if law.family == "uniform":
            return f"uniform({names['low']}, {names['high']})"
        arguments = ", ".join(f"{key}={number}" for key, number in names.items())
        return f"{law.family}({arguments})"

    def _parameter(self, name: str, parameter: Parameter, unit: tuple[str, float], why: str) -> str:
        why = f"{why}; bootstrap 95%"
        if parameter.name == "cv":
            bounds = (plain(parameter.low), plain(parameter.high))
            return self.add(f"{name}_cv", plain(parameter.value), bounds, why)
        letter, size = unit
        shown = [
            f"{figure(max(v, 0.0) / size)} {letter}" for v in (parameter.value, parameter.low, parameter.high)
        ]
        label = "time" if parameter.name == "value" else parameter.name
        return self.add(f"{name}_{label}", shown[0], (shown[1], shown[2]), why)


def unit_of(seconds: float) -> tuple[str, float]:
    """The unit that suits a time: its letter and its seconds."""
    return next((u for u in UNITS if seconds >= 1.5 * u[1]), UNITS[-1])


def figure(value: float) -> str:
    """A figure with five digits, never in powers of ten."""
    text = f"{value:.5g}"
    return f"{value:.10f}".rstrip("0").rstrip(".") if "e" in text else text


def plain(value: float) -> float:
    """A figure with four decimal places."""
    return round(float(value), 4)
