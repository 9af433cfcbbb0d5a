"""Nanoseconds since 1970, UTC."""

from __future__ import annotations

import os
import time

from . import text, values


def now() -> int:
    """`SWARMSH_NOW_NS` (integer, at least 0) if set, else the clock, in nanoseconds."""
    fixed = os.environ.get("SWARMSH_NOW_NS")
    if fixed:
        number = values.integer(fixed)
        if number is not None and number >= 0:
            return number
        text.warn("now", "SWARMSH_NOW_NS is not a number of nanoseconds; the clock is used")
    return time.time_ns()
