"""Opens a CSV file and checks its form before pandas sees it, so that every fault gets a message of its own.

The form: UTF-8 (with or without a byte order mark), commas, a header row, as many values in each row as in the header.
Messages name the file, counts and line numbers, never the content of a cell.
"""

import codecs
import csv
import io
import os
import stat
from typing import BinaryIO, Iterator, TextIO

from .failures import BadData

CHUNK_BYTES = 1 << 20
MEGABYTE = 1_000_000
MOST_COLUMNS = 10_000  # pandas takes minutes for ten times as many
LONGEST_ROW = 16_000_000  # characters; a whole file between two quotation marks would otherwise become one row in memory
OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"\x28\xb5\x2f\xfd": "zstd"}


def open_csv(path: str, max_bytes: int | None = None) -> tuple[BinaryIO, list[str]]:
    """The file, open at its start, and its header, after its form was checked.

    Args:
        path: absolute path.
        max_bytes: largest size that is accepted, in bytes; None for no limit.
    Raises:
        BadData: it is missing, too large, not UTF-8 text, or not of the form above.
    """
    name = os.path.basename(path)
    stream = _open_regular(path, name)
    try:
        size = os.fstat(stream.fileno()).st_size
        if max_bytes is not None and size > max_bytes:
            raise BadData(f"{name} has {size / MEGABYTE:.1f} MB; the limit is {max_bytes / MEGABYTE:.1f} MB.")
        if size == 0:
            raise BadData(f"{name} is empty; a header row and data rows are needed.")
        _check_text(stream, name)
        stream.seek(0)
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        header = check_rows(text, name)
        text.detach()
        if len(header) == 1:
            raise BadData(f"{name} has only one column; the class column and at least one feature are needed.")
        stream.seek(0)
        return stream, header
    except BaseException:
        stream.close()
        raise


def _open_regular(path: str, name: str) -> BinaryIO:
    try:
        # Without O_NONBLOCK a named pipe would hold the process until somebody writes to it.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise BadData(f"{name} does not exist.") from None
    except PermissionError:
        raise BadData(f"{name} may not be read by the user that runs this server.") from None
    except (OSError, ValueError) as error:
        raise BadData(f"{name} cannot be opened ({type(error).__name__}).") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise BadData(f"{name} is not a regular file.")
    return os.fdopen(descriptor, "rb")


def _check_text(stream: BinaryIO, name: str) -> None:
    """UTF-8 all the way, without NUL bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines, offset = 1, 0
    while chunk := stream.read(CHUNK_BYTES):
        if offset == 0:
            _check_signature(chunk, name)
        if b"\0" in chunk:
            raise BadData(f"{name} holds a zero byte at position {offset + chunk.index(0)}: it is a binary file, not CSV text.")
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            at = error.start - pending
            line = lines + chunk.count(b"\n", 0, max(at, 0))
            raise BadData(f"{name} is not UTF-8 text: the byte at position {offset + at} (line {line}) does not belong there. {_save_as_utf8()}") from None
        lines += chunk.count(b"\n")
        offset += len(chunk)
    if decoder.getstate()[0]:
        raise BadData(f"{name} is not UTF-8 text: it ends in the middle of a character. {_save_as_utf8()}")


def _check_signature(start: bytes, name: str) -> None:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadData(f"{name} is UTF-16 text. {_save_as_utf8()}")
    for signature, packer in PACKED.items():
        if start.startswith(signature):
            raise BadData(f"{name} is packed with {packer}; unpack it first.")


def _save_as_utf8() -> str:
    return "Save it as UTF-8, for example with `iconv -f LATIN1 -t UTF-8`."


def check_rows(text: TextIO, name: str) -> list[str]:
    """The header, after it and all rows were checked. Raises BadData with the line of the first fault."""
    lines = _Lines(text, name)
    reader = csv.reader(lines.read())
    try:
        header = next(reader, [])
        _check_header(header, name)
        width = len(header)
        lines.row_length = 0
        for row in reader:
            lines.row_length = 0
            # An empty line holds no row, for pandas as well.
            if len(row) != width and not (len(row) <= 1 and not "".join(row).strip()):
                raise BadData(f"{name}, line {reader.line_num}: {_values(len(row))}, but the header has {width}. Rows must be as long as the header; put quotes around values that hold commas.")
    except csv.Error:
        raise BadData(f"{name}, near line {reader.line_num}: not readable as CSV; a quotation mark may not be closed.") from None
    return header


class _Lines:
    """The lines of a text, as long as the rows that they make up are not too long."""

    def __init__(self, text: TextIO, name: str) -> None:
        self._text, self._name = text, name
        self.row_length = 0
        """Characters of the row that is being read; whoever has got a row sets it to 0."""

    def read(self) -> Iterator[str]:
        while line := self._text.readline(LONGEST_ROW + 1):
            self.row_length += len(line)
            if self.row_length > LONGEST_ROW:
                raise BadData(f"{self._name} has a row of more than {LONGEST_ROW:,} characters; a quotation mark may not be closed, or the lines may not end.")
            yield line


def _values(count: int) -> str:
    return "1 value" if count == 1 else f"{count} values"


def _check_header(header: list[str], name: str) -> None:
    if not "".join(header).strip():
        raise BadData(f"The first line of {name} is empty; the header row with the names of the columns belongs there.")
    if len(header) > MOST_COLUMNS:
        raise BadData(f"{name} has {len(header):,} columns; a data set may have {MOST_COLUMNS:,}. Leave out columns, or turn the table if its rows are the features.")
    if len(header) == 1:
        for separator, called in OTHER_SEPARATORS.items():
            if separator in header[0]:
                raise BadData(f"The values of {name} are separated by {called}; save it with commas.")
