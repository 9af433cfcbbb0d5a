"""Constants as they are held in memory, and text inside double quotes."""

from __future__ import annotations

import re
from typing import Final

from swarmgen.backends.code import Code, json_string
from swarmgen.model.datatypes import Text, Type, plain

Constant = None | bool | int | str | tuple[str, ...]

_ACTIVE: Final = re.compile(r'([\\"$`])')
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
_BARE: Final = re.compile(r"[A-Za-z0-9_./:@%+,-]+|\$\{[A-Za-z0-9_]+(\[[$A-Za-z0-9_ +]+\])?(#null|//\\\"/)?\}")
_STRINGS: Final = re.compile(r'(?:[^\\$`\'"]|\\")*\\"(?:[^\\$`\'"]|\\")*')
"""Text with quotes in it, and nothing else that is active."""


def memory(value: Constant, type_: Type) -> str:
    """How a constant is held: absence as nothing, texts and sets as JSON tokens."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case tuple():
            return "[" + ",".join(f'"{each}"' for each in value) + "]"
        case str() if isinstance(plain(type_), Text):
            return json_string(value)
        case _:
            return str(value)


def inside(text: str) -> Code:
    """Text as it stands between double quotes. A control character becomes `\\xNN`, as people would see it."""
    shown = _CONTROL.sub(lambda match: "".join(f"\\x{byte:02x}" for byte in match[0].encode()), text)
    return Code(_ACTIVE.sub(r"\\\1", shown))


def word(text: Code) -> Code:
    """A word between quotes, as a slot holds it, as it stands between double quotes."""
    return Code(f'\\"{text}\\"')


def quoted(text: Code) -> Code:
    """What stands between double quotes as one word; quotes are left out where they change nothing."""
    if not text:
        return Code("''")
    if _STRINGS.fullmatch(text):
        return Code("'" + str(text).replace('\\"', '"') + "'")
    return text if _BARE.fullmatch(text) and not text.startswith("$") else Code(f'"{text}"')


def assigned(text: Code) -> Code:
    """What stands between double quotes as the right side of an assignment, where nothing is split."""
    return text if _BARE.fullmatch(text) else quoted(text)
