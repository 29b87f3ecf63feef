"""Samples of a hypercube for sweeps: Latin hypercube and scrambled Sobol sequences, from SciPy."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence

from sim.errors import UsageError, nearest_name
from sim.experiments.varying import MOST_POINTS, Factor

KINDS = ("sobol", "lhs")


def sample_of(text: str) -> tuple[str, int]:
    """The kind and the number of points that ``--sample sobol:256`` or ``lhs:100`` names."""
    kind, _, number = text.partition(":")
    if kind not in KINDS:
        near = nearest_name(kind, KINDS)
        hint = f"; nearest: {near}" if near else ""
        raise UsageError(f'no such sample: "{kind}"{hint}; expected sobol:256 or lhs:100')
    if not re.fullmatch(r"[1-9]\d{0,6}", number) or int(number) > MOST_POINTS:
        raise UsageError(f'"{text}": how many points? expected {kind}:N with N from 1 to {MOST_POINTS:,}')
    return kind, int(number)


def sampled(factors: Sequence[Factor], kind: str, count: int, *, seed: int) -> list[tuple[str, ...]]:
    """So many points over all factors: a Latin hypercube (M. D. McKay, R. J. Beckman and W. J. Conover,
    Technometrics 21 (1979) 239-245) or a Sobol sequence with Owen's scrambling (A. B. Owen, Journal of
    Complexity 14 (1998) 466-489). A Sobol sample is balanced where ``count`` is a power of two.
    """
    from scipy.stats import qmc

    if kind == "sobol" and len(factors) > qmc.Sobol.MAXDIM:
        raise UsageError(f"sobol knows at most {qmc.Sobol.MAXDIM} factors")
    maker = qmc.Sobol if kind == "sobol" else qmc.LatinHypercube
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the balance, which is the planner's to choose
        rows = maker(d=len(factors), seed=seed).random(count)
    return [tuple(f.at(float(u)) for f, u in zip(factors, row, strict=True)) for row in rows]
