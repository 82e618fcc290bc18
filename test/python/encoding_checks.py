"""Checks of the split and of the one-hot limit that cannot be seen from outside; prints what the test compares."""

import csv
import json
import os
import sys
import tempfile

import numpy as np

from rungraph_trials import encoding

folder = tempfile.mkdtemp()
path = os.path.join(folder, "data.csv")
with open(path, "w", newline="") as stream:
    writer = csv.writer(stream)
    writer.writerow(["id", "n", "size", "class"])
    for i in range(101):
        writer.writerow([f"id{i % 60:03d}", i, "SML"[i % 3], "rare" if i == 100 else "ab"[i % 2]])


def parts(data):
    return sorted(data.x_train[:, -1].tolist()), sorted(data.x_test[:, -1].tolist())


first = encoding.encode("one", path, None, "class")
again = encoding.encode("one", path, None, "class")
other = encoding.encode("two", path, None, "class")
train, test = parts(first)

cache = encoding.DatasetCache(limit_bytes=first.bytes)
request = {"key": "one", "trainPath": path, "classColumn": "class"}
kept = cache.get(request)
same = cache.get(request) is kept
cache.get({**request, "key": "two"})
read_again = cache.get(request) is not kept

# Room for 10 columns: one number, three sizes in full, so 6 of the ids.
encoding.ONE_HOT_LIMIT_BYTES = 8 * len(first.x_train) * 10
cut = encoding.encode("one", path, None, "class")
print(json.dumps({
    "together": sorted(train + test) == list(range(101)),
    "repeats": parts(again) == (train, test),
    "differs": parts(other) != (train, test),
    "trainOf": np.bincount(first.y_train).tolist(),
    "testOf": np.bincount(first.y_test, minlength=3).tolist(),
    "columns": first.x_train.shape[1] - len(set(first.encoder.named_transformers_["text"].categories_[0])),
    "contiguous": bool(first.x_train.flags.c_contiguous and first.x_train.dtype == np.float64),
    "cached": same,
    "evicted": read_again,
    "cut": [cut.x_train.shape[1], [len(each) for each in cut.encoder.named_transformers_["text"].categories_]],
    "zeros": bool((cut.x_train[:, :6].sum(axis=1) == 0).any()),
}))
