"""What tells whether a single bit of a store's file has changed: a hash of each of its pages, kept beside it.

In WAL mode SQLite writes to the main file at a checkpoint only, and the pages it then writes still stand in
the WAL. So at any moment, also after a kill, each page of the file either is as it was sealed or as it stands
in the WAL; any other page is damage. (SQLite itself checks neither the bytes of a value nor unused space.)
"""

from __future__ import annotations

import hashlib
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

PAGE = 4096
_MAGIC = b"shixian1"
_HASH = 8
_STATE_AT = len(_MAGIC)

CLOSED, OPEN, LOOSE = b"\x5a", b"\xa5", b"\x3c"
"""A store that was closed well; one that is written to; and one whose last checkpoint could not be sealed
because there was no room: its rows have checksums of their own. The three differ in at least four bits.
"""


@dataclass(frozen=True, slots=True)
class Seal:
    """The state of a store, and the hash of every page of its file."""

    state: bytes
    pages: tuple[bytes, ...]


def pages_of(file: BinaryIO) -> tuple[bytes, ...]:
    """The hash of each page of a file; an incomplete last page has one too."""
    file.seek(0)
    pages = iter(lambda: file.read(PAGE), b"")
    return tuple(hashlib.blake2b(page, digest_size=_HASH).digest() for page in pages)


def write_seal(path: Path, seal: Seal, *, durable: bool = True) -> None:
    """Write a seal as a whole or not at all."""
    body = struct.pack(">Q", len(seal.pages)) + b"".join(seal.pages)
    data = _MAGIC + seal.state + body + hashlib.sha256(body).digest()
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        if durable:
            os.fsync(file.fileno())
    fresh.replace(path)


def loosen(path: Path) -> None:
    """Mark a seal as `LOOSE`, in place: that needs no room."""
    with path.open("r+b") as file:
        file.seek(_STATE_AT)
        file.write(LOOSE)


def read_seal(path: Path) -> Seal | None:
    """The seal in a file; None where it is none, or not as it was written."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    state, body, checksum = data[_STATE_AT : _STATE_AT + 1], data[_STATE_AT + 1 : -32], data[-32:]
    sound = data.startswith(_MAGIC) and state in (CLOSED, OPEN, LOOSE)
    if not sound or hashlib.sha256(body).digest() != checksum or len(body) % _HASH:
        return None
    pages = tuple(body[at : at + _HASH] for at in range(8, len(body), _HASH))
    return Seal(state, pages) if struct.unpack(">Q", body[:8])[0] == len(pages) else None


def damaged_pages(seal: Seal, file: BinaryIO, wal: Path) -> list[int]:
    """The pages (from 1) that are neither as they were sealed nor as in the WAL; none of a loose seal."""
    if seal.state == LOOSE:
        return []
    found, moving = pages_of(file), pages_in(wal)
    lacking = range(len(found) + 1, len(seal.pages) + 1)
    changed = [n for n, page in enumerate(found, 1) if (page,) != seal.pages[n - 1 : n]]
    return [*(n for n in changed if found[n - 1] not in moving.get(n, ())), *lacking]


def pages_in(wal: Path) -> dict[int, set[bytes]]:
    """The hashes of each page's versions in a write-ahead log (sqlite.org/fileformat2.html#walformat).

    A damaged frame may give a wrong page here; SQLite drops it, and its rows are then missed.
    """
    found: dict[int, set[bytes]] = {}
    if wal.exists():
        with wal.open("rb") as file:
            file.seek(32)
            while len(frame := file.read(24 + PAGE)) == 24 + PAGE:
                page = hashlib.blake2b(frame[24:], digest_size=_HASH).digest()
                found.setdefault(int.from_bytes(frame[:4], "big"), set()).add(page)
    return found
