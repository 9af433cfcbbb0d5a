"""Replies → what is printed: JSON, chosen fields, text for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from swarmgen.interpret.evaluate import Scope, truth
from swarmgen.interpret.memory import Memory, Record
from swarmgen.interpret.replies import Reply, Row
from swarmgen.interpret.texts import Value, json_object, json_value, people_text
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import Reference, Type, plain


@dataclass(frozen=True, slots=True)
class Answers:
    """How the replies of one operation are printed."""

    pattern: ir.Pattern
    operation: ir.Operation
    memory: Memory
    inputs: Mapping[tuple[str, str], Value]

    def json(self, reply: Reply) -> str:
        """One line of JSON."""
        if reply.rows is not None or self.operation.is_listed:
            rows = ",".join(map(self._row_json, reply.rows or ()))
            rows = ",".join(map(self._values_json, reply.listed)) if self.operation.is_listed else rows
            seen = json_value(self.memory.sequence)
            members = {"rows": f"[{rows}]", "from_sequence": seen, "to_sequence": seen, "next": json_value(reply.next)}
            return json_object(members)
        if reply.record is not None:
            return json_object(self._tokens(self.operation.returns_record, reply.record))
        values = self._members(self.operation.returns, reply.values or {})
        lists = {one.name: self._list_json(one, reply) for one in self.operation.lists}
        return json_object(values | lists)

    def text(self, reply: Reply) -> str:
        """What people read; without a final newline, empty if there is nothing to say."""
        if self.operation.is_listed:
            return self._table([self._cells(values, digits=False) for values in reply.listed])
        if reply.rows is not None:
            kind = self.operation.returns_rows
            return self._table([self._shown(kind, row.number, digits=False) for row in reply.rows])
        if reply.record is not None:
            shown = self._shown(self.operation.returns_record, reply.record, digits=False)
            return "\n".join(f"{name}: {value}" for name, value in shown.items() if value is not None)
        return "\n".join(self._lines(reply))

    def _lines(self, reply: Reply) -> Iterator[str]:
        if self.operation.prints is not None:
            yield self._line(self.operation.prints, reply, {})
        for each in self.operation.lines:
            if isinstance(each, ir.Line):
                yield from self._shown_lines((each,), reply, {})
                continue
            for row in reply.lists.get(each.list, []):
                yield from self._shown_lines(each.lines, reply, row)

    def _shown_lines(self, lines: Iterable[ir.Line], reply: Reply, row: Mapping[str, Value]) -> Iterator[str]:
        for line in lines:
            if line.when is None or self.holds(line.when, reply, row):
                yield self._line(line.message, reply, row)

    def _line(self, message: ir.Message, reply: Reply, row: Mapping[str, Value]) -> str:
        return "".join(part if isinstance(part, str) else self._printed(part, reply, row) for part in message.parts)

    def holds(self, condition: e.Expression, reply: Reply, row: Mapping[str, Value] | None = None) -> bool:
        """Whether a condition on inputs and values of the answer, or of a row of it, holds."""
        returned = {("returns", name): value for name, value in (reply.values or {}).items()}
        returned |= {("row", name): value for name, value in (row or {}).items()}
        return truth(condition, Scope(self.memory, self.pattern, {**self.inputs, **returned}, self.memory.time))

    def chosen(self, reply: Reply, names: tuple[str, ...]) -> str:
        """The fields of `--print`, one line a record."""
        if reply.rows is not None:
            kind = self.operation.returns_rows
            return "\n".join(_tabbed(self._row_shown(kind, row), names) for row in reply.rows)
        if reply.record is not None:
            return _tabbed(self._shown(self.operation.returns_record, reply.record, digits=True), names)
        listed = reply.listed if self.operation.is_listed else [reply.values or {}]
        return "\n".join(_tabbed(self._cells(values, digits=True), names) for values in listed)

    def _values_json(self, values: Mapping[str, Value]) -> str:
        return json_object(self._members(self.operation.returns, values))

    def _members(self, returns: Iterable[ir.Return], values: Mapping[str, Value]) -> dict[str, str]:
        return {one.name: json_value(values.get(one.name)) for one in returns}

    def _list_json(self, listing: ir.Listing, reply: Reply) -> str:
        rows = reply.lists.get(listing.name, [])
        return f"[{','.join(json_object(self._members(listing.returns, row)) for row in rows)}]"

    def _cells(self, values: Mapping[str, Value], *, digits: bool) -> dict[str, str | None]:
        returns = self.operation.returns
        return {one.name: self._cell(values.get(one.name), one.type, digits=digits) for one in returns}

    def _row_json(self, row: Row) -> str:
        tokens = self._tokens(self.operation.returns_rows, row.number)
        return json_object(tokens if row.depth is None else tokens | {"depth": json_value(row.depth)})

    def _tokens(self, kind: str | None, number: int) -> dict[str, str]:
        return {name: json_value(value) for name, value in visible(self.pattern, self.memory, kind, number).items()}

    def _shown(self, kind: str | None, number: int, *, digits: bool) -> dict[str, str | None]:
        types = {one.name: one.type for one in _record(self.pattern, kind).fields}
        values = visible(self.pattern, self.memory, kind, number)
        return {name: self._cell(value, types[name], digits=digits) for name, value in values.items()}

    def _row_shown(self, kind: str | None, row: Row) -> dict[str, str | None]:
        shown = self._shown(kind, row.number, digits=True)
        return shown if row.depth is None else shown | {"depth": str(row.depth)}

    def _cell(self, value: Value, type_: Type, *, digits: bool) -> str | None:
        return None if value is None else people_text(value, type_, digits=digits)

    def _table(self, rows: list[dict[str, str | None]]) -> str:
        if not rows:
            return ""
        columns = self.operation.columns
        lines = [[column.upper() for column in columns]]
        for shown in rows:
            lines.append(["-" if shown[column] is None else str(shown[column]) for column in columns])
        widths = [max(len(line[index]) for line in lines) for index in range(len(columns))]
        widths[-1] = 0
        return "\n".join("  ".join(map(str.ljust, line, widths)) for line in lines)

    def _printed(self, expression: e.Expression, reply: Reply, row: Mapping[str, Value]) -> str:
        assert isinstance(expression, e.Variable | e.Input), "an answer is printed from returns, rows and inputs"
        values = dict(row if isinstance(expression, e.Input) else reply.values or {})
        for (_, name), value in self.inputs.items():
            values.setdefault(name, value)
        value = values[expression.name]
        return "-" if value is None or value == () else people_text(value, expression.type)


def visible(pattern: ir.Pattern, memory: Memory, kind: str | None, number: int) -> Record:
    """The fields of a record that callers may see, references as ids."""
    record = _record(pattern, kind)
    stored = memory.records[record.name][number]
    return {one.name: _visible(memory, one.type, stored[one.name]) for one in record.fields if not one.link}


def fields_of(pattern: ir.Pattern, operation: ir.Operation) -> tuple[str, ...]:
    """The fields that `--print` can name."""
    kind = operation.returns_record or operation.returns_rows
    if kind is None:
        return tuple(one.name for one in operation.returns)
    is_tree = any(isinstance(step, ir.Rows) and step.to is not None for step in operation.steps)
    shown = (one.name for one in _record(pattern, kind).fields if not one.link)
    return (*shown, *(("depth",) if is_tree else ()))


def _visible(memory: Memory, type_: Type, value: Value) -> Value:
    inner = plain(type_)
    if isinstance(inner, Reference) and isinstance(value, int):
        return memory.records[inner.record][value].get("id", value)
    return value


def _record(pattern: ir.Pattern, kind: str | None) -> ir.Record:
    return next(record for record in pattern.records if record.name == kind)


def _tabbed(shown: Mapping[str, str | None], names: tuple[str, ...]) -> str:
    return "\t".join(shown[name] or "" for name in names)
