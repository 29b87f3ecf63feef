"""The beta distribution on [0, 1], forwards and backwards, on scalars; written under the same rules as
`special`.

``c`` is `beta_constant` and ``split`` is `beta_split`, computed once per pair of shapes.
"""

from __future__ import annotations

import math

from sim.distributions.special import normal_quantile, stirling_rest

_TINY = 1e-300


def beta_constant(a: float, b: float) -> float:
    """ln(p^a q^b / B(a, b)) with p = a / (a + b) and q = 1 - p: the density's height near its top, without
    cancellation.
    """
    n = a + b
    rests = stirling_rest(n) - stirling_rest(a) - stirling_rest(b)
    return 0.5 * math.log(a / n * b / 6.283185307179586) + rests


def beta_peak(x: float, a: float, b: float, c: float) -> float:
    """x^a (1 - x)^b / B(a, b)."""
    p = a / (a + b)
    q = b / (a + b)
    return math.exp(c + a * _log_ratio(x, p) + b * _log_ratio(1.0 - x, q))


def _log_ratio(x: float, p: float) -> float:
    """ln(x / p) - (x / p - 1); in the sum over both sides of the distribution the second terms cancel."""
    m = (x - p) / p
    if m < -0.7:
        return math.log(x / p) - m
    return math.log1p(m) - m


def beta_fraction(x: float, a: float, b: float) -> float:
    """a I_x(a, b) divided by `beta_peak`, for x below (a + 1) / (a + b + 2) (DLMF 8.17.22, by Lentz)."""
    c = 1.0
    d = 1.0 / (1.0 - (a + b) * x / (a + 1.0))
    h = d
    for i in range(1, 20000):
        k = i * (b - i) * x / ((a + 2.0 * i - 1.0) * (a + 2.0 * i))
        d = 1.0 / (1.0 + k * d)
        c = 1.0 + k / c
        h *= c * d
        k = -(a + i) * (a + b + i) * x / ((a + 2.0 * i) * (a + 2.0 * i + 1.0))
        d = 1.0 / (1.0 + k * d)
        c = 1.0 + k / c
        h *= c * d
        if abs(c * d - 1.0) < 4e-16:
            break
    return h


def beta_split(a: float, b: float, c: float) -> float:
    """The distribution function at (a + 1) / (a + b + 2), where the continued fraction changes sides."""
    x = (a + 1.0) / (a + b + 2.0)
    return beta_peak(x, a, b, c) * beta_fraction(x, a, b) / a


def beta_cdf(x: float, a: float, b: float, c: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    if x <= (a + 1.0) / (a + b + 2.0):
        return beta_peak(x, a, b, c) * beta_fraction(x, a, b) / a
    return 1.0 - beta_peak(x, a, b, c) * beta_fraction(1.0 - x, b, a) / b


def beta_quantile(u: float, a: float, b: float, c: float, split: float) -> float:
    """The x with I_x(a, b) = u, to a relative error of about 1e-12.

    Halley steps on ln I in ln x, from the end of the interval that is nearer, kept inside a shrinking
    bracket.
    """
    if u <= split:
        return _beta_lower(u, a, b, c)
    return 1.0 - _beta_lower(1.0 - u, b, a, c)


def _beta_lower(u: float, a: float, b: float, c: float) -> float:
    lo = 0.0
    hi = (a + 1.0) / (a + b + 2.0)
    x = min(_beta_start(u, a, b, c), hi)
    for _ in range(60):
        if x < 1e-290:
            break
        peak = beta_peak(x, a, b, c)
        p = peak * beta_fraction(x, a, b) / a
        lo = x if p < u else lo
        hi = x if p > u else hi
        step = _beta_step(p / u, peak / (p * (1.0 - x)), a - (b - 1.0) * x / (1.0 - x))
        x *= math.exp(min(max(step, -50.0), 5.0))
        if abs(step) < 1e-6 * (1.0 - x):
            break
        x = x if lo < x < hi else 0.5 * (lo + hi)
    return x


def _beta_step(ratio: float, slope: float, bend: float) -> float:
    """The Halley step in ln x, for p / u, d ln I / d ln x and d ln(x density) / d ln x."""
    newton = math.log(ratio) / slope
    return -newton / max(1.0 - 0.5 * newton * (bend - slope), 0.5)


def _beta_start(u: float, a: float, b: float, c: float) -> float:
    """A first x: the power law of the left end where that is near, otherwise the normal approximation A&S
    26.5.22.
    """
    n = a + b
    log_ab = math.log(a) - c + a * math.log(a / n) + b * math.log(b / n)
    x = math.exp(min((math.log(u) + log_ab) / a, 0.0))
    if x < 0.3 * a / n or a < 1.0 or b < 1.0:
        return x
    z = normal_quantile(u)
    s = 1.0 / (2.0 * a - 1.0)
    t = 1.0 / (2.0 * b - 1.0)
    h = 2.0 / (s + t)
    k = (z * z - 3.0) / 6.0
    w = -z * math.sqrt(max(h + k, 0.0)) / h - (t - s) * (k + 5.0 / 6.0 - 2.0 / (3.0 * h))
    return a / (a + b * math.exp(2.0 * w))
