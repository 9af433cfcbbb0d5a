"""The doors from values to Python source: identifiers, literals, comments, docstrings."""

from __future__ import annotations

import builtins
import keyword
import textwrap

from swarmgen.backends.code import Code

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

    The text is used verbatim otherwise: wrap it before.
    """
    lines = [line.rstrip() for line in text.strip().splitlines()]
    body = "\n".join(lines).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if body.endswith('"'):
        body = body[:-1] + '\\"'
    close = '\n"""' if len(lines) > 1 else '"""'
    return Code(f'"""{body}{close}')


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
