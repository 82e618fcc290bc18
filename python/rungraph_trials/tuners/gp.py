"""GP: the candidate with the greatest predicted mean of a Gaussian process; see gaussian_process.py for formula, source and differences."""
import numpy as np

from .gaussian_process import fit_predict


def pick(pool, history, rng):
    mean, _ = fit_predict(history.points, history.scores, pool, rng)
    return int(np.argmax(mean))
