"""A specification file as text: read within bounds, decoded, with the places of what cannot be."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Final

from swarmgen.diagnostics import Place, Sink

MAX_FILE_BYTES: Final = 16 * 1024 * 1024
"""Far above anything a person writes; stops hostile files early."""

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_BREAK: Final = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # what the YAML parser counts as one line


def read_bytes(path: Path, display: str, sink: Sink) -> bytes | None:
    """The bytes of a specification file; None after a diagnostic.

    Args:
        path: the file. Pipes and devices are refused: reading them might never end.
        display: how messages name the file.
        sink: receives what is wrong.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            sink.error("unreadable-file", "cannot be read: this is not a regular file", Place(display))
            return None
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        sink.error("unreadable-file", f"cannot be read: {error.strerror}", Place(display))
        return None
    if len(data) > MAX_FILE_BYTES:
        message = f"the file has more than {MAX_FILE_BYTES} bytes"
        sink.error("file-too-large", message, Place(display), hint="split it")
        return None
    return data


def decode(data: bytes, path: str, sink: Sink) -> str | None:
    """The text of a file, None after a diagnostic. A byte order mark is dropped with a warning."""
    if data.startswith(_BYTE_ORDER_MARK):
        hint = "save it as UTF-8 without BOM"
        sink.warning("byte-order-mark", "the file starts with a byte order mark", Place(path), hint=hint)
        data = data.removeprefix(_BYTE_ORDER_MARK)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        hint = "save it as UTF-8, not UTF-16" if data.startswith(_UTF16_MARKS) else "save the file as UTF-8"
        message = f"the byte 0x{data[error.start]:02x} is not valid UTF-8"
        sink.error("invalid-utf8", message, place_after(data[: error.start].decode("utf-8"), path), hint=hint)
        return None


def place_after(before: str, path: str) -> Place:
    """The place of the character that follows the text `before`."""
    lines = _BREAK.split(before)
    return Place(path, len(lines), len(lines[-1]) + 1)
