"""GCP: the candidate with the greatest predicted mean of a Gaussian copula process; see copula.py for formula, source and differences."""
import numpy as np

from .copula import to_normal
from .gaussian_process import fit_predict


def pick(pool, history, rng):
    points, scores, at = to_normal(pool, history)
    mean, _ = fit_predict(points, scores, at, rng, length_scale=1.0)
    return int(np.argmax(mean))
