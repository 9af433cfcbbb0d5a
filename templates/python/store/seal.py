"""The digest of a whole segment of the journal, which the first entry of the next one carries."""

from __future__ import annotations

import os

from . import files, stops

_PIECE = 1 << 20


def digest(path: str, size: int | None = None) -> str:
    """SHA-256 of a segment, or of its first `size` bytes: 64 hexadecimal digits.

    Raises:
        Damaged: there is no such segment.
        Forbidden: as `files.opened`.
        StorageFailed: it cannot be read.
    """
    from hashlib import sha256  # needed once in 1,000 operations, and not cheap to load

    found, left = sha256(), -1 if size is None else size
    try:
        descriptor, _ = files.opened(path, files.READ)
        try:
            while piece := os.read(descriptor, _PIECE if left < 0 else min(left, _PIECE)):
                found.update(piece)
                left -= len(piece) if left > 0 else 0
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        raise stops.Damaged(path) from None
    except OSError:
        raise stops.StorageFailed(path) from None
    return found.hexdigest()
