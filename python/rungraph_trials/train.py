"""The operation `train`: one classifier, from hyperparameters to scores and a model file."""

import time
from typing import Any, Callable

from sklearn.pipeline import Pipeline

from .artefact import write_metrics, write_model
from .encoding import DatasetCache, EncodedDataset
from .evaluate import Evaluation, evaluate, named_scores
from .failures import BadInput, Failure, TrialError
from .methods import build_pipeline
from .metrics import cast_metric
from .wire import plain

FIELDS = {"dataset": dict, "method": dict, "hyperparameters": dict, "metric": str, "modelPath": (str, type(None)), "metricsPath": (str, type(None))}
SEEDS = 2**32

_datasets = DatasetCache()


def train(request: dict, note: Callable[[dict], None]) -> dict:
    """Trains and scores one classifier.

    Request: dataset {key, trainPath, testPath?, classColumn}, method {name, class}, hyperparameters, metric, seed,
    modelPath and metricsPath (null: not saved), curves? (ROC and precision-recall curves into the metrics file),
    bestSoFar? (a cross-validated score: stop when it is out of reach).
    Result: cv, cvStdev, test, muSigma as decimals with 10 digits or null when undefined; `metric`, the one that was computed for the
    asked one; scores [{name, fold, value}]; modelSha256, modelBytes; seconds; stoppedAfterFold, null for a whole trial.
    """
    started = time.monotonic()
    _check(request)
    data = _datasets.get(request["dataset"])
    metric = cast_metric(request["metric"], len(data.labels))
    try:
        pipeline = build_pipeline(request["method"], request["hyperparameters"], data.x_train.shape[1], len(data.labels), request.get("seed", 0) % SEEDS)
        found = evaluate(
            pipeline,
            data,
            metric,
            on_fold=lambda number, value: note({"event": "fold", "fold": number, "folds": len(data.folds), "value": value}),
            with_curves=bool(request.get("curves")),
            best_so_far=request.get("bestSoFar"),
        )
    except Failure:
        raise
    except (Exception, SystemExit) as error:
        raise TrialError(f"{type(error).__name__}: {error}") from error
    return _save(request, data, found) | _figures(found, metric) | {"seconds": time.monotonic() - started}


def _check(request: dict) -> None:
    for name, kind in FIELDS.items():
        if not isinstance(request.get(name), kind):
            raise BadInput(f"train needs the field {name}.")
    if not isinstance(request.get("seed", 0), int):
        raise BadInput("The seed is a whole number.")


def _save(request: dict, data: EncodedDataset, found: Evaluation) -> dict[str, Any]:
    saved = {"modelSha256": None, "modelBytes": None}
    if found.fitted is None:
        return saved
    if request["modelPath"]:
        model = Pipeline([("columns", data.encoder), *found.fitted.steps])
        saved["modelSha256"], saved["modelBytes"] = write_model(request["modelPath"], model)
    if request["metricsPath"]:
        folds = [scores | curves for scores, curves in zip(found.folds, found.fold_curves or [{}] * len(found.folds))]
        write_metrics(request["metricsPath"], {"cv": folds, "test": found.test | (found.test_curves or {})})
    return saved


def _figures(found: Evaluation, metric: str) -> dict[str, Any]:
    mean, deviation = found.cv(metric)
    return {
        "metric": metric,
        "cv": _decimal(mean),
        "cvStdev": _decimal(deviation),
        "muSigma": _decimal(mean - 2 * deviation),
        "test": _decimal(found.test[metric]) if found.test else None,
        "scores": list(named_scores(found)),
        "stoppedAfterFold": None if found.fitted is not None else len(found.folds) - 1,
    }


def _decimal(value: float) -> str | None:
    return None if plain(value) is None else f"{value + 0.0:.10f}"
