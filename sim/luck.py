"""Luck: every random number is a pure function of who draws it, never of when.

One uniform in (0, 1) per (seed, replication, stream, case, round), from the counter-based generator
Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011).
The key is the seed, the counter is the rest. A stream is a stable hash of a name such as
``permit/review/takes``, so adding a step, a desk or a case changes no other draw.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Final

_WORD: Final = 0xFFFFFFFF
MULTIPLIER_0: Final = 0xD2511F53
MULTIPLIER_1: Final = 0xCD9E8D57
_WEYL_0: Final = 0x9E3779B9
_WEYL_1: Final = 0xBB67AE85
_ROUNDS: Final = 10
_ONE_OVER_2_52: Final = 2.0**-52


def stream(text: str) -> int:
    """The 32-bit number of a stream: the first four bytes, big endian, of the SHA-256 of the name in UTF-8.

    >>> stream("permit/review/takes")
    1215080364
    """
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:4], "big")


def uniform(seed: int, replication: int, stream: int, case: int, round: int) -> float:
    """The one uniform in the open interval (0, 1) of this seed, replication, stream, case and round.

    ``seed`` is taken modulo 2^64, the four others modulo 2^32 (backlog cases have negative numbers). The
    value is (top 52 bits of the first two words + 0.5) / 2^52, exact in double precision and never 0 or 1.

    >>> uniform(1, 0, stream("permit/review/takes"), 7, 1)
    0.007306526482636078
    """
    c0, c1, c2, c3 = replication & _WORD, stream & _WORD, case & _WORD, round & _WORD
    for k0, k1 in key_schedule(seed & _WORD, seed >> 32 & _WORD):
        p0, p1 = MULTIPLIER_0 * c0, MULTIPLIER_1 * c2
        c0, c1, c2, c3 = p1 >> 32 ^ c1 ^ k0, p1 & _WORD, p0 >> 32 ^ c3 ^ k1, p0 & _WORD
    return ((c0 << 20 | c1 >> 12) + 0.5) * _ONE_OVER_2_52


def philox4x32_10(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Philox4x32-10: four 32-bit words out of a counter of four words and a key of two (Salmon et al. 2011,
    section 4.3).

    All words must lie in [0, 2^32). `uniform` repeats these few lines to spare a call per draw.
    """
    c0, c1, c2, c3 = counter
    for k0, k1 in key_schedule(*key):
        p0, p1 = MULTIPLIER_0 * c0, MULTIPLIER_1 * c2
        c0, c1, c2, c3 = p1 >> 32 ^ c1 ^ k0, p1 & _WORD, p0 >> 32 ^ c3 ^ k1, p0 & _WORD
    return c0, c1, c2, c3


@lru_cache(maxsize=64)
def key_schedule(k0: int, k1: int) -> tuple[tuple[int, int], ...]:
    """The ten round keys: the key plus 0, 1, ... 9 times the Weyl constants, modulo 2^32."""
    return tuple(((k0 + r * _WEYL_0) & _WORD, (k1 + r * _WEYL_1) & _WORD) for r in range(_ROUNDS))
