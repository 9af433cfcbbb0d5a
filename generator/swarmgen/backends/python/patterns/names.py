"""Names in generated pattern code: those of the spec, unless Python means something else by them."""

from __future__ import annotations

import keyword
from typing import Final

from swarmgen.backends.code import Code
from swarmgen.backends.python.source import identifier
from swarmgen.model.datatypes import (
    Bool,
    Decimal,
    Duration,
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
from swarmgen.model.names import pascal_case

_LOCALS: Final = frozenset(
    {
        "best",
        "every",
        "following",
        "given",
        "glob",
        "inside",
        "links",
        "lookups",
        "named",
        "names",
        "number",
        "procedures",
    }
    | {"records", "reply", "shown", "steps", "text_of", "told", "tokens", "tree", "tx", "view", "views"}
)
"""What generated functions and modules use besides the names of the spec."""

MODULES: Final = frozenset({"helps", "links", "lookups", "procedures", "records", "ties", "views"})
"""The modules of a pattern that hold no operation."""


def local(name: str) -> Code:
    """A binding or variable of the spec as a local name."""
    return Code(f"{name}_") if name in _LOCALS else identifier(name)


def listed(name: str) -> Code:
    """The variable that holds the rows of a list of an answer."""
    return Code(f"listed_{local(name)}")


def attribute(name: str) -> Code:
    """A field of a record or an input, as the attribute of an object."""
    return Code(f"{name}_") if keyword.iskeyword(name) else Code(name)


def class_name(record: str) -> Code:
    """The class of a kind of record."""
    return Code(pascal_case(record))


def module_name(operation: str) -> Code:
    """The module of an operation; dashes and blanks become underscores."""
    name = operation.replace("-", "_").replace(" ", "_")
    return Code(f"{name}_") if keyword.iskeyword(name) or name in MODULES else Code(name)


def annotation(type_: Type) -> Code:
    """How a value is held in memory (STORE.md 2), as a type annotation."""
    inner = plain(type_)
    match inner:
        case Bool():
            name = "bool"
        case Int() | Time() | Duration() | Decimal() | Reference():
            name = "int"
        case Enum() | Identifier() | Text():
            name = "str"
        case Set():
            name = "tuple[str, ...]"
    return Code(f"{name} | None" if is_optional(type_) else name)


def type_word(type_: Type) -> str:
    """The word by which the runtime knows a type."""
    return type(plain(type_)).__name__.lower()
