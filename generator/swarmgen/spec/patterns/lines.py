"""Lines of a text answer."""

from __future__ import annotations

from swarmgen.spec.fields import Fields
from swarmgen.spec.nodes import Mapping, Node, Sequence
from swarmgen.spec.patterns.reading import File, required
from swarmgen.spec.patterns.syntax import LineSpec


def read_lines(file: File, node: Node | None, *, in_row: bool = False) -> tuple[LineSpec, ...]:
    """Texts, texts with a condition (`{when: condition, line: text}`), or lines for each row of a list (`{each: list,
    lines: […]}`), which hold no further such lists."""
    if node is None:
        return ()
    if not isinstance(node, Sequence):
        file.sink.error("wrong-type", f'"lines" must be a list, not {node.kind}', node.place)
        return ()
    found = (_line(file, item, in_row=in_row) for item in node.items)
    return tuple(line for line in found if line is not None)


def _line(file: File, node: Node, *, in_row: bool) -> LineSpec | None:
    if not isinstance(node, Mapping):
        message = file.message(node, "a line")
        return LineSpec(text=message) if message is not None else None
    inner = Fields(node, "a line", file.sink)
    if not in_row and inner.given("each"):
        each = file.name(required(inner, "each"), '"each"')
        lines = read_lines(file, required(inner, "lines"), in_row=True)
        inner.finish()
        return LineSpec(each=each, lines=lines) if each is not None else None
    when, given = file.written(required(inner, "when"), '"when"'), required(inner, "line")
    inner.finish()
    message = file.message(given, "a line")
    return LineSpec(when=when, text=message) if when is not None and message is not None else None
