"""Turns a data set into matrices, once a process: text features one-hot, then the numbers, classes as 0..k-1.

The encoder is a fitted scikit-learn ColumnTransformer that takes a DataFrame with the file's columns, so that it can be the
first step of the saved model.
"""

import os
import sys
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.preprocessing import OneHotEncoder

from .dataset import Table, code_labels, is_text, read_table, read_test_table
from .failures import BadInput
from .split import folds_of, seed_of, split_rows

CELL_BYTES = 8
# Above this size of the training matrix, text columns with many values keep only their most frequent ones. Training takes
# about five times its matrix: folds, scaled copies and the estimator's own.
ONE_HOT_LIMIT_BYTES = 192 * 1024 * 1024
CACHE_LIMIT_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True)
class EncodedDataset:
    """Matrices of one data set. Shapes: x_* (rows, d) float64 in C order, y_* (rows,) class numbers, labels (k,) sorted."""

    encoder: ColumnTransformer
    labels: np.ndarray
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    folds: list[tuple[np.ndarray, np.ndarray]]

    @property
    def bytes(self) -> int:
        return self.x_train.nbytes + self.x_test.nbytes + sum(a.nbytes + b.nbytes for a, b in self.folds)


def encode(key: str, train_path: str, test_path: str | None, class_column: str) -> EncodedDataset:
    """Reads, splits and encodes. Without a test file 30% of the rows are kept for the test, drawn by the data set's key.

    Raises:
        BadData: a file cannot be used.
    """
    table = read_table(train_path, class_column)
    labels, codes = code_labels(table)
    if test_path:
        test = read_test_table(test_path, class_column, table, labels)
        y_train, y_test = codes, np.searchsorted(labels, test.classes.to_numpy())
        train_features, test_features = table.features, test.features
    else:
        train_rows, test_rows = split_rows(codes, seed_of(key))
        y_train, y_test = codes[train_rows], codes[test_rows]
        train_features, test_features = table.features.iloc[train_rows], table.features.iloc[test_rows]
    folds = folds_of(y_train)
    del table  # a large frame must not stay in memory beside the matrices
    encoder = _encoder(train_features)
    x_train = _matrix(encoder.fit_transform(train_features))
    return EncodedDataset(encoder, labels, x_train, y_train, _matrix(encoder.transform(test_features)), y_test, folds)


def _encoder(features: pd.DataFrame) -> ColumnTransformer:
    text = [name for name, column in features.items() if is_text(column)]
    numbers = [name for name, column in features.items() if not is_text(column)]
    # A value that is not among the categories, as one that training never saw, is zeros.
    one_hot = OneHotEncoder(categories=_categories(features, text), handle_unknown="ignore", sparse_output=False)
    steps = [("text", one_hot, text), ("numbers", "passthrough", numbers)]
    return ColumnTransformer([step for step in steps if step[2]], sparse_threshold=0, verbose_feature_names_out=False)


def _categories(features: pd.DataFrame, text: list[str]) -> list[list[str]]:
    """The values, sorted, that get a column of their own, for each text column.

    All of them, as long as the matrix stays within its limit: an identifier in a large file would make it rows x rows.
    Beyond it the columns with the most values keep their most frequent ones, the others stay whole.
    """
    rows, columns = features.shape
    left = ONE_HOT_LIMIT_BYTES // (CELL_BYTES * rows) - (columns - len(text))
    values = {name: features[name].value_counts().index for name in text}
    kept: dict[str, list[str]] = {}
    for name in sorted(text, key=lambda name: len(values[name])):
        share = max(left // (len(text) - len(kept)), 1)
        if len(values[name]) > share:
            print(f"A text column has {len(values[name])} values, too many to encode: its {share} most frequent ones are kept.", file=sys.stderr)
        kept[name] = sorted(values[name][:share])
        left -= len(kept[name])
    return [kept[name] for name in text]


def _matrix(encoded: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(encoded, dtype=np.float64)


class DatasetCache:
    """The data sets that were used last, as many as fit in `limit_bytes`; the newest stays whatever its size."""

    def __init__(self, limit_bytes: int = CACHE_LIMIT_BYTES) -> None:
        self._limit = limit_bytes
        self._kept: OrderedDict[tuple, EncodedDataset] = OrderedDict()

    def get(self, dataset: dict) -> EncodedDataset:
        """The encoded form of `{key, trainPath, testPath?, classColumn}`, read again when a file has changed."""
        try:
            key, train_path, class_column = dataset["key"], dataset["trainPath"], dataset["classColumn"]
        except (KeyError, TypeError):
            raise BadInput("A data set has key, trainPath and classColumn.") from None
        test_path = dataset.get("testPath")
        identity = (key, class_column, _state(train_path), _state(test_path))
        if identity not in self._kept:
            self._drop_oldest(keep=0)
            self._kept[identity] = encode(key, train_path, test_path, class_column)
        self._kept.move_to_end(identity)
        self._drop_oldest(keep=1)
        return self._kept[identity]

    def _drop_oldest(self, keep: int) -> None:
        while len(self._kept) > keep and sum(kept.bytes for kept in self._kept.values()) > self._limit:
            self._kept.popitem(last=False)


def _state(path: str | None) -> tuple | None:
    """What changes when a file's content does."""
    if not path:
        return None
    try:
        found = os.stat(path)
    except OSError:
        return (path,)  # reading it says what is wrong
    return path, found.st_mtime_ns, found.st_size
