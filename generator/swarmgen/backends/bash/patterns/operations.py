"""Operations, procedures and tables as functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from jinja2 import Environment

from swarmgen.backends.bash.patterns import names
from swarmgen.backends.bash.patterns.answers import field_code, lists_begun, memory_code, reply_code
from swarmgen.backends.bash.patterns.layout import declared
from swarmgen.backends.bash.patterns.literals import assigned, inside, memory, quoted
from swarmgen.backends.bash.patterns.parameters import parse_code
from swarmgen.backends.bash.patterns.replies import Answer
from swarmgen.backends.bash.patterns.scope import Scope
from swarmgen.backends.bash.patterns.spans import span_code
from swarmgen.backends.bash.patterns.steps import Steps
from swarmgen.backends.bash.source import comment
from swarmgen.backends.code import Code
from swarmgen.model.datatypes import Identifier, plain
from swarmgen.model.ir import Operation, Pattern, Procedure, Record, Table

_NONE: Final = Code("")


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionView:
    """A function: its locals, what it does first, its steps, what it does last."""

    comment: Code
    name: Code
    locals: tuple[Code, ...]
    first: tuple[Code, ...]
    steps: Code
    last: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """A row of a table."""

    pattern: Code
    value: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A column of a table. Beyond `last` rows values grow by `times` up to `most`, where these are given."""

    comment: Code
    name: Code
    rows: tuple[RowView, ...]
    last: Code
    value: Code
    times: Code | None
    most: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Functions:
    """Renders the functions of a pattern."""

    pattern: Pattern
    templates: Environment

    @property
    def kinds(self) -> Mapping[str, Record]:
        """The kinds of records by name."""
        return {each.name: each for each in self.pattern.records}

    def _steps(
        self,
        row: Code = _NONE,
        record: str | None = None,
        told: tuple[str, ...] = (),
        lists: dict[str, Code] | None = None,
    ) -> Steps:
        procedures = {each.name: each for each in self.pattern.procedures}
        answered = None if record is None else self.kinds[record]
        answer = Answer(row=row, lists=lists or {}, record=answered, told=told)
        return Steps(templates=self.templates, kinds=self.kinds, procedures=procedures, answer=answer)

    def _function(self, view: FunctionView) -> Code:
        return Code(self.templates.get_template("bash/patterns/function.j2").render(function=view))

    def operation(self, operation: Operation) -> Code:
        """Everything that one operation needs of its own to run: reading words, steps, span, reply."""
        parts = [parse_code(self.pattern, operation, self.templates), self._operation_steps(operation)]
        parts.append(span_code(operation, self.templates))
        if operation.returns_record is None and operation.returns_rows is None:
            parts.append(reply_code(operation, self.templates))
        return Code("\n".join(parts))

    def remembered(self, operation: Operation) -> Code:
        """What `--print` and, for changes, repeated requests need besides."""
        memory = Code("") if operation.reads else memory_code(operation, self.templates)
        return Code("\n\n".join(part for part in (memory, field_code(operation, self.templates)) if part))

    def _operation_steps(self, operation: Operation) -> Code:
        scope, row = Scope(), _NONE
        first: tuple[Code, ...] = ()
        told = tuple(each.returned for each in operation.attributes if each.returned is not None)
        if operation.answers_rows:
            kind = names.kind(operation.returns_rows or operation.name)
            first = (Code(f"answers_rows {kind} {quoted(inside(' '.join(operation.columns)))}"),)
            row = Code(f"{'answers_values' if operation.is_listed else 'answers_row'} {kind}")
        lists = {each.name: names.operation(operation.name, f"row_{each.name}") for each in operation.lists}
        first += tuple(lists_begun(operation))
        body = self._steps(row, operation.returns_record, told, lists).block(operation.steps, scope)
        return self._function(
            FunctionView(
                comment=comment(f"{operation.name}: {operation.brief}"),
                name=names.operation(operation.name, "steps"),
                locals=declared(scope.locals.names),
                first=first,
                steps=body,
                last=tuple(_subject(operation)),
            )
        )

    def procedure(self, procedure: Procedure) -> Code:
        """The function of a procedure: records, then values."""
        scope = Scope()
        parameters = [names.bound(binding) for binding, _ in procedure.records]
        parameters += [names.variable(name) for name, _ in procedure.values]
        body = self._steps().block(procedure.steps, scope)
        given = [Code(f"{name}=${{{place}}}") for place, name in enumerate(parameters, start=1)]
        others = [name for name in scope.locals.names if name not in parameters]
        return self._function(
            FunctionView(
                comment=comment(procedure.brief),
                name=names.procedure(procedure.name),
                locals=declared(others, given=given),
                first=(),
                steps=body,
                last=(),
            )
        )

    def table(self, table: Table) -> Iterator[Code]:
        """A function for each column of a table."""
        for place, column in enumerate(table.columns):
            keys = table.keys if table.key is not None else tuple(str(at + 1) for at in range(len(table.rows)))
            values = [assigned(inside(memory(row[place], column.type))) for row in table.rows]
            view = TableView(
                comment=comment(f"{table.name}: {table.brief}"),
                name=names.table(table.name, column.name),
                rows=tuple(
                    RowView(pattern=quoted(inside(key)), value=value) for key, value in zip(keys, values, strict=True)
                ),
                last=Code("0" if table.key is not None else str(len(table.rows))),
                value=values[-1] if table.key is None else Code("''"),
                times=None if table.times is None else Code(str(table.times)),
                most=Code("" if table.most is None else str(table.most)),
            )
            if table.key is None:
                view = replace(
                    view,
                    rows=(RowView(pattern=Code(f"-* | 0 | {view.rows[0].pattern}"), value=values[0]), *view.rows[1:]),
                )
            yield Code(self.templates.get_template("bash/patterns/table.j2").render(table=view))


def _subject(operation: Operation) -> Iterator[Code]:
    """What the journal says the operation was about, when no argument told: the first id it returns."""
    for each in operation.returns:
        if isinstance(plain(each.type), Identifier):
            yield Code(f"TX_SUBJECT=${{TX_SUBJECT:-{names.expand(names.returned(each.name))}}}")
            return
