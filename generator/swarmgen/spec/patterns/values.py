"""Fields, parameters, returns and columns: a name, a type, and what belongs to it."""

from __future__ import annotations

from enum import Enum
from typing import Final

from swarmgen.diagnostics import Place
from swarmgen.spec.fields import Fields
from swarmgen.spec.nodes import Mapping, Node, Scalar
from swarmgen.spec.patterns.reading import File, name_of
from swarmgen.spec.patterns.source import Name
from swarmgen.spec.patterns.syntax import TypeSpec, ValueSpec


class Role(Enum):
    """What a value is part of: how messages call it, and which keys it may have."""

    FIELD = ("a field", frozenset({"attribute", "type", "reference", "optional", "default"}))
    ARGUMENT = ("an argument", frozenset({"attribute", "type", "repeated", "optional", "default", "env", "only_with"}))
    OPTION = ("an option", frozenset({"attribute", "type", "flag", "optional", "default", "env", "only_with"}))
    RETURN = ("a return", frozenset({"attribute", "type", "metric", "rows", "optional"}))
    CELL = ("a value of a row", frozenset({"attribute", "type", "optional"}))
    PARAMETER = ("a parameter", frozenset({"attribute", "type", "optional"}))
    COLUMN = ("a column", frozenset({"attribute", "type"}))

    def __init__(self, what: str, keys: frozenset[str]) -> None:
        self.what = what
        self.keys = keys


MAX_WORDS: Final = 1000
"""The most values that a repeated argument can take: as many items as an agent can hold. Even as identifiers of full
length they are a quarter of what a line of a batch may have."""
_SHORT: Final = (Role.PARAMETER, Role.COLUMN)
"""Roles whose type may stand by itself: `item: work`."""
_NEED_BRIEF: Final = (Role.FIELD, Role.ARGUMENT, Role.OPTION, Role.RETURN, Role.CELL)


def read_values(file: File, node: Node | None, role: Role, what: str) -> tuple[ValueSpec, ...]:
    """The values of a mapping, by name."""
    found = (read_value(file, name, value, role) for name, value in file.entries(node, what))
    return tuple(value for value in found if value is not None)


def read_value(file: File, name: Name, node: Node, role: Role) -> ValueSpec | None:
    """One value; None after a diagnostic."""
    if file.defined(name) is None:
        return None
    if role in _SHORT and isinstance(node, Scalar):
        word = file.name(node, f'the type of "{name}"')
        return None if word is None else ValueSpec(name=name, type=TypeSpec(word=word, place=word.place))
    fields = Fields(node, role.what, file.sink)
    if not fields.is_mapping:
        return None
    type_ = read_type(file, fields, role, name)
    repeated = _repeated(file, fields, name) if "repeated" in role.keys else None
    is_optional = fields.boolean("optional") if "optional" in role.keys else None
    default = fields.node("default") if "default" in role.keys else None
    environment = fields.name("env", required=False) if "env" in role.keys else None
    only_with = name_of(fields, "only_with") if "only_with" in role.keys else None
    brief = _brief(fields, type_, role)
    fields.finish()
    if type_ is None:
        return None
    if is_optional and default is not None:
        message = f'"{name}" is optional and has a default: it would never be absent'
        file.sink.error("optional-default", message, fields.key_place("optional"), hint="drop one of the two")
    return ValueSpec(
        name=name,
        type=type_,
        brief=brief,
        repeated=repeated,
        is_optional=bool(is_optional),
        default=default,
        environment=environment,
        only_with=only_with,
    )


def _repeated(file: File, fields: Fields, name: Name) -> tuple[int, Place] | None:
    """How many values an argument takes at most, and where that is said."""
    node = fields.node("repeated")
    if node is None:
        return None
    count = node.value if isinstance(node, Scalar) else None
    if isinstance(count, bool) or not isinstance(count, int):
        message = f'"repeated" is how many values "{name}" takes at most, a whole number, not {node.kind}'
        file.sink.error("wrong-type", message, node.place)
        return None
    if not 2 <= count <= MAX_WORDS:
        file.sink.error("value-range", f"a repeated argument takes 2 to {MAX_WORDS} values at most", node.place)
        return None
    return count, node.place


def _brief(fields: Fields, type_: TypeSpec | None, role: Role) -> str | None:
    if type_ is not None and type_.is_flag:
        return fields.text("flag")
    is_needed = role in _NEED_BRIEF and type_ is not None and type_.attribute is None and type_.metric is None
    return fields.text("brief", required=is_needed)


def read_type(file: File, fields: Fields, role: Role, name: Name) -> TypeSpec | None:
    """What stands for the type of a value: exactly one of the keys that can."""
    keys = [key for key in ("attribute", "type", "flag", "reference", "metric", "rows") if key in role.keys]
    nodes = {key: fields.node(key) for key in keys}
    given = [key for key in keys if nodes[key] is not None]
    if len(given) != 1:
        if fields.is_mapping:
            place = fields.key_place(given[1]) if given else name.place
            message = f'"{name}" needs exactly one of {", ".join(keys)}'
            file.sink.error("missing-field" if not given else "wrong-number", message, place)
        return None
    key = given[0]
    place = fields.value_place(key)
    if key == "type":
        return type_spec(file, nodes[key])
    if key == "rows":
        return _row(file, nodes[key], name)
    word = file.name(nodes[key], f'"{key}"')
    if word is None:
        return None
    if key == "flag":
        return TypeSpec(is_flag=True, place=place)
    if key == "metric":
        return TypeSpec(metric=word, labels=_labels(file, fields), place=place)
    return _named(key, word, place)


def _row(file: File, node: Node | None, name: Name) -> TypeSpec | None:
    """The values of each row of a list."""
    values = read_values(file, node, Role.CELL, f'the rows of "{name}"')
    if isinstance(node, Mapping) and not node.entries:
        file.sink.error("wrong-number", f'the rows of "{name}" have no values', node.place)
    return TypeSpec(rows=values, place=name.place) if values else None


def _labels(file: File, fields: Fields) -> tuple[tuple[Name, Name], ...]:
    """The attributes of a value of a metric."""
    found = []
    for name, value in file.entries(fields.node("labels"), '"labels"'):
        word = file.name(value, f'the value of "{name}"')
        found += [(name, word)] if word is not None else []
    return tuple(found)


def _named(key: str, word: Name, place: Place) -> TypeSpec:
    if key == "attribute":
        return TypeSpec(attribute=word, place=place)
    return TypeSpec(reference=word, place=place)


def type_spec(file: File, node: Node | None) -> TypeSpec | None:
    """A type by word (`time`) or by form (`int: [1, 9]`)."""
    if isinstance(node, Mapping):
        form = file.pair(node, "a type")
        return None if form is None else TypeSpec(form=form, place=node.place)
    word = file.name(node, '"type"')
    return None if word is None else TypeSpec(word=word, place=word.place)
