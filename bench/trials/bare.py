"""Trials without Rungraph: `python bare.py scikit-learn|trial-code CSV TREES TRIALS PROCESSES FOLDER`.

Random search over one number: each trial is five folds, a refit, a test, a model and a metrics file, in processes that are
warm before the clock starts. With `scikit-learn` it is what somebody would write with scikit-learn alone; with `trial-code`
the function that Rungraph's workers call, so that the difference is what queue, database and server cost. A forest of 0
trees is a single decision tree. Prints the seconds that all trials took together.
"""
import json
import multiprocessing
import os
import sys
import time

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"

import joblib
import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, average_precision_score, cohen_kappa_score, f1_score, matthews_corrcoef, roc_auc_score
from sklearn.model_selection import StratifiedKFold, train_test_split
from sklearn.tree import DecisionTreeClassifier

METRICS = {"accuracy": accuracy_score, "cohen_kappa": cohen_kappa_score, "f1": f1_score, "mcc": matthews_corrcoef}
RANKED = {"roc_auc": roc_auc_score, "ap": average_precision_score}


def score(model, x, y):
    probabilities = model.predict_proba(x)
    predicted = probabilities.argmax(axis=1)
    return {name: float(f(y, predicted)) for name, f in METRICS.items()} | {name: float(f(y, probabilities[:, 1])) for name, f in RANKED.items()}


def model_of(trees, draw, seed):
    made = dict(max_depth=4, min_impurity_decrease=draw, random_state=seed)
    return RandomForestClassifier(n_estimators=trees, **made) if trees else DecisionTreeClassifier(**made)


def bare_trials(path, trees, folder):
    table = pd.read_csv(path)
    y = np.unique(table.pop("class"), return_inverse=True)[1]
    x_train, x_test, y_train, y_test = train_test_split(table.to_numpy(dtype=float), y, test_size=0.3, stratify=y, random_state=0)
    folds = list(StratifiedKFold(5).split(x_train, y_train))

    def trial(number, draw):
        model = model_of(trees, draw, number)
        scores = [score(clone(model).fit(x_train[train], y_train[train]), x_train[validate], y_train[validate]) for train, validate in folds]
        model.fit(x_train, y_train)
        joblib.dump(model, f"{folder}/{number}.model", compress=("zlib", 1))
        with open(f"{folder}/{number}.metric", "w") as out:
            json.dump({"cv": scores, "test": score(model, x_test, y_test)}, out, indent=1)

    return trial


def our_trials(path, trees, folder):
    from rungraph_trials.train import train

    dataset = {"key": "bench", "trainPath": path, "testPath": None, "classColumn": "class"}
    made = model_of(trees, 0.0, 0)
    method = {"name": "bench", "class": f"{'sklearn.ensemble' if trees else 'sklearn.tree'}.{type(made).__name__}"}

    def trial(number, draw):
        hyperparameters = {"max_depth": 4, "min_impurity_decrease": draw} | ({"n_estimators": trees} if trees else {})
        files = {"modelPath": f"{folder}/{number}.model", "metricsPath": f"{folder}/{number}.metric"}
        train({"dataset": dataset, "method": method, "hyperparameters": hyperparameters, "metric": "F1", "seed": number, **files}, lambda note: None)

    return trial


def work(make, path, trees, trials, folder, counter, ready):
    trial = make(path, trees, folder)
    trial(trials, 0.0)
    ready.wait()
    ready.wait()
    while True:
        with counter.get_lock():
            number = counter.value
            counter.value += 1
        if number >= trials:
            return
        trial(number, np.random.default_rng(number).uniform(0, 1e-9))


def main():
    make = {"scikit-learn": bare_trials, "trial-code": our_trials}[sys.argv[1]]
    path, trees, trials, processes, folder = sys.argv[2], *map(int, sys.argv[3:6]), sys.argv[6]
    counter, ready = multiprocessing.Value("i", 0), multiprocessing.Barrier(processes + 1)
    workers = [multiprocessing.Process(target=work, args=(make, path, trees, trials, folder, counter, ready)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    ready.wait()
    began = time.monotonic()
    ready.wait()
    for worker in workers:
        worker.join()
    print(time.monotonic() - began)


main()
