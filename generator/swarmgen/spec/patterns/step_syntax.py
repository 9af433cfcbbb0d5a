"""Steps as authors wrote them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from swarmgen.diagnostics import Place
from swarmgen.spec.patterns.source import Name, Written

Values: TypeAlias = tuple[tuple[Name, Written], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalSpec:
    kind: Name
    message: Written
    is_recorded: bool
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LetSpec:
    """Binds one value, or with `by` one of several, by the member that `by` is."""

    name: Name
    values: Values
    """Of a plain `let` one, under the name that it binds."""
    by: Written | None = None
    place: Place = field(compare=False)

    @property
    def value(self) -> Written:
        """The first value."""
        return self.values[0][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequireSpec:
    condition: Written
    otherwise: RefusalSpec
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailSpec:
    refusal: RefusalSpec
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenSpec:
    condition: Written
    then: tuple[StepSpec, ...]
    otherwise: tuple[StepSpec, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EachSpec:
    name: Name
    source: Written
    while_: Written | None
    limit: Written | None
    steps: tuple[StepSpec, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSpec:
    procedure: Name
    given: Values
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetSpec:
    binding: Name
    key: Written
    is_find: bool
    otherwise: RefusalSpec | None
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSpec:
    binding: Name
    record: Name
    id: Written | None
    values: Values
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSpec:
    """`state` makes it a move."""

    binding: Name
    state: Name | None
    values: Values
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeSpec:
    binding: Name
    queue: Written
    where: Written | None
    otherwise: RefusalSpec
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowSpec:
    edge: Name
    list: Written
    to: Written


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsSpec:
    binding: Name
    source: Written
    start: Written | None
    while_: Written | None
    where: Written | None
    limit: Written
    follow: FollowSpec | None
    archived: Written | None
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSpec:
    """`into` gives variables to what the step tells."""

    binding: Name
    record: Name
    after: Written
    look: Written
    limit: Written
    where: Written | None
    into: tuple[tuple[Name, Name], ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplySpec:
    """`is_row` makes it one row of several, of the answer or of the list `of` in it."""

    values: Values
    is_row: bool = False
    of: Name | None = None
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PointSpec:
    name: Name
    place: Place = field(compare=False)


StepSpec: TypeAlias = (
    LetSpec
    | RequireSpec
    | FailSpec
    | WhenSpec
    | EachSpec
    | CallSpec
    | GetSpec
    | CreateSpec
    | SetSpec
    | TakeSpec
    | RowsSpec
    | ArchiveSpec
    | ReplySpec
    | PointSpec
)
