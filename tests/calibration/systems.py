"""Systems whose true share is known exactly, with samplers that are quick enough for millions of years.

Each sampler gives, for so many independent replications, how many cases kept the limit and how many there
were. Cases of one replication are as correlated as the system makes them; every queue starts in its
stationary state, so that each case has exactly the stationary law of waits and the share is exact for any
number of cases. The recursions are those of Lindley (1952) and of Kiefer and Wolfowitz (1955), which the
engine follows to the second (tests/theory/queues).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from tests.theory.closed_forms import erlang_b, erlang_c

Ints = NDArray[np.int64]
Counts = tuple[Ints, Ints]
"""Cases within the limit and all cases, per replication."""

Sampler = Callable[[int, int], Counts]
"""From a seed and a number of replications to their counts."""


@dataclass(frozen=True, slots=True)
class System:
    """A system: its name, the true share of cases that keep the limit, and how it is sampled."""

    name: str
    share: float
    sample: Sampler
    correlated: str
    """What makes the cases of one replication alike."""


def _fixed(within: Ints, cases: int) -> Counts:
    return within, np.full(len(within), cases, dtype=np.int64)


# Without a queue


def independent(share: float, cases: int) -> Sampler:
    """Cases that have nothing to do with each other."""
    return lambda seed, n: _fixed(np.random.default_rng(seed).binomial(cases, share, n), cases)


def good_and_bad_years(share: float, spread: float, cases: int) -> Sampler:
    """Each replication has a share of its own, beta distributed."""

    def sample(seed: int, n: int) -> Counts:
        luck = np.random.default_rng(seed)
        own = luck.beta(share * spread, (1 - share) * spread, n)
        return _fixed(luck.binomial(cases, own), cases)

    return sample


def autoregressive(share: float, memory: float, cases: int) -> Sampler:
    """A stationary Gaussian series below its quantile."""
    limit = float(special.ndtri(share))
    return lambda seed, n: _fixed(_autoregressive(seed, n, cases, memory, limit), cases)


@numba.njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def _autoregressive(seed: int, n: int, cases: int, memory: float, limit: float) -> Ints:
    np.random.seed(seed)
    found = np.zeros(n, np.int64)
    fresh = math.sqrt(1 - memory * memory)
    for r in range(n):
        x = np.random.normal()
        for _ in range(cases):
            found[r] += x <= limit
            x = memory * x + fresh * np.random.normal()
    return found


# Queues


def waits_of_mmc(share: float, load: float, servers: int, cases: int) -> Sampler:
    """Waits in M/M/c within their quantile; the unit of time is the mean work."""
    limit = mmc_quantile(share, load, servers)
    return lambda seed, n: _fixed(_mmc(seed, n, cases, load * servers, servers, limit), cases)


def mmc_quantile(share: float, load: float, servers: int) -> float:
    """The wait that this share of M/M/c does not exceed (Erlang 1917)."""
    waiting = erlang_c(load * servers, servers)
    assert share > 1 - waiting, "this share does not wait at all"
    return math.log(waiting / (1 - share)) / (servers * (1 - load))


@numba.njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def _stationary_number(rate: float, servers: int) -> int:
    """How many an arrival finds in M/M/c (they see time averages), by inversion."""
    weight, total, tail = 1.0, 0.0, rate / servers
    for k in range(servers):
        total += weight
        weight *= rate / (k + 1)
    total += weight / (1 - tail)
    u, number, weight = np.random.random() * total, 0, 1.0
    while u >= weight:
        u -= weight
        weight *= rate / min(number + 1, servers)
        number += 1
    return number


@numba.njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def _begin(ahead: NDArray[np.float64], rate: float) -> None:
    """When each server will be free of who is there in the stationary state: work is without memory."""
    servers = len(ahead)
    ahead[:] = 0.0
    for k in range(_stationary_number(rate, servers)):
        at = k if k < servers else int(np.argmin(ahead))
        ahead[at] += np.random.exponential()


@numba.njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def _mmc(seed: int, n: int, cases: int, rate: float, servers: int, limit: float) -> Ints:
    np.random.seed(seed)
    found = np.zeros(n, np.int64)
    ahead = np.zeros(servers)
    for r in range(n):
        _begin(ahead, rate)
        for _ in range(cases):
            at = int(np.argmin(ahead))
            found[r] += ahead[at] <= limit
            ahead[at] += np.random.exponential()
            gap = np.random.exponential() / rate
            for s in range(servers):
                ahead[s] = max(ahead[s] - gap, 0.0)
    return found


def waits_of_a_year(share: float, load: float, servers: int, length: float) -> Sampler:
    """The same in a time of fixed length, in which a random number of cases comes."""
    limit = mmc_quantile(share, load, servers)

    def sample(seed: int, n: int) -> Counts:
        found = _year(seed, n, length, load * servers, servers, limit)
        return found[0], found[1]

    return sample


@numba.njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def _year(seed: int, n: int, length: float, rate: float, servers: int, limit: float) -> Ints:
    np.random.seed(seed)
    found = np.zeros((2, n), np.int64)
    ahead = np.zeros(servers)
    for r in range(n):
        _begin(ahead, rate)
        at, gap = 0.0, 0.0
        while True:
            gap = np.random.exponential() / rate
            at += gap
            if at >= length:
                break
            for s in range(servers):
                ahead[s] = max(ahead[s] - gap, 0.0)
            first = int(np.argmin(ahead))
            found[0, r] += ahead[first] <= limit
            found[1, r] += 1
            ahead[first] += np.random.exponential()
    return found


def waits_of_md1(share: float, load: float, cases: int) -> Sampler:
    """Waits in M/D/1 within their quantile; the unit of time is the work."""
    limit = float(optimize.brentq(lambda x: md1_below(x, load) - share, 0, 40))
    return lambda seed, n: _fixed(_md1(seed, n, cases, load, limit), cases)


def md1_below(x: float, load: float) -> float:
    """The share of M/D/1 that waits at most ``x`` (Erlang 1909)."""
    terms = (
        (-1) ** k * math.exp(load * (x - k) + k * math.log(load * (x - k)) - math.lgamma(k + 1))
        if x > k
        else 0
        for k in range(1, math.floor(x) + 1)
    )
    return (1 - load) * math.fsum((math.exp(load * x), *terms))


@numba.njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def _md1(seed: int, n: int, cases: int, load: float, limit: float) -> Ints:
    np.random.seed(seed)
    found = np.zeros(n, np.int64)
    for r in range(n):
        # The stationary wait is a geometric sum of residual works (Pollaczek 1930, Khinchine 1932).
        wait = 0.0
        while np.random.random() < load:
            wait += np.random.random()
        for _ in range(cases):
            found[r] += wait <= limit
            wait = max(wait + 1.0 - np.random.exponential() / load, 0.0)
    return found


def served_of_erlang(offered: float, servers: int, cases: int) -> Sampler:
    """Who finds a line free in a loss system."""
    return lambda seed, n: _fixed(_erlang(seed, n, cases, offered, servers), cases)


@numba.njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def _erlang(seed: int, n: int, cases: int, offered: float, servers: int) -> Ints:
    np.random.seed(seed)
    found = np.zeros(n, np.int64)
    weights = np.ones(servers + 1)
    for k in range(servers):
        weights[k + 1] = weights[k] * offered / (k + 1)
    for r in range(n):
        u, busy = np.random.random() * weights.sum(), 0
        while u >= weights[busy] and busy < servers:
            u -= weights[busy]
            busy += 1
        for _ in range(cases):
            free = busy < servers
            found[r] += free
            busy += free
            stays, kept = math.exp(-np.random.exponential() / offered), 0
            for _ in range(busy):
                kept += np.random.random() < stays
            busy = kept
    return found


SYSTEMS: tuple[System, ...] = (
    System("independent cases", 0.90, independent(0.90, 200), "nothing"),
    System("good and bad years", 0.90, good_and_bad_years(0.90, 20, 200), "a share of its own"),
    System("Gaussian series", 0.85, autoregressive(0.85, 0.95, 300), "memory 0.95 from case to case"),
    System("M/M/1 at 80%", 0.90, waits_of_mmc(0.90, 0.80, 1, 300), "one queue"),
    System("M/M/3 at 92%, 1000 cases", 0.90, waits_of_mmc(0.90, 0.92, 3, 1000), "one queue, heavily loaded"),
    System("M/M/5 at 85%, a fixed time", 0.94, waits_of_a_year(0.94, 0.85, 5, 100), "one queue, 425 cases"),
    System("M/D/1 at 70%", 0.94, waits_of_md1(0.94, 0.70, 300), "one queue"),
    System("loss system of 5 lines", 1 - erlang_b(3, 5), served_of_erlang(3, 5, 300), "busy lines"),
)  # fmt: skip
"""Eight systems; the fifth is the one that a pooled interval would get badly wrong."""
