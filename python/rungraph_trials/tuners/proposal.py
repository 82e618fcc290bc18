"""One proposal, from request to answer."""
import importlib
import math
from dataclasses import dataclass

import numpy as np

from ..failures import BadInput
from .space import Space

#: Candidates among which a model chooses, as in BTB.
POOL = 1000
#: Above this many scored trials a model sees half as many of the best and as many of the latest: its time grows with their cube.
MOST_SCORED = 200

TUNERS = {"UNIFORM": "uniform", "GP": "gp", "GP_EI": "gp_ei", "GP_EIVEL": "gp_eivel", "GCP": "gcp", "GCP_EI": "gcp_ei"}


@dataclass(frozen=True)
class Scored:
    """Trials that ended with a score: points (a row each, scaled to 0..1) and their scores, in order of finish."""

    points: np.ndarray
    scores: np.ndarray


def propose(request):
    """The values for the next trial of a partition.

    request: {tuner, tunables: [{name, type, low, high}], history: [{values, score}], rMinimum, gridding, seed}.
    History is in order of finish. A score that is null or NaN (the trial runs, or errored) takes its point off the list
    of what can be tried, when that list is finite; no model sees it.
    Answer: {"values": {name: number}}, or {"exhausted": True} when every point of a finite space was tried. Without
    tunables there is one point, {}.

    The same request gives the same answer. Until `rMinimum` trials have a score, every tuner draws at random.
    Raises BadInput for an unknown tuner, an impossible tunable, or a history that does not fit the tunables.

    Differences from BTB, where these were bugs: a point of a finite space is never tried twice (the model proposed its
    favourite again and again, and equal trials have equal scores), so also a partition without a grid can be exhausted;
    grid points that round to the same number are one point (such a grid could never be used up); a partition without
    tunables has one trial (it had none).
    """
    name = request["tuner"]
    if name not in TUNERS:
        raise BadInput(f"{name!r} is not a tuner; it must be one of {', '.join(TUNERS)}")
    gridding, seed = request.get("gridding") or 0, request["seed"]
    if gridding < 0:
        raise BadInput(f"gridding is {gridding}; it must not be negative")
    space = Space(request["tunables"], gridding)
    # Chance in a space without end has no use for what was tried.
    history = [] if name == "UNIFORM" and math.isinf(space.size) else request["history"]
    rows = space.rows(history)
    tried = space.tried(rows) if math.isfinite(space.size) else frozenset()
    if len(tried) >= space.size:
        return {"exhausted": True}
    if not space.axes:
        return {"values": {}}

    rng = np.random.default_rng(seed)
    scores = np.array([_number(entry.get("score")) for entry in history], dtype=float)
    known = np.isfinite(scores)
    if name == "UNIFORM" or known.sum() < max(request.get("rMinimum") or 0, 1):
        return {"values": space.values(_random_points(space, tried, rng, 1)[0])}
    kept = _most_telling(scores, np.flatnonzero(known))
    pool = _candidates(space, tried, rng)
    tuner = importlib.import_module(f".{TUNERS[name]}", __package__)
    chosen = tuner.pick(space.unit(pool), Scored(space.unit(rows[kept]), scores[kept]), rng)
    return {"values": space.values(pool[chosen])}


def _number(score):
    return math.nan if score is None else float(score)


def _most_telling(scores, known):
    if len(known) <= MOST_SCORED:
        return known
    half = MOST_SCORED // 2
    best = known[np.argsort(scores[known], kind="stable")[-half:]]
    return np.union1d(best, known[-half:])


def _candidates(space, tried, rng):
    """What a model chooses from: every untried point of a small space, else random ones."""
    if space.size > POOL:
        return _random_points(space, tried, rng, POOL)
    points = np.array([point for point in space.all_points() if point not in tried], dtype=float)
    return rng.permutation(points)


def _random_points(space, tried, rng, count):
    """At most `count` random points and at least one, none of them tried."""
    if not tried:
        return space.draw(rng, count)
    for size in (count, POOL, POOL):
        points = space.draw(rng, size)
        untried = points[[tuple(point) not in tried for point in points]]
        if len(untried):
            return untried[:count]
    # Chance finds none: all but a few were tried. One of the first len(tried) + 1 points is free.
    return np.array([next(point for point in space.all_points() if point not in tried)], dtype=float)
