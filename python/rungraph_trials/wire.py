"""JSON lines in, JSON lines out. JSON has no NaN and knows no numpy, so both are translated here."""

import json
import math
from typing import Any, BinaryIO, Iterator

import numpy as np

from .failures import BadInput


def plain(value: Any) -> Any:
    """The value made of what JSON has; NaN and the infinities become null."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


def dumps(value: Any) -> str:
    """One line of JSON text, in ASCII so that no character in it can be taken for the end of a line."""
    return json.dumps(plain(value), separators=(",", ":"), allow_nan=False)


def read_lines(stream: BinaryIO) -> Iterator[bytes]:
    """The requests, one a line, until the other side closes the stream."""
    for line in stream:
        if line.strip():
            yield line


def parse(line: bytes) -> dict:
    """One request. Raises BadInput when it is not a JSON object."""
    try:
        request = json.loads(line)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadInput(f"The request is not JSON: {error}") from None
    if not isinstance(request, dict):
        raise BadInput("A request is a JSON object.")
    return request


class Answers:
    """The stream of answers; one flushed line each."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def send(self, message: dict) -> None:
        self._stream.write(dumps(message).encode("ascii") + b"\n")
        self._stream.flush()
