"""How hot loops are compiled: outside the interpreter lock, with IEEE division, nothing reordered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import njit, types
from numba.core import caching
from numba.core.runtime.nrt import rtsys
from numba.extending import intrinsic

from sim.native.cache import PACKAGE, cache_folder, fingerprint
from sim.native.whole import PartCompiler


class Shared(caching._CacheLocator):
    """Tells Numba where the machine code of this package's functions lies, whichever checkout they are of."""

    def __init__(self, part: str) -> None:
        self._part = part

    def get_cache_path(self) -> str:
        """The folder of the sources."""
        return str(cache_folder(self._part))

    def get_source_stamp(self) -> str:
        """What the sources say."""
        return fingerprint(self._part)

    def get_disambiguator(self) -> str:
        """Nothing: names are unique within the package."""
        return "0"

    @classmethod
    def from_function(cls, _function: Any, file: str) -> Shared | None:
        """The place, if the function is of this package and the place can be written to."""
        path = Path(file).resolve()
        if not path.is_relative_to(PACKAGE):
            return None
        found: Any = cls(path.relative_to(PACKAGE).parts[0])
        try:
            found.ensure_cache_path()
        except OSError:
            return None
        return cls(found._part)


_known: Any = caching.CompileResultCacheImpl
_known._locator_classes = [Shared, *_known._locator_classes]

_function_cache: Any = caching.FunctionCache
_ir: Any = ir
_njit: Any = njit
_runtime: Any = rtsys
_types: Any = types

_part = {
    "nogil": True,
    "error_model": "numpy",
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
    "pipeline_class": PartCompiler,
}


def _compiled(forceinline: bool) -> Any:
    def decorated(function: Any) -> Any:
        found = _njit(**_part, forceinline=forceinline)(function)
        if found is function:  # NUMBA_DISABLE_JIT: plain Python
            return found
        template = found.get_call_template
        # Numba would compile a function anew for each constant that it is called with.
        found.get_call_template = lambda args, kws: template([_types.unliteral(a) for a in args], kws)
        return found

    return decorated


compiled = _compiled(False)
"""For functions that only compiled functions call; no fastmath, so that results are the reference engine's
bits.
"""

inlined = _compiled(True)
"""For functions on the usual path with one caller there: a call costs as much as what many of them do."""


class Kept(_function_cache):  # type: ignore[misc]
    """Machine code that is loaded without Numba's implementations of Python and NumPy.

    Numba imports and registers them all before it looks into its cache: a fifth of a second, of use only
    where something has to be compiled, and then the compiler does it itself.
    """

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The code of a signature; None where there is none."""
        _runtime.initialize(target_context)
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)


def _kept(function: Any) -> Any:
    found = _njit(nogil=True, error_model="numpy")(function)
    if found is not function:  # NUMBA_DISABLE_JIT: plain Python
        found._cache = Kept(function)
    return found


cached: Any = _kept
"""For the functions that Python calls: their machine code is kept in the cache."""


def _pointer(_context: Any, array: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return context.make_array(signature.args[0])(context, builder, args[0]).data

    return _types.CPointer(array.dtype)(array), code


pointer: Any = intrinsic(_pointer)
"""Where an array's first element lies. Functions of the kernel pass two pointers instead of two arrays: an
array is seven words, is counted, and wraps negative indices at every access.
"""


def _prefetch(_context: Any, words: Any, at: Any) -> Any:
    def code(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        place = builder.bitcast(builder.gep(args[0], [args[1]]), _ir.IntType(8).as_pointer())
        number = _ir.IntType(32)
        kind = _ir.FunctionType(_ir.VoidType(), [place.type, number, number, number])
        function = builder.module.declare_intrinsic("llvm.prefetch", [place.type], kind)
        builder.call(function, [place, *(number(k) for k in (1, 3, 1))])

    return _types.void(words, _types.int64), code


prefetch: Any = intrinsic(_prefetch)
"""Let the processor fetch the word at a place of a pointer before it is asked for; any place may be named."""
