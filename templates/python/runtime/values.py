"""Attribute values and numbers as OTLP JSON."""

from __future__ import annotations

from _collections_abc import Mapping, Sequence  # loaded already, unlike collections.abc

from . import text

_INT64 = 2**63


def encode(value: object) -> str:
    """`value` as AnyValue: str, bool, int (64 bits), float, bytes, sequences and mappings of these, and enum members
    with such values.

    Raises:
        ValueError: with the reason, when OTLP cannot say the value.
    """
    if isinstance(value, str):
        return f'{{"stringValue":"{text.escape(value)}"}}'
    if isinstance(value, bool):
        return '{"boolValue":true}' if value else '{"boolValue":false}'
    if isinstance(value, int):
        return f'{{"intValue":"{int64(value)}"}}'
    if isinstance(value, float):
        return f'{{"doubleValue":{double(value)}}}'
    if isinstance(value, bytes):
        from binascii import b2a_base64

        return f'{{"bytesValue":"{b2a_base64(value, newline=False).decode()}"}}'
    if isinstance(value, Sequence):
        return f'{{"arrayValue":{_values(",".join(map(encode, value)))}}}'
    if isinstance(value, Mapping):
        return f'{{"kvlistValue":{_values(",".join(attribute(str(key), one) for key, one in value.items()))}}}'
    if hasattr(value, "value"):
        return encode(value.value)
    raise ValueError(f"has a type that OTLP does not know: {type(value).__name__}")


def attribute(key: str, value: object) -> str:
    """`key` and `value` as KeyValue; raises ValueError as `encode` does."""
    return f'{{"key":"{text.escape(key)}","value":{encode(value)}}}'


def _values(elements: str) -> str:
    return f'{{"values":[{elements}]}}' if elements else "{}"


def int64(value: int) -> int:
    """`value` as a plain int.

    Raises:
        ValueError: when it has more than 64 bits.
    """
    if not -_INT64 <= value < _INT64:
        raise ValueError("is not an integer of 64 bits")
    return int(value)


def integer(digits: str) -> int | None:
    """The 64-bit integer in a text of decimal digits with at most a minus sign and no leading zeros; else None."""
    plain = digits.removeprefix("-")
    if not (plain.isascii() and plain.isdigit()) or len(plain) > 19 or (plain[0] == "0" and plain != "0"):
        return None
    number = int(digits)
    return number if -_INT64 <= number < _INT64 else None


def double(value: float) -> str:
    """`value` as a plain decimal: its shortest exact text, rounded half up (away from zero) to nine places, without
    exponent and trailing zeros.

    Raises:
        ValueError: for NaN, infinities and absolute values of 1e308 and more.
    """
    if not abs(value) < 1e308:
        raise ValueError("is not a decimal number below 1e308")
    digits, _, exponent = repr(float(abs(value))).partition("e")
    whole, _, places = digits.partition(".")
    number = int(whole + places)
    scale = int(exponent or 0) - len(places) + 9  # number * 10**scale is the value in billionths
    unit = 10 ** abs(scale)
    billionths = number * unit if scale >= 0 else (number + unit // 2) // unit
    sign = "-" if value < 0 and billionths else ""
    return f"{sign}{billionths // 10**9}.{billionths % 10**9:09d}".rstrip("0").rstrip(".")
