"""Kim and Nelson's procedure: its constant, its promise, and what common luck saves."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.statistics.selection import Selected, eta, kn

SYSTEMS, ZONE = 5, 0.5


def race(seed: int, *, common: float, best: int = 2) -> Selected:
    """Five normal systems of standard deviation 1, all equal but one that is better by the zone.

    ``common`` is the share of the variance that all have in common.
    """
    rng = np.random.default_rng(seed)
    shared = rng.normal(size=4000)
    own = rng.normal(size=(SYSTEMS, 4000))

    def observe(system: int, replication: int) -> float:
        noise = math.sqrt(common) * shared[replication] + math.sqrt(1 - common) * own[system, replication]
        return float(noise + ZONE * (system == best))

    return kn(SYSTEMS, observe, delta=ZONE, alpha=0.1, limits=(10, 4000))


def test_the_constant_is_that_of_the_paper() -> None:
    # 2 alpha / (k - 1) = 0.05 and n0 = 11: eta = (0.05^(-2/10) - 1) / 2
    assert eta(5, 11, 0.1) == pytest.approx((0.05**-0.2 - 1) / 2)


def test_the_best_is_selected_as_often_as_promised() -> None:
    # Seeds 0 to 199; 1 - alpha = 90% is promised. Below 83% would have a chance of 1 in 1,000.
    right = sum(race(seed, common=0.0).best == 2 for seed in range(200))
    assert right >= 166


def test_common_luck_makes_it_stop_sooner() -> None:
    apart = sum(sum(race(seed, common=0.0).counts) for seed in range(20))
    together = sum(sum(race(seed, common=0.9).counts) for seed in range(20))
    assert together < apart / 2


def test_a_system_that_was_cut_off_is_not_called_sure() -> None:
    found = kn(2, lambda system, r: float((r * 7 + system * 3) % 5), delta=1e-3, limits=(20, 40))
    assert (found.sure, found.counts) == (False, (40, 40))


@pytest.mark.parametrize(("systems", "first", "delta"), [(0, 20, 1.0), (2, 1, 1.0), (2, 20, 0.0)])
def test_what_cannot_be_asked_is_refused(systems: int, first: int, delta: float) -> None:
    with pytest.raises(ValueError, match="KN needs"):
        kn(systems, lambda *_: 0.0, delta=delta, limits=(first, 40))
