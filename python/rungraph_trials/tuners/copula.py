"""Gaussian copula process: a Gaussian process between variables that were made normal one by one.

Each axis and the score go through their own marginal distribution F (a kernel density estimate) and the inverse normal
distribution: u = ppf(F(x)). On these a Gaussian process is fitted.
Sources: A. G. Wilson, Z. Ghahramani, "Copula processes" (NIPS 2010); for tuning, A. Anderson, S. Dubois,
A. Cuesta-Infante, K. Veeramachaneni, "Sample, estimate, tune: scaling Bayesian auto-tuning of data science pipelines"
(DSAA 2017), whose tuner is BTB's GCP.

Differences from BTB, where these were bugs:
* candidates outside the tried range had an infinite u and were left out, but the place of the winner was then looked up
  in the full list, so another candidate was tried; here F stays inside (0, 1);
* a column of equal values, or equal scores, had no density and raised; here it has a least bandwidth, and maps to 0;
* mean and deviation were both sent back through the inverse of F, which gives a mean but no deviation. Here candidates
  are compared before that: F rises, so the order of the means is the same, and improvement is measured in u.
"""
import numpy as np
from scipy.special import ndtr, ndtri

#: F is kept this far from 0 and 1, so |u| stays below 4.8.
MARGIN = 1e-6
#: Steps at which F is computed, between which it is interpolated.
STEPS = 256


def marginal(sample, least_bandwidth):
    """The map x -> ppf(F(x)), F the distribution of a Gaussian kernel density estimate of the sample.

    Bandwidth by D. W. Scott's rule, n**(-1/5) * standard deviation, but not below `least_bandwidth`.
    """
    spread = np.std(sample, ddof=1) if len(sample) > 1 else 0.0
    bandwidth = max(spread * len(sample) ** -0.2, least_bandwidth)
    at = np.linspace(sample.min() - 5 * bandwidth, sample.max() + 5 * bandwidth, STEPS)
    share = np.clip(ndtr((at[:, None] - sample[None, :]) / bandwidth).mean(axis=1), MARGIN, 1 - MARGIN)
    normal = ndtri(share)
    return lambda values: np.interp(values, at, normal)


def to_normal(pool, history):
    """Points, scores and candidates in normal coordinates."""
    axes = [marginal(column, least_bandwidth=0.01) for column in history.points.T]
    points, at = (np.column_stack([f(rows[:, i]) for i, f in enumerate(axes)]) for rows in (history.points, pool))
    scale = max(float(np.max(np.abs(history.scores))), 1.0)
    scores = marginal(history.scores, least_bandwidth=1e-9 * scale)(history.scores)
    return points, scores, at
