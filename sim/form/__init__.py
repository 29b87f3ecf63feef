"""The form of a scenario: a tree against the models of `sim.scenario`, whatever brought the tree about.

Reading uses it for a file, reforming for a scenario that a card changed.
"""

from __future__ import annotations

from sim.form.chinese import in_chinese
from sim.form.content import spec_of
from sim.form.pruning import Checked, check
from sim.form.wording import full_width, quoted, short, shown

__all__ = ["Checked", "check", "full_width", "in_chinese", "quoted", "short", "shown", "spec_of"]
