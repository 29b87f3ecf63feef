"""Functions that only compiled functions call become machine code once, in the function that Python calls.

Numba makes a library of each function, optimises it together with everything it calls, and does so again with
each of its callers: a call graph ten levels deep is compiled ten times over. The functions here are only
lowered; what Python calls links them all and optimises the whole, once.
"""

from __future__ import annotations

import weakref
from typing import Any

from numba.core import codegen, compiler

_compiler: Any = compiler
_codegen: Any = codegen


class _Unbound:
    """A code generator that binds no environment to a function, as there is no machine code of it."""

    def __init__(self, generator: Any) -> None:
        self._generator = generator

    def __getattr__(self, name: str) -> Any:
        return getattr(self._generator, name)

    def set_env(self, _name: str, _env: Any) -> None:
        """Nothing: compiled functions need no environment."""


class Part(_codegen.JITCodeLibrary):  # type: ignore[misc]
    """A function that is linked into others and never run by itself."""

    @property
    def codegen(self) -> Any:
        """The code generator."""
        return _Unbound(self._codegen)

    def get_pointer_to_function(self, _name: str) -> int:
        """None."""
        self._ensure_finalized()
        return 0

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._final_module.__library = weakref.proxy(self)
        self._finalized = True


class PartCompiler(_compiler.Compiler):  # type: ignore[misc]
    """Numba's compiler, with a `Part` for a library."""

    def __init__(self, typingctx: Any, targetctx: Any, library: Any, *rest: Any) -> None:
        super().__init__(typingctx, targetctx, library or Part(targetctx.codegen(), "part"), *rest)
