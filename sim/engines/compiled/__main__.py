"""`python -m sim.engines.compiled`: compile the kernel into the user's cache, if it is not there yet."""

from __future__ import annotations

import sys
import time

from sim.native.cache import is_cold


def warm() -> None:
    """Compile the kernel for the types it is called with, or load it from the cache."""
    from numba import boolean, float64, int64

    from sim.engines.compiled import kernel, table

    ints, floats = int64[::1], float64[::1]
    kernel.run.compile((ints, floats))
    table.order_rows.compile((ints, ints, ints))
    table.order_cases.compile((ints, boolean[::1], int64[:, ::1], ints))
    table.count_open.compile((ints,))
    table.tell_open.compile((ints, *[int64[:, ::1]] * 2))
    table.leave_out.compile((ints, *[boolean[::1]] * 2, ints))


def main() -> None:
    """Say that it compiles, once, and how long it took."""
    if not is_cold("engines"):
        return
    print("Compiling the engine into the user's cache: once, a minute or two.", file=sys.stderr)
    began = time.monotonic()
    warm()
    print(f"Compiled in {time.monotonic() - began:.0f} s.", file=sys.stderr)


if __name__ == "__main__":
    main()
