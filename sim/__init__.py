"""Whether a plan's time limits for public services will be met: a scenario in, a verdict out.

>>> import sim
>>> scenario = sim.read("hall.yaml")  # doctest: +SKIP
>>> [verdict["verdict"] for verdict in sim.run("hall.yaml")["verdicts"]]  # doctest: +SKIP
['met']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.experiments.api import audit, compare, fit, portfolio, run, staff, sweep, tipping, transition
    from sim.reading import read

__all__ = [
    "__version__", "audit", "compare", "fit", "portfolio", "read", "run", "staff", "sweep", "tipping",
    "transition",
]  # fmt: skip

_HOMES = {
    "audit": "sim.experiments.api",
    "fit": "sim.experiments.api",
    "compare": "sim.experiments.api",
    "run": "sim.experiments.api",
    "sweep": "sim.experiments.api",
    "portfolio": "sim.experiments.api",
    "staff": "sim.experiments.api",
    "tipping": "sim.experiments.api",
    "transition": "sim.experiments.api",
    "read": "sim.reading",
}


def __getattr__(name: str) -> Any:
    """Loaded when first asked for, so that ``sim --help`` stays quick."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    if name == "__version__":
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("shixian")
        except PackageNotFoundError:
            return "0+unknown"
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
