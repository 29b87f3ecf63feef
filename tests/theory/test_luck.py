"""Luck is Philox4x32-10, keyed by who draws: published words, the language's formula, no visible pattern."""

from __future__ import annotations

import hashlib
import math
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.luck import philox4x32_10, stream, uniform

words = st.integers(0, 2**32 - 1)
SEED = 20210104
DRAWS = 20_000

# Salmon et al., Random123, file kat_vectors, "philox4x32 10": counter, key, result.
PUBLISHED = [
    (
        "00000000 00000000 00000000 00000000",
        "00000000 00000000",
        "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    ),
    (
        "ffffffff ffffffff ffffffff ffffffff",
        "ffffffff ffffffff",
        "408f276d 41c83b0e a20bc7c6 6d5451fd",
    ),
    (
        "243f6a88 85a308d3 13198a2e 03707344",
        "a4093822 299f31d0",
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
]

# One coordinate runs, the others stand still.
RUNS = {
    "seed": lambda i: uniform(i, 3, 5, 7, 1),
    "high word of the seed": lambda i: uniform(i << 32, 3, 5, 7, 1),
    "replication": lambda i: uniform(SEED, i, 5, 7, 1),
    "stream": lambda i: uniform(SEED, 3, i, 7, 1),
    "case": lambda i: uniform(SEED, 3, 5, i, 1),
    "backlog case": lambda i: uniform(SEED, 3, 5, -1 - i, 1),
    "round": lambda i: uniform(SEED, 3, 5, 7, i),
    "named stream": lambda i: uniform(SEED, 3, stream(f"process/step_{i}/takes"), 7, 1),
}


def numbers(text: str) -> tuple[int, ...]:
    return tuple(int(word, 16) for word in text.split())


@pytest.mark.parametrize(("counter", "key", "result"), PUBLISHED)
def test_philox_gives_the_published_words(counter: str, key: str, result: str) -> None:
    c0, c1, c2, c3 = numbers(counter)
    k0, k1 = numbers(key)
    assert philox4x32_10((c0, c1, c2, c3), (k0, k1)) == numbers(result)


@given(st.integers(0, 2**64 - 1), words, words, st.integers(-(2**31), 2**31), st.integers(0, 10_000))
def test_a_uniform_is_the_top_52_bits_of_two_words_and_a_half(
    seed: int, replication: int, number: int, case: int, round: int
) -> None:
    counter = (replication, number, case % 2**32, round)
    first, second, _, _ = philox4x32_10(counter, (seed % 2**32, seed >> 32))
    top = ((first << 32) | second) >> 12
    assert Fraction(uniform(seed, replication, number, case, round)) == (top + Fraction(1, 2)) / 2**52


def test_the_outermost_uniforms_lie_inside_the_open_interval() -> None:
    assert 0.0 < 0.5 * 2.0**-52 < (2**52 - 1 + 0.5) * 2.0**-52 < 1.0


@given(st.text(max_size=60))
def test_a_stream_is_four_bytes_of_sha_256(text: str) -> None:
    assert f"{stream(text):08x}" == hashlib.sha256(text.encode()).hexdigest()[:8]


def test_backlog_cases_have_luck_of_their_own() -> None:
    drawn = [uniform(SEED, 0, 1, case, 1) for case in range(-500, 500)]
    assert len(set(drawn)) == 1000


@pytest.mark.parametrize("run", RUNS)
def test_along_every_coordinate_the_draws_are_uniform(run: str) -> None:
    drawn = sorted(RUNS[run](i) for i in range(DRAWS))
    distance = max(max((i + 1) / DRAWS - u, u - i / DRAWS) for i, u in enumerate(drawn))
    assert math.sqrt(DRAWS) * distance < 2.36, "Kolmogorov-Smirnov: a chance of 3 in 100,000"


@pytest.mark.parametrize("run", RUNS)
def test_along_every_coordinate_neighbours_are_uncorrelated(run: str) -> None:
    drawn = [RUNS[run](i) - 0.5 for i in range(DRAWS)]
    correlation = 12 * sum(a * b for a, b in pairwise(drawn)) / DRAWS
    assert math.sqrt(DRAWS) * abs(correlation) < 4.2, "normal: a chance of 3 in 100,000"
