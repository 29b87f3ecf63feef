"""Absences belong to a person and a day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.absence import absent_days, days_of, duties, uniforms
from sim.luck import uniform
from sim.program import Pool
from tests.helpers.five_cases import DAY, PROGRAM


def absent_pool(staff: int, chance: float) -> Pool:
    pool = PROGRAM.pools[1]
    return replace(pool, shifts=(replace(pool.shifts[0], staff=staff, absent=chance),))


def test_a_person_is_absent_on_the_days_whose_uniform_lies_below_the_chance() -> None:
    chances = [0.3, 0.0, 0.1, 1.0, 0.3]
    expected = [[d for d in range(60) if uniform(3, 2, 9, n, d) < chances[n]] for n in range(5)]
    assert absent_days(3, 2, 9, chances, 60) == expected
    assert expected[4] and expected[0] != expected[4]


def test_many_uniforms_at_once_are_those_drawn_one_by_one() -> None:
    cases, rounds = np.array([-3, 0, 7, 2**31]), np.array([0, 1, 2**32 - 1])
    for seed in (0, 1, 2**64 - 1):
        found = uniforms(seed, 5, 2**32 - 1, cases[:, None], rounds[None, :])
        assert found.tolist() == [
            [uniform(seed, 5, 2**32 - 1, c, r) for r in rounds.tolist()] for c in cases.tolist()
        ]


def test_more_people_change_nobodys_absences() -> None:
    few, many = (duties(PROGRAM, absent_pool(n, 0.3), 1, 0) for n in (3, 5))
    assert many[:3] == few


def test_days_of_absence_are_taken_out_of_the_duty() -> None:
    (duty, *_) = duties(PROGRAM, absent_pool(1, 0.3), 1, 0)
    gone = set(absent_days(1, 0, 9, [0.3], days_of(PROGRAM))[0])
    everybody = PROGRAM.pools[1].shifts[0].calendar
    assert set(duty.days_open) == set(everybody.days_open) - gone


def test_who_is_never_absent_shares_the_calendar_of_the_shift() -> None:
    everybody = duties(PROGRAM, PROGRAM.pools[1], 1, 0)
    assert all(d is PROGRAM.pools[1].shifts[0].calendar for d in everybody)


def test_absences_reach_to_the_day_of_the_horizons_last_second() -> None:
    assert days_of(replace(PROGRAM, horizon=10 * DAY)) == 10
    assert days_of(replace(PROGRAM, horizon=10 * DAY + 1)) == 11


def test_absences_of_one_person_depend_neither_on_the_horizon_nor_on_another_shift() -> None:
    lasting = absent_pool(1, 0.9)
    ends = replace(lasting.shifts[0], last_day=11)
    mixed = replace(lasting, shifts=(lasting.shifts[0], ends))
    for days in range(1, 9):
        short = replace(PROGRAM, horizon=days * DAY)
        first, last = duties(short, mixed, 1, 0)
        assert first == duties(short, lasting, 1, 0)[0]
        assert last == duties(PROGRAM, mixed, 1, 0)[1]
