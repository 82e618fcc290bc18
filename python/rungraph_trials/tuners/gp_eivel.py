"""GP_EIVEL: GP_EI, but at random with probability exp(-100 v), v = mean gap between the 5 best scores.

Where the best scores have come together, the search is likely to sit on a local optimum, so it looks elsewhere.
Source: GPEiVelocity of BTB 0.2.

Differences from BTB: the expected improvement has its sign (see acquisition.py); with a single score, whose gaps have no
mean, BTB warned and went on with NaN, here the gap is 0.
"""
import numpy as np

from . import gp_ei, uniform


def probability_of_chance(scores):
    gaps = np.diff(np.sort(scores)[-5:])
    return float(np.exp(-100.0 * gaps.mean())) if len(gaps) else 1.0


def pick(pool, history, rng):
    tuner = uniform if rng.random() < probability_of_chance(history.scores) else gp_ei
    return tuner.pick(pool, history, rng)
