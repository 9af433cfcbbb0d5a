"""The doors from values to bash source: identifiers, literals, comments."""

from __future__ import annotations

import re
from typing import Final

from swarmgen.backends.code import Code

DELIMITERS: Final = {
    "variable_start_string": "<<",
    "variable_end_string": ">>",
    "block_start_string": "<%",
    "block_end_string": "%>",
    "comment_start_string": "<#",
    "comment_end_string": "#>",
}
"""What Jinja looks for in bash templates: its own marks mean something in bash (`${#`, `{{`)."""

_PLAIN = re.compile(rb"[A-Za-z0-9_./:@%+,-]+")
_KEYWORDS = frozenset(
    ("case", "coproc", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if", "in")
    + ("select", "then", "time", "until", "while")
)
"""Words that mean something to bash at some place, quoted everywhere so that nobody has to know where."""
_PRINTABLE = re.compile(rb"[\x20-\x7e\x80-\xff]*")


def identifier(name: str) -> Code:
    """A bash identifier for `name`: other characters become `_`, a leading digit gets one in front.

    Raises:
        ValueError: if `name` is empty.
    """
    if not name:
        raise ValueError("an identifier needs at least one character")
    text = "".join(c if c.isascii() and (c.isalnum() or c == "_") else "_" for c in name)
    return Code(f"_{text}" if text[0].isdigit() else text)


def literal(value: str) -> Code:
    """A one-line bash word that expands to `value`, in any locale and any bash from 4.0 on.

    Raises:
        ValueError: if `value` has a NUL, which no bash word can hold.
    """
    data = value.encode()
    if b"\0" in data:
        raise ValueError("a bash word cannot hold a NUL")
    if _PLAIN.fullmatch(data) and value not in _KEYWORDS:
        return Code(value)
    if _PRINTABLE.fullmatch(data) and b"'" not in data:
        return Code(f"'{value}'")
    return Code("$'" + "".join(_escape(byte) for byte in data) + "'")


def _escape(byte: int) -> str:
    """One byte inside `$'…'`; octal, because `\\x` would take further hexadecimal digits with it."""
    if byte in b"\\'":
        return f"\\{byte:c}"
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"


def comment(text: str) -> Code:
    """The text as `#` comment lines; control characters cannot end one."""
    lines = text.split("\n")
    return Code("\n".join(f"# {_visible(line)}".rstrip() for line in lines))


def _visible(line: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in line)
