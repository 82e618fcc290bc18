"""`python generated.py FOLDER`: two data sets on which the choice of method and values matters. Prints a path a line."""
import sys

import pandas as pd
from sklearn.datasets import make_classification, make_moons

GENERATED = {
    "moons": make_moons(400, noise=0.35, random_state=7),
    "redundant": make_classification(500, 20, n_informative=4, n_redundant=8, n_clusters_per_class=3, flip_y=0.1, class_sep=0.7, random_state=7),
}
for name, (x, y) in GENERATED.items():
    table = pd.DataFrame(x, columns=[f"f{i}" for i in range(x.shape[1])])
    table["class"] = [f"k{label}" for label in y]
    table.to_csv(f"{sys.argv[1]}/{name}.csv", index=False)
    print(f"{sys.argv[1]}/{name}.csv")
