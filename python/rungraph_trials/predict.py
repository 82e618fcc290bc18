"""The operation `predict`: labels and probabilities of new rows from a model that `train` wrote."""

import io
import os
from collections import OrderedDict

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline

from .artefact import load_model
from .csv_file import check_rows
from .dataset import LARGEST
from .failures import BadData, BadInput, BadModel, TooMuch, TrialError

MODELS_KEPT = 4
# As pandas reads them in the training file.
SWITCHES = {"True": 1, "TRUE": 1, "true": 1, "False": 0, "FALSE": 0, "false": 0}

_models: OrderedDict[tuple, Pipeline] = OrderedDict()


def predict(request: dict) -> dict:
    """Predicts for `rows` (objects by column name) or `csv` (text with a header row); other columns are ignored.

    `maxRows` and `maxValues` (rows times classes) limit what is answered.

    Result: labels (n), classes (k), probabilities (n x k in the order of classes; null when the classifier has none, or
    where they are no numbers, as those of a diverged network).
    Raises BadModel for a changed model file, TooMuch, and BadInput for a column or a value that is missing or of the wrong kind.
    """
    if not isinstance(request.get("modelPath"), str) or not isinstance(request.get("sha256"), str):
        raise BadInput("predict needs modelPath and sha256.")
    model = _model(request["modelPath"], request["sha256"])
    columns = model.named_steps["columns"]
    given = _read(request, list(columns.feature_names_in_))
    _check_size(request, len(given), len(model.classes_))
    frame = _features(columns, given)
    try:
        labels = model.predict(frame)
        probabilities = model.predict_proba(frame) if hasattr(model, "predict_proba") else None
    except Exception as error:
        raise TrialError(f"{type(error).__name__}: {error}") from error
    if probabilities is not None and not np.isfinite(probabilities).all():
        probabilities = None
    return {"labels": labels, "probabilities": probabilities, "classes": model.classes_}


def _check_size(request: dict, rows: int, classes: int) -> None:
    most = request.get("maxRows", rows)
    if rows > most:
        raise TooMuch(f"There are {rows} rows; {most} can be predicted at a time.")
    most = request.get("maxValues", rows * classes)
    if rows * classes > most:
        raise TooMuch(f"There are {rows} rows and the model has {classes} classes; {most // classes} rows can be predicted at a time.")


def _model(path: str, sha256: str) -> Pipeline:
    try:
        found = os.stat(path)
    except OSError as error:
        raise BadModel(f"The model file cannot be read ({error.strerror}).") from None
    # A file that was touched since is read and checked anew.
    key = (path, sha256, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
    if key not in _models:
        _models[key] = load_model(path, sha256)
        while len(_models) > MODELS_KEPT:
            _models.popitem(last=False)
    _models.move_to_end(key)
    return _models[key]


def _read(request: dict, wanted: list[str]) -> pd.DataFrame:
    rows, text = request.get("rows"), request.get("csv")
    if isinstance(text, str) and rows is None:
        text = text.removeprefix("\ufeff")
        try:
            check_rows(io.StringIO(text, newline=""), "the CSV text")
        except BadData as error:
            message = str(error)
            raise BadInput(message[0].upper() + message[1:]) from None
        # All text at first: what a column holds is decided by the model, not by these few rows.
        return pd.read_csv(io.StringIO(text), dtype=str, index_col=False)
    if isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows) and text is None:
        # Only the columns that are needed: rows that each name others would make a table of rows x all names.
        named = [name for name in wanted if any(name in row for row in rows)]
        return pd.DataFrame({name: pd.Series([row.get(name) for row in rows], dtype=object) for name in named}, index=range(len(rows)))
    raise BadInput("predict needs either rows, a list of at least one object, or csv, a text with a header row.")


def _features(columns: ColumnTransformer, given: pd.DataFrame) -> pd.DataFrame:
    """The model's columns, in its types. Raises BadInput with the first column and row (from 1) that do not fit."""
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
    if {list, dict} & set(map(type, values)):
        nested = values.map(lambda value: isinstance(value, (list, dict)))
        raise BadInput(f"Column {values.name!r} needs a single value in row {_first(nested)}, not a list or an object.")
    if is_text:
        return values.map(str).astype(object)
    numbers = pd.to_numeric(values.replace(SWITCHES), errors="coerce").astype(np.float64)
    unusable = ~(np.abs(numbers) <= LARGEST)
    if unusable.any():
        raise BadInput(f"Column {values.name!r} needs a number in row {_first(unusable)}, of at most {LARGEST:.1e}.")
    return numbers


def _first(wrong: pd.Series) -> int:
    return int(np.flatnonzero(wrong)[0]) + 1
