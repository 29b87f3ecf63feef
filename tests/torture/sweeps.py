"""Kill sweeps at random moments: the parent, a worker, or the writer while it writes; then run them again.

A chain is one sweep that is killed and started again until it comes to its end. After every kill a copy of
the store is looked into: each row that was surely there must be there, once, with the bytes of an undisturbed
run.
"""

from __future__ import annotations

import random
import shutil
import signal
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sim.experiments.store import Store
from tests.helpers import desk
from tests.torture.life import PATIENCE, Life

STORE = "sweep.sqlite"
TABLES = ("sweep.csv", "sweep.parquet", "answer.json")
SMALL = desk.SCENARIO.replace("arrivals: 10 d", "arrivals: 4 d")
FULL_LIFE = 2.0
"""Times what the first row took undisturbed: about a start, some rows and, where all rows are there,
writing the tables.
"""


@dataclass(slots=True)
class Report:
    """What was done to sweeps; how long it took to go on after a kill: seconds from the start of the command
    until it said how many points are there, and until the first new row was on the disk.
    """

    parents: int = 0
    writers: int = 0
    workers: int = 0
    chains: int = 0
    told: list[float] = field(default_factory=list)
    resumed: list[float] = field(default_factory=list)

    @property
    def kills(self) -> int:
        """Processes killed."""
        return self.parents + self.writers + self.workers

    def lines(self) -> list[str]:
        """What is printed."""
        done = f"{self.parents} parents, {self.writers} writers while writing, {self.workers} workers killed"
        return [
            done,
            f"{self.chains} sweeps came to their end: no row lost or doubled, every table as undisturbed",
            f"going on was told after {_spread(self.told)}",
            f"the first new row was on the disk after {_spread(self.resumed)}",
        ]


def _spread(seconds: list[float]) -> str:
    if not seconds:
        return "no time (none was seen)"
    return f"{statistics.median(seconds):.2f} s (median; {max(seconds):.2f} s at most, {len(seconds)} times)"


def arguments(points: int) -> list[str]:
    """A sweep of so many points of the small desk."""
    values = f"processes.permit.steps.review.takes=10 min..{9 + points // 2} min..1 min"
    return ["sweep", "desk.yaml", "--vary", "pools.clerk.staff=1,2", "--vary", values, "--workers", "2"]


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """The files of a sweep that nobody disturbs, the rows of its store, and the seconds to its first row."""

    points: int
    files: Mapping[str, bytes]
    rows: Mapping[bytes, bytes]
    start: float

    @classmethod
    def of(cls, folder: Path, points: int) -> Undisturbed:
        """Run it."""
        folder.mkdir()
        desk.write(folder, SMALL)
        with Life(folder, arguments(points)) as life:
            code, said = life.ended()
        assert code == 0, said
        return cls(points, files(folder), rows_of(store_in(folder)), life.row_after[0])


def store_in(folder: Path) -> Path:
    """The only store below a folder."""
    (store,) = folder.rglob(STORE)
    return store


def files(folder: Path) -> dict[str, bytes]:
    """The tables of the only sweep below a folder."""
    return {name: (store_in(folder).parent / name).read_bytes() for name in TABLES}


def rows_of(path: Path) -> dict[bytes, bytes]:
    """The rows of a store, each looked at (`Store` raises on whatever is not as it was written)."""
    with Store(path) as store:
        return {key: value for key in store if (value := store.get(key)) is not None}


def tortured(
    folder: Path, points: int, *, kills: int, seed: int, tell: Callable[[str], None] | None = None
) -> Report:
    """Chain after chain until so many processes were killed; each ends as an undisturbed sweep, to the byte.
    ``tell`` hears after each how far it is.

    Raises `AssertionError` with the seed where it does not.
    """
    folder.mkdir(exist_ok=True)
    expected = Undisturbed.of(folder / "undisturbed", points)
    torture = _Torture(expected, kills, seed)
    while torture.report.kills < kills:
        torture.chain(folder / f"chain{torture.report.chains + 1}")
        if tell is not None:
            tell(f"{torture.report.kills} of {kills} killed, {torture.report.chains} sweeps through")
    return torture.report


class _Torture:
    """Dice, and what was done so far."""

    def __init__(self, expected: Undisturbed, most: int, seed: int) -> None:
        self.expected, self.most, self.seed = expected, most, seed
        self.dice, self.report, self._turn = random.Random(seed), Report(), 0

    def chain(self, place: Path) -> None:
        """One sweep, killed and started again until it is through."""
        place.mkdir()
        desk.write(place, SMALL)
        there: set[bytes] = set()
        while not self._life(place, there):
            there = self._looked_into(place, there)
        assert files(place) == dict(self.expected.files), f"{self._where()}: the tables differ"
        self.report.chains += 1
        shutil.rmtree(place)

    def _life(self, place: Path, there: set[bytes]) -> bool:
        """Start the sweep and kill something at a random moment; whether it came to its end."""
        with Life(place, arguments(self.expected.points)) as life:
            if self.report.kills < self.most:
                self._struck(life)
            code, said = life.ended()
        if there and len(there) < self.expected.points:
            self.report.told += life.told
            self.report.resumed += life.row_after
        if code == -signal.SIGKILL:
            return False
        assert code == 0, f"{self._where()}: exit code {code}, {said}"
        return True

    def _struck(self, life: Life) -> None:
        """A worker every other time, and then the parent or the writer in turn."""
        self._turn += 1
        worker = self._turn % 2 == 0 and self._worker(life)
        if self.report.kills >= self.most:
            return
        if self._turn // 2 % 2:
            if not worker:
                life.forget_writing(after=self.dice.choice((0, 0, 1, 2, 4, 8, 12)))
            life.until(lambda: life.writes, most=PATIENCE)
            life.wait(self.dice.uniform(0.0, 0.004))
            self.report.writers += life.kill()
        else:
            life.wait(self.dice.uniform(0.0, 1.0 if worker else FULL_LIFE * self.expected.start))
            self.report.parents += life.kill()

    def _worker(self, life: Life) -> bool:
        life.until(lambda: bool(life.workers()), most=PATIENCE)
        life.wait(self.dice.uniform(0.0, 0.5))
        workers = life.workers()
        done = bool(workers) and life.kill(self.dice.choice(workers))
        self.report.workers += done
        life.forget_writing(after=self.dice.randint(1, 8))
        return done

    def _looked_into(self, place: Path, before: set[bytes]) -> set[bytes]:
        """The rows after a kill, in a copy of the store: whoever goes on finds it as the kill left it."""
        found = list(place.rglob(STORE))
        if not found:
            assert not before, f"{self._where()}: the store is gone"
            return set()
        mark = found[0].with_name(f"{STORE}-mark")
        marked = int(mark.read_bytes()[:20] or b"0") if mark.exists() else 0
        copy = place / "copy"
        copy.mkdir()
        for part in ("", "-wal", "-seal", "-mark"):
            if (file := found[0].with_name(STORE + part)).exists():
                shutil.copy(file, copy)
        rows = rows_of(copy / STORE)
        shutil.rmtree(copy)
        assert before <= set(rows), f"{self._where()}: {len(before - set(rows))} rows are lost"
        assert marked <= len(rows), f"{self._where()}: {marked} rows were told, {len(rows)} are there"
        wrong = [key for key, value in rows.items() if self.expected.rows.get(key) != value]
        assert not wrong, f"{self._where()}: {len(wrong)} rows are not those of the undisturbed sweep"
        return set(rows)

    def _where(self) -> str:
        return f"seed {self.seed}, after {self.report.kills} kills"
