"""Compares our scores with scikit-learn's on random rows, with ties, rare classes and classes that are absent; prints the largest difference."""

import warnings

import numpy as np
from sklearn import metrics as sk

from rungraph_trials.metrics import score_all

warnings.simplefilter("ignore")
CASES = 40
generator = np.random.default_rng(0)


def expected_scores(truth, predicted, scores):
    rows, classes = scores.shape
    one_hot = (truth[:, None] == np.arange(classes)).astype(int)
    defined = [i for i in range(classes) if 0 < one_hot[:, i].sum() < rows]
    auc = np.mean([sk.roc_auc_score(one_hot[:, i], scores[:, i]) for i in defined]) if defined else np.nan
    found = {"accuracy": sk.accuracy_score(truth, predicted), "cohen_kappa": sk.cohen_kappa_score(truth, predicted, labels=range(classes))}
    if classes == 2:
        precision = np.mean([sk.average_precision_score(one_hot[:, i], scores[:, i]) for i in range(2)]) if defined else np.nan
        return found | {"f1": sk.f1_score(truth, predicted, zero_division=0), "roc_auc": auc, "ap": precision, "mcc": sk.matthews_corrcoef(truth, predicted)}
    return found | {
        "f1_micro": sk.f1_score(truth, predicted, average="micro"),
        "f1_macro": sk.f1_score(truth, predicted, average="macro", zero_division=0),
        "roc_auc_micro": sk.roc_auc_score(one_hot.ravel(), scores.ravel()),
        "roc_auc_macro": auc,
    }


worst = 0.0
for _ in range(CASES):
    classes, rows = int(generator.integers(2, 6)), int(generator.integers(3, 30))
    truth, predicted = generator.integers(0, classes, rows), generator.integers(0, classes, rows)
    scores = np.round(generator.random((rows, classes)), int(generator.integers(1, 4)))
    ours = score_all(truth, predicted, scores)
    for name, value in expected_scores(truth, predicted, scores).items():
        if np.isnan(value) != np.isnan(ours[name]):
            raise SystemExit(f"{name}: {ours[name]} instead of {value}")
        worst = max(worst, 0.0 if np.isnan(value) else abs(value - ours[name]))
print(worst)
