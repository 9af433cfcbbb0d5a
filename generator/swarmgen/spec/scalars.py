"""Plain scalars of the YAML 1.2 core schema: `on`, `yes`, dates and `12:30` are texts."""

from __future__ import annotations

import math
import re
from typing import Final

from swarmgen.spec.nodes import ScalarValue

_INT = re.compile(r"[-+]?[0-9]+")
_RADIX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_NUMERIC_START = frozenset("0123456789+-.")
_MAX_DIGITS: Final = 24
"""More characters than any integer of 64 bits has, whatever its base."""
_CONSTANTS: Final[dict[str, ScalarValue]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip  # one line per type


class ScalarError(Exception):
    """A number that cannot be kept; `code` and `message` become the diagnostic."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def plain_value(text: str) -> ScalarValue:
    """What an unquoted scalar means.

    Raises:
        ScalarError: for an integer beyond 64 bits, and for a number that is not finite: JSON cannot carry it.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _NUMERIC_START:
        return text
    if _INT.fullmatch(text):
        return _integer(text, 10)
    if _RADIX.fullmatch(text):
        return _integer(text, 0)
    if _FLOAT.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    if _FLOAT.fullmatch(text) or _NOT_FINITE.fullmatch(text):
        raise ScalarError("number-range", f"{shortened(text)} is not a finite number")
    return text


def _integer(text: str, base: int) -> int:
    value = int(text, base) if len(text) <= _MAX_DIGITS else 2**64
    if -(2**63) <= value < 2**63:
        return value
    raise ScalarError("integer-range", f"{shortened(text)} does not fit 64 bits")


def shortened(text: str) -> str:
    """A text from a file, fit for a message."""
    return text if len(text) <= 40 else text[:39] + "…"
