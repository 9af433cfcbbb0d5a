"""Replies as they are printed: JSON, chosen fields, text for people."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .calls import Told
    from .contracts import Field, Operation, Shape

_EXACT = 2**53
"""Integers beyond this are strings: many readers of JSON hold doubles."""


def token(value: Any, kind: str, exact: bool = False) -> str:
    """A value as JSON. With `exact` integers are numbers however long, as in the journal."""
    if value is None:
        return "null"
    match kind:
        case "text":
            return str(value)
        case "bool":
            return "true" if value else "false"
        case "set":
            return '["' + '","'.join(value) + '"]' if value else "[]"
        case "identifier" | "enum":
            return f'"{value}"'
        case _:
            return str(value) if exact or -_EXACT <= value <= _EXACT else f'"{value}"'


def kept(operation: Operation, reply: Any) -> list[str]:
    """The values of a reply as the journal keeps them with an idempotency key; texts are left out."""
    fields = zip(reply, operation.FIELDS, strict=True)
    return ["null" if kind == "text" else token(value, kind, exact=True) for value, (_, kind, _) in fields]


def restored(operation: Operation, tokens: Sequence[str]) -> tuple[Any, ...]:
    """The reply that `kept` gave, texts apart."""
    return tuple(_value(each, kind) for each, (_, kind, _) in zip(tokens, operation.FIELDS, strict=True))


def _value(each: str, kind: str) -> Any:
    if each == "null":
        return None
    match kind:
        case "bool":
            return each == "true"
        case "set":
            return tuple(part[1:-1] for part in each[1:-1].split(",")) if each != "[]" else ()
        case "identifier" | "enum":
            return each[1:-1]
        case _:
            return int(each)


def json(operation: Shape | type[Shape], told: Told) -> str:
    """One line of JSON, without its end."""
    if operation.SHAPE != "rows":
        lists = getattr(operation, "LISTS", None)
        return _object(operation.FIELDS, told.reply) if lists is None else _mixed(operation.FIELDS, lists, told.reply)
    rows, following = told.reply
    inside = ",".join([_object(operation.FIELDS, row) for row in rows])
    seen, on = token(told.sequence, "int"), token(following, "int")
    return f'{{"rows":[{inside}],"from_sequence":{seen},"to_sequence":{seen},"next":{on}}}'


def _object(fields: Sequence[tuple[str, str, int]], row: Sequence[Any]) -> str:
    members = [f'"{name}":{token(value, kind)}' for value, (name, kind, _) in zip(row, fields, strict=True)]
    return f"{{{','.join(members)}}}"


def _mixed(fields: Sequence[Field], lists: Sequence[tuple[str, Sequence[Field]]], reply: Sequence[Any]) -> str:
    """Values, then lists of rows."""
    members = [f'"{name}":{token(value, kind)}' for value, (name, kind, _) in zip(reply, fields, strict=False)]
    for (name, inside), rows in zip(lists, reply[len(fields) :], strict=True):
        members.append(f'"{name}":[{",".join([_object(inside, row) for row in rows])}]')
    return f"{{{','.join(members)}}}"


def chosen(operation: Shape | type[Shape], told: Told, names: Sequence[str]) -> str:
    """These fields, separated by TABs; of rows one line each."""
    from .people import told as said

    places = [[name for name, _, _ in operation.FIELDS].index(name) for name in names]
    fields = [operation.FIELDS[place] for place in places]
    rows = told.reply[0] if operation.SHAPE == "rows" else [told.reply]
    lines = (
        (said(row[place], kind, scale, digits=True) for place, (_, kind, scale) in zip(places, fields, strict=True))
        for row in rows
    )
    return "\n".join("\t".join(line) for line in lines)


def people(operation: Operation, told: Told) -> str:
    """What people read; nothing where there is nothing to say."""
    if operation.SHAPE == "rows":
        return table(operation.COLUMNS, operation.FIELDS, told.reply[0])
    if operation.SHAPE == "record":
        from .people import told as said

        shown = ((name, value, kind, scale) for value, (name, kind, scale) in _fields(operation, told))
        return "\n".join(
            f"{name}: {said(value, kind, scale)}" for name, value, kind, scale in shown if value is not None
        )
    return told.text(operation)


def _fields(operation: Operation, told: Told) -> Any:
    return zip(told.reply, operation.FIELDS, strict=True)


def table(columns: Sequence[str], fields: Sequence[tuple[str, str, int]], rows: Sequence[Sequence[Any]]) -> str:
    """A table with a header line; nothing without rows."""
    from .people import told as said

    if not rows:
        return ""
    known = {name: (place, kind, scale) for place, (name, kind, scale) in enumerate(fields)}
    lines = [[column.upper() for column in columns]]
    for row in rows:
        cells = ((row[place], kind, scale) for place, kind, scale in (known[column] for column in columns))
        lines.append(["-" if value is None else said(value, kind, scale) for value, kind, scale in cells])
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    widths[-1] = 0
    return "\n".join("  ".join(map(str.ljust, line, widths)) for line in lines)
