"""The search for the cheapest staffing against enumeration, with guesses of any quality."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiments.staffing.box import Box, NotMonotone, Point
from sim.experiments.staffing.search import Outcome, Search
from sim.verdict import Answer


class Told:
    """An oracle that knows which staffings do; its guesses are off by given noise."""

    def __init__(self, minimal: list[Point], noise: list[float]) -> None:
        self.minimal, self.noise, self.asked = minimal, noise, 0

    def truth(self, x: Point) -> bool:
        return any(all(a <= b for a, b in zip(m, x, strict=True)) for m in self.minimal)

    def guess(self, x: Point) -> float:
        off = self.noise[sum(x) % len(self.noise)]
        return (0.5 if self.truth(x) else -0.5) + off

    def verify(self, x: Point) -> Answer:
        self.asked += 1
        return "met" if self.truth(x) else "missed"


@st.composite
def settings(draw: st.DrawFn) -> tuple[Box, Told]:
    levers = draw(st.integers(1, 3))
    high = tuple(draw(st.lists(st.integers(2, 7), min_size=levers, max_size=levers)))
    costs = tuple(draw(st.lists(st.sampled_from((1.0, 1.5, 2.0, 7.0)), min_size=levers, max_size=levers)))
    points = st.tuples(*(st.integers(1, h) for h in high))
    minimal = draw(st.lists(points, max_size=4))
    noise = draw(st.lists(st.floats(-1, 1), min_size=1, max_size=5))
    return Box((1,) * levers, high, costs), Told(minimal, noise)


@given(settings())
def test_the_answer_is_the_cheapest_of_all_whatever_the_guesses_say(setting: tuple[Box, Told]) -> None:
    box, oracle = setting
    found = Search(box, oracle).run()
    enough = [box.cost(x) for x in box.everything() if oracle.truth(x)]
    if not enough:
        assert found.best is None
    else:
        assert found.best is not None
        assert oracle.truth(found.best)
        assert box.cost(found.best) == pytest.approx(min(enough))


@given(settings())
def test_every_cheaper_staffing_is_verified_or_has_no_more_people_than_one_that_is(
    setting: tuple[Box, Told],
) -> None:
    box, oracle = setting
    found = Search(box, oracle).run()
    if found.best is not None:
        cost = box.cost(found.best)
        cheaper = [x for x in box.everything() if box.cost(x) < cost * (1 - 1e-9)]
        assert [x for x in cheaper if not found.facts.excluded(x)] == []
        assert all(found.facts.verified[x] == "missed" for _, x in box.fewer(found.best))


def test_a_staffing_too_close_to_call_is_neither_the_answer_nor_passed_over_in_silence() -> None:
    class Doubtful(Told):
        def verify(self, x: Point) -> Answer:
            return "undecided" if x == (4,) else super().verify(x)

    found: Outcome = Search(Box((1,), (20,), (1.0,)), Doubtful([(4,)], [0.0])).run()
    assert (found.best, found.open) == ((5,), [(4,)])


def test_verdicts_that_contradict_the_order_are_told() -> None:
    class Perverse(Told):
        def truth(self, x: Point) -> bool:
            return x[0] == 3

        def guess(self, x: Point) -> float:
            return 1.0 if x[0] in (3, 6) else -1.0

    with pytest.raises(NotMonotone):
        Search(Box((1,), (9,), (1.0,)), Perverse([], [0.0]), hints=[(3,)]).run()


def test_one_dimension_takes_two_verifications() -> None:
    oracle = Told([(17,)], [0.0])
    assert Search(Box((1,), (200,), (1.0,)), oracle).run().best == (17,)
    assert oracle.asked == 2
