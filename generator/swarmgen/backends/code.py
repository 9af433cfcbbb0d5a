"""The wall between values and source text.

A template may print `Code` and nothing else: printing a plain string, a number or an undefined name raises. So an
unquoted value in generated source is an exception at generation time, never a bug in production. Back ends make `Code`
at few, tested doors (identifiers, literals, comments).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class Code(Markup):
    """Text that is valid source in the target language."""

    __slots__ = ()

    @classmethod
    def escape(cls, s: Any) -> Code:
        if isinstance(s, Markup):
            return cls(s)
        raise TypeError(f"a plain value cannot be mixed into source text: {s!r}")


def environment(templates: Path, **delimiters: str) -> Environment:
    """A Jinja environment over `templates` whose templates print `Code` only.

    `delimiters` are Jinja's `variable_start_string` and its siblings; bash templates use others than Python's.
    """
    return Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        finalize=_only_code,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=(),
        **delimiters,  # type: ignore[arg-type]  # only the six delimiter options are ever passed
    )


def json_string(text: str) -> str:
    """A JSON string token, with the escapes that both runtimes use."""
    escaped = (_ESCAPES.get(c) or (f"\\u{ord(c):04x}" if c < " " else c) for c in text)
    return f'"{"".join(escaped)}"'


def _only_code(value: object) -> object:
    if isinstance(value, Markup):
        return value
    raise TypeError(f"a template may print source text only, not {type(value).__name__}: {value!r}")
