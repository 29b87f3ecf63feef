"""Worlds in which figures of the ledger have other values, and how an impossible one is mended.

Ranges are stated one by one, so that a combination may be one that cannot exist (a triangular whose lowest
value is above its mode). Then the figures that the complaint is about are drawn halfway towards their values
in the ledger, again and again, until the world can exist; the answer says in how many worlds that was needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sim.compiling import Ranged
from sim.errors import InputError
from sim.experiments.worlds import World, Worlds
from sim.program import Program

ROUNDS = 12
"""After so many rounds whatever still stands in the way takes the ledger's value."""


@dataclass(slots=True)
class Shifts:
    """Makes worlds of one variant out of values of its ranged figures."""

    worlds: Worlds
    variant: str
    figures: Mapping[str, Ranged]
    program: Program
    mended: int = 0
    """In how many worlds something had to be drawn back."""
    _made: dict[tuple[tuple[str, float], ...], tuple[World, dict[str, float]]] = field(default_factory=dict)

    @property
    def base(self) -> World:
        """The ledger's own values."""
        return World(self.variant)

    def world(self, values: Mapping[str, float]) -> tuple[World, dict[str, float]]:
        """The world of these values (by name), and the values it has after all."""
        key = tuple(sorted(values.items()))
        if key not in self._made:
            self._made[key] = self._possible(dict(values))
        return self._made[key]

    def _possible(self, values: dict[str, float]) -> tuple[World, dict[str, float]]:
        for round_ in range(ROUNDS + 1):
            world = self._plain(values)
            try:
                self.worlds.known(world)
            except InputError as error:
                if not values:
                    raise
                self.mended += round_ == 0
                self._draw_back(values, self._blamed(error, values), last=round_ == ROUNDS - 1)
            else:
                return world, values
        return self.base, {name: self.figures[name].value for name in values}

    def _plain(self, values: Mapping[str, float]) -> World:
        before = tuple((f.path, f.text(values[f.name])) for f in self.figures.values() if f.name in values)
        return World(self.variant, before=before)

    def _draw_back(self, values: dict[str, float], names: Iterable[str], *, last: bool) -> None:
        for name in names:
            figure = self.figures[name]
            middle = (values[name] + figure.value) / 2
            close = figure.whole and abs(values[name] - figure.value) <= 1
            values[name] = figure.value if last or close else float(round(middle) if figure.whole else middle)

    def _blamed(self, error: InputError, values: Mapping[str, float]) -> list[str]:
        """The varied figures used where a complaint is; all of them where that tells nothing."""
        paths = [c.path.partition(" (")[0] for c in error.complaints]
        blamed = {
            use.name
            for use in self.program.uses
            for path in paths
            if use.name in values and path and (use.path.startswith(path) or path.startswith(use.path))
        }
        blamed |= {n for n in values if any(p.startswith(f"numbers.{n}.") for p in paths)}
        moved = [n for n in values if n in blamed and values[n] != self.figures[n].value]
        return moved or list(values)
