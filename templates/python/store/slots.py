"""Slots: one line of tokens separated by TABs, padded with blanks to a fixed size, overwritten in place."""

from __future__ import annotations

from . import files, stops

_PADDING = b" " * 4095 + b"\n"


def read(path: str, size: int) -> list[str] | None:
    """The tokens of a slot; None when there is no file.

    Raises:
        Damaged: it is no slot of this size.
        Forbidden, StorageFailed: as `files.read`.
    """
    data = files.read(path, size + 1)
    return None if data is None else tokens(data, path, size)


def tokens(data: bytes, path: str, size: int) -> list[str]:
    """The tokens of a slot's bytes.

    Raises:
        Damaged: they are no slot of this size.
    """
    line = data.rstrip()
    if len(data) != size or data[len(line) :] != _PADDING[len(line) - size :] or b"\n" in line:
        raise stops.Damaged(path)
    try:
        return line.decode().split("\t")
    except UnicodeDecodeError:
        raise stops.Damaged(path) from None


def padded(line: str, size: int) -> bytes:
    """The bytes of a slot with this line, which has at most `size` - 1 bytes.

    Raises:
        ValueError: it has more.
    """
    data = line.encode()
    if len(data) >= size:
        raise ValueError(f"a line of {len(data)} bytes does not fit a slot of {size}")
    return data.ljust(size - 1) + b"\n"


def write(path: str, size: int, line: str, shared: bool = False) -> None:
    """Overwrites a slot, or makes it.

    Raises:
        Forbidden: as `files.opened`.
        OSError: the storage failed.
    """
    files.write(path, padded(line, size), shared)
