"""The hyperparameters of the original ATM methods, written for scikit-learn 0.18-0.21, in the terms of today's scikit-learn.

One row a class. A row says which values need a type that JSON does not keep (1.0 arrives as 1), and how the rest is
translated; each difference from the original has its reason beside it. Hyperparameters without a translation go to the
estimator as they are, so that a method of one's own needs no row.
"""

import inspect
from typing import Any, Callable

from sklearn.base import ClassifierMixin
from sklearn.gaussian_process import kernels
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.multiclass import OneVsRestClassifier

from .failures import BadInput

Parameters = dict[str, Any]

SVM_CACHE_MB = 200


def _logistic_regression(make: type, given: Parameters, classes: int) -> ClassifierMixin:
    # `penalty` leaves scikit-learn in 1.10; l1_ratio 1 is l1 and 0 is l2.
    given["l1_ratio"] = {"l1": 1.0, "l2": 0.0}[given.pop("penalty", "l2")]
    # The default solver was liblinear, the only one that has l1, dual=True and a tolerance of any size.
    given.setdefault("solver", "liblinear")
    estimator = LogisticRegression(**given)
    # liblinear handled several classes one against the rest by itself; now that has to be said.
    return OneVsRestClassifier(estimator) if classes > 2 and given["solver"] == "liblinear" else estimator


def _svc(make: type, given: Parameters, classes: int) -> ClassifierMixin:
    # 15000 MB was asked for; the cache only saves time, and several trials share a machine.
    given["cache_size"] = min(given.get("cache_size", SVM_CACHE_MB), SVM_CACHE_MB)
    # `probability` leaves scikit-learn in 1.11. There the decision distances rank the classes, as with sgd.
    if "probability" not in inspect.signature(make).parameters:
        given.pop("probability", None)
    return make(**given)


def _sgd(make: type, given: Parameters, classes: int) -> ClassifierMixin:
    if given.get("loss") == "log":  # renamed in 1.1
        given["loss"] = "log_loss"
    _exact_epochs(given)
    return make(**given)


def _passive_aggressive(make: type, given: Parameters, classes: int) -> ClassifierMixin:
    # The class leaves scikit-learn in 1.10: it is SGD on the hinge loss with one of two step rules, with C as eta0.
    steps = {"hinge": "pa1", "squared_hinge": "pa2"}[given.pop("loss", "hinge")]
    _exact_epochs(given)
    return SGDClassifier(loss="hinge", penalty=None, learning_rate=steps, eta0=given.pop("C", 1.0), **given)


def _exact_epochs(given: Parameters) -> None:
    """`n_iter` was the exact number of epochs; `max_iter` is the same only without a stopping tolerance."""
    if "n_iter" in given:
        given["max_iter"] = given.pop("n_iter")
        given["tol"] = None


def _naive_bayes(make: type, given: Parameters, classes: int) -> ClassifierMixin:
    # An alpha of 0 used to be raised to 1e-10, which keeps the logarithms finite.
    return make(force_alpha=False, **given)


def _gaussian_process(make: type, given: Parameters, classes: int) -> ClassifierMixin:
    # ATM names the kernel and gives the kernel's own parameters beside it.
    made = {
        "constant": kernels.ConstantKernel,
        "rbf": kernels.RBF,
        "matern": kernels.Matern,
        "rational_quadratic": kernels.RationalQuadratic,
        "exp_sine_squared": kernels.ExpSineSquared,
    }
    kernel = made.get(given.pop("kernel", "rbf"))
    if kernel is None:
        raise BadInput(f"The kernels of gp are {', '.join(made)}.")
    own = {name: given.pop(name) for name in ("nu", "length_scale", "alpha", "periodicity") if name in given}
    if own.get("periodicity") == 0:
        raise ValueError("A periodicity of 0 is undefined: the distance is divided by it.")
    return make(kernel=kernel(**own), **given)


def _mlp(make: type, given: Parameters, classes: int) -> ClassifierMixin:
    if "hidden_layer_sizes" in given:
        given["hidden_layer_sizes"] = tuple(int(size) for size in given["hidden_layer_sizes"])
    return make(**given)


Build = Callable[[type, Parameters, int], ClassifierMixin]

# AdaBoostClassifier and the others below without a row take their hyperparameters as they are. AdaBoost's default was the
# algorithm SAMME.R; scikit-learn has kept only SAMME.
BUILDERS: dict[str, Build] = {
    "LogisticRegression": _logistic_regression,
    "SVC": _svc,
    "SGDClassifier": _sgd,
    "PassiveAggressiveClassifier": _passive_aggressive,
    "MultinomialNB": _naive_bayes,
    "BernoulliNB": _naive_bayes,
    "GaussianProcessClassifier": _gaussian_process,
    "MLPClassifier": _mlp,
}

# Classes that have left scikit-learn but that their builder replaces; their import is not tried.
REPLACED = {"PassiveAggressiveClassifier"}

# JSON writes 1.0 as 1, but max_features=1 would be one feature where 1.0 is all of them.
FLOATS = {
    "DecisionTreeClassifier": {"max_features"},
    "ExtraTreesClassifier": {"max_features"},
    "RandomForestClassifier": {"max_features"},
}

# ATM's method files write these switches as 0 and 1, or as text.
SWITCHES = {"fit_intercept", "fit_prior", "dual", "shuffle", "shrinking", "probability", "bootstrap"}
TRUE, FALSE = (True, 1, "True", "true"), (False, 0, "False", "false")


def switch(name: str, value: Any) -> bool:
    """A switch as a boolean, whichever way a method file writes it. Raises BadInput for anything else."""
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise BadInput(f"{name} is true or false, not {value!r}.")


def build_estimator(class_name: str, make: type | None, hyperparameters: Parameters, classes: int, seed: int) -> ClassifierMixin:
    """The estimator of a method.

    Args:
        class_name: last part of the import path; picks the row.
        make: the class itself; None for a replaced one.
        hyperparameters: in ATM's terms, without the names that start with an underscore.
        classes: number of classes, 2 or more.
        seed: 0..2^32-1, for estimators that draw random numbers.
    """
    given = dict(hyperparameters)
    for name in SWITCHES & given.keys():
        given[name] = switch(name, given[name])
    for name in FLOATS.get(class_name, set()) & given.keys():
        if given[name] == 1:
            given[name] = 1.0
    if "n_jobs" in given:
        given["n_jobs"] = 1  # -1 was asked for; the worker decides how many cores its trials take
    accepts = inspect.signature(make or SGDClassifier).parameters
    if "random_state" in accepts:
        given["random_state"] = seed
    build = BUILDERS.get(class_name)
    return build(make, given, classes) if build else make(**given)
