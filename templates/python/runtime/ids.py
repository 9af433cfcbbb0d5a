"""Trace and span ids, never zero."""

from __future__ import annotations

import os

from . import text, values

_MASK = 0xFFFF_FFFF_FFFF_FFFF
_words = iter(range(1 << 63))  # next() on it is atomic, and needs no import


def root() -> tuple[int, int]:
    """A new trace id, and the id of the first span in it."""
    high, low, own = words(3)
    return high << 64 | low or trace(), own or span()


def trace() -> int:
    """A new trace id, 128 bits."""
    while True:
        high, low = words(2)
        if number := high << 64 | low:
            return number


def span() -> int:
    """A new span id, 64 bits."""
    while True:
        if number := word():
            return number


def word() -> int:
    """The next 64-bit word."""
    return words(1)[0]


def words(count: int) -> list[int]:
    """The next 64-bit words: with `SWARMSH_ID_SEED`, word k of the process is a function of seed + k; else random."""
    numbers = [next(_words) for _ in range(count)]
    seed = os.environ.get("SWARMSH_ID_SEED")
    if seed:
        start = values.integer(seed)
        if start is not None:
            return [splitmix(start + number) for number in numbers]
        text.warn("seed", "SWARMSH_ID_SEED is not a 64-bit integer; ids are random")
    data = os.urandom(8 * count)
    return [int.from_bytes(data[place : place + 8]) for place in range(0, len(data), 8)]


def splitmix(seed: int) -> int:
    """The first output of SplitMix64 with this seed (taken modulo 2**64)."""
    number = (seed + 0x9E37_79B9_7F4A_7C15) & _MASK
    number = ((number ^ number >> 30) * 0xBF58_476D_1CE4_E5B9) & _MASK
    number = ((number ^ number >> 27) * 0x94D0_49BB_1331_11EB) & _MASK
    return number ^ number >> 31
