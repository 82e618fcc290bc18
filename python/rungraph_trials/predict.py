"""The operation `predict`: labels and probabilities of new rows from a model that `train` wrote."""

import io
from collections import OrderedDict

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from .artefact import load_model
from .csv_file import check_rows
from .failures import BadData, BadInput, TrialError

MODELS_KEPT = 4

_models: OrderedDict[tuple[str, str], Pipeline] = OrderedDict()


def predict(request: dict) -> dict:
    """Predicts for `rows` (objects by column name) or `csv` (text with a header row); other columns are ignored.

    Result: labels (n), classes (k), probabilities (n x k in the order of classes; null when the classifier has none).
    Raises BadInput for a changed model file, and for a column or a value that is missing or of the wrong kind.
    """
    if not isinstance(request.get("modelPath"), str) or not isinstance(request.get("sha256"), str):
        raise BadInput("predict needs modelPath and sha256.")
    model = _model(request["modelPath"], request["sha256"])
    frame = _features(model, _read(request))
    try:
        labels = model.predict(frame)
        probabilities = model.predict_proba(frame) if hasattr(model, "predict_proba") else None
    except Exception as error:
        raise TrialError(f"{type(error).__name__}: {error}") from error
    return {"labels": labels, "probabilities": probabilities, "classes": model.classes_}


def _model(path: str, sha256: str) -> Pipeline:
    key = (path, sha256)
    if key not in _models:
        _models[key] = load_model(path, sha256)
        while len(_models) > MODELS_KEPT:
            _models.popitem(last=False)
    _models.move_to_end(key)
    return _models[key]


def _read(request: dict) -> pd.DataFrame:
    rows, text = request.get("rows"), request.get("csv")
    if isinstance(text, str) and rows is None:
        text = text.removeprefix("\ufeff")
        try:
            check_rows(io.StringIO(text, newline=""), "The CSV text")
        except BadData as error:
            raise BadInput(str(error)) from None
        # All text at first: what a column holds is decided by the model, not by these few rows.
        return pd.read_csv(io.StringIO(text), dtype=str, index_col=False)
    if isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows) and text is None:
        return pd.DataFrame(rows)
    raise BadInput("predict needs either rows, a list of at least one object, or csv, a text with a header row.")


def _features(model: Pipeline, given: pd.DataFrame) -> pd.DataFrame:
    """The model's columns, in its types. Raises BadInput with the first column and row (from 1) that do not fit."""
    columns = model.named_steps["columns"]
    text = {name for step, _, names in columns.transformers_ if step == "text" for name in names}
    missing = [name for name in columns.feature_names_in_ if name not in given.columns]
    if missing:
        raise BadInput(f"{len(missing)} of the model's {len(columns.feature_names_in_)} columns are missing, the first is {missing[0]!r}.")
    if given.empty:
        raise BadInput("There are no rows to predict.")
    return pd.DataFrame({name: _column(given[name], name in text) for name in columns.feature_names_in_})


def _column(values: pd.Series, is_text: bool) -> pd.Series:
    if values.isna().any():
        raise BadInput(f"Column {values.name!r} has no value in row {_first(values.isna())}.")
    if is_text:
        return values.map(str).astype(object)
    numbers = pd.to_numeric(values.replace({"True": 1, "False": 0}), errors="coerce").astype(np.float64)
    unusable = ~np.isfinite(numbers)
    if unusable.any():
        raise BadInput(f"Column {values.name!r} needs a number in row {_first(unusable)}.")
    return numbers


def _first(wrong: pd.Series) -> int:
    return int(np.flatnonzero(wrong)[0]) + 1
