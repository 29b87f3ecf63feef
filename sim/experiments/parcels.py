"""What every task of a series needs (a program, say), packed once and unpacked once in each process."""

from __future__ import annotations

import hashlib
import pickle
import threading
from collections import OrderedDict
from typing import Any, Generic, TypeVar

T = TypeVar("T")

KEPT = 16
"""So many parcels stay unpacked in a process."""


class Parcel(Generic[T]):
    """A value that tasks share. In threads it is the value itself; sent to another process it is pickled a
    single time, and unpacked there a single time, so that what is kept beside it by identity (the image of a
    program) is kept as well.
    """

    __slots__ = ("_packed", "value")

    def __init__(self, value: T) -> None:
        self.value = value
        self._packed: tuple[str, bytes] | None = None

    def __reduce__(self) -> tuple[Any, tuple[str, bytes]]:
        if self._packed is None:
            data = pickle.dumps(self.value, protocol=pickle.HIGHEST_PROTOCOL)
            self._packed = (hashlib.sha256(data).hexdigest(), data)
        return _unpacked, self._packed


_lock = threading.Lock()
_kept: OrderedDict[str, Parcel[Any]] = OrderedDict()


def _unpacked(digest: str, data: bytes) -> Parcel[Any]:
    with _lock:
        if digest not in _kept:
            _kept[digest] = Parcel(pickle.loads(data))
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
        _kept.move_to_end(digest)
        return _kept[digest]
