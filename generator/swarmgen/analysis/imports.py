"""`imports`: signals of direct dependencies that become part of this registry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from swarmgen.analysis.privacy import is_private
from swarmgen.diagnostics import Sink
from swarmgen.model.conventions import Group, GroupType, Registry
from swarmgen.spec.syntax import Imports, Reference


def import_groups(imports: tuple[Imports, ...], dependencies: tuple[Registry, ...], sink: Sink) -> tuple[Group, ...]:
    """The groups that the patterns of all files select, each once. A pattern that selects nothing is a warning."""
    chosen: dict[tuple[str, str], Group] = {}
    for spec in imports:
        for kind, patterns in (
            (GroupType.METRIC, spec.metrics),
            (GroupType.EVENT, spec.events),
            (GroupType.ENTITY, spec.entities),
            (GroupType.SPAN, spec.spans),
            (GroupType.ATTRIBUTE_GROUP, spec.attribute_groups),
        ):
            for pattern in patterns:
                for group in _select(pattern, kind, dependencies, sink):
                    chosen.setdefault((group.lineage.schema_url, group.id), replace(group, imported=True))
    return tuple(chosen.values())


def _select(pattern: Reference, kind: GroupType, dependencies: tuple[Registry, ...], sink: Sink) -> list[Group]:
    matcher = _glob(pattern.name)
    matching = [g for registry in dependencies for g in registry.of_type(kind) if any(map(matcher.fullmatch, _keys(g)))]
    usable = [group for group in matching if not is_private(group)]
    if not usable:
        what = "only what the dependencies keep private" if matching else "nothing in the direct dependencies"
        message = f'the import "{pattern.name}" matches {what}'
        sink.warning("unmatched-import", message, pattern.place, hint="remove it, or check the spelling")
    return usable


def _keys(group: Group) -> Iterator[str]:
    """The names an import pattern is matched against."""
    yield group.id
    if group.is_v2:
        yield group.id.removeprefix(f"{group.type}.").removeprefix("registry.")
    match group.type:
        case GroupType.METRIC:
            yield group.metric_name or group.id
        case GroupType.EVENT | GroupType.ENTITY:
            yield group.name or group.id
        case _:
            if group.is_v2 and group.name:
                yield group.name


def _glob(pattern: str) -> re.Pattern[str]:
    """`*` matches any text, dots included; `?` one character; `[…]` and `{a,b}` as in shells."""
    parts: list[str] = []
    depth = 0
    index = 0
    while index < len(pattern):
        char = pattern[index]
        close = pattern.find("]", index + 2) if char == "[" else -1
        if char == "*":
            parts.append(".*")
        elif char == "?":
            parts.append(".")
        elif close > 0:
            body = pattern[index + 1 : close]
            negated = body[0] in "!^"
            parts.append(f"[{'^' if negated else ''}{re.escape(body[negated:]).replace(re.escape('-'), '-')}]")
            index = close
        elif char == "{" and "}" in pattern[index:]:
            depth += 1
            parts.append("(?:")
        elif char == "}" and depth:
            depth -= 1
            parts.append(")")
        else:
            parts.append("|" if char == "," and depth else re.escape(char))
        index += 1
    parts += ")" * depth
    try:
        return re.compile("".join(parts), re.DOTALL)
    except re.error:
        return re.compile(re.escape(pattern))
