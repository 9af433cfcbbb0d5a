"""Attributes of spans as JSON fragments. What is absent gives an empty one, which is not written."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def word(key: str, value: Any) -> str:
    """An identifier or the member of an enum."""
    return "" if value is None else f'{{"key":"{key}","value":{{"stringValue":"{value}"}}}}'


def string(key: str, token: Any) -> str:
    """A text, which is a JSON string already."""
    return "" if token is None else f'{{"key":"{key}","value":{{"stringValue":{token}}}}}'


def number(key: str, value: Any) -> str:
    """An integer, also of nanoseconds or units."""
    return "" if value is None else f'{{"key":"{key}","value":{{"intValue":"{value}"}}}}'


def truth(key: str, value: Any) -> str:
    """True or false."""
    return "" if value is None else f'{{"key":"{key}","value":{{"boolValue":{"true" if value else "false"}}}}}'


def only(value: tuple[str, ...] | None) -> str | None:
    """The name in a set of just one."""
    return value[0] if value is not None and len(value) == 1 else None


def names(key: str, value: Any) -> str:
    """A set."""
    if value is None:
        return ""
    values = ",".join([f'{{"stringValue":"{name}"}}' for name in value])
    inside = f'"values":[{values}]' if value else ""
    return f'{{"key":"{key}","value":{{"arrayValue":{{{inside}}}}}}}'
