"""1 MiB of a store that is given back to the disk when the disk is full, so that what was begun can be ended. Its bytes
are random, since some file systems store nothing for bytes that repeat.
"""

from __future__ import annotations

import os

from . import files
from .store import RESERVE


def make(root: str, shared: bool) -> None:
    """Makes the reserve, under another name first, so that there is never a part of it. What fits only in part is taken
    away again.

    Raises:
        Forbidden: its path is no regular file.
        OSError: there is no room for it.
    """
    path = f"{root}/reserve"
    files.check(path)
    try:
        files.write(f"{path}.new", os.urandom(RESERVE), shared, cut=True)
        os.rename(f"{path}.new", path)
    except OSError:
        free(root)
        raise


def free(root: str) -> bool:
    """Gives the room back to the disk; false when it was used up already."""
    freed = False
    for name in ("reserve.new", "reserve"):
        try:
            os.unlink(f"{root}/{name}")
        except OSError:
            continue
        freed = True
    return freed
