"""Sample -> Estimate: shares, means, quantiles, changes and chances with intervals, looks, and warm-up.

Nothing is computed over pooled cases but point estimates: an interval only ever treats replications as
independent. Every sum is exact (`math.fsum`) and taken in replication order. Importing this package loads
neither NumPy nor SciPy; only `warmup` and `looks` are free of them.
"""
