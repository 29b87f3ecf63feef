"""A model of another tool as the text of a scenario that can run."""

from __future__ import annotations

import yaml

from sim.importing.models import read_model
from sim.labels import Label
from sim.study.auditing import prepared_tree


def scenario_of_model(model: str, parameters: str | None, cases: int) -> tuple[str, tuple[Label, ...]]:
    """The scenario of a BPMN model with Prosimos' parameters as YAML, and what it leaves out.

    Raises `InputError` with every complaint about either file.
    """
    found = read_model(model, parameters, cases=cases)
    prepared_tree(found.tree, "model")
    return yaml.safe_dump(found.tree, allow_unicode=True, sort_keys=False, width=110), found.remarks
