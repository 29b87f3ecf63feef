"""What survives: results by key in one SQLite file (WAL, synchronous FULL) with one writer.

A row is a key (a hash of the question), a value and the checksum of both; the head row holds the number of
rows and a chain of hashes over all of them, and a mark beside the file says how far it surely came. With the
seal over the file's pages (`sealing`) no bit of it changes unnoticed, and no row is lost without a word.
After a kill at any moment the rows committed so far are there, each once.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from sim.errors import ShixianError, UsageError
from sim.experiments import sealing
from sim.experiments.locking import FileLock
from sim.experiments.sealing import CLOSED, LOOSE, OPEN, Seal

APPLICATION = 0x53495831
"""Tells SQLite's tools what the file is."""

SCHEMA = (
    f"PRAGMA application_id = {APPLICATION}",
    "PRAGMA user_version = 1",
    "CREATE TABLE rows (number INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, value BLOB NOT NULL, "
    "checksum BLOB NOT NULL)",
    "CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), count INTEGER NOT NULL, "
    "chain BLOB NOT NULL)",
)

RESEAL = 256
"""After so many rows the WAL is written back into the file, so that it stays short."""


class Damaged(UsageError):  # noqa: N818 (what is the matter)
    """The store is not as it was written: nothing in it is used."""


class Unwritable(UsageError):  # noqa: N818
    """There is no room, or no right, to write the store; what was committed stays."""


class Conflict(ShixianError):  # noqa: N818
    """A key came with other bytes than before: the same question had two answers, which must never be."""


BUSY = "another process ({{pid}}) is working on {file}; wait for it, or stop it, and run this again"
DAMAGED = "{file} is damaged ({what}); nothing in it was used: move it away, or begin anew with --fresh"
UNWRITABLE = "{file} cannot be written ({why}); what was finished before is kept"


class Store:
    """Values by key in a file that only this process writes to while it is open.

    Raises `Busy` where another one has it open, `Damaged` where a bit of it has changed, `Unwritable` where
    it cannot be written.

    >>> import tempfile
    >>> with Store(Path(tempfile.mkdtemp()) / "kept.sqlite") as store:
    ...     store.put(b"question", b"answer")
    ...     store.get(b"question")
    b'answer'
    """

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        """``durable`` False survives a kill but not a power cut, and waits for no disk."""
        self.path, self._durable = path, durable
        self._closed = False
        self._numbers: dict[bytes, int] = {}
        self._chain, self._sealed = b"", 0
        self._seal, self._mark = _beside(path, "seal"), _beside(path, "mark")
        # One handle as long as the store is open: closing any handle of a file would drop SQLite's own locks.
        self._file: BinaryIO | None = None
        self._db: sqlite3.Connection
        with self._told():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(_beside(path, "lock"), BUSY.format(file=path))
        try:
            self._open()
        except BaseException:
            self._let_go()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, key: bytes) -> bool:
        return key in self._numbers

    def __iter__(self) -> Iterator[bytes]:
        """The keys, in the order in which they came."""
        return iter(tuple(self._numbers))

    def get(self, key: bytes) -> bytes | None:
        """The value of a key, or None."""
        if key not in self._numbers:
            return None
        found = self._db.execute(
            "SELECT key, value, checksum FROM rows WHERE number = ?", (self._numbers[key],)
        )
        row = found.fetchone()
        if row is None or row[0] != key or _checksum(row[0], row[1]) != row[2]:
            raise self._damaged(f"row {self._numbers[key]}")
        return bytes(row[1])

    def put(self, key: bytes, value: bytes) -> None:
        """Keep one value: when this returns it is on the disk. See `put_all`."""
        self.put_all([(key, value)])

    def put_all(self, items: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep values, all of them or none. Raises `Conflict` where a key has another value already."""
        fresh = [(key, value) for key, value in items if not self._same(key, value)]
        if not fresh:
            return
        count, chain, rows = len(self._numbers), self._chain, []
        for key, value in fresh:
            checksum = _checksum(key, value)
            count, chain = count + 1, _link(chain, key, checksum)
            rows.append((count, key, value, checksum))
        with self._told():
            self._commit(rows, count, chain)
        self._numbers |= {row[1]: row[0] for row in rows}
        self._chain = chain
        self._write_mark()
        if count - self._sealed >= RESEAL:
            self._reseal(OPEN)

    def close(self) -> None:
        """Write everything back into the one file, seal it, and let the next process in."""
        if self._closed:
            return
        try:
            self._reseal(CLOSED)
        except Unwritable:
            # SQLite writes back on its own when it closes; the seal must not speak of pages before that.
            with suppress(OSError):
                sealing.loosen(self._seal)
        finally:
            with suppress(sqlite3.Error):
                self._db.close()
            self._let_go()

    def remove(self) -> None:
        """Close, and delete the file with all that is beside it."""
        self.close()
        remove(self.path)

    def _let_go(self) -> None:
        self._closed = True
        if self._file is not None:
            self._file.close()
        self._lock.release()

    # Opening

    def _open(self) -> None:
        with self._told():
            if not self.path.exists():
                self._create()
            self._file = self.path.open("rb")
        seal = sealing.read_seal(self._seal)
        if seal is None:
            raise self._damaged("its seal is missing or broken")
        wrong = sealing.damaged_pages(seal, self._file, _beside(self.path, "wal"))
        if wrong:
            raise self._damaged(f"page {', '.join(map(str, wrong[:5]))}")
        with self._told():
            if seal.state == CLOSED:
                self._write_seal(OPEN, seal.pages)
            self._db = _connected(self.path, durable=self._durable)
        try:
            if seal.state == LOOSE:
                self._check_structure()
            self._numbers, self._chain = self._read()
            self._reseal(OPEN)
        except BaseException:
            self._db.close()
            raise

    def _check_structure(self) -> None:
        with self._told():
            (found,) = self._db.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok":
            raise self._damaged(found)

    def _create(self) -> None:
        """A new file under another name, which it gets when it is complete."""
        for part in ("", "wal", "shm", "seal", "mark"):
            _beside(self.path, part).unlink(missing_ok=True)
        fresh = _beside(self.path, "new")
        for part in ("", "wal", "shm"):
            _beside(fresh, part).unlink(missing_ok=True)
        database = _connected(fresh, durable=self._durable)
        database.execute("BEGIN")
        for statement in SCHEMA:
            database.execute(statement)
        database.execute("INSERT INTO head VALUES (1, 0, ?)", (b"",))
        database.execute("COMMIT")
        database.close()
        with fresh.open("rb") as file:
            self._write_seal(OPEN, sealing.pages_of(file))
        fresh.replace(self.path)

    def _read(self) -> tuple[dict[bytes, int], bytes]:
        """Every row, looked at: its checksum, its place in the chain, and whether one is missing."""
        numbers: dict[bytes, int] = {}
        chain, (marked, mark) = b"", self._read_mark()
        try:
            for number, key, value, checksum in self._db.execute("SELECT * FROM rows ORDER BY number"):
                if number != len(numbers) + 1 or _checksum(key, value) != checksum:
                    raise self._damaged(f"row {number}")
                numbers[key], chain = number, _link(chain, key, checksum)
                if number == marked and chain != mark:
                    raise self._damaged("its mark")
            (count, head), *more = self._db.execute("SELECT count, chain FROM head").fetchall()
        except (sqlite3.Error, ValueError, TypeError) as error:
            raise self._damaged(str(error)) from None
        if more or count != len(numbers) or head != chain:
            raise self._damaged("its head")
        if count < marked:
            raise self._damaged(f"{marked - count} rows are missing")
        return numbers, chain

    # Writing

    def _commit(self, rows: list[tuple[int, bytes, bytes, bytes]], count: int, chain: bytes) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.executemany("INSERT INTO rows VALUES (?, ?, ?, ?)", rows)
            self._db.execute("UPDATE head SET count = ?, chain = ?", (count, chain))
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                with suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
            raise

    def _same(self, key: bytes, value: bytes) -> bool:
        known = self.get(key)
        if known is not None and known != value:
            raise Conflict(
                f"{self.path}: the same question ({key.hex()[:16]}) was answered differently before; "
                "results must depend on nothing but the question"
            )
        return known is not None

    def _reseal(self, state: bytes) -> None:
        """Write the WAL back into the file, hash its pages, and only then let go of the WAL."""
        assert self._file is not None
        with self._told():
            busy, *_ = self._db.execute("PRAGMA wal_checkpoint(FULL)").fetchone()
            if busy:
                raise sqlite3.OperationalError("somebody else has it open")
            self._write_seal(state, sealing.pages_of(self._file))
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._sealed = len(self._numbers)

    def _write_seal(self, state: bytes, pages: tuple[bytes, ...]) -> None:
        sealing.write_seal(self._seal, Seal(state, pages), durable=self._durable)

    def _write_mark(self) -> None:
        body = b"%020d %s" % (len(self._numbers), self._chain.hex().encode())
        line = body + b" " + hashlib.sha256(body).hexdigest().encode() + b"\n"
        with self._told():
            at = os.open(self._mark, os.O_WRONLY | os.O_CREAT, 0o644)
            try:
                os.pwrite(at, line, 0)
            finally:
                os.close(at)

    def _read_mark(self) -> tuple[int, bytes]:
        """How many rows there surely are, and the chain over them."""
        if not self._mark.exists() or not (line := self._mark.read_bytes()):
            return 0, b""
        body, _, digest = line.rstrip(b"\n").rpartition(b" ")
        if hashlib.sha256(body).hexdigest().encode() != digest:
            raise self._damaged("its mark")
        count, chain = body.split(b" ")
        return int(count), bytes.fromhex(chain.decode())

    def _damaged(self, what: str) -> Damaged:
        return Damaged(DAMAGED.format(file=self.path, what=what))

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise Unwritable(UNWRITABLE.format(file=self.path, why=error.strerror or error)) from None
        except sqlite3.OperationalError as error:
            raise Unwritable(UNWRITABLE.format(file=self.path, why=error)) from None
        except sqlite3.DatabaseError as error:
            raise self._damaged(str(error)) from None


def remove(path: Path) -> None:
    """Delete a store with all that is beside it, its lock last; raises `Busy` where somebody has it open."""
    if not path.parent.exists():
        return
    lock = FileLock(_beside(path, "lock"), BUSY.format(file=path))
    try:
        for part in ("", "wal", "shm", "seal", "seal.new", "mark", "new", "lock"):
            _beside(path, part).unlink(missing_ok=True)
    finally:
        lock.release()


def _beside(path: Path, part: str) -> Path:
    return path.with_name(f"{path.name}-{part}") if part else path


def _connected(path: Path, *, durable: bool) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None, timeout=0)
    database.execute(f"PRAGMA page_size = {sealing.PAGE}")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
    database.execute("PRAGMA wal_autocheckpoint = 0")
    return database


def _checksum(key: bytes, value: bytes) -> bytes:
    return hashlib.sha256(len(key).to_bytes(4, "big") + key + value).digest()


def _link(chain: bytes, key: bytes, checksum: bytes) -> bytes:
    return hashlib.sha256(chain + key + checksum).digest()
