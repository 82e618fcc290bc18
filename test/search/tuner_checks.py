"""What the tuner tests ask of Python: one JSON line in, one out. Reference values are computed another way than the tuners do."""
import json
import math
import sys
import warnings

import numpy as np
from scipy import integrate, stats

from rungraph_trials.failures import Failure
from rungraph_trials.tuners import copula, gaussian_process, gp_eivel, propose
from rungraph_trials.tuners.acquisition import expected_improvement


def proposals(requests):
    answers = []
    for request in requests:
        try:
            answers.append(propose(request))
        except Failure as failure:
            answers.append({"error": f"{failure.kind}: {failure}"})
    return answers


def improvement(mean, deviation, best):
    """Ours, and the integral of max(score - best, 0) over the normal distribution of the score."""
    ours = expected_improvement(np.array([mean]), np.array([deviation]), best)[0]
    if deviation == 0:
        return [ours, max(mean - best, 0)]
    density = stats.norm(mean, deviation).pdf
    edge = max(mean + 12 * deviation, best)
    return [ours, integrate.quad(lambda y: (y - best) * density(y), best, edge, limit=200)[0]]


def regression(points, scores, at, length_scale):
    """Ours with the first kernel parameters, and the posterior by plain linear algebra."""
    points, scores, at = map(np.array, (points, scores, at))
    kept, gaussian_process._few_steps = gaussian_process._few_steps, lambda objective, start, bounds: (start, objective(start)[0])
    try:
        mean, deviation = gaussian_process.fit_predict(points, scores, at, np.random.default_rng(0), length_scale)
    finally:
        gaussian_process._few_steps = kept

    def covariance(a, b):
        d = np.sqrt(5) * np.linalg.norm(a[:, None] - b[None], axis=2) / length_scale
        return (1 + d + d**2 / 3) * np.exp(-d)

    mu, sigma = scores.mean(), scores.std()
    inverse = np.linalg.inv(covariance(points, points) + (0.01 + 1e-8) * np.eye(len(points)))
    cross = covariance(at, points)
    reference_mean = mu + sigma * cross @ inverse @ ((scores - mu) / sigma)
    reference_variance = sigma**2 * np.maximum(1 - np.einsum("ij,jk,ik->i", cross, inverse, cross), 0)
    return [[mean.tolist(), reference_mean.tolist()], [deviation.tolist(), np.sqrt(reference_variance).tolist()]]


def marginal(sample, at):
    """Ours, and the same through scipy's density estimate."""
    density = stats.gaussian_kde(sample)
    share = [np.clip(density.integrate_box_1d(-np.inf, x), 1e-6, 1 - 1e-6) for x in at]
    return [copula.marginal(np.array(sample), 1e-9)(np.array(at)).tolist(), stats.norm.ppf(share).tolist()]


def chance(scores):
    """GP_EIVEL's probability of a random draw."""
    return gp_eivel.probability_of_chance(np.array(scores))


def hills(x, y):
    """Two hills on [0, 10] x [1e-3, 1e3] (log); the top of the greater one is 1, at (7, 10)."""
    v = math.log10(y)
    return math.exp(-((x - 7) ** 2) / 4 - (v - 1) ** 2) + 0.6 * math.exp(-((x - 2) ** 2) / 2 - (v + 2) ** 2)


def climb(tuner, seed, trials):
    """The best score of a whole search on `hills`."""
    tunables = [{"name": "x", "type": "FLOAT", "low": 0, "high": 10}, {"name": "y", "type": "FLOAT_EXP", "low": 1e-3, "high": 1e3}]
    history = []
    for trial in range(trials):
        values = propose({"tuner": tuner, "tunables": tunables, "history": history, "rMinimum": 3, "gridding": 0, "seed": seed * 1000 + trial})["values"]
        history.append({"values": values, "score": hills(**values)})
    return max(entry["score"] for entry in history)


warnings.simplefilter("error")
for line in sys.stdin:
    call = json.loads(line)
    print(json.dumps([globals()[call["check"]](*arguments) for arguments in call["calls"]]), flush=True)
