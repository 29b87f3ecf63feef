"""`choose`: one branch, by shares or by conditions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.fields import Identifier, LabelField, Model, Value
from sim.labels import Label
from sim.program import Op, Shares, Whens
from sim.steps.base import Builder, Chapter, Clauses, Inner, Speaker, StepBase

if TYPE_CHECKING:
    from sim.steps.base import Steps


class Branch(Model):
    """A branch of a `choose`."""

    label: LabelField = Label()
    """What a person sees instead of the name."""
    share: Value | None = None
    """The share of cases that take it."""
    when: Value | None = None
    """Taken if this holds and no earlier branch was."""
    otherwise: Literal[True] | None = Field(default=None, alias="else")
    """Takes the rest."""
    steps: Steps = ()
    """What is done in it; nothing where the list is empty."""

    @model_validator(mode="after")
    def _one_of(self) -> Branch:
        if sum(x is not None for x in (self.share, self.when, self.otherwise)) != 1:
            raise PydanticCustomError("branch", "exactly one of share, when and else: true", {})
        return self


class Choose(StepBase):
    """One branch is taken: all by ``share`` or all by ``when``, with at most one ``else``."""

    KIND: ClassVar[str] = "choose"

    choose: Identifier
    """The step's name."""
    branches: dict[Identifier, Branch] = Field(min_length=1)
    """Branches by name, in listing order."""

    @model_validator(mode="after")
    def _consistent(self) -> Choose:
        branches = self.branches.values()
        if sum(b.otherwise is not None for b in branches) > 1:
            raise PydanticCustomError("choose_else", "at most one branch with else: true", {})
        if any(b.share is not None for b in branches) and any(b.when is not None for b in branches):
            raise PydanticCustomError("choose_mixed", "branches all by share or all by when", {})
        return self

    @property
    def by_share(self) -> bool:
        """Whether luck chooses (else conditions do)."""
        return any(b.share is not None for b in self.branches.values())

    def inner(self) -> Iterator[Inner]:
        """The branches' steps."""
        for name, branch in self.branches.items():
            yield ("branches", name, "steps"), branch.steps

    def words(self, say: Speaker) -> Clauses:
        """That one branch is taken."""
        return (say("one of:", "以下之一："),)

    def chapters(self, say: Speaker) -> Iterator[Chapter]:
        """The branches with their shares or conditions."""
        for name, branch in self.branches.items():
            nothing = "" if branch.steps else say(" nothing more", "无后续步骤")
            title = say.label(branch.label, name)
            yield (
                say(f"{title} ({self.way(say, name)}):", f"{title}（{self.way(say, name)}）：") + nothing,
                branch.steps,
            )

    def way(self, say: Speaker, name: str) -> str:
        """How a branch comes to be taken: its share, its condition, or the rest."""
        branch = self.branches[name]
        if branch.share is not None:
            return say.share(branch.share)
        if branch.when is not None:
            return say(f"if {say.condition(branch.when)}", f"{say.condition(branch.when)}时")
        return say("otherwise", "其余") if not self.by_share else say("the rest", "其余")

    def lower(self, to: Builder, after: int) -> int:
        """One SHARES or WHENS node before the branches."""
        entries = {name: to.chain(branch.steps, after) for name, branch in self.branches.items()}
        rest = next((n for n, b in self.branches.items() if b.otherwise), None)
        tested = {n: b for n, b in self.branches.items() if n != rest}
        detail: Any
        if self.by_share:
            detail = self._shares(to, tested, entries, rest)
            return to.add(Op.SHARES, self, after, detail)
        tests = tuple(
            to.condition(self, ("branches", n, "when"), b.when)
            for n, b in tested.items()
            if b.when is not None
        )
        otherwise = entries[rest] if rest is not None else after
        return to.add(Op.WHENS, self, after, Whens(tests, tuple(entries[n] for n in tested), otherwise))

    def _shares(
        self, to: Builder, tested: dict[str, Branch], entries: dict[str, int], rest: str | None
    ) -> Shares:
        codes = tuple(
            to.chance(self, ("branches", n, "share"), b.share)
            for n, b in tested.items()
            if b.share is not None
        )
        if rest is None:
            to.complain_shares(
                self, tuple(b.share for b in tested.values() if b.share is not None), exact=True
            )
            return Shares(codes[:-1], tuple(entries[n] for n in tested), to.stream(self, "choose"))
        to.complain_shares(self, tuple(b.share for b in tested.values() if b.share is not None), exact=False)
        return Shares(codes, (*(entries[n] for n in tested), entries[rest]), to.stream(self, "choose"))
