"""The step that puts records away."""

from __future__ import annotations

from typing import Final

from swarmgen.diagnostics import Place, did_you_mean
from swarmgen.spec.fields import Fields
from swarmgen.spec.nodes import Node
from swarmgen.spec.patterns.reading import File, required
from swarmgen.spec.patterns.source import Name
from swarmgen.spec.patterns.step_syntax import ArchiveSpec

TELLS: Final = ("moved", "seen", "next", "left")
"""What the step tells, in this order."""


def read_archive(file: File, fields: Fields, pair: tuple[Name, Node] | None, place: Place) -> tuple[ArchiveSpec, ...]:
    """The fields of the step `archive: {name: kind}`, whose mapping is `pair`."""
    record = file.name(pair[1], '"archive"') if pair is not None else None
    after = file.written(required(fields, "after"), '"after"')
    look = file.written(required(fields, "look"), '"look"')
    limit = file.written(required(fields, "limit"), '"limit"')
    where = file.written(fields.node("where"), '"where"')
    into = _into(file, fields.node("into"))
    if pair is None or record is None or after is None or look is None or limit is None:
        return ()
    return (
        ArchiveSpec(
            binding=pair[0], record=record, after=after, look=look, limit=limit, where=where, into=into, place=place
        ),
    )


def _into(file: File, node: Node | None) -> tuple[tuple[Name, Name], ...]:
    """What the step tells, and the variables for it."""
    found = []
    for word, value in file.entries(node, '"into"') if node is not None else ():
        if word.text not in TELLS:
            hint = did_you_mean(word.text, TELLS) or f"one of {', '.join(TELLS)}"
            file.sink.error("unknown-field", f'archive does not tell "{word}"', word.place, hint=hint)
            continue
        name = file.name(value, f'"{word}"')
        if name is not None and file.defined(name) is not None:
            found.append((word, name))
    return tuple(found)
