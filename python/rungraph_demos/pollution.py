"""`python -m rungraph_demos.pollution ARFF CSV` makes ATM's demo file pollution_1.csv of OpenML's data set 882.

As in ATM, the first column is the number of the row and has no name, and the class is 1 where the mortality is above its mean.
"""
import os
import sys
import tempfile
from pathlib import Path

import pandas as pd
from scipy.io import arff

ROWS, FEATURES = 60, 15
CLASSES = {b"P": 0, b"N": 1}


def main(source: str, target: str) -> None:
    try:
        records, meta = arff.loadarff(source)
    except Exception as error:  # whatever a file from elsewhere can be
        sys.exit(f"This is no ARFF file: {type(error).__name__}: {error}")
    table = pd.DataFrame(records)
    *features, label = table.columns
    numeric = [name for name in features if meta[name][0] == "numeric"]
    if len(table) != ROWS or len(numeric) != FEATURES or len(features) != FEATURES or set(table[label]) != set(CLASSES):
        sys.exit(f"This is not the pollution data: {len(table)} rows, {len(features)} features.")
    table = table[features].assign(**{"class": table[label].map(CLASSES)})
    # Under another name first: nobody may find half a file.
    handle, draft = tempfile.mkstemp(dir=Path(target).parent, suffix=".csv.part")
    with os.fdopen(handle, "w") as out:
        table.to_csv(out)
    os.chmod(draft, 0o644)
    os.replace(draft, target)


if __name__ == "__main__":
    main(*sys.argv[1:])
