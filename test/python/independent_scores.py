"""Scores a scikit-learn pipeline with scikit-learn's own tools only. Takes pairs of a training and a test file, prints a line {cv, test} for each."""

import json
import sys

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, cohen_kappa_score, get_scorer, make_scorer, matthews_corrcoef, roc_auc_score
from sklearn.model_selection import cross_validate
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler, label_binarize


def read(path):
    frame = pd.read_csv(path)
    return frame.drop(columns="class"), frame["class"]


def mean_precision(estimator, x, y):
    probabilities = estimator.predict_proba(x)
    return sum(average_precision_score(y == label, probabilities[:, i]) for i, label in enumerate(estimator.classes_)) / 2


def micro_auc(estimator, x, y):
    return roc_auc_score(label_binarize(y, classes=estimator.classes_), estimator.predict_proba(x), average="micro")


def top_third(estimator, x, y):
    labels = estimator.classes_
    ranked = estimator.predict_proba(x).argsort(axis=1)[:, ::-1][:, : len(labels) // 3]
    return sum(label in labels[row] for label, row in zip(y, ranked)) / len(y)


SHARED = {"accuracy": "accuracy", "cohen_kappa": make_scorer(cohen_kappa_score)}
BINARY = SHARED | {"f1": "f1", "roc_auc": "roc_auc", "ap": mean_precision, "mcc": make_scorer(matthews_corrcoef)}
MULTICLASS = SHARED | {"f1_micro": "f1_micro", "f1_macro": "f1_macro", "roc_auc_micro": micro_auc, "roc_auc_macro": "roc_auc_ovr", "rank_accuracy": top_third}

for train, test in zip(sys.argv[1::2], sys.argv[2::2]):
    (x_train, y_train), (x_test, y_test) = read(train), read(test)
    binary = y_train.nunique() == 2
    scorers = BINARY if binary else MULTICLASS
    logistic = LogisticRegression(solver="liblinear", C=0.5, l1_ratio=1.0, random_state=3)
    model = make_pipeline(StandardScaler(), logistic if binary else OneVsRestClassifier(logistic))
    found = cross_validate(model, x_train, y_train, cv=5, scoring=scorers)
    model.fit(x_train, y_train)
    scored = {name: (get_scorer(scorer) if isinstance(scorer, str) else scorer)(model, x_test, y_test) for name, scorer in scorers.items()}
    print(json.dumps({"cv": {name: list(found[f"test_{name}"]) for name in scorers}, "test": scored}))
