"""Which distribution a sample of times follows: by maximum likelihood and Akaike's criterion, checked by the
largest distance between its distribution and the sample's; where none is close, the sample itself.

Sources: H. Akaike, IEEE Trans. Automatic Control 19 (1974) 716-723; for gamma's shape T. P. Minka,
"Estimating a gamma distribution" (2002); for Weibull's the usual fixed point of the likelihood equation (A.
C. Cohen, Technometrics 7 (1965) 579-588).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

CLOSE = 0.05
"""A family is taken if its distribution is nowhere further from the sample's than this, beside what chance
explains (1.36 / sqrt(n), Kolmogorov and Smirnov at 5%).
"""

POINTS = 40
"""So many values stand for a sample that no family fits."""

FEW = 8
ALL_ALIKE = 0.9
LARGE = 5000
RESAMPLES = 200


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a fitted distribution with its bootstrap interval (95%)."""

    name: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A distribution of times in seconds: a family with parameters, or values of equal weight.

    ``zeros`` is the share of times that are 0, kept apart; ``distance`` is that of Kolmogorov and Smirnov.
    """

    family: str
    parameters: tuple[Parameter, ...]
    n: int
    distance: float
    zeros: float = 0.0
    zeros_low: float = 0.0
    zeros_high: float = 0.0
    values: tuple[float, ...] = ()
    mean: float = 0.0
    mean_low: float = 0.0
    mean_high: float = 0.0

    @property
    def overall(self) -> float:
        """The mean, zeros included."""
        return self.mean * (1 - self.zeros)


@dataclass(frozen=True, slots=True)
class _Family:
    name: str
    count: int
    fit: Callable[[Floats], dict[str, float] | None]
    loglik: Callable[[Floats, dict[str, float]], float]
    cdf: Callable[[Floats, dict[str, float]], Floats]
    mean: Callable[[dict[str, float]], float]


def _constant(x: Floats) -> dict[str, float] | None:
    usual = float(np.median(x))
    alike = float((np.abs(x - usual) <= 1.0).mean())
    return {"value": usual} if alike >= ALL_ALIKE and abs(x.mean() - usual) <= 0.02 * usual + 1 else None


def _exponential(x: Floats) -> dict[str, float] | None:
    return {"mean": float(x.mean())}


def _lognormal(x: Floats) -> dict[str, float] | None:
    logs = np.log(x)
    sigma = float(logs.std())
    if sigma < 1e-3 or sigma > 3.0:
        return None
    mu = float(logs.mean())
    return {
        "mean": math.exp(mu + sigma * sigma / 2),
        "cv": math.sqrt(math.expm1(sigma * sigma)),
        "mu": mu,
        "sigma": sigma,
    }


def _gamma(x: Floats) -> dict[str, float] | None:
    mean = float(x.mean())
    gap = math.log(mean) - float(np.log(x).mean())
    if gap <= 1e-6:
        return None
    shape = (3 - gap + math.sqrt((gap - 3) ** 2 + 24 * gap)) / (12 * gap)
    for _ in range(30):
        step = (math.log(shape) - float(special.psi(shape)) - gap) / (
            1 / shape - float(special.polygamma(1, shape))
        )
        fresh = shape - step
        shape = fresh if fresh > 0 else shape / 2
        if abs(step) < 1e-10 * shape:
            break
    return {"mean": mean, "cv": 1 / math.sqrt(shape), "shape": shape} if 0.05 < shape < 1e4 else None


def _weibull(x: Floats) -> dict[str, float] | None:
    logs = np.log(x)
    scaled = logs - logs.max()
    shape = 1.2825 / max(float(logs.std()), 1e-9)
    for _ in range(60):
        powers = np.exp(shape * scaled)
        total = float(powers.sum())
        fresh = 1 / (float((powers * logs).sum()) / total - float(logs.mean()))
        if not 0.05 < fresh < 1e3:
            return None
        done = abs(fresh - shape) < 1e-9 * shape
        shape = 0.5 * (shape + fresh)
        if done:
            break
    scale = math.exp(logs.max()) * (float(np.exp(shape * scaled).mean())) ** (1 / shape)
    g1, g2 = math.gamma(1 + 1 / shape), math.gamma(1 + 2 / shape)
    return {"mean": scale * g1, "cv": math.sqrt(max(g2 / g1**2 - 1, 1e-12)), "shape": shape, "scale": scale}


def _uniform(x: Floats) -> dict[str, float] | None:
    low, high = float(x.min()), float(x.max())
    return {"low": low, "high": high} if high > low else None


def _normal_cdf(z: Floats) -> Floats:
    return np.asarray(special.ndtr(z), dtype=np.float64)


_FAMILIES = (
    _Family(
        "exponential",
        1,
        _exponential,
        lambda x, p: -len(x) * (math.log(p["mean"]) + 1),
        lambda x, p: -np.expm1(-x / p["mean"]),
        lambda p: p["mean"],
    ),
    _Family(
        "lognormal",
        2,
        _lognormal,
        lambda x, p: float(
            -np.log(x).sum() - len(x) * (math.log(p["sigma"]) + 0.5 * math.log(2 * math.pi) + 0.5)
        ),
        lambda x, p: _normal_cdf((np.log(np.maximum(x, 1e-300)) - p["mu"]) / p["sigma"]),
        lambda p: p["mean"],
    ),
    _Family(
        "gamma",
        2,
        _gamma,
        lambda x, p: float(
            (
                (p["shape"] - 1) * np.log(x)
                - x * p["shape"] / p["mean"]
                - special.gammaln(p["shape"])
                - p["shape"] * math.log(p["mean"] / p["shape"])
            ).sum()
        ),
        lambda x, p: np.asarray(special.gammainc(p["shape"], x * p["shape"] / p["mean"])),
        lambda p: p["mean"],
    ),
    _Family(
        "weibull",
        2,
        _weibull,
        lambda x, p: float(
            (
                math.log(p["shape"] / p["scale"])
                + (p["shape"] - 1) * np.log(x / p["scale"])
                - (x / p["scale"]) ** p["shape"]
            ).sum()
        ),
        lambda x, p: -np.expm1(-((x / p["scale"]) ** p["shape"])),
        lambda p: p["mean"],
    ),
    _Family(
        "uniform",
        2,
        _uniform,
        lambda x, p: -len(x) * math.log(p["high"] - p["low"]),
        lambda x, p: np.clip((x - p["low"]) / (p["high"] - p["low"]), 0, 1),
        lambda p: (p["low"] + p["high"]) / 2,
    ),
)
WRITTEN = {
    "exponential": ("mean",),
    "lognormal": ("mean", "cv"),
    "gamma": ("mean", "cv"),
    "weibull": ("mean", "cv"),
    "uniform": ("low", "high"),
    "constant": ("value",),
}
"""The parameters of each family as the language writes them."""


def fitted(seconds: Floats, *, seed: int = 1) -> Fitted | None:
    """The distribution of times in seconds (none below 0); None for an empty sample."""
    everything = np.asarray(seconds, dtype=np.float64)
    if not len(everything):
        return None
    rng = np.random.default_rng(seed)
    zero = everything < 1.0
    zeros, bounds = float(zero.mean()), _share_bounds(int(zero.sum()), len(everything))
    kept_apart = zeros >= 0.02 and zeros < 1
    x = everything[~zero] if kept_apart else np.maximum(everything, 0.5 if zeros < 1 else 0.0)
    family, parameters, distance = _chosen(x)
    low, high = _bootstrap(x, lambda s: float(s.mean()), rng)
    return Fitted(
        family=family,
        parameters=tuple(_with_interval(family, parameters, x, rng)),
        n=len(everything),
        distance=distance,
        zeros=zeros if kept_apart else 0.0,
        zeros_low=bounds[0] if kept_apart else 0.0,
        zeros_high=bounds[1] if kept_apart else 0.0,
        values=tuple(points(x)) if family == "empirical" else (),
        mean=float(x.mean()),
        mean_low=low,
        mean_high=high,
    )


def _chosen(x: Floats) -> tuple[str, dict[str, float], float]:
    constant = _constant(x)
    if constant is not None:
        return "constant", {"value": float(np.median(x))}, 0.0
    if _most_alike(x) > 0.3 or len(x) < FEW:
        return "empirical", {}, 0.0
    tried = []
    ordered = np.sort(x)
    for family in _FAMILIES:
        found = family.fit(x)
        if found is None or abs(family.mean(found) / x.mean() - 1) > 0.1:
            continue
        cdf = family.cdf(ordered, found)
        n = len(ordered)
        distance = float(np.max(np.maximum(np.arange(1, n + 1) / n - cdf, cdf - np.arange(n) / n)))
        tried.append((2 * family.count - 2 * family.loglik(x, found), family.name, found, distance))
    close = [t for t in tried if t[3] <= CLOSE + 1.36 / math.sqrt(len(x))]
    if not close:
        return "empirical", {}, min((t[3] for t in tried), default=1.0)
    _, name, found, distance = min(close, key=lambda t: t[0])
    return name, found, distance


def _most_alike(x: Floats) -> float:
    """The share of the commonest value."""
    _, counts = np.unique(np.round(x), return_counts=True)
    return float(counts.max()) / len(x)


def points(x: Floats, most: int = POINTS) -> list[float]:
    """Values of equal weight that stand for a sample: means of equal parts of it in order, so that their mean
    is the sample's.
    """
    ordered = np.sort(x)
    if len(ordered) <= most:
        return [float(v) for v in ordered]
    edges = np.linspace(0, len(ordered), most + 1)
    sums = np.concatenate(([0.0], np.cumsum(ordered)))
    at = np.interp(edges, np.arange(len(sums)), sums)
    return [float(v) for v in np.diff(at) / np.diff(edges)]


def _share_bounds(hits: int, n: int) -> tuple[float, float]:
    """The exact interval of a share (Clopper and Pearson)."""
    low = float(special.betaincinv(hits, n - hits + 1, 0.025)) if hits else 0.0
    high = float(special.betaincinv(hits + 1, n - hits, 0.975)) if hits < n else 1.0
    return low, high


share_bounds = _share_bounds


def _bootstrap(
    x: Floats, statistic: Callable[[Floats], float | None], rng: np.random.Generator
) -> tuple[float, float]:
    """The percentile interval of a statistic; of a large sample m of n values are drawn, and the spread is
    scaled by sqrt(m / n).
    """
    value = statistic(x)
    if len(x) < 2 or value is None:
        only = float(value or 0.0)
        return only, only
    m = min(len(x), LARGE)
    found = [statistic(x[rng.integers(0, len(x), m)]) for _ in range(RESAMPLES)]
    known = np.array([f for f in found if f is not None])
    if not len(known):
        return value, value
    low, high = np.quantile(known, (0.025, 0.975))
    shrink = math.sqrt(m / len(x))
    return float(value - shrink * (value - low)), float(value + shrink * (high - value))


def _with_interval(
    family: str, parameters: dict[str, float], x: Floats, rng: np.random.Generator
) -> list[Parameter]:
    names = WRITTEN.get(family, ())
    if family == "constant":
        return [Parameter("value", parameters["value"], float(x.min()), float(x.max()))]
    fit = next((f.fit for f in _FAMILIES if f.name == family), None)
    if fit is None:
        return []
    made = []
    m = min(len(x), LARGE)
    draws = [fit(x[rng.integers(0, len(x), m)]) for _ in range(RESAMPLES if len(x) <= 1000 else 60)]
    shrink = math.sqrt(m / len(x))
    for name in names:
        known = np.array([d[name] for d in draws if d is not None])
        value = parameters[name]
        low, high = np.quantile(known, (0.025, 0.975)) if len(known) else (value, value)
        low, high = value - shrink * (value - low), value + shrink * (high - value)
        made.append(Parameter(name, value, float(min(low, value)), float(max(high, value))))
    return made
