"""UNIFORM: every point is equally likely, on the scale of its axis.

Source: J. Bergstra, Y. Bengio, "Random search for hyper-parameter optimization", JMLR 13 (2012). No difference from BTB.
"""


def pick(pool, history, rng):
    """Any candidate: they were drawn at random."""
    return int(rng.integers(len(pool)))
