"""From a file to programs that can run: every variant asked for, and every complaint at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.compiling import compile_program, lint
from sim.errors import Complaint, InputError, UsageError, nearest_name
from sim.program import Program
from sim.reading import Source, opened, together
from sim.reforming import apply
from sim.reforming import variants as variants_of
from sim.scenario import Scenario

TODAY = "today"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A scenario in one variant, and the program it became."""

    scenario: Scenario
    program: Program

    @property
    def variant(self) -> str:
        """The variant's name; ``today`` is the scenario as written."""
        return self.scenario.variant

    def warnings(self, beside: Iterable[Prepared] = ()) -> tuple[Complaint, ...]:
        """What is odd about it, but not wrong; what a variant ``beside`` it uses is not told as unused."""
        return lint(self.scenario, self.program, [(p.scenario, p.program) for p in beside])


def complaints_of(path: str | Path, settings: Sequence[str] = ()) -> tuple[Complaint, ...]:
    """Everything that is wrong with a scenario file and its variants, in the order of the file.

    ``settings`` are texts ``PATH=VALUE`` as ``--set`` takes them.
    """
    return examine(path, settings)[1]


def examine(
    path: str | Path | Source, settings: Sequence[str] = (), variants: Iterable[str] | None = None
) -> tuple[dict[str, Prepared], tuple[Complaint, ...]]:
    """What can run of a file, and every complaint about it, its settings and these variants (None: all).

    A `Source` is a file that was read before: its text is not parsed again.

    Raises `UsageError` for a variant that the scenario does not have.
    """
    source = path if isinstance(path, Source) else opened(path)
    scenario, wrong, pruned = source.scenario(settings)
    if scenario is None:
        return {}, InputError(wrong).complaints
    ready, further = _of_variants(scenario, None if variants is None else tuple(variants))
    return ready, together(wrong, further, pruned)


def prepare(
    path: str | Path | Source, *, settings: Sequence[str] = (), variants: Iterable[str] | None = None
) -> dict[str, Prepared]:
    """The variants asked for (None: all), ready to run, with those that targets compare them against.

    Raises `InputError` with every complaint, and `UsageError` for a variant that the scenario does not have.
    """
    ready, complaints = examine(path, settings, variants)
    if complaints:
        raise InputError(complaints)
    return ready


def involved(ready: Mapping[str, Prepared], variant: str) -> tuple[str, ...]:
    """A variant and those that its targets compare it against."""
    return tuple(dict.fromkeys((variant, *bases_of(ready[variant].program))))


def bases_of(program: Program) -> tuple[str, ...]:
    """The variants that targets compare this one against, in order of the targets."""
    return tuple(dict.fromkeys(t.against for t in program.targets if t.against is not None))


def _of_variants(
    scenario: Scenario, asked: tuple[str, ...] | None
) -> tuple[dict[str, Prepared], list[Complaint]]:
    known = variants_of(scenario)
    _refuse_unknown(asked or (), known)
    ready: dict[str, Prepared] = {}
    complaints: list[Complaint] = []
    # Today is always compiled: its complaints are the file's own, and not repeated for each variant.
    queue = list(dict.fromkeys((TODAY, *(known if asked is None else asked))))
    for name in queue:
        found, wrong = _compiled(scenario, name)
        complaints += _new_ones(complaints, wrong, name)
        if found is not None:
            ready[name] = found
            queue += [b for b in bases_of(found.program) if b in known and b not in queue]
    return ready, complaints


def _compiled(scenario: Scenario, variant: str) -> tuple[Prepared | None, tuple[Complaint, ...]]:
    try:
        reformed = scenario if variant == TODAY else apply(scenario, variant)
        return Prepared(reformed, compile_program(reformed)), ()
    except InputError as error:
        return None, error.complaints


def _new_ones(told: Sequence[Complaint], found: Iterable[Complaint], variant: str) -> list[Complaint]:
    already = {(c.path, c.given, c.expected) for c in told}
    fresh = [c for c in found if (c.path, c.given, c.expected) not in already]
    return fresh if variant == TODAY else [replace(c, path=f"{c.path} ({variant})") for c in fresh]


def _refuse_unknown(asked: Iterable[str], known: Sequence[str]) -> None:
    for name in asked:
        if name not in known:
            raise UsageError(unknown("variant", name, known))


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """The sentence for a name that is none of the known ones, with the nearest of them."""
    names = list(known)
    nearest = nearest_name(name, names)
    hint = f"; nearest: {nearest}" if nearest else ""
    return (
        f'no such {what}: "{name}"{hint} (there are {", ".join(names)})' if names else f'no {what}: "{name}"'
    )
