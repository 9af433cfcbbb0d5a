"""The fields of an operation's answer, as `--print` knows them and `--json` shows them."""

from __future__ import annotations

from swarmgen.backends.commands.steps import steps
from swarmgen.model.ir import Operation, Pattern, Record, Rows


def answer_fields(pattern: Pattern, operation: Operation) -> tuple[str, ...]:
    """The names in order: the declared returns, or the record's own fields; a tree of rows has its `depth` last."""
    kind = operation.returns_record or operation.returns_rows
    if kind is None:
        return tuple(each.name for each in operation.returns)
    (record,) = (each for each in pattern.records if each.name == kind)
    is_tree = any(isinstance(step, Rows) and step.to is not None for step in steps(pattern, operation))
    return (*shown_fields(record), *(("depth",) if is_tree else ()))


def shown_fields(record: Record) -> tuple[str, ...]:
    """The fields of a record that users see: all but the bookkeeping of lists, queues and due times."""
    return tuple(each.name for each in record.fields if not each.link)
