"""GCP_EI: the candidate with the greatest expected improvement under a Gaussian copula process; see copula.py and acquisition.py.

Difference from BTB: the improvement is that of the normal scores, over the best of them; see copula.py for why.
"""
import numpy as np

from .acquisition import expected_improvement
from .copula import to_normal
from .gaussian_process import fit_predict


def pick(pool, history, rng):
    points, scores, at = to_normal(pool, history)
    mean, deviation = fit_predict(points, scores, at, rng, length_scale=1.0)
    return int(np.argmax(expected_improvement(mean, deviation, np.max(scores))))
