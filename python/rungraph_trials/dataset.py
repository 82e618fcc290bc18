"""Reads a data set and describes it.

Rows with a missing cell are dropped. Numbers must fit in float32, the type in which scikit-learn's trees keep features.
"""

import difflib
import os
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_float_dtype, is_numeric_dtype

from .csv_file import open_csv
from .failures import BadData, BadInput
from .split import folds_of, seed_of, split_rows

LARGEST = float(np.finfo(np.float32).max)  # 3.4e38
CELL_BYTES = 8
MANY_CLASSES = 20


@dataclass(frozen=True)
class Table:
    """One CSV file after the drop of incomplete rows: features (n rows) and the class of each row, as in the file."""

    name: str
    features: pd.DataFrame
    classes: pd.Series
    text_classes: bool


def read_table(path: str, class_column: str, max_bytes: int | None = None, text_columns: set[str] = frozenset()) -> Table:
    """The complete rows of a CSV file.

    Args:
        text_columns: columns to read as text whatever they hold (those that are text in the training file).
    Raises:
        BadData: with what to change in the file.
    """
    name = os.path.basename(path)
    stream, header = open_csv(path, max_bytes)
    with stream:
        try:
            # low_memory=False: one type for a whole column, not one a chunk.
            frame = pd.read_csv(stream, low_memory=False, encoding="utf-8-sig", index_col=False, dtype={column: str for column in text_columns})
        except (pd.errors.ParserError, ValueError, OverflowError) as error:
            raise BadData(f"{name} is not readable as CSV ({type(error).__name__}).") from None
    _check_class_column(header, class_column, name)
    if frame.empty:
        raise BadData(f"{name} has a header but no rows.")
    frame = frame.dropna()
    if frame.empty:
        raise BadData(f"Every row of {name} has a missing value, so no row is left. Fill the gaps, or remove the columns that are empty.")
    classes = frame.pop(class_column)
    _check_range(frame, name)
    return Table(name, frame, _labels(classes), is_text(classes))


def is_text(column: pd.Series) -> bool:
    """Whether a column is one-hot encoded; booleans and numbers are features as they are."""
    return not is_numeric_dtype(column)


def _check_class_column(header: list[str], class_column: str, name: str) -> None:
    if class_column not in header:
        near = difflib.get_close_matches(class_column, header, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise BadData(f"{name} has no column {class_column!r} among its {len(header)} columns.{hint}")
    if header.count(class_column) > 1:
        raise BadData(f"{name} has more than one column {class_column!r}; rename all but the one that holds the classes.")


def _check_range(features: pd.DataFrame, name: str) -> None:
    for position, column in enumerate(features.columns):
        values = features[column]
        if not is_numeric_dtype(values) or is_bool_dtype(values):
            continue
        bad = np.flatnonzero(~(np.abs(values.to_numpy(dtype=np.float64)) <= LARGEST))
        if len(bad):
            row = int(features.index[bad[0]]) + 1
            raise BadData(f"{name}, column {column!r}, data row {row}: the number is infinite or beyond {LARGEST:.1e}, more than the methods can compute with. Rescale the column or remove the row.")


def _labels(classes: pd.Series) -> pd.Series:
    """Classes as integers, booleans or text: what scikit-learn takes for labels.

    A column of whole numbers becomes float64 in pandas when some were missing; those are integers again here.
    Other fractional numbers become their text, because scikit-learn takes them for a regression target.
    """
    if is_bool_dtype(classes):
        return classes.astype(bool)
    if is_float_dtype(classes):
        whole = np.isfinite(classes) & (classes == np.floor(classes)) & (np.abs(classes) < 2**53)
        return classes.astype(np.int64) if whole.all() else classes.map(str).astype(object)
    return classes if is_numeric_dtype(classes) else classes.astype(str).astype(object)


def code_labels(table: Table) -> tuple[np.ndarray, np.ndarray]:
    """The labels in sorted order, shape (k,), and the class numbers of the rows, shape (n,). Raises BadData below two classes."""
    labels, codes = np.unique(table.classes.to_numpy(), return_inverse=True)
    rows = len(codes)
    if rows == 1:
        raise BadData(f"{table.name} has only one complete row; a search needs rows of at least two classes.")
    if len(labels) < 2:
        raise BadData(f"All {rows} complete rows of {table.name} have the same class; at least two classes are needed.")
    if len(labels) > max(rows / 2, MANY_CLASSES):
        raise BadData(f"The class column of {table.name} has {len(labels)} different values in {rows} rows: it holds a quantity or an identifier, not classes. Name another class column, or put the values into groups.")
    return labels, codes


def read_test_table(path: str, class_column: str, train: Table, labels: np.ndarray, max_bytes: int | None = None) -> Table:
    """The test file, with the training file's columns in its order. Raises BadData where the two do not fit."""
    text = {column for column in train.features.columns if is_text(train.features[column])}
    if train.text_classes:
        text.add(class_column)
    table = read_table(path, class_column, max_bytes, text)
    missing = [column for column in train.features.columns if column not in table.features.columns]
    if missing:
        raise BadData(f"The test file {table.name} lacks {len(missing)} of the training file's columns, the first is {missing[0]!r}.")
    features = table.features[list(train.features.columns)]
    for column in features.columns:
        if column not in text and is_text(features[column]):
            raise BadData(f"Column {column!r} holds numbers in the training file, but text in the test file {table.name}.")
    classes = table.classes
    if labels.dtype == object and not table.text_classes:
        classes = classes.astype(float).map(str).astype(object)  # as _labels wrote the fractional numbers of the training file
    unseen = set(classes.unique()) - set(labels.tolist())
    if unseen:
        raise BadData(f"The test file {table.name} has {len(unseen)} class(es) that are not in the training file.")
    return Table(table.name, features, classes, table.text_classes)


def describe(request: dict) -> dict:
    """The figures of a data set (trainPath, testPath, classColumn, maxBytes), after checks that it can be trained.

    Formulas of the original ATM server, over the complete rows of the training file: nExamples rows; kClasses distinct classes;
    dFeatures = (columns - 1) + the sum over all text columns, the class column too, of (distinct values - 1);
    majority = share of the largest class, 9 decimals; sizeKb = 8 bytes a cell / 1000, truncated.
    """
    path, class_column = request.get("trainPath"), request.get("classColumn")
    if not isinstance(path, str) or not isinstance(class_column, str):
        raise BadInput("describe needs trainPath and classColumn.")
    max_bytes, test_path = request.get("maxBytes"), request.get("testPath")
    table = read_table(path, class_column, max_bytes)
    labels, codes = code_labels(table)
    if test_path:
        read_test_table(test_path, class_column, table, labels, max_bytes)
        folds_of(codes)
    else:
        # The sizes of the parts do not depend on the seed.
        folds_of(codes[split_rows(codes, seed_of(""))[0]])
    rows, features = table.features.shape
    text_columns = [column for _, column in table.features.items() if is_text(column)]
    if table.text_classes:
        text_columns.append(table.classes)
    return {
        "nExamples": rows,
        "kClasses": len(labels),
        "dFeatures": features + sum(column.nunique() - 1 for column in text_columns),
        "majority": f"{np.bincount(codes).max() / rows:.9f}",
        "sizeKb": rows * (features + 1) * CELL_BYTES // 1000,
    }
