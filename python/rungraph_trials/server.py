"""The request loop.

A request is `{"id": 7, "op": "train", ...}`. It is answered by any number of notes `{"id": 7, "event": "fold", ...}` and
one end: `{"id": 7, "ok": true, "result": {...}}` or `{"id": 7, "ok": false, "error": {kind, message, traceback}}`.
Before the first request the process says `{"event": "ready", "versions": {...}}`.
"""

import platform
import sys
import traceback
import warnings
from typing import Any, BinaryIO, Callable

import joblib
import numpy
import pandas
import scipy
import sklearn

from . import wire
from .dataset import describe
from .failures import BadInput, Failure, TrialError
from .predict import predict
from .train import train

OLDEST_SKLEARN = (1, 8)  # SGDClassifier's passive-aggressive steps and LogisticRegression's l1_ratio came with it

Note = Callable[[dict], None]


def _ping(request: dict, note: Note) -> dict:
    return {"versions": versions()}


def _propose(request: dict, note: Note) -> dict:
    from .tuners import propose

    return propose(request)


OPERATIONS: dict[str, Callable[[dict, Note], dict]] = {
    "ping": _ping,
    "describe": lambda request, note: describe(request),
    "train": train,
    "propose": _propose,
    "predict": lambda request, note: predict(request),
}


def versions() -> dict[str, str]:
    """The versions that decide what a seed gives."""
    modules = (sklearn, numpy, pandas, scipy, joblib)
    return {"python": platform.python_version()} | {module.__name__: module.__version__ for module in modules}


def check_versions() -> None:
    """Ends the process with a line for the operator when scikit-learn is too old for the translation table."""
    found = tuple(int(part) for part in sklearn.__version__.split(".")[:2])
    if found < OLDEST_SKLEARN:
        sys.exit(f"scikit-learn {'.'.join(map(str, OLDEST_SKLEARN))} or newer is needed; this interpreter has {sklearn.__version__}.")


def serve(requests: BinaryIO, answers: wire.Answers) -> None:
    """Answers requests, one at a time, until the stream ends."""
    check_versions()
    answers.send({"event": "ready", "versions": versions()})
    for line in wire.read_lines(requests):
        identifier = None
        try:
            request = wire.parse(line)
            identifier = request.get("id")
            end = {"id": identifier, "ok": True, "result": _carry_out(request, answers)}
        except BaseException as error:  # a library that calls sys.exit() must not end the process either
            end = {"id": identifier, "ok": False, "error": _explain(error)}
        # The mark tells the reader of the log that everything before it belongs to this request.
        print(f"\x1eend {identifier}", file=sys.stderr, flush=True)
        answers.send(end)


def _carry_out(request: dict, answers: wire.Answers) -> dict:
    operation = OPERATIONS.get(str(request.get("op")))
    if operation is None:
        raise BadInput(f"There is no operation {request.get('op')!r}; there are {', '.join(OPERATIONS)}.")
    with warnings.catch_warnings():
        # Each warning once a place and a request: catch_warnings forgets what was shown before.
        warnings.simplefilter("default")
        return operation(request, lambda note: answers.send({"id": request.get("id"), **note}))


def _explain(error: BaseException) -> dict[str, Any]:
    text = "".join(traceback.format_exception(error))
    if isinstance(error, TrialError):
        text = "".join(traceback.format_exception(error.__cause__ or error))
    if isinstance(error, Failure):
        # Tracebacks are for failures of code; below a BAD_DATA pandas may have quoted the file.
        return {"kind": error.kind, "message": str(error), "traceback": text if isinstance(error, TrialError) else None}
    if isinstance(error, MemoryError):
        return {"kind": TrialError.kind, "message": "The process ran out of memory.", "traceback": text}
    return {"kind": "INTERNAL", "message": f"{type(error).__name__}: {error}", "traceback": text}
