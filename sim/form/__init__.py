"""The form of a scenario: a tree against the models of `sim.scenario`, whatever brought the tree about.

Reading uses it for a file, reforming for a scenario that a card changed.
"""

from __future__ import annotations

from dataclasses import replace

from sim.form.content import bad_calendars, doubled_steps, spec_of
from sim.form.pruning import Checked, prune
from sim.form.wording import full_width, quoted, short, shown
from sim.tree import Map

__all__ = ["Checked", "check", "full_width", "quoted", "short", "shown", "spec_of"]


def check(tree: Map) -> Checked:
    """Every complaint about a tree's form, and the document of what is sound in it (None where nothing is)."""
    checked = prune(tree)
    if checked.document is None:
        return checked
    calendars = list(bad_calendars(checked.document, checked.tree))
    complaints = (*checked.complaints, *(c for _, c in calendars), *doubled_steps(checked.tree))
    bad = {name for name, _ in calendars}
    sound = {n: c for n, c in checked.document.calendars.items() if n not in bad}
    document = checked.document.model_copy(update={"calendars": sound}) if bad else checked.document
    pruned = checked.pruned | {c.path for _, c in calendars} | {f"calendars.{n}" for n in bad}
    return replace(
        checked, document=document, complaints=complaints, pruned=pruned, names=checked.names | bad
    )
