"""What the copies of the Python package call just before and after an entry is written. See `defects.py`."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable

HELD: list[int] = []
"""The descriptor of the lock, in copies that give it back early."""
LATER: list[Callable[[], None]] = []
"""The commit, in copies that answer first."""


def before() -> None:
    """Dies, waits, or starts a child as another thread of the caller might."""
    _die("before")
    time.sleep(float(os.environ.get("PROBE_SLEEP", "0")))
    if "PROBE_CHILD" in os.environ:
        subprocess.Popen(["sleep", os.environ["PROBE_CHILD"]], close_fds=False)


def after() -> None:
    """Dies."""
    _die("after")


def release() -> None:
    """Gives the lock back."""
    fcntl.flock(HELD[0], fcntl.LOCK_UN)


def _die(place: str) -> None:
    if os.environ.get("PROBE_DIE") == place:
        os.kill(os.getpid(), signal.SIGKILL)
