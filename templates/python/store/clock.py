"""Nanoseconds since 1970, UTC, and how people read them."""

from __future__ import annotations

from time import gmtime

from .._runtime.clock import now as now


def text_of(ns: int) -> str:
    """`ns` as RFC 3339 in UTC with milliseconds, cut, not rounded: `2026-01-01T00:00:00.000Z`."""
    seconds, rest = divmod(ns, 10**9)
    year, month, day, hour, minute, second, *_ = gmtime(seconds)
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}.{rest // 10**6:03d}Z"
