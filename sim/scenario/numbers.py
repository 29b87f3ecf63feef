"""[scenario] The ledger: figures with unit, range and source."""

from __future__ import annotations

from sim.fields import LabelField, Model, Value, Values
from sim.labels import Label
from sim.scenario.fields import Kind


class NumberModel(Model):
    """A figure of the ledger with unit, range and where it comes from."""

    value: Values
    """What stands wherever the name is used."""
    kind: Kind
    """How the figure is known: a ``statute``, a ``statistic``, the ``plan``, ``published``, a ``log``, an
    ``expert`` or an ``assumption``.
    """
    range: tuple[Value, Value] | None = None
    """The plausible interval, for sensitivity and break-even."""
    source: str = ""
    """Where the figure comes from."""
    label: LabelField = Label()
    """What a person sees instead of the name."""
