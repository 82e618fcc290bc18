"""GP_EI: the candidate with the greatest expected improvement over the best score; see acquisition.py and gaussian_process.py."""
import numpy as np

from .acquisition import expected_improvement
from .gaussian_process import fit_predict


def pick(pool, history, rng):
    mean, deviation = fit_predict(history.points, history.scores, pool, rng)
    return int(np.argmax(expected_improvement(mean, deviation, np.max(history.scores))))
