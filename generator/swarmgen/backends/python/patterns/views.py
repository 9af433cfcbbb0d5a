"""What the templates of steps see: `templates/steps/<step>/python.j2`, one view each."""

from __future__ import annotations

from dataclasses import dataclass

from swarmgen.backends.code import Code


@dataclass(frozen=True, slots=True, kw_only=True)
class LetView:
    """`name: annotation = value`; no annotation where the name has its type already."""

    name: Code
    annotation: Code | None
    value: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class RequireView:
    """`condition` is when the operation says no, `refusal` the arguments of the exception."""

    condition: Code
    refusal: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class FailView:
    """The arguments of the exception."""

    refusal: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenView:
    """Two blocks; the second may be missing."""

    condition: Code
    then: Code
    otherwise: Code | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EachNameView:
    """A block for each member of a set."""

    name: Code
    values: Code
    steps: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class EachMemberView:
    """A block for each of the records that `members` gives."""

    binding: Code
    members: Code
    steps: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class EachRecordView:
    """A block for each record that `every` gives."""

    binding: Code
    every: Code
    steps: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """A procedure and its arguments."""

    procedure: Code
    values: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class GetView:
    """A record, and the arguments of the exception when there is none and that is not the standard one."""

    binding: Code
    value: Code
    refusal: Code | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeView:
    """The best record of a queue. `candidate` is the name of a class record, `where` a condition over it, `offer` the
    function that compares."""

    binding: Code
    record: Code
    cls: Code
    candidate: Code
    where: Code
    offer: Code
    refusal: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class TestView:
    """A condition of a loop, and what happens where it holds: `break` or `continue`."""

    condition: Code
    verb: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsView:
    """Records as rows. `target` and `source` are those of a `for`; `tests` leave it, or go on with the next,
    `following` is where to go on."""

    target: Code
    source: Code
    tests: tuple[TestView, ...]
    limit: Code
    following: Code
    row: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveView:
    """`targets` take what the function gives that is called with `words`."""

    targets: Code
    words: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyView:
    """The source of what the steps return, or of a row of it, which goes to `rows`."""

    reply: Code
    is_row: bool
    rows: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """A field, or a variable, and the source of its value."""

    name: Code
    value: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateView:
    """A new record. With `refusal`, ids of the form that the store makes up are refused. `enters` counts it, too."""

    binding: Code
    record: Code
    id: Code
    prefix: Code
    refusal: Code | None
    assigned: tuple[Assigned, ...]
    enters: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetView:
    """A change. With `refusal` it is a lifecycle move, which is refused where `is_wrong` holds, and
    `leaves` counts it, too."""

    binding: Code
    is_wrong: Code | None
    refusal: Code | None
    computed: tuple[Assigned, ...]
    leaves: tuple[Code, ...]
    assigned: tuple[Assigned, ...]
    enters: tuple[Code, ...]
