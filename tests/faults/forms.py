"""Whether bytes have the form that the store's page gives a slot: told from the pattern, without the runtimes."""

from __future__ import annotations

import json
import re

from swarmgen.model.datatypes import (
    INT64_MAX,
    INT64_MIN,
    Bool,
    Decimal,
    Enum,
    Identifier,
    Int,
    Reference,
    Set,
    Text,
    Time,
    Type,
    is_optional,
    plain,
)
from tests.patterns_here import atomic

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,18})")
_NAME = r'"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"'
_SHORT = {8: "\\u0008", 12: "\\u000c"}  # what JSON writers abbreviate, and the store does not
INLINE = 386  # bytes of the longest text token in a slot


def formed(path: str, data: bytes) -> bool:
    """Whether `data` has the form of the slot at `path`, all values in range; true for files that are no slots."""
    folder, *rest = path.split("/")
    if folder == "records":
        return _record(rest[0], int(rest[-1]), data)
    if folder in ("ids", "keys"):
        return _name(data)
    return folder != "state" or _state(data)


def _record(kind: str, number: int, data: bytes) -> bool:
    record = next(each for each in atomic().records if each.name == kind)
    tokens = _tokens(data, record.slot)
    keys = ["number", *(field.name for field in record.fields)]
    if not _keyed(tokens, keys) or tokens[1] != str(number):
        return False
    return all(_value(field.type, token) for field, token in zip(record.fields, tokens[3::2], strict=True))


def _state(data: bytes) -> bool:
    tokens = _tokens(data, 512)
    kinds = (record for record in atomic().records if not record.single)
    counters = [record.name for record in kinds if not record.name.endswith(("_bucket", "_wheel"))]
    if not _keyed(tokens, ["dirty", "sequence", "journal", "traces", "time", "due", "lost", *counters]):
        return False
    values = dict(zip(tokens[0::2], tokens[1::2], strict=False))
    due = values.pop(',"due":')
    return (
        tokens[1] in "01" and all(_number(token, 0) for token in values.values()) and (due == "null" or _number(due, 0))
    )


def _name(data: bytes) -> bool:
    tokens = _tokens(data, 24)
    return len(tokens) == 1 and _number(tokens[0], 1)


def _tokens(data: bytes, size: int) -> list[str]:
    """The tokens of a slot; none if it is no slot."""
    if len(data) != size or data[-1:] != b"\n" or b"\n" in data[:-1]:
        return []
    try:
        return data[:-1].rstrip(b" ").decode().split("\t")
    except UnicodeDecodeError:
        return []


def _keyed(tokens: list[str], keys: list[str]) -> bool:
    expected = [f'{"," if place else "{"}"{key}":' for place, key in enumerate(keys)] + ["}"]
    return tokens[0::2] == expected


def _number(token: str, low: int, high: int = INT64_MAX) -> bool:
    return _WHOLE.fullmatch(token) is not None and token != "-0" and low <= int(token) <= high


def _value(type_: Type, token: str) -> bool:
    if token == "null":
        return is_optional(type_)
    one = plain(type_)
    if isinstance(one, Bool):
        return token in ("true", "false")
    if isinstance(one, (Int, Decimal)):
        return _number(token, one.low, one.high)
    if isinstance(one, Reference):
        return _number(token, 1)
    if isinstance(one, Time):
        return _number(token, 0)
    if isinstance(one, Enum):
        return token.startswith('"') and token.endswith('"') and token[1:-1] in one.members
    if isinstance(one, Identifier):
        return re.fullmatch(_NAME, token) is not None
    if isinstance(one, Set):
        return _set(token, one.max_items, is_optional(type_))
    if isinstance(one, Text):
        return _number(token, INLINE + 1) or _text(token)
    return _number(token, INT64_MIN)


def _set(token: str, most: int, optional: bool) -> bool:
    if token == "[]":
        return not optional
    if re.fullmatch(rf"\[{_NAME}(,{_NAME})*\]", token) is None:
        return False
    names = json.loads(token)
    return len(names) <= most and names == sorted(set(names))


def _text(token: str) -> bool:
    """Whether a token is the one JSON string that the store writes for a text."""
    try:
        text = json.loads(token)
    except ValueError:
        return False
    if not isinstance(text, str) or "\0" in text:
        return False
    whole = json.dumps(text, ensure_ascii=False).replace("\\b", _SHORT[8]).replace("\\f", _SHORT[12])
    return token == whole and len(token.encode()) <= INLINE
