"""Cross-validates a pipeline on the training part, fits it there once more, and scores that on the test part."""

from dataclasses import dataclass
from typing import Callable, Iterator

import numpy as np
from sklearn.base import ClassifierMixin, clone
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline

from . import metrics
from .encoding import EncodedDataset

# Their `predict` is the likeliest class of `predict_proba`, and takes as long again. Not so SVC, whose probabilities come from a fit of their own.
COSTLY_TO_ASK_TWICE = (RandomForestClassifier, ExtraTreesClassifier, KNeighborsClassifier)

# Best value of every metric; no fold can add more than this to the mean.
BEST_SCORE = 1.0
# Scores are stored with 10 decimals: an equal one must not look like a worse one.
TIE = 1e-10


@dataclass
class Evaluation:
    """Scores by metric name; `test` and `fitted` are None when the folds were stopped early."""

    folds: list[dict[str, float]]
    test: dict[str, float] | None = None
    fitted: Pipeline | None = None
    fold_curves: list[dict] | None = None
    test_curves: dict | None = None

    def cv(self, metric: str) -> tuple[float, float]:
        """Mean and population standard deviation over the folds."""
        values = np.array([fold[metric] for fold in self.folds])
        return float(values.mean()), float(values.std())


def evaluate(
    pipeline: Pipeline,
    data: EncodedDataset,
    metric: str,
    on_fold: Callable[[int, float], None],
    with_curves: bool = False,
    best_so_far: float | None = None,
) -> Evaluation:
    """Five folds, the refit, the test.

    Args:
        metric: name of the score that is reported after each fold.
        on_fold: told the fold's number from 0 and its score.
        best_so_far: stops after a fold when even perfect scores in all others would leave the mean below this one; not after the last.
    """
    found = Evaluation(folds=[], fold_curves=[] if with_curves else None)
    for number, (train, validate) in enumerate(data.folds):
        fitted = clone(pipeline).fit(data.x_train[train], data.y_train[train])
        predicted, scores = apply(fitted, data.x_train[validate], np.arange(len(data.labels)))
        truth = data.y_train[validate]
        found.folds.append(metrics.score_all(truth, predicted, scores))
        if with_curves:
            found.fold_curves.append(metrics.curves(truth, scores))
        on_fold(number, found.folds[-1][metric])
        if best_so_far is not None and _cannot_reach(best_so_far, [fold[metric] for fold in found.folds], len(data.folds)):
            return found
    # The model answers the labels of the file, so it learns with them; classes keep their order, so scores keep their columns.
    found.fitted = pipeline.fit(data.x_train, data.labels[data.y_train])
    predicted, scores = apply(found.fitted, data.x_test, data.labels)
    found.test = metrics.score_all(data.y_test, predicted, scores)
    found.test_curves = metrics.curves(data.y_test, scores) if with_curves else None
    return found


def _cannot_reach(best: float, values: list[float], folds: int) -> bool:
    # Once all are there, little is left to save, and the whole trial says more: to people and to tuners.
    return len(values) < folds and (sum(values) + BEST_SCORE * (folds - len(values))) / folds < best - TIE


def apply(fitted: Pipeline, x: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Predicted class numbers, shape (n,), and scores, shape (n, k), with one column for every label of the data set."""
    classifier = fitted.named_steps["classifier"]
    known = np.searchsorted(labels, fitted.classes_)
    by_probability = not ranks_by_distance(classifier)
    scores = fitted.predict_proba(x) if by_probability else _distances(fitted.decision_function(x))
    if isinstance(classifier, COSTLY_TO_ASK_TWICE):
        predicted = known[scores.argmax(axis=1)]
    else:
        predicted = np.searchsorted(labels, fitted.predict(x))
    if len(known) == len(labels):
        return predicted, scores
    # A rare class can be absent from the rows that were fitted: nothing is less likely than that class.
    worst = 0.0 if by_probability else scores.min(initial=0.0) - 1.0
    complete = np.full((len(x), len(labels)), worst)
    complete[:, known] = scores
    return predicted, complete


def ranks_by_distance(classifier: ClassifierMixin) -> bool:
    """Whether classes are ranked by decision distance: as in the original for SGD (which is also `pa`), and where there are no probabilities."""
    return type(classifier).__name__ == "SGDClassifier" or not hasattr(classifier, "predict_proba")


def _distances(decision: np.ndarray) -> np.ndarray:
    return np.column_stack([-decision, decision]) if decision.ndim == 1 else decision


def named_scores(found: Evaluation) -> Iterator[dict]:
    """`{name, fold, value}` for every score; fold is None for the test part."""
    for number, fold in enumerate(found.folds):
        yield from ({"name": name, "fold": number, "value": value} for name, value in fold.items())
    yield from ({"name": name, "fold": None, "value": value} for name, value in (found.test or {}).items())
