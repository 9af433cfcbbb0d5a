"""Operations: inputs, answers, texts, steps."""

from __future__ import annotations

from swarmgen.analysis.patterns.answers import check_answered
from swarmgen.analysis.patterns.expressions import read_condition
from swarmgen.analysis.patterns.inputs import read_arguments, read_options
from swarmgen.analysis.patterns.metrics import Metrics
from swarmgen.analysis.patterns.mistakes import Mistake, Silent, reported, unknown
from swarmgen.analysis.patterns.names import check_distinct
from swarmgen.analysis.patterns.rebinding import rebound
from swarmgen.analysis.patterns.returns import Returns, printed
from swarmgen.analysis.patterns.scope import World
from swarmgen.analysis.patterns.spans import Spans
from swarmgen.analysis.patterns.steps import read_steps
from swarmgen.analysis.patterns.types import Types
from swarmgen.analysis.patterns.unit import Answer, Unit
from swarmgen.model import ir
from swarmgen.model.datatypes import Duration, Type, plain
from swarmgen.spec.patterns import syntax as s
from swarmgen.spec.patterns.source import Name


class Operations:
    """Builds the operations of one pattern."""

    def __init__(self, types: Types, spans: Spans, metrics: Metrics, world: World) -> None:
        self._types = types
        self._returns = Returns(types, metrics, world)
        self._spans = spans
        self._world = world
        self._sink = world.sink

    def build(self, spec: s.OperationSpec) -> ir.Operation:
        """One operation; mistakes go to the sink of the pattern."""
        arguments = read_arguments(spec.arguments, self._types, self._sink)
        options = read_options(spec.options, self._types, self._sink)
        names = [("the argument", value.name) for value in spec.arguments]
        check_distinct((*names, *(("the option", value.name) for value in spec.options)), self._sink)
        inputs = {("arguments", one.name): one for one in arguments} | {("options", one.name): one for one in options}
        written = {("arguments", value.name.text) for value in spec.arguments}
        written |= {("options", value.name.text) for value in spec.options}
        returns, lists = self._returns.values(spec), self._returns.lists(spec)
        answer = self._answer(spec, returns, lists)
        self._check_listed(spec)
        if spec.reads and spec.frees is not None:
            message, hint = "an operation that reads needs no room on the disk", "drop frees: true"
            self._sink.error("needless-room", message, spec.frees, hint=hint)
        unit = Unit(
            self._world,
            spec.name,
            inputs=inputs,
            broken_inputs=frozenset(written - inputs.keys()),
            answer=answer,
            reads=spec.reads,
            waits=spec.waits is not None,
            rebound=rebound(spec.steps),
        )
        steps = read_steps(unit, spec.steps)
        with reported(self._sink):
            check_answered(unit, steps, spec.name.place)
        by_name = {one.name: one for one in (*arguments, *options)}
        self._check_groups(spec, by_name)
        attributes: tuple[ir.SpanAttribute, ...] = ()
        with reported(self._sink):
            single = returns if spec.rows_place is None else ()  # a span tells of one answer
            attributes = self._spans.attributes(spec, arguments, options, single, unit)
        prints = None
        with reported(self._sink):
            prints = printed(spec.prints, returns, by_name) if spec.prints is not None else None
        told = self._returns.scope(inputs, returns)
        problem = None
        with reported(self._sink):
            problem = read_condition(spec.problem, told) if spec.problem is not None else None
            if spec.problem is not None and (not spec.reads or answer.record is not None or answer.rows is not None):
                message = "only an operation that reads and answers with values finds a problem"
                raise Mistake("misplaced-reply", message, spec.problem.place)
        return ir.Operation(
            name=spec.name.text,
            brief=spec.brief,
            span=spec.span.text if spec.span is not None else "",
            reads=spec.reads,
            frees=spec.frees is not None,
            arguments=arguments,
            options=options,
            exactly_one=tuple(tuple(name.text for name in group) for group in spec.exactly_one),
            waits=spec.waits.text if spec.waits is not None else None,
            returns=returns,
            returns_record=answer.record,
            returns_rows=answer.rows,
            is_listed=answer.is_listed,
            columns=tuple(one.name for one in returns)
            if answer.is_listed
            else tuple(name.text for name in spec.columns),
            prints=prints,
            lines=tuple(self._returns.lines(spec, returns, lists, inputs)),
            lists=lists,
            problem=problem,
            attributes=attributes,
            steps=steps,
            place=spec.name.place,
        )

    # --- inputs ---

    def _check_groups(self, spec: s.OperationSpec, inputs: dict[str, ir.Parameter]) -> None:
        """What speaks of several inputs names inputs that can be left out."""
        written = {value.name.text for value in (*spec.arguments, *spec.options)}
        for group in spec.exactly_one:
            for name in group:
                with reported(self._sink):
                    found = self._input(name, inputs, written)
                    if found.required or (found.default is not None and found.default is not False):
                        message = f'"{name}" is always given, so "exactly one" means nothing for it'
                        raise Mistake("exactly-one", message, name.place, hint="make it optional")
            if len(group) < 2:
                place = group[0].place if group else spec.name.place
                self._sink.error("exactly-one", "exactly one of one is no choice", place)
        for value in (*spec.arguments, *spec.options):
            if value.only_with is not None:
                with reported(self._sink):
                    found = self._input(value.only_with, inputs, written)
                    if found.name == value.name.text:
                        raise Mistake("only-with", "an option always comes with itself", value.only_with.place)
        if spec.waits is not None:
            with reported(self._sink):
                found = self._input(spec.waits, inputs, written)
                if not isinstance(plain(found.type), Duration):
                    raise Mistake("type-error", f'"{spec.waits}" is no duration', spec.waits.place)

    def _input(self, name: Name, inputs: dict[str, ir.Parameter], written: set[str]) -> ir.Parameter:
        if name.text in inputs:
            return inputs[name.text]
        if name.text in written:
            raise Silent
        raise unknown("argument or option", name.text, name.place, written)

    # --- answers ---

    def _answer(self, spec: s.OperationSpec, returns: tuple[ir.Return, ...], lists: tuple[ir.Listing, ...]) -> Answer:
        types: dict[str, Type | None] = {value.name.text: None for value in spec.returns if not value.type.rows}
        types |= {one.name: one.type for one in returns}
        kind = None
        name = spec.record or spec.rows
        if name is not None:
            with reported(self._sink):
                kind = self._world.kind(name).name
            if not spec.reads:
                hint = "add reads: true, or return values"
                message = "only operations that read answer with records"
                self._sink.error("misplaced-reply", message, name.place, hint=hint)
        for column in spec.columns:
            with reported(self._sink):
                if kind is not None:
                    self._world.kinds[kind].field(column.text, column.place)
        check_distinct((("the column", column) for column in spec.columns), self._sink)
        record = (kind or "") if spec.record is not None else None
        rows = (kind or "") if spec.rows is not None else None
        rowed = {one.name: {each.name: each.type for each in one.returns} for one in lists}
        return Answer(values=types, record=record, rows=rows, is_listed=spec.rows_place is not None, lists=rowed)

    def _check_listed(self, spec: s.OperationSpec) -> None:
        """Rows of values are for operations that read and return values, which are their columns; so are lists beside
        other values."""
        for value in spec.returns:
            if value.type.rows and (not spec.reads or spec.rows_place is not None):
                message = "only operations that read and answer with values have lists among these"
                self._sink.error("misplaced-reply", message, value.name.place)
        if spec.rows_place is None:
            return
        if not spec.reads:
            hint = "add reads: true, or drop rows: true"
            self._sink.error(
                "misplaced-reply", "only operations that read answer with rows", spec.rows_place, hint=hint
            )
        if not spec.returns or spec.prints is not None:
            message = "rows have the returns for columns, and no text of their own"
            self._sink.error("misplaced-reply", message, spec.rows_place, hint="give returns: values, and no prints:")
