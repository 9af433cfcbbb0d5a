"""Attribute values and numbers as OTLP JSON."""

from __future__ import annotations

from . import text

_INT64 = range(-(2**63), 2**63)


def encode(value: object) -> str:
    """`value` as AnyValue: str, bool, int (64 bits), float, bytes, sequences and mappings of these, or the value of an
    enum member.

    Raises:
        ValueError: with the reason, when OTLP cannot say the value.
    """
    if isinstance(value, str):
        return f'{{"stringValue":"{text.escape(value)}"}}'
    if isinstance(value, bool):
        return '{"boolValue":true}' if value else '{"boolValue":false}'
    if isinstance(value, int):
        if value not in _INT64:
            raise ValueError("is not an integer of 64 bits")
        return f'{{"intValue":"{int(value)}"}}'
    if isinstance(value, float):
        return f'{{"doubleValue":{double(value)}}}'
    return _encode_more(value)


def _encode_more(value: object) -> str:
    if isinstance(value, bytes | bytearray):
        from binascii import b2a_base64

        return f'{{"bytesValue":"{b2a_base64(value, newline=False).decode()}"}}'
    if isinstance(value, list | tuple | set | frozenset | range):
        return _array(",".join(map(encode, value)))
    if isinstance(value, dict):
        pairs = (f'{{"key":"{text.escape(str(key))}","value":{encode(one)}}}' for key, one in value.items())
        return f'{{"kvlistValue":{_array(",".join(pairs))[14:-1]}}}'
    if hasattr(value, "value"):  # a member of an enum
        return encode(value.value)
    raise ValueError(f"has a type that is not supported: {type(value).__name__}")
