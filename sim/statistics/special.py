"""The quantiles that intervals need, out of `scipy.special` and without the rest of it.

`scipy.special` gets ready for other kinds of arrays than NumPy's, and imports a good part of NumPy that
nobody uses here (f2py, test tools): a sixth of a second at the start of every command that judges. Its
functions lie in compiled modules of their own, which load in a tenth of the time; they are the same objects
for whoever imports SciPy as a whole. Where a SciPy has them elsewhere, that is done here as well.
"""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import Any

import scipy

_PARTS = ("_ufuncs_cxx", "_special_ufuncs", "_gufuncs", "_ellip_harm_2", "_ufuncs")
"""Each imports those before it by name."""
_NAMES = ("betaincinv", "ndtri", "stdtrit")


def _functions() -> dict[str, Any]:
    before = set(sys.modules)
    try:
        for part in _PARTS:
            _load(f"scipy.special.{part}")
        return {name: getattr(sys.modules["scipy.special._ufuncs"], name) for name in _NAMES}
    except (ImportError, AttributeError):
        for part in _PARTS:
            if (name := f"scipy.special.{part}") not in before:
                sys.modules.pop(name, None)
        from scipy import special

        return {name: getattr(special, name) for name in _NAMES}


def _load(name: str) -> None:
    """Import a compiled module without its package."""
    if name in sys.modules:
        return
    spec = PathFinder.find_spec(name, [f"{path}/special" for path in scipy.__path__])
    if spec is None or spec.loader is None:
        raise ImportError(name)
    found = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(found)


_found = _functions()

betaincinv: Any = _found["betaincinv"]
"""The quantile of a beta distribution: parameters a and b, probability."""
ndtri: Any = _found["ndtri"]
"""The quantile of the standard normal distribution: probability."""
stdtrit: Any = _found["stdtrit"]
"""The quantile of Student's t: degrees of freedom, probability."""
