"""Native code: how hot loops are compiled, and where their machine code is kept.

`cache` knows the place and does without Numba; `jit` compiles.
"""
