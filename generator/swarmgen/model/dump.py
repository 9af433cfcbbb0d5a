"""A whole pattern as text, for people and for goldens: everything that back ends are told, in the order they see it.

Places are left out, so that a comment added to a spec changes nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator

from swarmgen.model import ir
from swarmgen.model.datatypes import Enum, plain
from swarmgen.model.dump_expressions import expression_text, optional_mark, type_text, value_text
from swarmgen.model.dump_steps import message_text, nested, steps_lines

Lines = Iterator[str]


def dump(pattern: ir.Pattern) -> str:
    """The text form of a pattern; ends with a newline."""
    return "\n".join(_lines(pattern)) + "\n"


def _lines(pattern: ir.Pattern) -> Lines:
    yield f"pattern {pattern.name}: {pattern.brief}"
    yield f"  modules {', '.join(pattern.modules)}"
    yield f"  sources {', '.join(pattern.sources)}"
    yield f"  layout {pattern.layout}"
    for name, members in _enums(pattern).items():
        yield ""
        yield f"enum {name}: {', '.join(members)}"
    for record in pattern.records:
        yield ""
        yield from _record(record)
    for setting in pattern.settings:
        yield ""
        yield from _setting(setting)
    for table in pattern.tables:
        yield ""
        yield from _table(table)
    for procedure in pattern.procedures:
        yield ""
        yield from _procedure(procedure)
    for operation in pattern.operations:
        yield ""
        yield from _operation(operation)


def _enums(pattern: ir.Pattern) -> dict[str, tuple[str, ...]]:
    """Every enum once, by the attribute it belongs to."""
    types = [field.type for record in pattern.records for field in record.fields]
    types += [given.type for operation in pattern.operations for given in (*operation.arguments, *operation.options)]
    types += [returned.type for operation in pattern.operations for returned in operation.returns]
    enums = {found.attribute: found.members for found in map(plain, types) if isinstance(found, Enum)}
    return dict(sorted(enums.items()))


def _record(record: ir.Record) -> Lines:
    words = [f"ids {record.prefix}-N" if record.prefix else "no ids", f"slot {record.slot}"]
    words += ["made"] if record.made else []
    words += ["single"] if record.single else []
    yield f"record {record.name} ({', '.join(words)}): {record.brief}"
    yield from nested(map(_field, record.fields))
    if record.lifecycle is not None:
        yield from nested(_lifecycle(record.lifecycle))
    for queue in record.queues:
        yield f"  queue {queue.name} of {queue.class_record}"
        yield f"    when {expression_text(queue.when)}"
        order = f"priority {queue.priority_field}, sequence {queue.sequence_field}"
        yield f"    class {', '.join(queue.class_fields)}; {order}"
    for list_ in record.lists:
        limit = "" if list_.limit is None else f", limit {list_.limit}"
        yield f"  list {list_.name} of {list_.owner} by {list_.by}, count {list_.count_field}{limit}"
    for due in record.dues:
        yield f"  due {due.name} at {due.at}, call {due.call}; {due.bucket_record}, {due.wheel_record}"


def _field(field: ir.Field) -> str:
    initial = "" if field.initial is None else f" = {value_text(field.initial, field.type)}"
    attribute = "" if field.attribute is None else f" <{field.attribute}>"
    link = " link" if field.link else ""
    return f"{field.name}: {type_text(field.type)}{initial}{attribute}{link}"


def _lifecycle(lifecycle: ir.Lifecycle) -> Lines:
    final = f"; final {', '.join(lifecycle.final)}" if lifecycle.final else ""
    yield f"lifecycle {lifecycle.field}: initial {', '.join(lifecycle.initial)}{final}"
    for source, targets in lifecycle.transitions:
        yield f"  {source} -> {', '.join(targets)}"
    if lifecycle.counted_in is not None:
        counts = ", ".join(f"{state}: {field}" for state, field in lifecycle.counts)
        yield f"  counts in {lifecycle.counted_in}: {counts}"


def _setting(setting: ir.Setting) -> Lines:
    bounds = [
        f"{word} {value_text(value, setting.type)}"
        for word, value in (("least", setting.low), ("most", setting.high))
        if value is not None
    ]
    yield f"setting {setting.name} ({setting.environment}): {setting.brief}"
    yield "  " + ", ".join([f"{type_text(setting.type)} = {value_text(setting.default, setting.type)}", *bounds])


def _table(table: ir.Table) -> Lines:
    key = "by number" if table.key is None else f"by {table.key}"
    yield f"table {table.name} {key}: {table.brief}"
    yield "  columns " + ", ".join(f"{column.name}: {type_text(column.type)}" for column in table.columns)
    for index, row in enumerate(table.rows):
        cells = (value_text(cell, column.type) for cell, column in zip(row, table.columns, strict=True))
        yield f"  {table.keys[index] if table.key is not None else index + 1}: {', '.join(cells)}"
    if table.times is not None:
        most = "" if table.most is None else f", at most {value_text(table.most, table.columns[0].type)}"
        yield f"  then times {table.times}{most}"


def _procedure(procedure: ir.Procedure) -> Lines:
    given = [f"{binding}: {record}" for binding, record in procedure.records]
    given += [f"{name}: {type_text(type_)}" for name, type_ in procedure.values]
    yield f"procedure {procedure.name}({', '.join(given)}): {procedure.brief}"
    yield from nested(steps_lines(procedure.steps))


def _operation(operation: ir.Operation) -> Lines:
    marks = f"{' reads' if operation.reads else ''}{' frees' if operation.frees else ''}"
    yield f"operation {operation.name}{marks} ({operation.span}): {operation.brief}"
    for argument in operation.arguments:
        yield f"  argument {_parameter(argument)}"
    for option in operation.options:
        yield f"  option {_parameter(option)}"
    for names in operation.exactly_one:
        yield f"  exactly one of {', '.join(names)}"
    if operation.waits is not None:
        yield f"  waits {operation.waits}"
    yield from nested(_answer(operation))
    for attribute in operation.attributes:
        yield f"  attribute {attribute.key}{optional_mark(attribute.type)} = {_attribute(attribute)}"
    yield from nested(nested(steps_lines(operation.steps)))


def _answer(operation: ir.Operation) -> Lines:
    for returned in operation.returns:
        yield f"returns {_returned(returned)}"
    if operation.returns_record is not None:
        yield f"returns record {operation.returns_record}"
    if operation.returns_rows is not None:
        yield f"returns rows of {operation.returns_rows}: {', '.join(operation.columns)}"
    if operation.is_listed:
        yield "returns rows of these"
    if operation.prints is not None:
        yield f"prints {message_text(operation.prints)}"
    for listing in operation.lists:
        yield f"returns rows {listing.name}"
        yield from nested(map(_returned, listing.returns))
    for line in operation.lines:
        if isinstance(line, ir.RowLines):
            yield f"lines of each {line.list}"
            yield from nested(map(_line, line.lines))
        else:
            yield _line(line)
    if operation.problem is not None:
        yield f"problem {expression_text(operation.problem)}"


def _returned(returned: ir.Return) -> str:
    attribute = "" if returned.attribute is None else f" <{returned.attribute}>"
    return f"{returned.name}: {type_text(returned.type)}{attribute}"


def _line(line: ir.Line) -> str:
    when = "" if line.when is None else f" when {expression_text(line.when)}"
    return f"line {message_text(line.message)}{when}"


def _parameter(parameter: ir.Parameter) -> str:
    words = [f"{parameter.name}: {type_text(parameter.type)}"]
    words += [f"= {value_text(parameter.default, parameter.type)}"] if parameter.default is not None else []
    words += [f"<{parameter.attribute}>"] if parameter.attribute is not None else []
    words += ["required"] if parameter.required else []
    words += [f"env {parameter.environment}"] if parameter.environment is not None else []
    words += [f"only with {parameter.only_with}"] if parameter.only_with is not None else []
    return " ".join(words)


def _attribute(attribute: ir.SpanAttribute) -> str:
    sources = [f"constant {attribute.constant}"] if attribute.constant is not None else []
    sources += [expression_text(attribute.expression)] if attribute.expression is not None else []
    given = "" if attribute.input is None else ".".join(attribute.input)
    sources += [f"the only one of {given}" if attribute.only else given] if given else []
    sources += [f"returned {attribute.returned}"] if attribute.returned is not None else []
    return ", then ".join(sources)
