"""Luck, laws, expressions and calendars, compiled: the same scalar operations in the same order as the
reference's, so the same bits.
"""

from __future__ import annotations

import math
from types import FunctionType
from typing import Any

import numpy as np

from sim.distributions import special, special_beta
from sim.distributions.exponential import exponential_quantile
from sim.distributions.mixture import rescaled
from sim.distributions.normal import cut_normal_quantile
from sim.distributions.triangular import triangular_quantile
from sim.distributions.weibull import weibull_quantile
from sim.engines.compiled.columns import KCUM, KDAYS, KEND, KN, KNDAYS, KSTART, NEVER
from sim.native.jit import compiled, inlined
from sim.expressions import Op


def _jitted() -> dict[str, Any]:
    """The numeric functions of the distributions, compiled from the very same code objects, calling each
    other compiled.
    """
    space: dict[str, Any] = {}
    from sim.distributions import exponential, mixture, normal, triangular, weibull

    wanted = (exponential_quantile, rescaled, cut_normal_quantile, triangular_quantile, weibull_quantile)
    for module in (special, special_beta, exponential, mixture, normal, triangular, weibull):
        for name, value in vars(module).items():
            whole = module in (special, special_beta)
            if isinstance(value, FunctionType) and (
                value in wanted or (whole and value.__module__ == module.__name__)
            ):
                space.setdefault(name, compiled(FunctionType(value.__code__, space, name)))
            elif isinstance(value, float | int) or name == "math":
                space.setdefault(name, value)
    return space


_FAST = _jitted()
_normal = _FAST["normal_quantile"]
_gamma = _FAST["gamma_quantile"]
_beta = _FAST["beta_quantile"]
_exponential = _FAST["exponential_quantile"]
_rescaled = _FAST["rescaled"]
_cut_normal = _FAST["cut_normal_quantile"]
_triangular = _FAST["triangular_quantile"]
_weibull = _FAST["weibull_quantile"]

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_WORD, _HALF, _TWENTY, _TWELVE = np.uint64(0xFFFFFFFF), np.uint64(32), np.uint64(20), np.uint64(12)
_SCALE = 2.0**-52


@inlined
def uniform_here(seed_low, seed_high, replication, stream, case, round_):  # type: ignore[no-untyped-def]
    """`sim.luck.uniform` on 64-bit words."""
    c0, c1 = np.uint64(replication) & _WORD, np.uint64(stream) & _WORD
    c2, c3 = np.uint64(case) & _WORD, np.uint64(round_) & _WORD
    k0, k1 = np.uint64(seed_low), np.uint64(seed_high)
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0, c1, c2, c3 = (p1 >> _HALF) ^ c1 ^ k0, p1 & _WORD, (p0 >> _HALF) ^ c3 ^ k1, p0 & _WORD
        k0 = (k0 + _W0) & _WORD
        k1 = (k1 + _W1) & _WORD
    return (np.float64((c0 << _TWENTY) | (c1 >> _TWELVE)) + 0.5) * _SCALE


@compiled
def uniform(seed_low, seed_high, replication, stream, case, round_):  # type: ignore[no-untyped-def]
    """`uniform_here`, called."""
    return uniform_here(seed_low, seed_high, replication, stream, case, round_)


@compiled
def law(family, at, u, f):  # type: ignore[no-untyped-def]
    """The draw of a law whose parameters lie at ``at``."""
    while family == 10:
        n = int(f[at])
        i = 0
        while i + 1 < n and f[at + 1 + 4 * (i + 1)] <= u:
            i += 1
        base = at + 1 + 4 * i
        u = _rescaled(u, f[base], f[base + 1])
        family, at = int(f[base + 2]), int(f[base + 3])
    if family == 0:
        return f[at]
    if family == 3:
        return _exponential(u, f[at])
    if family == 5:
        return math.exp(f[at] + f[at + 1] * _normal(u))
    if family == 1:
        return f[at] + u * (f[at + 1] - f[at])
    if family == 2:
        return _triangular(u, f[at], f[at + 1], f[at + 2])
    if family == 4:
        return f[at] * _gamma(u, f[at + 1], f[at + 2])
    if family == 6:
        return _weibull(u, f[at], f[at + 1])
    if family == 7:
        return max(f[at] + f[at + 1] * _cut_normal(u, f[at + 3], f[at + 4]), f[at + 2])
    if family == 8:
        return f[at] + (f[at + 1] - f[at]) * _beta(u, f[at + 2], f[at + 3], f[at + 4], f[at + 5])
    n = int(f[at])
    low, high = 0, n
    while low < high:
        middle = (low + high) // 2
        if f[at + 1 + n + middle] < u:
            low = middle + 1
        else:
            high = middle
    return f[at + 1 + low]


_FAR = 2.0**61


@compiled
def half_up(x):  # type: ignore[no-untyped-def]
    """`sim.units.round_half_up`; what no run can reach stays within 64 bits."""
    return np.int64(math.floor(min(max(x, -_FAR), _FAR) + 0.5))


_CONST, _LOAD, _ADD, _SUB, _MUL, _DIV, _NEG = (
    int(o) for o in (Op.CONST, Op.LOAD, Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.NEG)
)
_LT, _LE, _EQ, _NE, _GE, _GT, _AND, _OR = (
    int(o) for o in (Op.LT, Op.LE, Op.EQ, Op.NE, Op.GE, Op.GT, Op.AND, Op.OR)
)
_NOT, _SELECT, _MIN, _MAX, _ABS = (int(o) for o in (Op.NOT, Op.SELECT, Op.MIN, Op.MAX, Op.ABS))


@compiled
def expression(mi, mf, code, values, stack):  # type: ignore[no-untyped-def]
    """`sim.expressions.run_code`: ``code`` is a row of the arena (how many operations, where their arguments
    lie among the floats, then the operations); ``values`` and ``stack`` are offsets among the floats.
    """
    args, n = mi[code + 1], stack
    for k in range(mi[code]):
        op, arg = mi[code + 2 + k], mf[args + k]
        if op == _LOAD:
            mf[n] = mf[values + int(arg)]
            n += 1
        elif op == _CONST:
            mf[n] = arg
            n += 1
        elif op == _SELECT:
            n -= 2
            if mf[n - 1] != 0.0:
                mf[n - 1] = mf[n]
            else:
                mf[n - 1] = mf[n + 1]
        elif op == _NEG:
            mf[n - 1] = -mf[n - 1]
        elif op == _NOT:
            mf[n - 1] = 1.0 if mf[n - 1] == 0.0 else 0.0
        elif op == _ABS:
            mf[n - 1] = abs(mf[n - 1])
        elif op > _ABS:
            mf[n - 1] = _tiers(mf[n - 1], int(arg), mf)
        else:
            n -= 1
            mf[n - 1] = _binary(op, mf[n - 1], mf[n])
    return mf[stack]


@compiled
def _tiers(x, at, f):  # type: ignore[no-untyped-def]
    total = 0.0
    below = 0.0
    for k in range(int(f[at])):
        bound, rate = f[at + 1 + 2 * k], f[at + 2 + 2 * k]
        if x <= below:
            break
        total += rate * ((bound if bound < x else x) - below)
        below = bound
    return total


@compiled
def _binary(op, a, b):  # type: ignore[no-untyped-def]
    if op == _EQ:
        return 1.0 if a == b else 0.0
    if op == _NE:
        return 1.0 if a != b else 0.0
    if op == _ADD:
        return a + b
    if op == _SUB:
        return a - b
    if op == _MUL:
        return a * b
    if op == _DIV:
        if b != 0.0:
            return a / b
        if a == 0.0 or math.isnan(a):
            return math.nan
        return math.copysign(math.inf, a) * math.copysign(1.0, b)
    if op == _LT:
        return 1.0 if a < b else 0.0
    if op == _LE:
        return 1.0 if a <= b else 0.0
    if op == _GE:
        return 1.0 if a >= b else 0.0
    if op == _GT:
        return 1.0 if a > b else 0.0
    if op == _AND:
        return 1.0 if a != 0.0 and b != 0.0 else 0.0
    if op == _OR:
        return 1.0 if a != 0.0 or b != 0.0 else 0.0
    if op == _MIN:
        return b if b < a else a
    return b if b > a else a


# Calendars: as `sim.calendars.Calendar`; ``k`` is a calendar's row in the arena of integers.


@compiled
def after(values, lo, hi, t):  # type: ignore[no-untyped-def]
    """How many of values[lo:hi] are <= t, as an index (bisect_right)."""
    while lo < hi:
        middle = (lo + hi) // 2
        if t < values[middle]:
            hi = middle
        else:
            lo = middle + 1
    return lo


@compiled
def last_start(mi, mf, k, t):  # type: ignore[no-untyped-def]
    """The number of the last interval that starts at or before ``t``; -1 if none does."""
    return after(mi, mi[k + KSTART], mi[k + KSTART] + mi[k + KN], t) - mi[k + KSTART] - 1


@compiled
def first_end(mi, mf, k, t):  # type: ignore[no-untyped-def]
    """The number of the first interval that ends after ``t``."""
    return after(mi, mi[k + KEND], mi[k + KEND] + mi[k + KN], t) - mi[k + KEND]


@compiled
def next_open(mi, mf, k, t):  # type: ignore[no-untyped-def]
    """The first open instant at or after ``t``, or NEVER."""
    n = first_end(mi, mf, k, t)
    return max(t, mi[mi[k + KSTART] + n]) if n < mi[k + KN] else NEVER


@compiled
def open_before(mi, mf, k, t):  # type: ignore[no-untyped-def]
    """Open seconds of the range before ``t``."""
    n = last_start(mi, mf, k, t)
    if n < 0:
        return 0
    return mi[mi[k + KCUM] + n] + min(t, mi[mi[k + KEND] + n]) - mi[mi[k + KSTART] + n]


@compiled
def open_seconds(mi, mf, k, a, b):  # type: ignore[no-untyped-def]
    """Open seconds within [a, b)."""
    return max(0, open_before(mi, mf, k, b) - open_before(mi, mf, k, a))


@compiled
def advance(mi, mf, k, t, n):  # type: ignore[no-untyped-def]
    """The earliest instant by which ``n`` open seconds have passed since ``t``, or NEVER."""
    if n <= 0:
        return t
    cum = mi[k + KCUM]
    target = open_before(mi, mf, k, t) + n
    if target > mi[cum + mi[k + KN]]:
        return NEVER
    low, high = 0, mi[k + KN] + 1
    while low < high:
        middle = (low + high) // 2
        if mi[cum + middle] < target:
            low = middle + 1
        else:
            high = middle
    return mi[mi[k + KSTART] + low - 1] + target - mi[cum + low - 1]


@compiled
def opens_on(mi, mf, k, day):  # type: ignore[no-untyped-def]
    """Whether a day has an open second."""
    days = mi[k + KDAYS]
    at = after(mi, days, days + mi[k + KNDAYS], day) - 1
    return at >= days and mi[at] == day
