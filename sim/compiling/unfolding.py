"""A process's steps with every `use` unfolded: names, positions, paths, branches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.compiling.complaints import Complaints, Path
from sim.compiling.ledger import Ledger
from sim.expressions import Expr, Items
from sim.fields import Model
from sim.steps import Finish, Mark, Parallel, Repeat, StepBase, Use

MOST_STEPS = 20_000
DEEPEST = 60
"""Levels of steps within steps, with all procedures unfolded."""


@dataclass(slots=True)
class Unfolded:
    """The steps of one process; what is known of each is keyed by the step's `id`."""

    steps: tuple[StepBase, ...] = ()
    order: list[StepBase] = field(default_factory=list)
    """Every step by position."""
    path: dict[int, Path] = field(default_factory=dict)
    position: dict[int, int] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)
    branch: dict[int, str] = field(default_factory=dict)

    def named(self) -> dict[str, StepBase]:
        """Every step that bears a name of its own: all but `mark` and `finish`."""
        return {s.name: s for s in self.order if not isinstance(s, Mark | Finish)}


class Unfolder:
    """Unfolds the steps of processes."""

    def __init__(self, procedures: Mapping[str, Sequence[StepBase]], ledger: Ledger, say: Complaints) -> None:
        self._procedures, self._ledger, self._say = procedures, ledger, say
        self._paths: dict[int, Path] = {}
        self._count = 0
        self._depth = 0

    def unfold(self, process: str, steps: Sequence[StepBase]) -> Unfolded:
        """The steps of a process with everything that depends on their order."""
        self._paths, self._count = {}, 0
        found = Unfolded()
        found.steps = self._copies(steps, ("processes", process, "steps"), "", ())
        found.path = self._paths
        _number(found, found.steps, "")
        self._check_names(found)
        return found

    def _copies(
        self, steps: Sequence[StepBase], path: Path, prefix: str, stack: tuple[str, ...]
    ) -> tuple[StepBase, ...]:
        """Own copies of the steps (so that each has its own identity), names prefixed, `use` filled."""
        self._depth += 1
        copies = tuple(self._copy(step, (*path, i), prefix, stack) for i, step in enumerate(steps))
        self._depth -= 1
        return copies

    def _copy(self, step: StepBase, path: Path, prefix: str, stack: tuple[str, ...]) -> StepBase:
        self._count += 1
        new: Any = step.model_copy(update=_renamed(step, prefix))
        if isinstance(step, Use):
            new = new.model_copy(update={"steps": self._procedure(step, new.name, path, stack)})
        else:
            for inner_path, inner in step.inner():
                new = _replaced(new, inner_path, self._copies(inner, (*path, *inner_path), prefix, stack))
        if isinstance(new, Repeat) and isinstance(listed := self._ledger.resolved(new.again), Items):
            new = new.model_copy(update={"again": listed})
        self._paths[id(new)] = path
        return new  # type: ignore[no-any-return]

    def _procedure(self, use: Use, prefix: str, path: Path, stack: tuple[str, ...]) -> tuple[StepBase, ...]:
        steps = self._procedures.get(use.use)
        if steps is None:
            self._say.unknown((*path, "use"), use.use, "a procedure", self._procedures)
        elif use.use in stack:
            circle = " -> ".join([*stack[stack.index(use.use) :], use.use])
            self._say.add((*path, "use"), circle, "a procedure that does not use itself")
        elif self._count > MOST_STEPS or self._depth > DEEPEST:
            expected = f"at most {MOST_STEPS} steps and {DEEPEST} levels with all procedures unfolded"
            self._say.add((*path, "use"), use.use, expected)
        else:
            return self._copies(steps, ("procedures", use.use), f"{prefix}.", (*stack, use.use))
        return ()

    def _check_names(self, found: Unfolded) -> None:
        seen: dict[str, StepBase] = {}
        for step in found.order:
            if isinstance(step, Mark | Finish):
                continue
            other = seen.setdefault(step.name, step)
            if other is not step and not self._inside_repeated_use(found, step, seen):
                expected = "a name that no other step of the process has"
                hint = " (use: p may say as: another prefix)" if isinstance(step, Use) else ""
                self._say.add((*found.path[id(step)], step.KIND), f"{step.name} again", expected + hint)

    def _inside_repeated_use(self, found: Unfolded, step: StepBase, seen: Mapping[str, StepBase]) -> bool:
        """Whether the name only repeats because a whole procedure was used twice under one prefix."""
        at = found.position[id(step)]
        return any(
            isinstance(use, Use) and use is not step and use is not seen.get(use.name)
            for use in found.order[:at]
            if found.last[id(use)] >= at
        )


def _renamed(step: StepBase, prefix: str) -> dict[str, Any]:
    """What the prefix of a procedure changes: names of steps, but no milestone's and no outcome's."""
    if not prefix or isinstance(step, Mark | Finish):
        return {}
    changes: dict[str, Any] = {"prefix" if isinstance(step, Use) else step.key_field(): prefix + step.name}
    if step.same_luck_as is not None:
        changes["same_luck_as"] = prefix + step.same_luck_as
    return changes


def _replaced(part: Any, path: Path, value: Any) -> Any:
    """A copy of the model or mapping with what stands at ``path`` replaced."""
    if not path:
        return value
    key = str(path[0])
    if isinstance(part, Model):
        return part.model_copy(update={key: _replaced(getattr(part, key), path[1:], value)})
    return {**part, key: _replaced(part[key], path[1:], value)}


def _number(found: Unfolded, steps: Sequence[StepBase], branch: str) -> None:
    """Positions in the order of the file, a step before those nested in it."""
    for step in steps:
        found.position[id(step)] = len(found.order)
        found.branch[id(step)] = branch
        found.order.append(step)
        for inner_path, inner in step.inner():
            below = branch
            if isinstance(step, Parallel):
                below = ".".join(w for w in (branch, step.name, str(inner_path[1])) if w)
            _number(found, inner, below)
        found.last[id(step)] = len(found.order) - 1


def expressions_of(part: Any, path: Path) -> list[tuple[Path, Expr]]:
    """Every value that stands in a model (not in steps nested in it), each with its path."""
    if isinstance(part, Expr):
        return [(path, part)]
    found: list[tuple[Path, Expr]] = []
    for key, item in _entries(part):
        if not isinstance(item, StepBase):
            found += expressions_of(item, (*path, key))
    return found


def _entries(part: Any) -> list[tuple[str | int, Any]]:
    if isinstance(part, Model):
        return [(f.alias or n, getattr(part, n)) for n, f in type(part).model_fields.items()]
    if isinstance(part, dict):
        return list(part.items())
    return list(enumerate(part)) if isinstance(part, tuple) else []
