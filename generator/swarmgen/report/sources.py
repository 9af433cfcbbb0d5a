"""The source lines that messages quote. A file that is gone, special or too large has none; nothing here raises."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Final

MAX_BYTES: Final = 16 * 1024 * 1024
"""How far into a file lines are looked for; larger specification files are refused anyway."""

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_BREAK: Final = re.compile(rb"\r\n|[\r\n]|\xc2\x85|\xe2\x80[\xa8\xa9]")  # what the YAML parser counts as one line


class Sources:
    """Reads source lines, keeping the last file: diagnostics come sorted by file."""

    def __init__(self) -> None:
        self._path: str | None = None
        self._lines: list[bytes] = []

    def line(self, path: str, number: int) -> str | None:
        """Line `number`, from 1, without its break; None when there is none. Undecodable bytes are lone surrogates."""
        if path != self._path:
            self._path, self._lines = path, _read_lines(path)
        if not 1 <= number <= len(self._lines):
            return None
        return self._lines[number - 1].decode("utf-8", "surrogateescape")


def _read_lines(path: str) -> list[bytes]:
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):  # opening a pipe would wait for its writer
            return []
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES)
    except (OSError, ValueError):  # ValueError: no file can have that name
        return []
    return _BREAK.split(data.removeprefix(_BYTE_ORDER_MARK))
