"""The log of one task: records in files that are only ever appended to. src/engine/logs reads them.

A record is a header of 28 bytes and up to 128 KB of output as it came, ending at the end of a line where there is one.
A file is named by the position of its first record, in bytes of all records that were ever written. The first file, which
holds the first megabyte, is kept for ever; of the later ones, of a megabyte each, the oldest goes when there are too many.
When everything is written there is a file `end` beside them.
"""

import json
import os
import struct
import time
import zlib

HEADER = struct.Struct("<3scQQII")  # magic, stream, microseconds since 1970, output bytes before this record, length, checksum
MAGIC = b"\x00RL"
STDOUT, STDERR = b"O", b"E"
SEGMENT_BYTES = 1 << 20
KEPT_SEGMENTS = 63
LONGEST_LINE = 64 * 1024
PARTIAL_SECONDS = 1.0


class LogWriter:
    def __init__(self, folder: str) -> None:
        make_private(folder)
        self._folder = folder
        self._fd = -1
        self._position = 0
        self._text_bytes = 0
        self._in_segment = 0
        self._closed = []
        self._rest = {STDOUT: b"", STDERR: b""}
        self._since = {STDOUT: 0.0, STDERR: 0.0}
        self.fault = None
        """Why output is no longer kept, e.g. a full disk; None while all is well."""
        self._open()

    def add(self, stream: bytes, data: bytes, at: int) -> None:
        """Takes output as it came; an unfinished line waits for its end, for a second at most."""
        for start in range(0, len(data), LONGEST_LINE):
            self._add(stream, data[start:start + LONGEST_LINE] if len(data) > LONGEST_LINE else data, at)

    def _add(self, stream: bytes, data: bytes, at: int) -> None:
        rest = self._rest[stream]
        cut = data.rfind(b"\n") + 1
        if cut:
            self._append(stream, rest + data[:cut] if rest else data[:cut] if cut < len(data) else data, at)
            rest = data[cut:]
        else:
            rest += data
        if len(rest) > LONGEST_LINE:
            whole = _whole_characters(rest)
            self._append(stream, rest[:whole], at)
            rest = rest[whole:]
        if rest and (cut or not self._rest[stream]):
            self._since[stream] = time.monotonic()
        self._rest[stream] = rest

    def flush_partial(self, at: int) -> None:
        """Writes unfinished lines that have waited long enough, e.g. a prompt or a progress bar."""
        for stream, rest in self._rest.items():
            if rest and time.monotonic() - self._since[stream] >= PARTIAL_SECONDS:
                self._append(stream, rest, at)
                self._rest[stream] = b""

    @property
    def flush_due(self):
        """When `flush_partial` is next needed, by the monotonic clock; None if it is not."""
        due = [self._since[stream] + PARTIAL_SECONDS for stream, rest in self._rest.items() if rest]
        return min(due) if due else None

    def close(self, at: int, reason: str) -> None:
        for stream, rest in self._rest.items():
            if rest:
                self._append(stream, rest, at)
        os.close(self._fd)
        mark_end(self._folder, at, reason)

    def _append(self, stream: bytes, data: bytes, at: int) -> None:
        if self.fault:
            return
        fields = HEADER.pack(MAGIC, stream, at, self._text_bytes, len(data), 0)[:-4]
        header = fields + struct.pack("<I", zlib.crc32(data, zlib.crc32(fields)))
        try:
            written = os.writev(self._fd, [header, data])
            size = len(header) + len(data)
            if written < size:
                _write_all(self._fd, (header + data)[written:])
            self._position += size
            self._text_bytes += len(data)
            self._in_segment += size
            if self._in_segment >= SEGMENT_BYTES:
                self._next_segment()
        except OSError as error:
            # The task must not hang on a pipe that nobody reads, so its output is read on and thrown away.
            self.fault = f"Its output is not kept from {self._text_bytes} bytes on: {error.strerror}."

    def _next_segment(self) -> None:
        full, is_first = self._fd, self._position == self._in_segment
        if not is_first:  # the first file is never dropped
            self._closed.append(self._path)
        if len(self._closed) > KEPT_SEGMENTS:
            os.unlink(self._closed.pop(0))
        self._open()
        os.close(full)

    def _open(self) -> None:
        self._path = os.path.join(self._folder, f"{self._position:016d}.log")
        self._fd = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._in_segment = 0


def make_private(folder: str) -> None:
    """Makes a folder and those above it that are not there, for our user only; os.makedirs gives its mode to the last one alone."""
    if not os.path.isdir(folder):
        make_private(os.path.dirname(folder))
        os.makedirs(folder, mode=0o700, exist_ok=True)


def mark_end(folder: str, at: int, reason: str) -> None:
    """Tells readers that nothing will follow; the first mark stays."""
    try:
        with open(os.path.join(folder, "end"), "x", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            json.dump({"at": at, "reason": reason}, file)
    except OSError:
        pass  # another process has marked it, or the folder is gone or full: readers are then told by the engine


def _write_all(fd: int, data: bytes) -> None:
    while data:
        data = data[os.write(fd, data):]


def _whole_characters(data: bytes) -> int:
    """Where a long line can be cut without cutting a character of UTF-8 in two."""
    for back in range(1, 4):
        if data[-back] >= 0xC0:
            return len(data) - back
        if data[-back] < 0x80:
            break
    return len(data)
