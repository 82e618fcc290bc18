"""Tuners: which numbers the next trial of a partition gets.

Each tuner is a module with `pick(pool, history, rng)`; what they share (the space, the pool of candidates, the fall-back
to chance) is in `proposal.py`. The modules that need scikit-learn are imported on first use, so that UNIFORM never waits
for it.
"""
from .proposal import propose

__all__ = ["propose"]
