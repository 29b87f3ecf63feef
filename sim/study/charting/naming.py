"""Names as charts bear them: a label in both languages, or the name in words."""

from __future__ import annotations

from sim.compiling.describing.speech import Speech
from sim.labels import Label
from sim.study.prepare import Prepared


def named(label: Label, name: str) -> Label:
    """The label, complete in both languages; the name in words where there is none."""
    words = name.replace("_", " ")
    return Label(label("en") or words, label("zh") or words)


class Names:
    """The labels of one prepared scenario."""

    def __init__(self, prepared: Prepared) -> None:
        self._en, self._zh = (Speech(prepared.scenario, prepared.program, lang) for lang in ("en", "zh"))
        self.program = prepared.program

    def holder(self, name: str) -> Label:
        """A holder."""
        return Label(self._en.holder(name), self._zh.holder(name))

    def process(self, index: int) -> Label:
        """A process by index."""
        found = self.program.processes[index]
        return named(found.label, found.name)

    def step(self, process: int, position: int) -> Label:
        """A step by its position."""
        found = self.program.processes[process].steps[position]
        return named(found.label, found.name.rpartition(".")[2])

    def pool(self, index: int) -> Label:
        """A pool by index."""
        found = self.program.pools[index]
        return named(found.label, found.name)
