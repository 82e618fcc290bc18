"""JSON lines from a pipe, as they come."""

import json
import os
from typing import Optional


class LineReader:
    def __init__(self, fd: int) -> None:
        self.fd = fd
        self._rest = b""

    def read(self) -> Optional[list]:
        """The messages that one read completes; None at the end of the stream."""
        data = os.read(self.fd, 1 << 20)
        if not data:
            return None
        *lines, self._rest = (self._rest + data).split(b"\n")
        return [json.loads(line) for line in lines]


def line(message: dict) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"
