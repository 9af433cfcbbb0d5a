"""Texts as JSON string tokens, and as people may see them."""

from __future__ import annotations

from .._runtime.text import escape

INLINE = 386
"""Bytes of the longest token that stands in a slot."""

_SHORT = {'"': '"', "\\": "\\", "n": "\n", "r": "\r", "t": "\t"}
_CONTROLS = frozenset(map(chr, range(0x20)))
_LONG = frozenset(f"{code:04x}" for code in range(0x20)) - {"0000", "0009", "000a", "000d"}
"""What may follow `\\u`: only characters without a shorter escape."""


def token(data: bytes) -> str | None:
    """The JSON string of a text; None when it is not UTF-8 or has a NUL."""
    try:
        value = data.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in value else f'"{escape(value)}"'


def plain(token: str) -> bytes:
    """The text in a valid JSON string token."""
    head, *tails = token[1:-1].split("\\")
    parts = [head]
    tails.reverse()
    while tails:
        tail = tails.pop()
        if not tail:  # an escaped backslash: what follows the second one is plain
            parts += ("\\", tails.pop() if tails else "")
        elif tail[0] == "u":
            parts += (chr(int(tail[1:5], 16)), tail[5:])
        else:
            parts += (_SHORT[tail[0]], tail[1:])
    return "".join(parts).encode()


def valid(token: str) -> bool:
    """Whether `token` is the JSON string that `token()` makes of some text: quotes, no raw control characters, the
    shortest escapes.
    """
    inner = token[1:-1]
    if len(token) < 2 or token[0] != '"' or token[-1] != '"':
        return False
    if not inner.isprintable() and not _CONTROLS.isdisjoint(inner):
        return False
    return '"' not in inner if "\\" not in inner else _escapes(inner)


def _escapes(inner: str) -> bool:
    head, *tails = inner.split("\\")
    quotes = '"' in head
    tails.reverse()
    while tails and not quotes:
        tail = tails.pop()
        if not tail:
            if not tails:
                return False
            tail = f"\\{tails.pop()}"
        if tail[0] == "u":
            if tail[1:5] not in _LONG:
                return False
        elif tail[0] not in _SHORT:
            return False
        quotes = '"' in tail[1:]
    return not quotes


def show(data: bytes, limit: int | None = None) -> str:
    """`data` for a terminal: control bytes, those of C1 characters and ill-formed ones as `\\xNN`; after `limit` code
    points comes `...` instead of the rest.
    """
    value = data.decode(errors="surrogateescape")
    if limit is not None and len(value) > limit:
        return f"{show(value[:limit].encode(errors='surrogateescape'))}..."
    return value if value.isprintable() else "".join(map(_shown, value))


def _shown(character: str) -> str:
    code = ord(character)
    if code < 0x20 or 0x7F <= code < 0xA0 or 0xDC80 <= code <= 0xDCFF:
        return "".join(f"\\x{byte:02x}" for byte in character.encode(errors="surrogateescape"))
    return character


def width(value: str) -> int:
    """The columns that a shown text takes in a table: its code points."""
    return len(value)


def size(value: str) -> int:
    """The bytes of `value` in UTF-8."""
    return len(value) if value.isascii() else len(value.encode())
