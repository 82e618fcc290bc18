"""From a method's name, class and hyperparameters to an unfitted scikit-learn pipeline: PCA, scaling, estimator."""

import importlib
import inspect
import re
from typing import Any

from sklearn.base import BaseEstimator, is_classifier
from sklearn.decomposition import PCA
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from .failures import BadInput
from .sklearn_table import REPLACED, build_estimator, switch

# Only scikit-learn's own classes may be imported: a method's class is data that a client can choose.
ALLOWED_CLASS = re.compile(r"sklearn(\.[a-z][a-z0-9_]*)+\.[A-Z][A-Za-z0-9]*")
LIST_LENGTH = re.compile(r"len\((\w+)\)")
LIST_ITEM = re.compile(r"(\w+)\[(\d+)\]")


def build_pipeline(method: dict, hyperparameters: dict[str, Any], features: int, classes: int, seed: int) -> Pipeline:
    """An unfitted pipeline with the steps `pca` and `scale` (where asked for) and `classifier`.

    Args:
        method: name and class (import path).
        hyperparameters: values by name; `_scale`, `_scale_minmax`, `_pca`, `_whiten` and `_pca_dimensions` (a share of the
            features below 1, else their number) are ours, the rest is the estimator's.
        features: columns of the encoded matrix.
        classes: number of classes, 2 or more.
        seed: 0..2^32-1.
    Raises:
        BadInput: the class may not be used, or it does not take a hyperparameter.
    """
    path = method.get("class")
    name, make = _find_class(path)
    values = join_lists(hyperparameters)
    ours = {key: values.pop(key) for key in list(values) if key.startswith("_")}
    try:
        estimator = build_estimator(name, make, values, classes, seed)
    except (TypeError, KeyError) as error:
        raise BadInput(f"{path} cannot be built from these hyperparameters: {error}") from error
    return Pipeline([*_preparation(ours, features, seed), ("classifier", estimator)])


def _find_class(path: Any) -> tuple[str, type | None]:
    if not isinstance(path, str) or not ALLOWED_CLASS.fullmatch(path):
        raise BadInput(f"The class of a method is the import path of a scikit-learn classifier, not {path!r}.")
    module, name = path.rsplit(".", 1)
    if name in REPLACED:
        return name, None
    try:
        found = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError):
        raise BadInput(f"This version of scikit-learn has no class {path}.") from None
    if not (inspect.isclass(found) and issubclass(found, BaseEstimator)) or not _classifies(found):
        raise BadInput(f"{path} is not a classifier.")
    return name, found


def _classifies(found: type) -> bool:
    try:
        return is_classifier(found())
    except TypeError:
        return False  # needs another estimator: a wrapper, not a method


def _preparation(ours: dict[str, Any], features: int, seed: int) -> list[tuple[str, BaseEstimator]]:
    steps: list[tuple[str, BaseEstimator]] = []
    if _on(ours, "_pca"):
        dimensions = ours.get("_pca_dimensions")
        if dimensions is not None:
            dimensions = int(dimensions) if dimensions >= 1 else max(int(dimensions * features), 1)
        steps.append(("pca", PCA(n_components=dimensions, whiten=_on(ours, "_whiten"), random_state=seed)))
    if _on(ours, "_scale"):
        steps.append(("scale", StandardScaler()))
    elif _on(ours, "_scale_minmax"):
        steps.append(("scale", MinMaxScaler()))
    return steps


def _on(ours: dict[str, Any], name: str) -> bool:
    return switch(name, ours.get(name, False))


def join_lists(hyperparameters: dict[str, Any]) -> dict[str, Any]:
    """ATM writes a list as `len(name)` and `name[0]`, `name[1]` ...; here they become one value again."""
    values: dict[str, Any] = {}
    items: dict[str, dict[int, Any]] = {}
    for key, value in hyperparameters.items():
        if LIST_LENGTH.fullmatch(key):
            continue
        if found := LIST_ITEM.fullmatch(key):
            items.setdefault(found[1], {})[int(found[2])] = value
        else:
            values[key] = value
    for name, by_position in items.items():
        length = int(hyperparameters.get(f"len({name})", len(by_position)))
        if not set(range(length)) <= by_position.keys():
            raise BadInput(f"{name} needs {length} items.")
        values[name] = [by_position[position] for position in range(length)]
    return values
