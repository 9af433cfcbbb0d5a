"""UTF-8 repair, JSON strings, warnings."""

from __future__ import annotations

import sys

_ESCAPES = {code: f"\\u{code:04x}" for code in range(0x20)}
_ESCAPES |= {ord('"'): '\\"', ord("\\"): "\\\\", ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t"}
_said: set[str] = set()


def escape(value: str) -> str:
    """`value`, repaired, as it stands between the quotes of a JSON string: short escapes for the quote, the backslash,
    LF, CR and TAB, `\\u00xx` for the other characters below 0x20, everything else as it is.
    """
    return repair(value).translate(_ESCAPES)


def repair(value: str) -> str:
    """`value` as text that UTF-8 can say: each part of it that is not becomes one U+FFFD, by the Unicode standard's
    "maximal subpart" rule. Lone surrogates count as the bytes they stand for (PEP 383), else as their own three bytes.
    """
    try:
        value.encode()
    except UnicodeEncodeError:
        return b"".join(map(_bytes, value)).decode(errors="replace")
    return value[:]  # an exact str, also for members of string enums


def _bytes(character: str) -> bytes:
    try:
        return character.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return character.encode(errors="surrogatepass")


def cut(value: str, room: int) -> str:
    """The longest start of `value`, in whole characters, that fits `room` bytes once escaped; escaped."""
    kept: list[str] = []
    for character in repair(value[: max(room, 0)]):
        escaped = character.translate(_ESCAPES)
        room -= len(escaped.encode())
        if room < 0:
            break
        kept.append(escaped)
    return "".join(kept)


def size(value: str) -> int:
    """The length of `value` in bytes of UTF-8."""
    return len(value) if value.isascii() else len(value.encode())


def warn(topic: str, message: str) -> None:
    """Prints a message to standard error, once per process and topic."""
    if topic not in _said and sys.stderr is not None:
        _said.add(topic)
        print(f"swarmsh: {message}", file=sys.stderr)
