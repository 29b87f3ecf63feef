"""The normal and the gamma distribution at unit scale, forwards and backwards, on scalars.

Plain functions over floats with bounded loops, no exceptions and nothing but `math`, so that a compiled
engine can run the same lines and get the same bits. ``u`` and ``p`` are chances in the open interval (0, 1).
"""

from __future__ import annotations

import math

_TINY = 1e-300
_EPSILON = 1e-17
_LARGE_SHAPE = 1000.0


def normal_cdf(z: float) -> float:
    """The standard normal distribution function."""
    return 0.5 * math.erfc(-z * 0.7071067811865476)


def normal_quantile(u: float) -> float:
    """The standard normal quantile, to about 1 part in 1e16.

    Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37
    (1988), routine PPND16.
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        return q * _normal_centre(0.180625 - q * q)
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    z = _normal_shoulder(r - 1.6) if r <= 5.0 else _normal_tail(r - 5.0)
    return -z if q < 0.0 else z


def _normal_centre(r: float) -> float:
    top = 2.5090809287301226727e3 * r + 3.3430575583588128105e4
    top = ((top * r + 6.7265770927008700853e4) * r + 4.5921953931549871457e4) * r + 1.3731693765509461125e4
    top = ((top * r + 1.9715909503065514427e3) * r + 1.3314166789178437745e2) * r + 3.3871328727963666080e0
    low = 5.2264952788528545610e3 * r + 2.8729085735721942674e4
    low = ((low * r + 3.9307895800092710610e4) * r + 2.1213794301586595867e4) * r + 5.3941960214247511077e3
    low = ((low * r + 6.8718700749205790830e2) * r + 4.2313330701600911252e1) * r + 1.0
    return top / low


def _normal_shoulder(r: float) -> float:
    top = 7.74545014278341407640e-4 * r + 2.27238449892691845833e-2
    top = (
        (top * r + 2.41780725177450611770e-1) * r + 1.27045825245236838258e0
    ) * r + 3.64784832476320460504e0
    top = ((top * r + 5.76949722146069140550e0) * r + 4.63033784615654529590e0) * r + 1.42343711074968357734e0
    low = 1.05075007164441684324e-9 * r + 5.47593808499534494600e-4
    low = (
        (low * r + 1.51986665636164571966e-2) * r + 1.48103976427480074590e-1
    ) * r + 6.89767334985100004550e-1
    low = ((low * r + 1.67638483018380384940e0) * r + 2.05319162663775882187e0) * r + 1.0
    return top / low


def _normal_tail(r: float) -> float:
    top = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
    top = (
        (top * r + 1.24266094738807843860e-3) * r + 2.65321895265761230930e-2
    ) * r + 2.96560571828504891230e-1
    top = ((top * r + 1.78482653991729133580e0) * r + 5.46378491116411436990e0) * r + 6.65790464350110377720e0
    low = 2.04426310338993978564e-15 * r + 1.42151175831644588870e-7
    low = (
        (low * r + 1.84631831751005468180e-5) * r + 7.86869131145613259100e-4
    ) * r + 1.48753612908506148525e-2
    low = ((low * r + 1.36929880922735805310e-1) * r + 5.99832206555887937690e-1) * r + 1.0
    return top / low


def stirling_rest(a: float) -> float:
    """ln Gamma(a) minus Stirling's (a - 1/2) ln a - a + ln(2 pi) / 2, for a > 0 (from 10 on the series, DLMF
    5.11.1).
    """
    if a < 10.0:
        return math.lgamma(a) - (a - 0.5) * math.log(a) + a - 0.9189385332046728
    r = 1.0 / (a * a)
    rest = 1.0 / 1188.0 - 691.0 / 360360.0 * r + r * r / 156.0
    return (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r * rest)))) / a


def gamma_constant(a: float) -> float:
    """ln(a^a e^-a / Gamma(a + 1)), which the functions below take as ``c`` so that it is computed once per
    shape.
    """
    return -0.5 * math.log(6.283185307179586 * a) - stirling_rest(a)


def gamma_peak(x: float, a: float, c: float) -> float:
    """x^a e^-x / Gamma(a + 1), without the cancellation that its logarithm has for large a."""
    if x < 0.3 * a:
        return math.exp(c + a * (math.log(x / a) - (x - a) / a))
    m = (x - a) / a
    return math.exp(c - a * (m - math.log1p(m)))


def gamma_series(x: float, a: float) -> float:
    """The lower incomplete gamma ratio P(a, x) over `gamma_peak`, for x not far above a (DLMF 8.11.4)."""
    term = total = 1.0
    n = a
    for _ in range(1000):
        n += 1.0
        term *= x / n
        total += term
        if term < total * _EPSILON:
            break
    return total


def gamma_fraction(x: float, a: float) -> float:
    """The upper incomplete gamma ratio Q(a, x) divided by `gamma_peak` and a, for x above a (DLMF 8.9.2;
    Lentz's method).
    """
    b = x + 1.0 - a
    c = 1.0 / _TINY
    d = 1.0 / b
    h = d
    for i in range(1, 1000):
        k = -i * (i - a)
        b += 2.0
        d = 1.0 / (k * d + b)
        c = b + k / c
        change = c * d
        h *= change
        if abs(change - 1.0) < 2e-16:
            break
    return h


def gamma_cdf(x: float, a: float, c: float) -> float:
    """The distribution function of the gamma distribution of shape ``a`` and scale 1; ``c`` is
    `gamma_constant`.
    """
    if x <= 0.0:
        return 0.0
    if a >= _LARGE_SHAPE:
        return _gamma_large_cdf(x, a)
    if x < max(a + 1.0, 3.0):
        return gamma_peak(x, a, c) * gamma_series(x, a)
    return 1.0 - a * gamma_peak(x, a, c) * gamma_fraction(x, a)


def gamma_quantile(u: float, a: float, c: float) -> float:
    """The quantile of the gamma distribution of shape ``a`` and scale 1; ``c`` is `gamma_constant`.

    Relative error below 1e-11 for a in [0.05, 1e6] and u in [1e-12, 1 - 1e-12]. From a = 1000 on Temme's
    inversion is exact enough; below, Halley steps on the logarithm of the nearer tail follow, one or two as a
    rule.
    """
    x = _gamma_small_start(u, a, c) if a < 0.7 else a * _temme_ratio(normal_quantile(u) / math.sqrt(a), a)
    if a >= _LARGE_SHAPE or x < 1e-290:
        return x
    for _ in range(30):
        step = _gamma_step(x, u, a, c)
        x *= math.exp(min(max(step, -5.0), 5.0))
        if abs(step) < 1e-6:
            break
    return x


def _gamma_step(x: float, u: float, a: float, c: float) -> float:
    """The Halley step in ln x towards P(a, x) = u, taken on ln P in ln x or on ln Q in x, where these are
    nearly straight.
    """
    peak = gamma_peak(x, a, c)
    if x < max(a + 1.0, 3.0):
        p = peak * gamma_series(x, a)
        slope = a * peak / p
        newton = math.log(p / u) / slope
        return -newton / (1.0 - 0.5 * newton * (a - x - slope))
    q = a * peak * gamma_fraction(x, a)
    hazard = a * peak / (x * q)
    newton = math.log(q / (1.0 - u)) / hazard
    step = newton / (1.0 + 0.5 * newton * ((a - 1.0) / x - 1.0 + hazard))
    return math.log1p(max(step / x, -0.9))


def _gamma_small_start(u: float, a: float, c: float) -> float:
    """A first x for small shapes: the power law of the left end, or the logarithm of the right one (DiDonato
    and Morris 1986).
    """
    log_gamma = a * math.log(a) - a - c
    x = math.exp((math.log(u) + log_gamma) / a)
    if x < 0.5:
        return x * (1.0 + x / (a + 1.0))
    v = -math.log(1.0 - u) - log_gamma + math.log(a)
    return max(v - (1.0 - a) * math.log(max(v, 1.0)), 0.5)


def _temme_ratio(e: float, a: float) -> float:
    """x / a for the normal quantile ``e`` times sqrt(a): Temme's uniform asymptotic inversion.

    Temme, "Asymptotic inversion of incomplete gamma functions", Math. Comp. 58 (1992); the series are DLMF
    8.12.21 and after.
    """
    return _temme_inverse(e + _temme_shift(e, a))


def _temme_shift(e: float, a: float) -> float:
    """eta - eta_0 = eps_1 / a + eps_2 / a^2 + eps_3 / a^3, the series in eta_0 = ``e``, held at its ends
    beyond [-1, 1].
    """
    e = min(max(e, -1.0), 1.0)
    e1 = 5.0 / 18144.0 - 11.0 / 382725.0 * e
    e1 = -1.0 / 3.0 + e * (1.0 / 36.0 + e * (1.0 / 1620.0 + e * (-7.0 / 6480.0 + e * e1)))
    e2 = -1579.0 / 2099520.0 + 109.0 / 1749600.0 * e
    e2 = -7.0 / 405.0 + e * (-7.0 / 2592.0 + e * (533.0 / 204120.0 + e * e2))
    e3 = 449.0 / 102060.0 + e * (-63149.0 / 20995200.0 + e * 29233.0 / 36741600.0)
    return (e1 + (e2 + e3 / a) / a) / a


def _temme_inverse(e: float) -> float:
    """The r with r - 1 - ln r = e^2 / 2, on the side of 1 given by the sign of ``e``; a rough one for |e| >
    1.5.
    """
    if e < -1.5:
        return math.exp(-1.0 - 0.5 * e * e + math.exp(-1.0 - 0.5 * e * e))
    if e > 1.5:
        return 1.0 + 0.5 * e * e + math.log1p(0.5 * e * e + math.log1p(0.5 * e * e))
    m = 1.0 / 4320.0 + e / 17010.0
    m = e * (1.0 + e * (1.0 / 3.0 + e * (1.0 / 36.0 + e * (-1.0 / 270.0 + e * m))))
    for _ in range(2):
        if abs(m) > 1e-8:
            m -= (m - math.log1p(m) - 0.5 * e * e) * (1.0 + m) / m
    return 1.0 + m


def _gamma_large_cdf(x: float, a: float) -> float:
    """P(a, x) for large shapes: the same expansion, solved for the normal quantile by substitution."""
    m = (x - a) / a
    eta = math.copysign(math.sqrt(2.0 * max(m - math.log1p(m), 0.0)), m)
    e = eta
    for _ in range(4):
        e = eta - _temme_shift(e, a)
    return normal_cdf(e * math.sqrt(a))
