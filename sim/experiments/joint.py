"""Several scenario files whose people serve more than one of them, written as one file (how, says
`sim.reforming.joining`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from sim.errors import Complaint, InputError, UsageError
from sim.experiments.enclosing import enclosed
from sim.experiments.score import reform_of
from sim.fields import IDENTIFIER
from sim.reforming import Share, joined
from sim.scenario import Scenario
from sim.study.prepare import TODAY, Prepared, examine, unknown
from sim.tree import plain

FOLDER = "joined"
"""Below the folder of results."""

TOGETHER = "plan_together"
"""The variant in which each scenario has its own reform, where these are called differently."""

Ready = Mapping[str, Prepared]


@dataclass(frozen=True, slots=True)
class Joint:
    """The text of a joint scenario, the tables it reads by their names beside it, and who is in it."""

    text: str
    tables: Mapping[str, str]
    members: tuple[str, ...]
    shares: tuple[Share, ...]

    def write(self, path: Path) -> None:
        """Write it with its tables. Raises `UsageError` where another table has that name there."""
        path.parent.mkdir(parents=True, exist_ok=True)
        for name, text in self.tables.items():
            file = path.parent / name
            if file.exists() and file.read_text(encoding="utf-8") != text:
                raise UsageError(f"{file} is another table; join into another folder")
            file.write_text(text, encoding="utf-8", newline="")
        path.write_text(self.text, encoding="utf-8", newline="\n")


def grouped(paths: Sequence[str], shares: Sequence[str], settings: Sequence[str], out: Path) -> list[str]:
    """The files with those that share people replaced by one that joins them, in the folder of results.

    ``shares`` are ``pool`` (in every file that has it) or ``name=file:pool,file:pool``. Raises `InputError`
    with every complaint about the files and what they do not agree on, `UsageError` for what was named
    wrongly.
    """
    if not shares:
        return list(paths)
    made = joint(paths, shares, settings)
    by_stem = {Path(p).stem: p for p in paths}
    target = out / FOLDER / f"{'+'.join(made.members)}.yaml"
    made.write(target)
    members = {by_stem[name] for name in made.members}
    others = [p for p in paths if p not in members]
    return [str(target), *others]


def joint(paths: Sequence[str], shares: Sequence[str], settings: Sequence[str] = ()) -> Joint:
    """The files that share people as one scenario; ``settings`` of the period are made in each of them."""
    stems = [Path(p).stem for p in paths]
    for i, stem in enumerate(stems):
        if stem in stems[:i]:
            raise UsageError(f"named twice: {stem}")
    ready = _all_ready(paths, [s for s in settings if s.strip().startswith("period.")])
    found = tuple(_share(text, ready) for text in shares)
    for i, share in enumerate(found):
        for other in found[:i]:
            _refuse_twice(share, other)
    members = tuple(s for s in stems if any(s in share.of for share in found))
    inside = {name: ready[name] for name in members}
    variants = {v: [_of(one, v) for one in inside.values()] for v in _variants(inside)}
    together = _reforms(inside)
    if together:
        named = [one.get(v, one[TODAY]).scenario for one, v in zip(inside.values(), together, strict=True)]
        variants = {TODAY: variants.pop(TODAY), TOGETHER: named, **variants}
    tree = joined(variants, found)
    tables = {k: t for one in inside.values() for k, t in one[TODAY].scenario.tables.items()}
    plainly, texts = enclosed(plain(tree), tables)
    head = f"# {' + '.join(Path(p).name for p in paths if Path(p).stem in members)} as one scenario; shared: "
    text = yaml.safe_dump(plainly, allow_unicode=True, sort_keys=False, width=110)
    return Joint(head + ", ".join(s.into for s in found) + "\n" + text, texts, members, found)


def _all_ready(paths: Sequence[str], settings: Sequence[str]) -> dict[str, Ready]:
    ready, complaints = dict[str, Ready](), list[Complaint]()
    for path in paths:
        found, wrong = examine(path, settings)
        complaints += wrong
        ready[Path(path).stem] = found
    if complaints:
        raise InputError(complaints)
    return ready


def _share(text: str, ready: Mapping[str, Ready]) -> Share:
    """``pool``, or ``name=file:pool,file:pool``."""
    into, equals, listed = (part.strip() for part in text.partition("="))
    pools = {name: list(one[TODAY].scenario.document.pools) for name, one in ready.items()}
    of: dict[str, str] = {}
    for item in listed.split(",") if equals else ():
        owner, colon, pool = (part.strip() for part in item.rpartition(":"))
        if not colon or owner not in pools:
            raise UsageError(unknown("scenario", owner or pool, pools))
        if pool not in pools[owner]:
            raise UsageError(unknown("pool", pool, pools[owner]))
        if owner in of:
            raise UsageError(f"named twice: {owner}")
        of[owner] = pool
    if not equals:
        of = {name: into for name, known in pools.items() if into in known}
        if not of:
            raise UsageError(unknown("pool", into, dict.fromkeys(p for k in pools.values() for p in k)))
    if not IDENTIFIER.match(into) or into == "owner":
        raise UsageError(f'"{into}" is no name of a pool: small letters, digits and _ (and not owner)')
    if len(of) < 2:
        raise UsageError(f"{into} is shared by {', '.join(of)} alone; two files at least share people")
    return Share(into, of)


def _refuse_twice(share: Share, other: Share) -> None:
    same = [f"{name}:{pool}" for name, pool in share.of.items() if other.of.get(name) == pool]
    if same or share.into == other.into:
        raise UsageError(f"named twice: {same[0] if same else share.into}")


def _variants(inside: Mapping[str, Ready]) -> list[str]:
    return list(dict.fromkeys((TODAY, *(v for one in inside.values() for v in one))))


def _of(one: Ready, variant: str) -> Scenario:
    return (one.get(variant) or one[TODAY]).scenario


def _reforms(inside: Mapping[str, Ready]) -> list[str]:
    """Each scenario's reform, where they are not all called alike; empty where they are."""
    own = [reform_of(one) or TODAY for one in inside.values()]
    return own if len({v for v in own if v != TODAY}) > 1 else []
