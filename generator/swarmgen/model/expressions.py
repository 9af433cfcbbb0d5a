"""Typed expressions. Closed: every consumer handles all of them in one exhaustive `match`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from swarmgen.model.datatypes import Type
from swarmgen.model.words import Arithmetic as Arithmetic
from swarmgen.model.words import Comparison as Comparison
from swarmgen.model.words import Count as Count
from swarmgen.model.words import Source as Source


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant. `value` is None for absence, a tuple for a set, an integer for times, durations, decimals."""

    value: None | bool | int | str | tuple[str, ...]
    type: Type


@dataclass(frozen=True, slots=True)
class Variable:
    """A name bound by `let`, by `each` over a set, or as a parameter of a procedure."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Input:
    """An argument, an option or a setting. An option that was not given and has no default is absent."""

    source: Source
    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Clock:
    """`now`: the time of the operation."""

    type: Type


@dataclass(frozen=True, slots=True)
class Sequence:
    """`sequence`: the number of the journal entry that the operation will write."""

    type: Type


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a bound record. `binding` is the name the record is bound to, `record` its kind."""

    binding: str
    record: str
    field: str
    type: Type


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound record as a value: a reference to it; absent when `find` found nothing."""

    binding: str
    record: str
    type: Type


@dataclass(frozen=True, slots=True)
class Negate:
    """`-x`."""

    operand: Expression
    type: Type


@dataclass(frozen=True, slots=True)
class Not:
    """`not x`."""

    operand: Expression
    type: Type


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic on two integers (times, durations and decimals are integers)."""

    operator: Arithmetic
    left: Expression
    right: Expression
    type: Type


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison. With `==` and `!=` either side may be optional: absent equals absent only."""

    operator: Comparison
    left: Expression
    right: Expression
    type: Type


@dataclass(frozen=True, slots=True)
class IsAbsent:
    """`x == None`, or with `negated` `x != None`."""

    operand: Expression
    negated: bool
    type: Type


@dataclass(frozen=True, slots=True)
class Subset:
    """`a <= b` on sets."""

    left: Expression
    right: Expression
    type: Type


@dataclass(frozen=True, slots=True)
class Member:
    """`name in set`, or with `negated` `name not in set`."""

    item: Expression
    container: Expression
    negated: bool
    type: Type


@dataclass(frozen=True, slots=True)
class OneOf:
    """`x in (a, b)` on enums, or with `negated` `x not in (a, b)`."""

    operand: Expression
    members: tuple[str, ...]
    negated: bool
    type: Type


@dataclass(frozen=True, slots=True)
class All:
    """`a and b and …`, evaluated from the left, stopping at the first false."""

    operands: tuple[Expression, ...]
    type: Type


@dataclass(frozen=True, slots=True)
class Any:
    """`a or b or …`, evaluated from the left, stopping at the first true."""

    operands: tuple[Expression, ...]
    type: Type


@dataclass(frozen=True, slots=True)
class Choose:
    """`a if condition else b`; only the chosen side is evaluated."""

    condition: Expression
    then: Expression
    otherwise: Expression
    type: Type


@dataclass(frozen=True, slots=True)
class Default:
    """`default(x, y)`: x, or y when x is absent."""

    operand: Expression
    fallback: Expression
    type: Type


@dataclass(frozen=True, slots=True)
class Extreme:
    """`min(a, b)` or `max(a, b)` on integers."""

    largest: bool
    left: Expression
    right: Expression
    type: Type


@dataclass(frozen=True, slots=True)
class Size:
    """`len(set)`."""

    operand: Expression
    type: Type


@dataclass(frozen=True, slots=True)
class Created:
    """`created(kind)`: how many records of a kind were ever made."""

    record: str
    type: Type


@dataclass(frozen=True, slots=True)
class Glob:
    """`glob(name, pattern)`: whether an identifier matches a constant pattern of `*`, `?` and plain bytes."""

    operand: Expression
    pattern: str
    type: Type


@dataclass(frozen=True, slots=True)
class Lookup:
    """`table.name[index]`, or `table.name[index].column`. Tables by enum are total; tables by number count from 1."""

    table: str
    column: str
    index: Expression
    type: Type


@dataclass(frozen=True, slots=True)
class Stored:
    """`store(entries)`: a count that the store keeps of itself; in queries only."""

    count: Count
    type: Type


@dataclass(frozen=True, slots=True)
class Phrase:
    """`text('… {x} …')`: a text put together from texts and values as people read them."""

    parts: tuple[str | Expression, ...]
    type: Type


Expression: TypeAlias = (
    Literal
    | Variable
    | Input
    | Clock
    | Sequence
    | Field
    | Bound
    | Negate
    | Not
    | Binary
    | Compare
    | IsAbsent
    | Subset
    | Member
    | OneOf
    | All
    | Any
    | Choose
    | Default
    | Extreme
    | Size
    | Created
    | Glob
    | Lookup
    | Stored
    | Phrase
)
