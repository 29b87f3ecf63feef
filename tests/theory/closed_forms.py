"""Closed forms of queueing theory as plain functions, each with its source.

Rates are per hour and times in hours, though any one unit of time would do. ``rate`` is the arrival rate,
``service`` the service rate of one server, ``servers`` their number, ``load`` the offered work per server.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import integrate, optimize

Floats = NDArray[np.float64]


# Birth and death


def birth_death(up: Callable[[int], float], down: Callable[[int], float], states: int) -> Floats:
    """Stationary probabilities of 0 .. states - 1 of a birth-death process.

    Kleinrock, Queueing Systems I (1975), section 3.1.
    """
    weights = [1.0]
    for n in range(states - 1):
        weights.append(weights[-1] * up(n) / down(n + 1))
    return np.array(weights) / math.fsum(weights)


def erlang_b(offered: float, servers: int) -> float:
    """The share that a loss system turns away (Erlang 1917), by the usual recursion; holds for any law of
    service."""
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = offered * blocked / (n + offered * blocked)
    return blocked


def erlang_c(offered: float, servers: int) -> float:
    """The share that waits in M/M/c (Erlang 1917)."""
    blocked = erlang_b(offered, servers)
    return servers * blocked / (servers - offered * (1 - blocked))


def mmc_wait(rate: float, service: float, servers: int) -> float:
    """The mean wait in M/M/c."""
    return erlang_c(rate / service, servers) / (servers * service - rate)


def mmc_wait_beyond(rate: float, service: float, servers: int, time: float) -> float:
    """The share of M/M/c that waits longer than ``time``: exponential but for the atom at 0 (Erlang 1917)."""
    return erlang_c(rate / service, servers) * math.exp(-(servers * service - rate) * time)


def unequal_pair(rate: float, fast: float, slow: float) -> tuple[float, float]:
    """M/M/2 with two unequal servers, the first preferred: (mean number inside, busy share of the first).

    Gumbel, "Waiting lines with heterogeneous servers", Operations Research 8 (1960) 504-511; here by the
    balance equations of the states empty, first busy, second busy, and a geometric rest.
    """
    both = fast + slow
    tail = rate / both
    # Unknowns: empty, first alone, second alone, and two inside.
    balance = np.array(
        [
            [rate, -fast, -slow, 0.0],
            [-rate, rate + fast, 0.0, -slow],
            [0.0, 0.0, rate + slow, -fast],
            [1.0, 1.0, 1.0, 1.0 / (1 - tail)],
        ]
    )
    _, first, second, two = np.linalg.solve(balance, np.array([0.0, 0.0, 0.0, 1.0]))
    number = first + second + two * (2 / (1 - tail) + tail / (1 - tail) ** 2)
    return float(number), float(first + two / (1 - tail))


# One server, any law of service


def pollaczek_khinchine(rate: float, mean: float, cv2: float) -> float:
    """The mean wait in M/G/1 (Pollaczek 1930, Khinchine 1932); ``cv2`` is the squared coefficient of
    variation of service."""
    return rate * mean**2 * (1 + cv2) / (2 * (1 - rate * mean))


Moments = tuple[float, float, float]
"""The first three moments of service."""


def mg1_wait_square(rate: float, moments: Moments, order: str) -> float:
    """The second moment of the wait in M/G/1 by discipline ``fifo``, ``lifo`` or ``random``; means are equal.

    Takács, "Delay distributions for one line with Poisson input, general holding times, and various orders
    of service", Bell System Technical Journal 42 (1963) 487-503. But ``random`` draws one key, on joining:
    not Takács' random selection (2 / (2 - load) times ``fifo``), but a continuum of priorities.
    """
    mean, square, cube = moments
    load = rate * mean
    fifo = rate * cube / (3 * (1 - load)) + (rate * square) ** 2 / (2 * (1 - load) ** 2)
    if order == "random":
        return float(integrate.quad(lambda x: _wait_square_behind(x, rate, moments), 0, 1)[0])
    return fifo / (1 - load) if order == "lifo" else fifo


def _wait_square_behind(share: float, rate: float, moments: Moments) -> float:
    """The second moment of the wait in M/G/1 of who gives way to this share of the others.

    The work found ahead is a geometric sum of residual services and, perhaps, the residual service of one
    who gives way; the wait is the delay busy period that it begins (Conway, Maxwell and Miller, Theory of
    Scheduling (1967), section 8-6).
    """
    mean, square, cube = moments
    residual, residual2 = square / (2 * mean), cube / (3 * mean)
    load, ahead = rate * mean, rate * mean * share
    sum1 = ahead * residual / (1 - ahead)
    sum2 = ahead * residual2 / (1 - ahead) + 2 * sum1**2
    other = (load - ahead) / (1 - ahead)
    found1 = sum1 + other * residual
    found2 = sum2 + other * (residual2 + 2 * residual * sum1)
    return found2 / (1 - ahead) ** 2 + found1 * rate * share * square / (1 - ahead) ** 3


def cobham(rates: Sequence[float], means: Sequence[float], squares: Sequence[float]) -> list[float]:
    """Mean waits by class in M/G/1, first class first, nobody interrupted; ``squares`` are second moments.

    Cobham, "Priority assignment in waiting line problems", Operations Research 2 (1954) 70-76.
    """
    residual = math.fsum(r * s for r, s in zip(rates, squares, strict=True)) / 2
    return _by_class([r * m for r, m in zip(rates, means, strict=True)], residual)


def cobham_servers(rates: Sequence[float], service: float, servers: int) -> list[float]:
    """Mean waits by class in M/M/c where all classes share one exponential law (Cobham 1954)."""
    offered = math.fsum(rates) / service
    residual = erlang_c(offered, servers) / (servers * service)
    return _by_class([r / service / servers for r in rates], residual)


def _by_class(loads: Sequence[float], residual: float) -> list[float]:
    waits, before = [], 0.0
    for load in loads:
        waits.append(residual / ((1 - before) * (1 - before - load)))
        before += load
    return waits


def preemptive_times(rates: Sequence[float], means: Sequence[float], squares: Sequence[float]) -> list[float]:
    """Mean times inside by class where the higher class interrupts and work is resumed (Jaiswal 1968,
    Priority Queues, chapter 4; White and Christie, Operations Research 6 (1958) 79-95)."""
    times, before, residual = [], 0.0, 0.0
    for rate, mean, square in zip(rates, means, squares, strict=True):
        after, residual = before + rate * mean, residual + rate * square / 2
        times.append(mean / (1 - before) + residual / ((1 - before) * (1 - after)))
        before = after
    return times


def shortest_first_wait(rate: float, service: float) -> float:
    """The mean wait in M/M/1 where the shortest work goes first, without interruption.

    Phipps, "Machine repair as a priority waiting-line problem", Operations Research 4 (1956) 76-85.
    """
    residual = rate / service**2

    def wait(x: float) -> float:
        shorter = rate * (1 - math.exp(-service * x) * (1 + service * x)) / service
        return residual / (1 - shorter) ** 2 * service * math.exp(-service * x)

    return float(integrate.quad(wait, 0, math.inf)[0])


def patient_for(rate: float, service: float, patience: float) -> float:
    """The share that gives up in M/M/1 where everybody waits exactly ``patience``.

    Barrer, "Queuing with impatient customers and ordered service", Operations Research 5 (1957) 650-656; here
    from the density of the virtual wait on both sides of ``patience``.
    """
    lost = rate / service * math.exp(-(service - rate) * patience)
    waiting = rate * (1 - math.exp(-(service - rate) * patience)) / (service - rate)
    return lost / (1 + waiting + lost)


# Other arrivals


def renewal_root(transform: Callable[[float], float], service: float, servers: int = 1) -> float:
    """The root in (0, 1) of x = A*(c mu (1 - x)); with one server it is the share that waits in GI/M/1.

    ``transform`` is the Laplace transform of the gaps between arrivals. Kendall, Annals of Mathematical
    Statistics 24 (1953) 338-354.
    """
    return float(optimize.brentq(lambda x: transform(servers * service * (1 - x)) - x, 1e-12, 1 - 1e-9))


def batch_mm1_number(batch_rate: float, mean: float, square: float, service: float) -> float:
    """The mean number inside M^[X]/M/1; ``mean`` and ``square`` are moments of the batch size.

    Gross and Harris, Fundamentals of Queueing Theory (1998), section 3.1.
    """
    load = batch_rate * mean / service
    return load * (1 + square / mean) / (2 * (1 - load))


def served_by_the_clock(rate: float, time: float, servers: int, states: int = 400) -> float:
    """The mean wait in M/D/c: the number inside one service time later depends on the number now alone.

    Crommelin, Post Office Electrical Engineers' Journal 25 (1932) 41-50: max(N - c, 0) + Poisson(rate D).
    """
    poisson = np.exp([n * math.log(rate * time) - rate * time - math.lgamma(n + 1) for n in range(states)])
    number = np.zeros(states)
    number[0] = 1.0
    for _ in range(100_000):
        stay = np.concatenate((number[servers:], np.zeros(servers)))
        stay[0] += number[:servers].sum()
        after = np.convolve(stay, poisson)[:states]
        if np.abs(after - number).sum() < 1e-14:
            break
        number = after / after.sum()
    return float((number * np.arange(states)).sum() / rate - time)


def infinite_mean(weights: Sequence[float], rate: float, service: float, hour: int) -> float:
    """The mean number inside M_t/M/inf at the beginning of an hour of the day, with hourly weights of mean 1.

    The integral of rate(hour - u) exp(-service u) over all ages u (Eick, Massey and Whitt, "The physics of
    the M_t/G/inf queue", Operations Research 41 (1993) 731-742).
    """
    ages = range(24 * 60)
    kept = math.fsum(weights[(hour - 1 - age) % 24] * math.exp(-service * age) for age in ages)
    return rate / service * (1 - math.exp(-service)) * kept


# Networks


def jackson_time(rates: Sequence[float], stations: Sequence[tuple[float, int]], arrivals: float) -> float:
    """The mean time inside an open Jackson network (Operations Research 5 (1957) 518-521): the numbers at its
    M/M/c stations (service rate, servers) with throughputs ``rates`` add up, and Little's law."""
    number = math.fsum(
        rate * (mmc_wait(rate, service, servers) + 1 / service)
        for rate, (service, servers) in zip(rates, stations, strict=True)
    )
    return number / arrivals


def fork_join_time(rate: float, service: float) -> float:
    """The mean time of a fork into two equal M/M/1 and their join (Flatto and Hahn 1984; Nelson and Tantawi,
    IEEE Transactions on Computers 37 (1988) 739-743)."""
    load = rate / service
    return (12 - load) / 8 / (service - rate)


@cache
def shortest_line_time(rate: float, service: float, longest: int = 30) -> float:
    """The mean time inside two M/M/1 lines of which each arrival joins the shorter, without changing lines.

    The stationary law of the numbers in both lines, cut at ``longest`` (the model of Haight, Biometrika 45
    (1958) 401-410), by solving its balance equations.
    """
    size = longest + 1
    flow = np.zeros((size * size, size * size))
    for a in range(size):
        for b in range(size):
            for to, speed in _moves(a, b, rate, service, longest):
                flow[a * size + b, to[0] * size + to[1]] += speed
    flow -= np.diag(flow.sum(axis=1))
    system = np.vstack((flow.T[:-1], np.ones(size * size)))
    law = np.linalg.solve(system, np.append(np.zeros(size * size - 1), 1.0)).reshape(size, size)
    number = float((law * (np.arange(size)[:, None] + np.arange(size)[None, :])).sum())
    return number / rate


def _moves(a: int, b: int, rate: float, service: float, longest: int) -> list[tuple[tuple[int, int], float]]:
    moves = [((a - 1, b), service)] * (a > 0) + [((a, b - 1), service)] * (b > 0)
    joins_first = [((a + 1, b), rate)] * (a <= b and a < longest)
    return moves + joins_first + [((a, b + 1), rate)] * (b < a and b < longest)
