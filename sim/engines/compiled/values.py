"""What is asked everywhere: expressions, luck, draws, rounds, and what is due."""

from __future__ import annotations

import math

from sim.engines.compiled.arithmetic import advance, expression, half_up, law, uniform
from sim.engines.compiled.columns import (
    CARE, CARRIVED, CKEY, CPROC, CVALUES, DAT, DFAMILY, DUNIT, END, ERROR, ERROR_CASE, ERROR_NODE, LOCAL,
    NIL, NKEY, NOT_A_CHANCE, NOT_FINITE, NOW, REPEATS_AT, REPEAT_WIDTH, REPLICATION, RNATTR, SEED_HIGH,
    SEED_LOW, STACK, UENTRY, UROUNDS, VCASE, VDUE, VNODE, VROUND, WD, WORKING_CALENDAR,
)  # fmt: skip
from sim.engines.compiled.heap import key_high, push
from sim.native.jit import compiled, inlined


@compiled
def fault(mi, mf, what, case, node):  # type: ignore[no-untyped-def]
    """The run cannot go on; the first fault is told."""
    if mi[ERROR] == 0:
        mi[CARE] = 1
        mi[ERROR] = what
        mi[ERROR_CASE] = case
        mi[ERROR_NODE] = node


@compiled
def value(mi, mf, case, code, repeat, node):  # type: ignore[no-untyped-def]
    """An expression for a case; ``round`` in it counts within the present entry of ``repeat``."""
    if mi[code] == 1 and mi[code + 2] == 0:
        found = mf[mi[code + 1]]
    else:
        n = mi[mi[case + CPROC] + RNATTR]
        entry = 1
        if repeat != NIL:
            entry = mi[case + mi[REPEATS_AT] + REPEAT_WIDTH * mi[repeat + LOCAL] + UENTRY]
        mf[mi[case + CVALUES] + n] = float(entry)
        mf[mi[case + CVALUES] + n + 1] = float(mi[NOW] - mi[case + CARRIVED])
        mf[mi[case + CVALUES] + n + 2] = float(mi[NOW])
        found = expression(mi, mf, code, mi[case + CVALUES], mi[STACK])
    if not math.isfinite(found):
        fault(mi, mf, NOT_FINITE, case, node)
        return 0.0
    return found


@compiled
def chance(mi, mf, case, code, repeat, node):  # type: ignore[no-untyped-def]
    """A chance for a case, checked to lie in [0, 1]."""
    found = value(mi, mf, case, code, repeat, node)
    if not -1e-9 <= found <= 1 + 1e-9:
        fault(mi, mf, NOT_A_CHANCE, case, node)
    return found


@compiled
def luck(mi, mf, stream, case, round_):  # type: ignore[no-untyped-def]
    """The uniform of a stream."""
    return uniform(mi[SEED_LOW], mi[SEED_HIGH], mi[REPLICATION], stream, case, round_)


@compiled
def drawn(mi, mf, draw, stream, case, round_):  # type: ignore[no-untyped-def]
    """A draw by inversion, in its own unit."""
    return law(mi[draw + DFAMILY], mi[draw + DAT], luck(mi, mf, stream, case, round_), mf)


@compiled
def later(mi, mf, draw, amount, start):  # type: ignore[no-untyped-def]
    """The instant at which a drawn duration has passed, or NEVER."""
    if mi[draw + DUNIT] == 1:
        return advance(mi, mf, mi[WORKING_CALENDAR], start, half_up(amount * mf[mi[WD]]))
    return start + half_up(amount)


@compiled
def round_of(mi, mf, case, repeat):  # type: ignore[no-untyped-def]
    """The round of log and luck."""
    if repeat == NIL:
        return 1
    return mi[case + mi[REPEATS_AT] + REPEAT_WIDTH * mi[repeat + LOCAL] + UROUNDS]


@inlined
def end_due(mi, mf, time, visit):  # type: ignore[no-untyped-def]
    """Let the end of a visit's work be due."""
    high, low = mi[mi[visit + VCASE] + CKEY], mi[mi[visit + VNODE] + NKEY] + mi[visit + VROUND]
    mi[visit + VDUE] = push(mi, mf, time, high, low, END, visit, 0)


@compiled
def due(mi, mf, time, kind, type_, visit):  # type: ignore[no-untyped-def]
    """Let an event of a visit be due, in the visit's canonical place."""
    high = key_high(kind, 0, 0) - key_high(0, 0, 0) + mi[mi[visit + VCASE] + CKEY]
    return push(mi, mf, time, high, mi[mi[visit + VNODE] + NKEY] + mi[visit + VROUND], type_, visit, 0)
