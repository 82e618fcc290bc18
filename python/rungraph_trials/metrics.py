"""The scores of a classifier: two sets, one for two classes and one for more, with the names of the original ATM.

All scores are higher for a better classifier. Ranges: 0..1, but cohen_kappa and mcc -1..1. NaN where a score is undefined,
for example roc_auc over rows of one class.
"""

import numpy as np
from scipy.stats import rankdata
from sklearn.metrics import precision_recall_curve, roc_curve

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

    The formulas are those of scikit-learn's functions of the same names, over a confusion matrix and one ranking. They stand
    here because six calls of each scikit-learn function cost five times the training of a small tree, nearly all of it checks of arguments.

    Args:
        truth, predicted: shape (n,), class numbers 0..k-1.
        scores: shape (n, k), larger for likelier classes: probabilities, or decision distances.
    """
    classes = scores.shape[1]
    confusion = np.bincount(truth * classes + predicted, minlength=classes * classes).reshape(classes, classes).astype(np.float64)
    one_hot = truth[:, None] == np.arange(classes)
    # A diverged network has NaN for probabilities: its labels count, its ranking does not.
    ranked = bool(np.isfinite(scores).all())
    found = {"accuracy": float(np.trace(confusion) / len(truth)), "cohen_kappa": _cohen_kappa(confusion)}
    if classes == 2:
        return found | {
            "f1": float(_f1(confusion)[1]),
            "roc_auc": _mean_defined(_roc_auc(one_hot, scores)) if ranked else np.nan,
            # As in the original: the mean of both classes' average precision, not that of the second class alone.
            "ap": _average_precision(one_hot, scores) if ranked else np.nan,
            "mcc": _matthews(confusion),
        }
    present = confusion.sum(axis=0) + confusion.sum(axis=1) > 0
    return found | {
        "rank_accuracy": rank_accuracy(truth, scores) if ranked else np.nan,
        "f1_micro": found["accuracy"],  # the same number when every row has exactly one class
        "f1_macro": float(_f1(confusion)[present].mean()),
        "roc_auc_micro": float(_roc_auc(one_hot.reshape(-1, 1), scores.reshape(-1, 1))[0]) if ranked else np.nan,
        "roc_auc_macro": _mean_defined(_roc_auc(one_hot, scores)) if ranked else np.nan,
    }


def _cohen_kappa(confusion: np.ndarray) -> float:
    """Agreement beyond chance; NaN when chance alone agrees everywhere. Rows of `confusion` are the truth."""
    rows = confusion.sum()
    by_chance = confusion.sum(axis=0) @ confusion.sum(axis=1) / rows**2
    return float((np.trace(confusion) / rows - by_chance) / (1 - by_chance)) if by_chance < 1 else np.nan


def _f1(confusion: np.ndarray) -> np.ndarray:
    """Of each class, 2 tp / (2 tp + fp + fn); 0 for one that is neither there nor predicted. Shape (k,)."""
    both = confusion.sum(axis=0) + confusion.sum(axis=1)
    return np.divide(2 * np.diag(confusion), both, out=np.zeros(len(confusion)), where=both > 0)


def _matthews(confusion: np.ndarray) -> float:
    """Of two classes; 0 when one of them is never there or never predicted."""
    (tn, fp), (fn, tp) = confusion
    scale = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)
    return float((tp * tn - fp * fn) / np.sqrt(scale)) if scale else 0.0


def _roc_auc(one_hot: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Of each column, the share of (positive, negative) pairs in the right order, ties half; NaN without both. Shape (k,)."""
    positives = one_hot.sum(axis=0).astype(np.float64)
    pairs = positives * (len(one_hot) - positives)
    rank_sums = (rankdata(scores, axis=0) * one_hot).sum(axis=0)
    return np.divide(rank_sums - positives * (positives + 1) / 2, pairs, out=np.full(len(pairs), np.nan), where=pairs > 0)


def _average_precision(one_hot: np.ndarray, scores: np.ndarray) -> float:
    """Mean over the columns of sum((recall_i - recall_i-1) * precision_i) over the distinct scores, largest first; NaN without both classes."""
    if one_hot.all(axis=0).any():
        return np.nan
    return float(np.mean([_precision_of(one_hot[:, i], scores[:, i]) for i in range(one_hot.shape[1])]))


def _precision_of(positive: np.ndarray, scores: np.ndarray) -> float:
    order = np.argsort(-scores, kind="stable")
    last_of_tie = np.append(np.flatnonzero(np.diff(scores[order])), len(order) - 1)
    hits = np.cumsum(positive[order])[last_of_tie]
    return float(np.sum(np.diff(hits, prepend=0) / hits[-1] * hits / (last_of_tie + 1)))


def _mean_defined(values: np.ndarray) -> float:
    """Mean over the classes that some rows have and some have not: a small fold may lack a rare class."""
    values = values[~np.isnan(values)]
    return float(values.mean()) if len(values) else np.nan


def rank_accuracy(truth: np.ndarray, scores: np.ndarray) -> float:
    """Share of rows whose true class is in the best third of the classes (at least one).

    The original cut this share to a whole number, 0 or 1, which made it useless as a target; here it is the share itself.
    """
    places = max(scores.shape[1] // 3, 1)
    best = np.argsort(-scores, axis=1, kind="stable")[:, :places]
    return float(np.mean((best == truth[:, None]).any(axis=1)))


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
    fprs, tprs, roc_thresholds = roc_curve(positive, scores)
    precisions, recalls, pr_thresholds = precision_recall_curve(positive, scores)
    return {
        "roc_curve": {"fprs": fprs, "tprs": tprs, "thresholds": roc_thresholds},
        "pr_curve": {"precisions": precisions, "recalls": recalls, "thresholds": pr_thresholds},
    }
