"""Numbers in files of 24 bytes: which record has an own id, which entry an idempotency key made."""

from __future__ import annotations

from . import slots, stops

SIZE = 24


def made(prefix: str, identifier: str) -> int | None:
    """The number in a made-up id like `w-7`; None for any other id."""
    head, _, digits = identifier.partition("-")
    if head != prefix or not (digits.isascii() and digits.isdigit()) or digits[0] == "0" or len(digits) > 19:
        return None
    return int(digits)


def find(path: str) -> int | None:
    """The number in such a file, at least 1; None when there is no file.

    Raises:
        Damaged: it holds something else.
        Forbidden, StorageFailed: as `files.read`.
    """
    tokens = slots.read(path, SIZE)
    if tokens is None:
        return None
    digits = tokens[0]
    if len(tokens) > 1 or not (digits.isascii() and digits.isdigit()) or digits[0] == "0" or len(digits) > 19:
        raise stops.Damaged(path)
    return int(digits)


def add(path: str, number: int, shared: bool = False) -> None:
    """Writes such a file.

    Raises:
        Forbidden: as `files.opened`.
        OSError: the storage failed.
    """
    slots.write(path, SIZE, str(number), shared)
