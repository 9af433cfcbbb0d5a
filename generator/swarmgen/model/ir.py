"""Patterns as the back ends see them: resolved, typed, complete. Knows nothing of YAML, templates or disk.

Control forms and record steps are closed: frozen classes, handled by exhaustive `match`. This module has operations and
whole patterns, and gathers the names of `records` and `steps`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from swarmgen.diagnostics import Place
from swarmgen.model.datatypes import Type
from swarmgen.model.expressions import Expression
from swarmgen.model.records import (
    Column,
    Due,
    Field,
    Lifecycle,
    List,
    Queue,
    Record,
    Setting,
    Table,
    Tally,
    is_counted,
    tallies,
)
from swarmgen.model.steps import (
    Archive,
    Assignment,
    Call,
    Create,
    EachMember,
    EachName,
    EachRecord,
    EachRow,
    Exit,
    Fail,
    Get,
    Let,
    Message,
    Refusal,
    Reply,
    Require,
    Rows,
    Set,
    Step,
    Take,
    When,
)

__all__ = [
    "PRIORITY_LISTS_MAX",
    "Archive",
    "Assignment",
    "Call",
    "Column",
    "Create",
    "Due",
    "EachMember",
    "EachName",
    "EachRecord",
    "EachRow",
    "Exit",
    "Fail",
    "Field",
    "Get",
    "Let",
    "Lifecycle",
    "Line",
    "List",
    "Listing",
    "Message",
    "Operation",
    "Parameter",
    "Pattern",
    "Procedure",
    "Queue",
    "Record",
    "Refusal",
    "Reply",
    "Require",
    "Return",
    "RowLines",
    "Rows",
    "Set",
    "Setting",
    "SpanAttribute",
    "Step",
    "Table",
    "Take",
    "Tally",
    "When",
    "is_counted",
    "tallies",
]

PRIORITY_LISTS_MAX = 8  # members of a priority enum


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """An argument or an option. A flag has type Bool. A set may be repeated, each time with one name: an argument takes
    all words from its place on, so it is the last one.

    `default` is the value when it is not given: None = absent (the type is Optional then) — required when it is not
    optional and has no default."""

    name: str
    type: Type
    brief: str
    attribute: str | None
    default: None | bool | int | str | tuple[str, ...]
    required: bool
    environment: str | None = None
    only_with: str | None = None
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """A value of an answer."""

    name: str
    type: Type
    brief: str
    attribute: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a text answer, printed where its condition holds. It speaks of returns (Source.RETURN) and inputs; the
    message names them by Variables. A line of a row speaks of the row (Source.ROW, also in the message) and inputs."""

    when: Expression | None
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLines:
    """Lines that are printed for each row of a list, those of one row together."""

    list: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list in an answer: its rows have these values."""

    name: str
    brief: str
    returns: tuple[Return, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanAttribute:
    """An attribute of the operation's span: a constant, or an expression that is evaluated when the span is written:
    from the inputs as soon as they are read, from the reply when the operation was committed. With `only` the input is
    a set, and the value its one name: absent where it has none or several."""

    key: str
    type: Type
    constant: str | None = None
    input: tuple[str, str] | None = None  # ("arguments" | "options", name)
    only: bool = False
    returned: str | None = None
    expression: Expression | None = None  # speaks of inputs and the clock only


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """Steps with a name. Record parameters are bindings, value parameters variables."""

    name: str
    brief: str
    records: tuple[tuple[str, str], ...]  # (binding, kind)
    values: tuple[tuple[str, Type], ...]
    steps: tuple[Step, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A command of a pattern; its name is one word as it is typed, or two with a blank between. `reads` marks queries:
    no lock, no journal; `frees` what goes on when the disk is full.

    The answer is `returns`, or a record of kind `returns_record`, or rows of kind `returns_rows` (with `columns` in the
    text table). `prints` is the text answer; its expressions are Variables naming returns and inputs, `lines`
    follow it. With `is_listed` the answer is rows of `returns`, which are also its columns. Beside `returns` a
    query may answer with `lists`. A query whose answer has a `problem` ends with exit code 11."""

    name: str
    brief: str
    span: str
    reads: bool
    frees: bool
    arguments: tuple[Parameter, ...]
    options: tuple[Parameter, ...]
    exactly_one: tuple[tuple[str, ...], ...]
    waits: str | None
    returns: tuple[Return, ...]
    returns_record: str | None
    returns_rows: str | None
    is_listed: bool = False
    columns: tuple[str, ...]
    prints: Message | None
    lines: tuple[Line | RowLines, ...] = ()
    lists: tuple[Listing, ...] = ()
    problem: Expression | None = None
    attributes: tuple[SpanAttribute, ...]
    steps: tuple[Step, ...]
    place: Place = field(compare=False)

    @property
    def answers_rows(self) -> bool:
        """Whether the answer is rows, of records or of values."""
        return self.is_listed or self.returns_rows is not None

    @property
    def entry(self) -> str:
        """What the journal calls it: an identifier."""
        return self.name.replace(" ", "-")

    @property
    def family(self) -> str | None:
        """The first word of a name of two words."""
        first, blank, _ = self.name.partition(" ")
        return first if blank else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A pattern with all its modules. Records come in declared order, then the made ones; `sources` are the spec files
    it was read from, relative to the registry folder."""

    name: str
    brief: str
    modules: tuple[str, ...]
    records: tuple[Record, ...]
    settings: tuple[Setting, ...]
    tables: tuple[Table, ...]
    procedures: tuple[Procedure, ...]
    operations: tuple[Operation, ...]
    sources: tuple[str, ...]
    layout: str  # digest of everything that decides the bytes of a store
    place: Place = field(compare=False)

    @property
    def families(self) -> dict[str, tuple[Operation, ...]]:
        """The operations of two words, by the first of them."""
        found: dict[str, tuple[Operation, ...]] = {}
        for each in self.operations:
            if each.family is not None:
                found[each.family] = (*found.get(each.family, ()), each)
        return found
