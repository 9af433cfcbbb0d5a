"""The doors from values to Python source: identifiers, literals, comments, docstrings."""

from __future__ import annotations

import builtins
import keyword
import re
import textwrap

from swarmgen.backends.code import Code

_UNSAFE = re.compile(
    r'\\|"(?="|\Z)'  # what would end or change the literal
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]"  # what an editor, Python or UTF-8 cannot take
    "|[\u202a-\u202e\u2066-\u2069]"  # what would show the reader another text than Python reads
)
_RESERVED = frozenset(keyword.kwlist) | frozenset(keyword.softkwlist) | frozenset(dir(builtins))


def identifier(name: str) -> Code:
    """A Python identifier for `name`: other characters become `_`, reserved words and built-in names get a final `_`.

    Raises:
        ValueError: if `name` is empty.
    """
    if not name:
        raise ValueError("an identifier needs at least one character")
    text = "".join(c if c.isascii() and (c.isalnum() or c == "_") else "_" for c in name)
    if text[0].isdigit():
        text = f"_{text}"
    return Code(f"{text}_" if text in _RESERVED else text)


def literal(value: None | bool | float | str) -> Code:
    """A one-line Python literal that evaluates back to `value`, in double quotes where it is a text without them."""
    if isinstance(value, str) and '"' not in value:
        return Code('"' + repr(value + "'")[1:-2] + '"')
    return Code(repr(value))


def docstring(text: str) -> Code:
    """A docstring, quotes included, that no text can end early. Lines are trimmed at the end; the caller indents.

    The text is used as it is otherwise: wrap it before.
    """
    body = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    close = '\n"""' if "\n" in body else '"""'
    return Code(f'"""{escaped_text(body)}{close}')


def escaped_text(text: str) -> str:
    """The inside of a triple-quoted literal that evaluates back to `text`; newlines stay newlines."""
    return _UNSAFE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    return f"\\{char}" if char in '\\"' else f"\\u{ord(char):04x}"


def comment(text: str) -> Code:
    """The text as `#` comment lines."""
    return Code("\n".join(f"# {line}".rstrip() for line in text.splitlines() or [""]))


def wrap(text: str, width: int = 100) -> str:
    """Fill each paragraph of `text` to `width` columns; Markdown lists, tables and code keep their lines."""
    return "\n\n".join(_wrap_paragraph(paragraph, width) for paragraph in text.strip().split("\n\n"))


def _wrap_paragraph(paragraph: str, width: int) -> str:
    if any(
        line.lstrip().startswith(("-", "*", "|", "```", ">")) or line.startswith("    ")
        for line in paragraph.splitlines()
    ):
        return paragraph.rstrip()
    return textwrap.fill(" ".join(paragraph.split()), width, break_long_words=False, break_on_hyphens=False)
