"""What somebody would write without us: `python bare.py CSV TREES TRIALS PROCESSES FOLDER`.

Random search over one number with scikit-learn alone: each trial is five folds, a refit, a test, a model and a metrics
file, in processes that are warm before the clock starts. Prints the seconds that all trials took together.
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

METRICS = {"accuracy": accuracy_score, "cohen_kappa": cohen_kappa_score, "f1": f1_score, "mcc": matthews_corrcoef}
RANKED = {"roc_auc": roc_auc_score, "ap": average_precision_score}


def score(model, x, y):
    probabilities = model.predict_proba(x)
    predicted = probabilities.argmax(axis=1)
    return {name: float(f(y, predicted)) for name, f in METRICS.items()} | {name: float(f(y, probabilities[:, 1])) for name, f in RANKED.items()}


def trial(number, trees, data, folder):
    x_train, x_test, y_train, y_test, folds = data
    draw = np.random.default_rng(number)
    model = RandomForestClassifier(n_estimators=trees, max_depth=4, min_impurity_decrease=draw.uniform(0, 1e-9), random_state=number)
    scores = [score(clone(model).fit(x_train[train], y_train[train]), x_train[validate], y_train[validate]) for train, validate in folds]
    model.fit(x_train, y_train)
    joblib.dump(model, f"{folder}/{number}.model", compress=("zlib", 1))
    with open(f"{folder}/{number}.metric", "w") as out:
        json.dump({"cv": scores, "test": score(model, x_test, y_test)}, out, indent=1)


def work(path, trees, trials, folder, counter, ready):
    table = pd.read_csv(path)
    y = np.unique(table.pop("class"), return_inverse=True)[1]
    x_train, x_test, y_train, y_test = train_test_split(table.to_numpy(dtype=float), y, test_size=0.3, stratify=y, random_state=0)
    data = x_train, x_test, y_train, y_test, list(StratifiedKFold(5).split(x_train, y_train))
    trial(trials, trees, data, folder)
    ready.wait()
    ready.wait()
    while True:
        with counter.get_lock():
            number = counter.value
            counter.value += 1
        if number >= trials:
            return
        trial(number, trees, data, folder)


def main():
    path, trees, trials, processes, folder = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5]
    counter, ready = multiprocessing.Value("i", 0), multiprocessing.Barrier(processes + 1)
    workers = [multiprocessing.Process(target=work, args=(path, trees, trials, folder, counter, ready)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    ready.wait()
    began = time.monotonic()
    ready.wait()
    for worker in workers:
        worker.join()
    print(time.monotonic() - began)


main()
