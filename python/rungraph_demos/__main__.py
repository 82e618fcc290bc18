"""`python -m rungraph_demos FOLDER [NAME ...]` writes the named data sets (all by default) and prints a path a line.

A file that is there already is left as it is.
"""
import os
import sys
import tempfile
from pathlib import Path

from sklearn import datasets

LOADERS = {
    "breast_cancer": datasets.load_breast_cancer,
    "iris": datasets.load_iris,
    "wine": datasets.load_wine,
    "digits": datasets.load_digits,
}


def write(name: str, folder: Path) -> Path:
    """Writes one data set; the class column holds the names of the classes."""
    path = folder / f"{name}.csv"
    if path.exists():
        return path
    bunch = LOADERS[name](as_frame=True)
    table = bunch.data.copy()
    table["class"] = [str(bunch.target_names[i]) for i in bunch.target]
    # Under another name first: nobody may find half a file.
    handle, draft = tempfile.mkstemp(dir=folder, suffix=".csv.part")
    with os.fdopen(handle, "w") as out:
        table.to_csv(out, index=False)
    os.chmod(draft, 0o644)
    os.replace(draft, path)
    return path


def main(arguments: list[str]) -> None:
    folder, *names = arguments
    unknown = [name for name in names if name not in LOADERS]
    if unknown:
        sys.exit(f"No such data set: {', '.join(unknown)}. There are {', '.join(sorted(LOADERS))}.")
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name in names or sorted(LOADERS):
        print(write(name, Path(folder)))


main(sys.argv[1:])
