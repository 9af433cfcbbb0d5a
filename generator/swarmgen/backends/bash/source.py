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

_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+,-]+")
_KEYWORDS = frozenset(
    {"case", "coproc", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if", "in"}
    | {"select", "then", "time", "until", "while"}
)
"""Words that mean something to bash at some place, quoted everywhere so that nobody has to know where."""
_IMPOSSIBLE = re.compile("[\0\ud800-\udfff]")
"""What no bash word can hold, and what is not text."""
_HIDDEN = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""What ends a line, or shows the reader another text than bash reads."""
_SPECIAL = re.compile(rf"['\\]|{_HIDDEN.pattern}")
"""What cannot stand between single quotes, or is clearer elsewhere (a backslash)."""
_DIRECTIVE = re.compile(r"^(\s*)(shellcheck)\b")


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

    What no bash word can hold, NUL, becomes U+FFFD, as does half of a surrogate pair.
    """
    text = _IMPOSSIBLE.sub("\ufffd", value)
    if _PLAIN.fullmatch(text) and text not in _KEYWORDS:
        return Code(text)
    if not _SPECIAL.search(text):
        return Code(f"'{text}'")
    return Code("$'" + "".join(map(_escape, text.encode())) + "'")


def _escape(byte: int) -> str:
    """One byte inside `$'…'`; octal, because `\\x` would take further hexadecimal digits with it."""
    if byte in b"\\'":
        return f"\\{byte:c}"
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"


def comment(text: str) -> Code:
    """The text as `#` comment lines. Nothing in it can end a line, or instruct ShellCheck."""
    return Code("\n".join(f"# {_harmless(line)}".rstrip() for line in text.split("\n")))


def _harmless(line: str) -> str:
    return _DIRECTIVE.sub(r"\1`\2`", _HIDDEN.sub("\ufffd", line))
