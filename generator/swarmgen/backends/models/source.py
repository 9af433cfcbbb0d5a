"""The doors from values to Promela source: identifiers, numbers, comments."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from swarmgen.backends.code import Code
from swarmgen.diagnostics import Place
from swarmgen.model.names import snake_case

NUMBER_MAX: Final = 255
"""The largest number a byte of the model holds."""


_WORDS: Final = frozenset(
    {"active", "assert", "atomic", "bit", "bool", "break", "byte", "chan", "do", "else", "empty", "enabled", "eval"}
    | {"false", "fi", "for", "full", "goto", "hidden", "if", "in", "init", "inline", "int", "len", "local", "ltl"}
    | {"mtype", "nempty", "never", "nfull", "notrace", "od", "of", "pid", "printf", "printm", "priority", "proctype"}
    | {"provided", "return", "run", "select", "short", "show", "skip", "timeout", "trace", "true", "typedef", "unless"}
    | {"unsigned", "xr", "xs", "d_step", "D_proctype", "c_code", "c_decl", "c_expr", "c_state", "c_track", "np_"}
)
"""Words of Promela, and of its preprocessor, that a spec may use as a name."""


def identifier(name: str) -> Code:
    """A Promela identifier; a word of the language gets a `_` behind it.

    Raises:
        ValueError: `name` is empty.
    """
    if not name:
        raise ValueError("an identifier needs at least one character")
    text = "".join(c if c.isascii() and c.isalnum() else "_" for c in name)
    return Code(f"{text}_" if text in _WORDS else text)


def number(value: int) -> Code:
    """A number the model can hold.

    Raises:
        ValueError: it is negative, or above `NUMBER_MAX`.
    """
    if not 0 <= value <= NUMBER_MAX:
        raise ValueError(f"a byte cannot hold {value}")
    return Code(str(value))


def symbol(attribute: str, member: str) -> Code:
    """The name of a member of an enum: `swarmsh.work.status`, `pending` → `work_status_pending`."""
    _, _, rest = attribute.partition(".")
    return identifier(snake_case(f"{rest or attribute}.{member}"))


def comment(text: str) -> Code:
    """The text as `//` comment lines. Nothing in it can end a line, or go on with the next."""
    return Code("\n".join(f"// {_harmless(line)}".rstrip() for line in text.split("\n")))


def place(where: Place, what: str) -> Code:
    """The comment before a step: where it stands in the spec."""
    return comment(f"{PurePosixPath(where.path).name}:{where.line} {what}")


def _harmless(line: str) -> str:
    text = "".join(c if c.isprintable() else "\ufffd" for c in line)
    return f"{text}." if text.endswith("\\") else text
