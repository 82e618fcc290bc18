"""Writes models and metrics files so that a reader sees the whole file or none, and loads only what was written here."""

import hashlib
import io
import json
import os
from typing import Any, BinaryIO, Callable

import joblib

from . import wire
from .failures import BadModel

# zlib level 1 makes forests and stored training rows several times smaller and costs little beside training.
COMPRESSION = ("zlib", 1)


def write_model(path: str, model: Any) -> tuple[str, int]:
    """A joblib file that plain scikit-learn loads; returns its sha256 (hex) and its size in bytes."""
    return _write(path, lambda stream: joblib.dump(model, stream, compress=COMPRESSION))


def write_metrics(path: str, content: dict) -> tuple[str, int]:
    """A JSON file; returns its sha256 (hex) and its size in bytes."""
    text = json.dumps(wire.plain(content), indent=1, allow_nan=False)
    return _write(path, lambda stream: stream.write(text.encode("ascii") + b"\n"))


def _write(path: str, fill: Callable[[BinaryIO], Any]) -> tuple[str, int]:
    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    temporary = f"{path}.{os.getpid()}.part"
    try:
        with open(temporary, "w+b") as stream:
            fill(stream)
            stream.flush()
            os.fsync(stream.fileno())
            size = stream.tell()
            stream.seek(0)
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    _sync_folder(folder)
    return digest, size


def _sync_folder(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def load_model(path: str, sha256: str) -> Any:
    """The model, after its hash was compared: unpickling runs code, so only our own files may be loaded.

    What was hashed is what is loaded: the bytes in memory, not the file, which could change in between.

    Raises:
        BadModel: the file is gone or has changed.
    """
    try:
        with open(path, "rb") as stream:
            content = stream.read()
    except OSError as error:
        raise BadModel(f"The model file cannot be read ({error.strerror}).") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BadModel("The model file has changed since it was written, so it is not loaded.")
    return joblib.load(io.BytesIO(content))
