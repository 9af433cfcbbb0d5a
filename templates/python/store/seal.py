"""The digest of a whole segment of the journal, which the first entry of the next one carries."""

from __future__ import annotations

import os

from . import files, stops

_PIECE = 1 << 20


def digest(path: str) -> str:
    """SHA-256 of a segment, 64 hexadecimal digits.

    Raises:
        Damaged: there is no such segment.
        Forbidden: as `files.opened`.
        StorageFailed: it cannot be read.
    """
    from hashlib import sha256  # needed once in 1,000 operations, and not cheap to load

    found = sha256()
    try:
        descriptor, _ = files.opened(path, files.READ)
        try:
            while piece := os.read(descriptor, _PIECE):
                found.update(piece)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        raise stops.Damaged(path) from None
    except OSError:
        raise stops.StorageFailed(path) from None
    return found.hexdigest()
