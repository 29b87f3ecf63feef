"""[reforming] Values written into a scenario that has been read: one more staffing, one more world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sim.errors import InputError, Place
from sim.paths import PathError, assign
from sim.reforming.validation import document_of
from sim.scenario import Scenario
from sim.tree import Map, copied, planted


def changed(scenario: Scenario, values: Mapping[str, Any], *, source: str) -> Scenario:
    """The scenario with values at these dotted paths; ``source`` stands in complaints as the file.

    The cards that the scenario bears already are not applied again. Raises InputError with every complaint.
    """
    if not values:
        return scenario
    tree: Map = copied(scenario.tree)
    complaints = []
    for number, (path, value) in enumerate(values.items(), start=1):
        place = Place(f"{source} {path}", number)
        try:
            assign(tree, path, planted(value, place), place)
        except PathError as error:
            complaints.append(error.complaint.at(place))
    document, formal = document_of(tree)
    if document is None or complaints:
        raise InputError([*complaints, *formal])
    return replace(scenario, document=document, tree=tree)


__all__ = ["changed"]
