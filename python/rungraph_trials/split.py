"""Which rows train, which rows test, and which fold each training row is in."""

import hashlib

import numpy as np
from sklearn.model_selection import StratifiedKFold

from .failures import BadData

TEST_SHARE = 0.3  # contract of the original: 70/30
FOLDS = 5


def seed_of(key: str) -> int:
    """A seed in 0..2^32-1 from a data set's key, so that all its classifiers see the same split."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big")


def split_rows(codes: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers of the training and of the test part, each ascending; every class is cut 70/30.

    scikit-learn's `train_test_split(stratify=...)` refuses classes with one row and test parts with fewer rows than
    classes. Here a class of one row goes to the training part, and any larger class is in both parts.

    Args:
        codes: shape (n,), class numbers 0..k-1.
    """
    generator = np.random.default_rng(seed)
    in_test = np.zeros(len(codes), dtype=bool)
    by_class = np.argsort(codes, kind="stable")
    for rows in np.split(by_class, np.cumsum(np.bincount(codes))[:-1]):
        size = len(rows)
        share = min(max(round(size * TEST_SHARE), 1), size - 1) if size else 0
        in_test[generator.permutation(rows)[:share]] = True
    return np.flatnonzero(~in_test), np.flatnonzero(in_test)


def folds_of(codes: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """The five (training rows, validation rows) of stratified cross-validation, without shuffling.

    Raises BadData when the classes are too small for it.
    """
    sizes = np.sort(np.bincount(codes))[::-1]
    if len(sizes) < 2 or sizes[0] < FOLDS or sizes[1] < 2:
        raise BadData(_too_small(sizes))
    return list(StratifiedKFold(FOLDS).split(np.empty((len(codes), 0)), codes))


def _too_small(sizes: np.ndarray) -> str:
    second = sizes[1] if len(sizes) > 1 else 0
    return (
        f"Too few rows for each class: {FOLDS}-fold cross-validation needs at least {FOLDS} training rows of one class and 2 of another, "
        f"but the largest class has {sizes[0]} and the second {second} (without a test file, 30% of each class is kept for the test). Add rows, or merge rare classes."
    )
