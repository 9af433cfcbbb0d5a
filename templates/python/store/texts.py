"""Texts that are too long for their slots: a file each, one JSON string token and a newline."""

from __future__ import annotations

from . import files, stops, text


def read(path: str, size: int) -> str:
    """The token in a text's file; `size` is its length in bytes, as the slot says.

    Raises:
        Damaged: the file is missing or holds something else.
        Forbidden, StorageFailed: as `files.read`.
    """
    data = files.read(path, size + 2)
    if data is None or len(data) != size + 1 or data[-1] != 10:
        raise stops.Damaged(path)
    try:
        token = data[:-1].decode()
    except UnicodeDecodeError:
        raise stops.Damaged(path) from None
    if not text.valid(token):
        raise stops.Damaged(path)
    return token


def write(path: str, token: str, shared: bool = False) -> None:
    """Replaces the token in a text's file, or makes the file.

    Raises:
        Forbidden: as `files.opened`.
        OSError: the storage failed.
    """
    files.write(path, token.encode() + b"\n", shared, cut=True)
