"""The regression behind all model-based tuners.

A Gaussian process with a Matern 5/2 kernel, one length scale an axis, plus noise; its parameters maximise the marginal
likelihood. Sources: C. E. Rasmussen, C. K. I. Williams, "Gaussian Processes for Machine Learning" (2006), chapters 2
and 5; kernel and length scales as in J. Snoek, H. Larochelle, R. P. Adams, "Practical Bayesian optimization of machine
learning algorithms" (NIPS 2012).

Differences from BTB: axes are scaled alike and length scales are fitted, where BTB kept one length of 1 in mixed units,
so that a range of 0..1 was nearly flat and one of 300 was all noise to it; and there is a noise term, so that equal
points with unequal scores do not break the fit.
"""
import warnings

import numpy as np
from scipy.optimize import minimize
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

#: The likelihood is maximised on at most this many trials, in so many steps: about 20 ms. The prediction uses them all.
MOST_FITTED = 50
STEPS = 8


def fit_predict(points, scores, at, rng, length_scale=0.3):
    """Mean and standard deviation of the score at the points `at`, without the noise of a trial.

    points, at: a row each, every column of a similar scale, on which `length_scale` is a plausible distance.
    """
    kernel = ConstantKernel(1.0, (1e-2, 1e2)) * Matern([length_scale] * points.shape[1], (0.05, 20.0), nu=2.5) + WhiteKernel(1e-2, (1e-6, 1.0))
    sample = np.sort(rng.permutation(len(scores))[:MOST_FITTED])
    with warnings.catch_warnings():
        # A parameter at its bound is no fault here: an axis that does not matter gets the greatest length scale.
        warnings.simplefilter("ignore", ConvergenceWarning)
        tuned = GaussianProcessRegressor(kernel, alpha=1e-8, optimizer=_few_steps, normalize_y=True).fit(points[sample], scores[sample])
        model = GaussianProcessRegressor(tuned.kernel_, alpha=1e-8, optimizer=None, normalize_y=True).fit(points, scores)
        mean, deviation = model.predict(at, return_std=True)
    noise = model.kernel_.k2.noise_level * np.var(scores)
    return mean, np.sqrt(np.maximum(deviation**2 - noise, 0.0))


def _few_steps(objective, start, bounds):
    found = minimize(objective, start, method="L-BFGS-B", jac=True, bounds=bounds, options={"maxiter": STEPS})
    return found.x, found.fun
