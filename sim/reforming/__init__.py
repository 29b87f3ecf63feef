"""[room] Scenario + cards -> Scenario: a variant.

A card's changes are made one after another on a copy of the scenario's tree, then the whole is validated
again.
What a card writes keeps the place it has in the card, so that later complaints lead there.
"""

from __future__ import annotations

from sim.reforming.apply import apply, variants, with_cards
from sim.reforming.joining import Share, joined
from sim.reforming.settings import changed

__all__ = ["Share", "apply", "changed", "joined", "variants", "with_cards"]
