"""The step `let` with `by`: values by the members of an enumeration."""

from __future__ import annotations

from swarmgen.diagnostics import Place
from swarmgen.spec.nodes import Mapping, Node
from swarmgen.spec.patterns.reading import File
from swarmgen.spec.patterns.source import Name, Written
from swarmgen.spec.patterns.step_syntax import LetSpec, Values


def read_chosen(file: File, node: Node | None, by: Written | None, place: Place) -> tuple[LetSpec, ...]:
    """`let: {member: {name: value, …}, …}`: a step for each name that the first member gives a value."""
    rows = [(member, dict(_named(file, member, row))) for member, row in file.entries(node, '"let" with "by"')]
    if not rows or by is None:
        return ()
    first = rows[0][1]
    for member, row in rows[1:]:
        for name in row:
            if name not in first:
                hint = "every member gives values to the same names"
                file.sink.error("unknown-name", f'"{rows[0][0]}" has no "{name}"', row[name][0].place, hint=hint)
        if missing := [name for name in first if name not in row]:
            file.sink.error("missing-value", f'"{member}" has no {", ".join(missing)}', member.place)
            return ()
    return tuple(
        LetSpec(name=named, values=tuple((member, row[name][1]) for member, row in rows), by=by, place=place)
        for name, (named, _) in first.items()
    )


def _named(file: File, member: Name, row: Node) -> list[tuple[str, tuple[Name, Written]]]:
    if isinstance(row, Mapping) and not row.entries:
        file.sink.error("wrong-number", f'"{member}" binds nothing', row.place)
    values: Values = file.values(row, f'the values of "{member}"')
    return [(name.text, (name, value)) for name, value in values if file.defined(name)]
