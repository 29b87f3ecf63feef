"""[whatif] A question as files that somebody takes along."""

from __future__ import annotations

import yaml

from sim.experiments.whatif.question import NAME, Question, prepared
from sim.labels import Language
from sim.tree import plain


def as_scenario(question: Question, count: int, lang: Language) -> bytes:
    """The scenario as it stands on the page, cards and values applied, as a file that `sim check` accepts."""
    scenario = prepared(question)[NAME].scenario
    tree = plain(scenario.tree)
    tree.pop("extends", None)
    kept = {t.get("against") for t in tree.get("targets", ())}
    tree["variants"] = {n: cards for n, cards in tree.get("variants", {}).items() if n in kept}
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=110).encode()
