"""Units in the case-sensitive form of UCUM, the part of it that OpenTelemetry uses.

A unit is a product of components: symbols with an optional prefix and exponent (`ms`, `m3`, `s-1`), whole numbers, and
annotations in braces (`{request}`), joined by `.` and `/`; a leading `/` inverts. Left out are parentheses, powers of
ten (`10*3`) and symbols of medicine. Also left out is the bel: `B` in a metric always means bytes, which are `By`.

Source: The Unified Code for Units of Measure, version 2.2, sections 2 to 4.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_PREFIXES: Final = ("Ki", "Mi", "Gi", "Ti", "da", *"YZEPTGMkhdcmunpfazy")


def _symbols(*lists: str) -> frozenset[str]:
    return frozenset(symbol for symbols in lists for symbol in symbols.split())


_METRIC: Final = _symbols(
    "m s g K A cd mol rad sr",
    "Hz N Pa J W C V F Ohm S Wb T H lm lx Bq Gy Sv kat Cel",
    "L l t bar eV cal",
    "bit By Bd",
)
_OTHER: Final = _symbols("% [ppth] [ppm] [ppb]", "min h d wk mo a", "deg dB", "[degF] [in_i] [ft_i] [mi_i] [lb_av]")

_SYMBOLS: Final = {
    "1": "count counts number none ratio fraction unit units dimensionless",
    "%": "percent percentage pct",
    "s": "sec secs second seconds",
    "ms": "msec msecs milli millis millisecond milliseconds",
    "us": "usec microsecond microseconds µs μs",
    "ns": "nsec nanosecond nanoseconds",
    "min": "minute minutes mins",
    "h": "hr hrs hour hours",
    "d": "day days",
    "By": "B byte bytes octet octets Byte Bytes by",
    "kBy": "kB KB kilobyte kilobytes KBy",
    "MBy": "MB megabyte megabytes",
    "GBy": "GB gigabyte gigabytes",
    "KiBy": "KiB kibibyte kibibytes",
    "MiBy": "MiB mebibyte mebibytes",
    "GiBy": "GiB gibibyte gibibytes",
    "bit": "bits",
    "Hz": "hz hertz",
    "{rev}/min": "rpm RPM",
    "Cel": "celsius Celsius degC °C",
    "W": "watt watts",
    "J": "joule joules",
    "V": "volt volts",
    "m": "meter meters metre metres",
}
"""UCUM symbol → what people write for it."""
_INTENDED: Final = {word: symbol for symbol, words in _SYMBOLS.items() for word in words.split()}

_MAX_LENGTH: Final = 100

_OPERATOR: Final = re.compile(r"[./](?![^{]*\})")
_COMPONENT: Final = re.compile(
    r"(?P<number>[1-9][0-9]*)?(?P<symbol>[^0-9{}+\-]+(?P<exponent>[+-]?[1-9][0-9]*)?)?(?P<annotation>\{[^{}]+\})?"
)


@dataclass(frozen=True, slots=True)
class UnitProblem:
    """Why a text is not a unit; `hint` says what to write instead, where that is clear."""

    reason: str
    hint: str | None = None


def unit_problem(unit: str) -> UnitProblem | None:
    """What is wrong with `unit`, the first thing only; None for a valid unit."""
    if not unit:
        return UnitProblem("is empty", 'a number without a unit has the unit "1"')
    if len(unit) > _MAX_LENGTH:
        return UnitProblem(f"is longer than {_MAX_LENGTH} characters")
    if unit in _INTENDED:
        return UnitProblem("is not a UCUM symbol", f'write "{_INTENDED[unit]}"')
    if any(not "!" <= char <= "~" for char in unit):
        return UnitProblem("has a space or a character that is not ASCII", "join parts with . or /")
    if unit.count("{") != unit.count("}"):
        return UnitProblem("has a brace without its partner")
    components = _OPERATOR.split(unit.removeprefix("/"))
    return next(filter(None, map(_component_problem, components)), None)


def _component_problem(component: str) -> UnitProblem | None:
    if not component:
        return UnitProblem("has an operator without an operand", "one . or / stands between two parts")
    match = _COMPONENT.fullmatch(component)
    if match is None or (match["number"] and match["symbol"]):
        return UnitProblem(f'has a malformed part "{component}"')
    symbol = (match["symbol"] or "").removesuffix(match["exponent"] or "")
    return None if not symbol or _is_symbol(symbol) else UnitProblem(f'has an unknown symbol "{symbol}"', _hint(symbol))


def _is_symbol(symbol: str) -> bool:
    return (
        symbol in _METRIC
        or symbol in _OTHER
        or any(symbol.startswith(prefix) and symbol.removeprefix(prefix) in _METRIC for prefix in _PREFIXES)
    )


def _hint(symbol: str) -> str | None:
    if symbol in _INTENDED:
        return f'write "{_INTENDED[symbol]}"'
    return f'count things with an annotation: "{{{symbol}}}"' if re.fullmatch("[a-z_]{3,}", symbol) else None
