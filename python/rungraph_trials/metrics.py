"""The scores of a classifier: two sets, one for two classes and one for more, with the names of the original ATM.

All scores are higher for a better classifier. Ranges: 0..1, but cohen_kappa and mcc -1..1. NaN where a score is undefined,
for example roc_auc over rows of one class.
"""

import warnings
from typing import Callable

import numpy as np
from sklearn import metrics as sk
from sklearn.exceptions import UndefinedMetricWarning

from .failures import BadInput

BINARY = ("accuracy", "cohen_kappa", "f1", "roc_auc", "ap", "mcc")
MULTICLASS = ("accuracy", "rank_accuracy", "cohen_kappa", "f1_micro", "f1_macro", "roc_auc_micro", "roc_auc_macro")
KNOWN = tuple(dict.fromkeys(BINARY + MULTICLASS))

CASTS_BINARY = {"f1_micro": "f1", "f1_macro": "f1", "roc_auc_micro": "roc_auc", "roc_auc_macro": "roc_auc"}
CASTS_MULTICLASS = {"f1": "f1_macro", "roc_auc": "roc_auc_macro"}


def cast_metric(asked: str, classes: int) -> str:
    """The score that is computed for an asked one (any case). Raises BadInput when there is none for that many classes."""
    name = asked.lower()
    if name not in KNOWN:
        raise BadInput(f"There is no metric {asked}; there are {', '.join(KNOWN)}.")
    casts, computed = (CASTS_BINARY, BINARY) if classes == 2 else (CASTS_MULTICLASS, MULTICLASS)
    name = casts.get(name, name)
    if name not in computed:
        raise BadInput(f"The metric {name} is not defined for {classes} classes; use one of {', '.join(computed)}.")
    return name


def score_all(truth: np.ndarray, predicted: np.ndarray, scores: np.ndarray) -> dict[str, float]:
    """Every score of one set of rows.

    Args:
        truth, predicted: shape (n,), class numbers 0..k-1.
        scores: shape (n, k), larger for likelier classes: probabilities, or decision distances.
    """
    with warnings.catch_warnings():
        # Undefined scores are NaN in the result; a warning for each fold would bury the rest of the log.
        warnings.simplefilter("ignore", UndefinedMetricWarning)
        warnings.simplefilter("ignore", UserWarning)
        classes = scores.shape[1]
        return _binary(truth, predicted, scores) if classes == 2 else _multiclass(truth, predicted, scores)


def _binary(truth: np.ndarray, predicted: np.ndarray, scores: np.ndarray) -> dict[str, float]:
    one_hot = _one_hot(truth, 2)
    return {
        "accuracy": sk.accuracy_score(truth, predicted),
        "cohen_kappa": sk.cohen_kappa_score(truth, predicted, labels=[0, 1]),
        "f1": sk.f1_score(truth, predicted, zero_division=0),
        "roc_auc": _mean_over_classes(sk.roc_auc_score, one_hot, scores),
        # As in the original: the mean of both classes' average precision, not that of the second class alone.
        "ap": _mean_over_classes(sk.average_precision_score, one_hot, scores),
        "mcc": sk.matthews_corrcoef(truth, predicted),
    }


def _multiclass(truth: np.ndarray, predicted: np.ndarray, scores: np.ndarray) -> dict[str, float]:
    classes = scores.shape[1]
    one_hot = _one_hot(truth, classes)
    return {
        "accuracy": sk.accuracy_score(truth, predicted),
        "rank_accuracy": rank_accuracy(truth, scores),
        "cohen_kappa": sk.cohen_kappa_score(truth, predicted, labels=range(classes)),
        "f1_micro": sk.f1_score(truth, predicted, average="micro", zero_division=0),
        "f1_macro": sk.f1_score(truth, predicted, average="macro", zero_division=0),
        "roc_auc_micro": _if_finite(sk.roc_auc_score, one_hot.ravel(), scores.ravel()),
        "roc_auc_macro": _mean_over_classes(sk.roc_auc_score, one_hot, scores),
    }


def rank_accuracy(truth: np.ndarray, scores: np.ndarray) -> float:
    """Share of rows whose true class is in the best third of the classes (at least one).

    The original cut this share to a whole number, 0 or 1, which made it useless as a target; here it is the share itself.
    """
    if not np.isfinite(scores).all():
        return float("nan")
    places = max(scores.shape[1] // 3, 1)
    best = np.argsort(-scores, axis=1, kind="stable")[:, :places]
    return float(np.mean((best == truth[:, None]).any(axis=1)))


def _one_hot(truth: np.ndarray, classes: int) -> np.ndarray:
    return (truth[:, None] == np.arange(classes)).astype(np.int64)


def _mean_over_classes(score: Callable, one_hot: np.ndarray, scores: np.ndarray) -> float:
    """Mean over the classes that some rows have and some have not; a small fold may lack a rare class."""
    defined = [i for i in range(one_hot.shape[1]) if 0 < one_hot[:, i].sum() < len(one_hot)]
    return float(np.mean([_if_finite(score, one_hot[:, i], scores[:, i]) for i in defined])) if defined else float("nan")


def _if_finite(score: Callable, truth: np.ndarray, scores: np.ndarray) -> float:
    """A diverged network has NaN for probabilities: its labels count, its ranking does not."""
    return float(score(truth, scores)) if np.isfinite(scores).all() else float("nan")


def curves(truth: np.ndarray, scores: np.ndarray) -> dict:
    """ROC and precision-recall curves of the second of two classes; for more classes, of each against the rest."""
    if not np.isfinite(scores).all():
        return {}
    classes = scores.shape[1]
    if classes == 2:
        return _curves_of(truth == 1, scores[:, 1])
    return {"class_wise": {str(i): _one_against_rest(truth == i, scores, i) for i in range(classes)}}


def _one_against_rest(positive: np.ndarray, scores: np.ndarray, column: int) -> dict:
    rest = np.delete(scores, column, axis=1).max(axis=1)
    two = np.column_stack([rest, scores[:, column]])
    truth = positive.astype(np.int64)
    return score_all(truth, two.argmax(axis=1), two) | _curves_of(positive, scores[:, column])


def _curves_of(positive: np.ndarray, scores: np.ndarray) -> dict:
    if positive.all() or not positive.any():
        return {}
    fprs, tprs, roc_thresholds = sk.roc_curve(positive, scores)
    precisions, recalls, pr_thresholds = sk.precision_recall_curve(positive, scores)
    return {
        "roc_curve": {"fprs": fprs, "tprs": tprs, "thresholds": roc_thresholds},
        "pr_curve": {"precisions": precisions, "recalls": recalls, "thresholds": pr_thresholds},
    }
