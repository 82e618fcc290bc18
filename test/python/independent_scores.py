"""Scores a scikit-learn pipeline with scikit-learn's own tools only; prints {cv, test} for comparison with a trial's."""

import json
import sys

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, cohen_kappa_score, make_scorer, matthews_corrcoef
from sklearn.model_selection import cross_validate
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler, label_binarize


def split(path):
    frame = pd.read_csv(path)
    return frame.drop(columns="class"), frame["class"]


x_train, y_train = split(sys.argv[1])
x_test, y_test = split(sys.argv[2])
labels = sorted(y_train.unique())
binary = len(labels) == 2
logistic = LogisticRegression(solver="liblinear", C=0.5, l1_ratio=1.0, random_state=3)
model = make_pipeline(StandardScaler(), logistic if binary else OneVsRestClassifier(logistic))


def mean_precision(estimator, x, y):
    probabilities = estimator.predict_proba(x)
    return sum(average_precision_score(y == label, probabilities[:, i]) for i, label in enumerate(labels)) / 2


def micro_auc(estimator, x, y):
    from sklearn.metrics import roc_auc_score

    return roc_auc_score(label_binarize(y, classes=labels), estimator.predict_proba(x), average="micro")


def top_third(estimator, x, y):
    ranked = estimator.predict_proba(x).argsort(axis=1)[:, ::-1][:, : len(labels) // 3]
    return sum(label in {labels[i] for i in row} for label, row in zip(y, ranked)) / len(y)


scorers = {"accuracy": "accuracy", "cohen_kappa": make_scorer(cohen_kappa_score)}
if binary:
    scorers |= {"f1": "f1", "roc_auc": "roc_auc", "ap": mean_precision, "mcc": make_scorer(matthews_corrcoef)}
else:
    scorers |= {"f1_micro": "f1_micro", "f1_macro": "f1_macro", "roc_auc_micro": micro_auc, "roc_auc_macro": "roc_auc_ovr", "rank_accuracy": top_third}
found = cross_validate(model, x_train, y_train, cv=5, scoring=scorers)
model.fit(x_train, y_train)
from sklearn.metrics import get_scorer

test = {name: (get_scorer(scorer) if isinstance(scorer, str) else scorer)(model, x_test, y_test) for name, scorer in scorers.items()}
print(json.dumps({"cv": {name: list(found[f"test_{name}"]) for name in scorers}, "test": test}))
