"""One process at a time: a lock on a file that the system releases when its holder ends, however it ends."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sim.errors import UsageError

_held: set[str] = set()
"""The system's locks do not keep a process from itself, so a second holder in this one is refused here."""


class Busy(UsageError):  # noqa: N818 (what is the matter)
    """Somebody else holds the lock."""


class FileLock:
    """Held from creation to `release`. It is not inherited by forked workers, so that a killed parent frees
    it at once even while its workers still end. Raises `Busy` with ``message``, and `OSError` where the file
    cannot be written.
    """

    def __init__(self, path: Path, message: str) -> None:
        self._name = os.path.realpath(path)
        if self._name in _held:
            raise Busy(message.format(pid=os.getpid()))
        self._file = open(path, "a+b", buffering=0)  # noqa: SIM115 (open as long as the lock is held)
        try:
            _take(self._file)
        except OSError:
            self._file.seek(0)
            holder = self._file.read(20).decode("ascii", "replace").strip() or "?"
            self._file.close()
            raise Busy(message.format(pid=holder)) from None
        _held.add(self._name)
        self._file.truncate(0)
        self._file.write(b"%d\n" % os.getpid())

    def release(self) -> None:
        """Let the next one in."""
        _held.discard(self._name)
        self._file.close()


def _take(file: Any) -> None:
    """Lock or raise `OSError`, without waiting."""
    if os.name == "nt":  # pragma: no cover (developed on Linux)
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    else:
        import fcntl

        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
