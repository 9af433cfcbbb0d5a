"""The exit codes that an operation can end with, found by looking at what it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from swarmgen.backends.commands.steps import steps
from swarmgen.model.datatypes import Enum, Identifier, plain
from swarmgen.model.ir import Create, Exit, Fail, Get, Let, Operation, Pattern, Record, Require, Set, Step, Take

MEANINGS: Final[Mapping[int, str]] = {
    0: "done",
    1: "internal error, or the answer could not be written",
    2: "usage: a word of the command line is wrong",
    3: "conflict: the present state forbids it",
    4: "timeout: the lock of the store was not obtained",
    5: "permission: the system, a foreign owner or a symbolic link forbids it",
    6: "not found: something named does not exist",
    7: "empty: there is nothing to take",
    8: "limit: a limit would be passed",
    9: "damaged: the store is damaged or of another format",
    10: "storage: no space or a write error; nothing was changed",
    11: "problem: a check ran and found one",
    12: "no data: there is no store, or nothing in it to judge",
    124: "lease lost: run stopped the command, or it ended too late",
    125: "not started: run was refused before the command started; the message says why",
}
"""What every code means (SEMANTICS 4)."""

_ALWAYS: Final = frozenset({0, 1, 2, 4, 5, 9})
_QUERY: Final = frozenset({12})
_CHANGE: Final = frozenset({Exit.CONFLICT, 10})
"""A change takes `--key`, which conflicts when it was used for another request."""

_FILE: Final = frozenset({6, 10})
"""What can be wrong with the file that an answer goes to; 5 is there anyway."""
EXPORT: Final = "swarmsh.telemetry.metrics"
"""The span of queries whose answer can go to a file."""


def exit_codes(pattern: Pattern, operation: Operation) -> tuple[int, ...]:
    """All exit codes that the operation can end with, ascending; signals apart."""
    records = {record.name: record for record in pattern.records}
    codes = set(_ALWAYS | (_QUERY if operation.reads else _CHANGE))
    codes |= {11} if operation.problem is not None else set()
    codes |= _FILE if operation.reads and operation.span == EXPORT else set()
    for step in steps(pattern, operation):
        codes |= {int(code) for code in _codes(step, records)}
    return tuple(sorted(codes))


def _codes(step: Step, records: Mapping[str, Record]) -> Iterator[Exit]:
    match step:
        case Require():
            yield step.otherwise.exit
        case Fail():
            yield step.refusal.exit
        case Take():
            yield step.otherwise.exit
        case Let(checked=True):
            yield Exit.LIMIT
        case Get(optional=False) if isinstance(plain(step.key.type), Identifier):
            yield step.otherwise.exit if step.otherwise else Exit.MISSING
        case Create():
            yield from _of_creation(step, records[step.record])
        case Set():
            yield from _of_change(step, records[step.record])
        case _:
            pass


def _of_creation(step: Create, record: Record) -> Iterator[Exit]:
    if step.id is not None:
        yield Exit.CONFLICT
    if any(assignment.checked for assignment in step.assignments) or _is_limited(record, step.enters):
        yield Exit.LIMIT


def _of_change(step: Set, record: Record) -> Iterator[Exit]:
    lifecycle = record.lifecycle
    if step.state is not None and lifecycle is not None and set(step.sources) != _states(record, lifecycle.field):
        yield Exit.CONFLICT
    limited = step.strict or _is_limited(record, step.relinks, queues=False)
    if limited or any(assignment.checked for assignment in step.assignments):
        yield Exit.LIMIT


def _is_limited(record: Record, links: tuple[str, ...], queues: bool = True) -> bool:
    """Whether one of the links refuses to grow beyond a limit; queues limit their classes."""
    limited = {each.name for each in record.lists if each.limit is not None}
    return bool(set(links) & (limited | ({each.name for each in record.queues} if queues else set())))


def _states(record: Record, field: str) -> set[str]:
    (type_,) = (plain(each.type) for each in record.fields if each.name == field)
    return set(type_.members) if isinstance(type_, Enum) else set()
