"""Memory that a run has used and the next one uses again, whichever thread it runs in.

Fresh memory costs in page faults what a run costs itself, and threads of one process wait for each other in
them. Whoever takes words from here may find anything in them.
"""

from __future__ import annotations

import weakref
from collections import deque
from contextlib import suppress

import numpy as np

from sim.engines.compiled.image import Ints

MOST_WORDS = 1 << 27
"""Words that are kept for later (1 GB); more goes back to the system."""
MOST_PIECES = 24


class Shelf:
    """Pieces of memory that nobody uses now, the one put away last at the end.

    There is no lock: arrays come back whenever the interpreter lets go of them, in the middle of anything.
    Who looks takes everything off the shelf first and puts back what he leaves; who comes meanwhile finds
    less.
    """

    def __init__(self) -> None:
        self._pieces: deque[Ints] = deque()

    def take(self, words: int) -> Ints:
        """A piece of at least so many words: the smallest that is long enough, or a new one."""
        pieces = self._all()
        fit = [k for k, piece in enumerate(pieces) if len(piece) >= words]
        found = pieces.pop(min(fit, key=lambda k: len(pieces[k]))) if fit else None
        self._pieces.extend(pieces)
        return np.empty(_rounded(words), dtype=np.int64) if found is None else found

    def put(self, piece: Ints) -> None:
        """Keep a piece that nobody uses any more; what lay there longest has to go where it is too much."""
        if not 0 < len(piece) <= MOST_WORDS:
            return
        pieces = [*self._all(), piece][-MOST_PIECES:]
        while sum(map(len, pieces)) > MOST_WORDS:
            del pieces[0]
        self._pieces.extend(pieces)

    def _all(self) -> list[Ints]:
        found: list[Ints] = []
        with suppress(IndexError):
            while True:
                found.append(self._pieces.popleft())
        return found

    def lend(self, words: int) -> Ints:
        """An array of so many words that comes back by itself when neither it nor a view of it is alive."""
        piece = self.take(words)
        # The base of views of an array that lies in a plain buffer is this array, so its end is theirs too.
        lent = np.frombuffer(piece.data, dtype=np.int64, count=words)
        weakref.finalize(lent, self.put, piece).atexit = False
        return lent


def _rounded(words: int) -> int:
    """A little more, so that what is asked for next, which is seldom as long to a word, finds it fit."""
    step = 1 << max(0, words.bit_length() - 4)
    return -(-words // step) * step


SHELF = Shelf()
"""The shelf of this process."""
