"""Replications as bytes and back: JSON with the arrays behind it, compressed. No pickle, which would run
whatever somebody put into a file.
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from math import isfinite
from typing import Any

import numpy as np

from sim.charts import Day, Tale, Visit
from sim.labels import Label
from sim.measures import Glimpse, Observation, Seen
from sim.measures.glimpses.glimpse import ProcessGlimpse
from sim.study.replication import Failure, Job, Replication

KNOWN: Mapping[str, type[Any]] = {
    kind.__name__: kind for kind in (Day, Failure, Glimpse, Label, ProcessGlimpse, Seen, Tale, Visit)
}
"""What may be built from bytes."""


def packed(result: Replication) -> bytes:
    """A replication without its log; what was wanted of it is not told again."""
    seen = None if result.observation is None else result.observation.seen
    blobs = _Blobs()
    text = json.dumps(
        _plain((result.number, seen, result.failure, result.glimpse, result.tales), blobs),
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    # One after the other: a replication of ten million cases is not held a second time.
    press = zlib.compressobj(1)
    parts = (len(text).to_bytes(8, "big"), text, *blobs.each)
    return b"".join((*(press.compress(part) for part in parts), press.flush()))


class _Blobs:
    """The bytes behind the text; an array that occurs again is told by its place among the arrays."""

    def __init__(self) -> None:
        self.each: list[array[Any] | bytes] = []
        self._places: dict[int, int] = {}

    def of_array(self, values: array[Any]) -> dict[str, Any]:
        """How the text tells of an array."""
        if id(values) in self._places:
            return {"again": self._places[id(values)]}
        if len(values):
            self._places[id(values)] = len(self._places)
        self.each.append(values)
        return {"a": values.typecode, "n": len(values)}


def unpacked(data: bytes, job: Job) -> Replication:
    """The replication of a job that was packed."""
    whole = memoryview(zlib.decompress(data))
    size = int.from_bytes(whole[:8], "big")
    reader = _Reader(whole[8 + size :])
    number, seen, failure, glimpse, tales = reader.built(json.loads(bytes(whole[8 : 8 + size])))
    observation = None if seen is None else Observation(number, job.wanted, seen)
    return Replication(number, observation, None, failure, glimpse, tales)


def _plain(value: Any, blobs: _Blobs) -> Any:
    if isinstance(value, array):
        return blobs.of_array(value)
    if isinstance(value, np.ndarray):
        blobs.each.append(np.ascontiguousarray(value).tobytes())
        return {"d": value.dtype.str, "s": value.shape}
    if isinstance(value, np.generic):
        return _plain(value.item(), blobs)
    if isinstance(value, float):
        return value if isfinite(value) else {"f": repr(value)}
    if is_dataclass(value):
        return {
            "c": type(value).__name__,
            "v": [_plain(getattr(value, f.name), blobs) for f in fields(value)],
        }
    if isinstance(value, tuple | list):
        return [_plain(v, blobs) for v in value]
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"{type(value).__name__} cannot be packed")


class _Reader:
    """Builds values, taking the bytes of arrays one after the other."""

    def __init__(self, data: memoryview) -> None:
        self._data, self._at = data, 0
        self._arrays: list[array[Any]] = []

    def built(self, value: Any) -> Any:
        if isinstance(value, list):
            return tuple(self.built(v) for v in value)
        if not isinstance(value, dict):
            return value
        if "c" in value:
            kind = KNOWN[value["c"]]
            made = [self.built(v) for v in value["v"]]
            return kind(**dict(zip((f.name for f in fields(kind)), made, strict=True)))
        if "f" in value:
            return float(value["f"])
        if "a" in value:
            found = array(value["a"])
            found.frombytes(self._take(value["n"] * found.itemsize))
            if len(found):
                self._arrays.append(found)
            return found
        if "again" in value:
            return self._arrays[value["again"]]
        numbers, shape = np.dtype(value["d"]), tuple(value["s"])
        size = int(np.prod(shape, dtype=np.int64)) * numbers.itemsize
        return np.frombuffer(self._take(size), dtype=numbers).reshape(shape).copy()

    def _take(self, size: int) -> memoryview:
        self._at += size
        return self._data[self._at - size : self._at]
