"""JSON lines from a pipe, as they come."""

import json
import os
from typing import Optional


class LineReader:
    def __init__(self, fd: int) -> None:
        self.fd = fd
        self._parts = []

    def read(self) -> Optional[list]:
        """The messages that one read completes; None at the end of the stream."""
        data = os.read(self.fd, 1 << 20)
        if not data:
            return None
        first, newline, rest = data.partition(b"\n")
        self._parts.append(first)
        if not newline:
            return []
        *lines, last = rest.split(b"\n")
        lines.insert(0, b"".join(self._parts))
        self._parts = [last]
        return [json.loads(line) for line in lines]


def write_all(fd: int, data: bytes) -> None:
    """A signal may cut a write short, even where it waits."""
    data = memoryview(data)
    while data:
        data = data[os.write(fd, data):]


def line(message: dict) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"
