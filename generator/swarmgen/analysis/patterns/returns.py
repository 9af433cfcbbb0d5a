"""What an operation returns, and the lines that tell of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from swarmgen.analysis.patterns.expressions import read_condition
from swarmgen.analysis.patterns.messages import split
from swarmgen.analysis.patterns.metrics import Metrics, Sample, metric_type
from swarmgen.analysis.patterns.metrics import lines as metric_lines
from swarmgen.analysis.patterns.mistakes import reported, unknown
from swarmgen.analysis.patterns.names import check_distinct
from swarmgen.analysis.patterns.scope import Scope, World
from swarmgen.analysis.patterns.types import Types
from swarmgen.diagnostics import Place
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import Optional, Type
from swarmgen.spec.patterns import syntax as s
from swarmgen.spec.patterns.source import Name, Written

Inputs = Mapping[tuple[str, str], ir.Parameter]


class Returns:
    """Reads the answers of the operations of one pattern."""

    def __init__(self, types: Types, metrics: Metrics, world: World) -> None:
        self._types = types
        self._metrics = metrics
        self._world = world
        self._sink = world.sink

    def values(self, spec: s.OperationSpec) -> tuple[ir.Return, ...]:
        """The single values."""
        check_distinct((("the return", value.name) for value in spec.returns), self._sink)
        return self._read(value for value in spec.returns if not value.type.rows)

    def lists(self, spec: s.OperationSpec) -> tuple[ir.Listing, ...]:
        """The lists beside them."""
        found = []
        for value in spec.returns:
            if value.type.rows:
                check_distinct((("the value", each.name) for each in value.type.rows), self._sink)
                rows = self._read(value.type.rows)
                found.append(ir.Listing(name=value.name.text, brief=value.brief or "", returns=rows))
                if value.is_optional:
                    message = f'"{value.name}" is a list, which may be empty but is always there'
                    self._sink.error("type-error", message, value.name.place, hint="drop optional")
        return tuple(found)

    def _read(self, values: Iterable[s.ValueSpec]) -> tuple[ir.Return, ...]:
        found = []
        for value in values:
            with reported(self._sink):
                if value.type.metric is not None:
                    found.append(self._sample(value, value.type.metric).returned)
                    continue
                meaning = self._types.meaning(value.type)
                found.append(
                    ir.Return(
                        name=value.name.text,
                        type=Optional(meaning.type) if value.is_optional else meaning.type,
                        brief=value.brief or (meaning.attribute.brief if meaning.attribute is not None else ""),
                        attribute=meaning.attribute.name if meaning.attribute is not None else None,
                    )
                )
        return tuple(found)

    def _sample(self, value: s.ValueSpec, name: Name) -> Sample:
        metric, labels = self._metrics.find(name, value.type.labels)
        type_ = metric_type(metric)
        brief = metric.brief.rstrip(".") + "".join(f", {word}" for _, word in labels) + "."
        returned = ir.Return(
            name=value.name.text,
            type=Optional(type_) if value.is_optional else type_,
            brief=value.brief or brief,
            attribute=None,
        )
        return Sample(metric, labels, returned)

    def scope(self, inputs: Inputs, returns: Iterable[ir.Return], source: e.Source = e.Source.RETURN) -> Scope:
        """Where conditions on an answer stand: they speak of inputs and of its values."""
        place = Place("", 0, 0)
        known = {
            (source.value, one.name): ir.Parameter(
                name=one.name, type=one.type, brief=one.brief, attribute=None, default=None, required=True, place=place
            )
            for one in returns
        }
        return Scope(self._world, inputs={**inputs, **known}, reads=True)

    def lines(
        self,
        spec: s.OperationSpec,
        returns: tuple[ir.Return, ...],
        lists: tuple[ir.Listing, ...],
        inputs: Inputs,
    ) -> Iterator[ir.Line | ir.RowLines]:
        """The lines of the text answer: those that stand in the spec, then those of metrics."""
        by_name = {one.name: one for one in inputs.values()}
        told = self.scope(inputs, returns)
        for line in spec.lines:
            with reported(self._sink):
                if line.each is not None:
                    yield self._row_lines(line, line.each, lists, inputs)
                elif line.text is not None:
                    condition = None if line.when is None else read_condition(line.when, told)
                    yield ir.Line(when=condition, message=printed(line.text, returns, by_name))
        with reported(self._sink):
            named = {one.name for one in returns}
            samples = tuple(
                self._sample(value, value.type.metric)
                for value in spec.returns
                if value.type.metric is not None and value.name.text in named
            )
            yield from metric_lines(samples, dict(inputs), spec.name.place)

    def _row_lines(self, spec: s.LineSpec, name: Name, lists: tuple[ir.Listing, ...], inputs: Inputs) -> ir.RowLines:
        found = next((one for one in lists if one.name == name.text), None)
        if found is None:
            raise unknown("list", name.text, name.place, [one.name for one in lists])
        told = self.scope(inputs, found.returns, e.Source.ROW)
        by_name = {one.name: one for one in inputs.values()}
        lines = []
        for line in spec.lines:
            with reported(self._sink):
                condition = None if line.when is None else read_condition(line.when, told)
                if line.text is not None:
                    message = printed(line.text, found.returns, by_name, in_row=True)
                    lines.append(ir.Line(when=condition, message=message))
        return ir.RowLines(list=found.name, lines=tuple(lines))


def printed(
    written: Written, returns: Iterable[ir.Return], inputs: Mapping[str, ir.Parameter], *, in_row: bool = False
) -> ir.Message:
    """A text whose braces name values of the answer, or of a row of it, and inputs.

    Raises:
        Mistake: for another name.
    """
    answered: dict[str, Type] = {one.name: one.type for one in returns}
    types = {one.name: one.type for one in inputs.values()} | answered
    parts: list[str | e.Expression] = []
    for part in split(written):
        if isinstance(part, str):
            parts.append(part)
        elif part.text not in types:
            raise unknown("return or input", part.text, part.place_at(0, len(part.text)), types)
        elif in_row and part.text in answered:
            parts.append(e.Input(e.Source.ROW, part.text, answered[part.text]))
        else:
            parts.append(e.Variable(part.text, types[part.text]))
    return ir.Message(tuple(parts))
