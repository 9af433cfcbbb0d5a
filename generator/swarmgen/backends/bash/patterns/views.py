"""What the templates of bash coordinators see."""

from __future__ import annotations

from dataclasses import dataclass

from swarmgen.backends.code import Code

Lines = tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalView:
    """How an operation says no: exit code, message and mark as words."""

    before: Lines
    words: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class LetView:
    """`check` are the words of the range check, None where the compiler has proved it."""

    place: Code
    before: Lines
    check: Code | None
    name: Code
    value: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class RequireView:
    """`refused` is the opposite of the requirement."""

    place: Code
    before: Lines
    refused: Code
    refusal: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class FailView:
    """A refusal without a condition."""

    place: Code
    refusal: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenView:
    """One branch or the other."""

    place: Code
    before: Lines
    condition: Code
    then: Code
    otherwise: Code | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EachNameView:
    """`rest` is a variable for the names that are still to come."""

    place: Code
    before: Lines
    values: Code
    name: Code
    rest: Code
    steps: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class EachRowView:
    """`rows` are the words that `name` is in turn."""

    place: Code
    name: Code
    rows: Code
    steps: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginningView:
    """A walk through the beginning of a list that gathers numbers in `rest`: `left` counts down the records that are
    still taken, one that is `unwanted` ends it."""

    begin: Code
    following: Code
    limit: Code
    left: Code
    bound: Code
    before: Code
    unwanted: Code
    number: Code
    rest: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class EachMemberView:
    """`members` are lines that set REPLY to the members of an owner by number; `rest` as in EachNameView."""

    place: Code
    members: Code
    bound: Code
    rest: Code
    kind: Code
    steps: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class EachRecordView:
    """`at` is a variable for the number of the record."""

    place: Code
    at: Code
    bound: Code
    kind: Code
    steps: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveView:
    """`begin` are the lines before the walk; a record that is `unwanted` stays; `told` sets variables."""

    place: Code
    begin: Code
    kind: Code
    bound: Code
    before: Code
    unwanted: Code
    told: Lines


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """`call` are the procedure's function and its words."""

    place: Code
    before: Lines
    call: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class GetView:
    """A record by reference or by id. `before` binds it; `refusal` is for the case that it binds nothing."""

    place: Code
    before: Code
    bound: Code
    refusal: Code | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """`before` makes the record or checks the move, computes the values and leaves the links; `enters` enters them.
    Both note states, too: those left and those taken on."""

    place: Code
    before: Lines
    kind: Code
    bound: Code
    assignments: Lines
    enters: Lines


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeView:
    """`classes` is the kind of the queue's class records, `offer` the function that compares one with the best."""

    place: Code
    classes: Code
    before: Code
    where: Code
    offer: Code
    kind: Code
    bound: Code
    refusal: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class TestView:
    """A condition in a loop, and what happens where it holds: `break` or `continue`."""

    before: Code
    command: Code
    verb: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsView:
    """`first` prepares the walk, `following` sets REPLY to the next record; `tests` look at it; `row` takes a row of
    the answer, `next` is what to go on with after the last one."""

    first: Code
    following: Code
    bound: Code
    tests: tuple[TestView, ...]
    limit: Code
    next: Code
    row: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyView:
    """Assignments to the variables of the reply."""

    place: Code
    lines: Lines
