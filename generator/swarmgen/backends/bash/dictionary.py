"""What arguments mean: the attribute, its type and, for enumerations, the allowed values.

An argument means the same in all functions of a package. There is one bash function for each first word of arguments,
because bash copies a function whenever it calls it: a single one for hundreds of arguments would be slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import assert_never

from swarmgen.backends.bash import names
from swarmgen.backends.bash.source import literal
from swarmgen.backends.bash.views import ArgumentView, DictionaryView
from swarmgen.backends.code import Code
from swarmgen.backends.target import Target
from swarmgen.backends.traits import bounds, is_open
from swarmgen.model.conventions import Attribute, EnumType, Json, PrimitiveType, Registry, TemplateType

_FIRST_WORD = re.compile(r"_*[^_]*")
_TYPES: Mapping[type, PrimitiveType] = {
    str: PrimitiveType.STRING,
    bool: PrimitiveType.BOOLEAN,
    int: PrimitiveType.INT,
    float: PrimitiveType.DOUBLE,
}
_INT64 = 2**63


def dictionaries(
    registry: Registry, target: Target, attributes: Iterable[Attribute], arguments: Mapping[str, Code]
) -> tuple[DictionaryView, ...]:
    """The dictionaries of all `attributes`, each sorted; `arguments` are their names by attribute name."""
    words: dict[str, list[ArgumentView]] = {}
    for attribute in sorted(attributes, key=lambda attribute: arguments[attribute.name]):
        argument = arguments[attribute.name]
        word = _FIRST_WORD.match(argument)
        words.setdefault(word[0] if word else "", []).append(_argument(attribute, argument, registry, target))
    return tuple(
        DictionaryView(
            pattern=Code(f"{literal(word)} | {word}[_.]*"),
            name=names.dictionary(target.package, word),
            arguments=tuple(known),
        )
        for word, known in sorted(words.items())
    )


def written(value: Json) -> str:
    """A value as the caller of a bash function writes it: numbers as decimals without an exponent."""
    match value:
        case bool():
            return str(value).lower()
        case float():
            return f"{Decimal(repr(value)):f}"
        case _:
            return str(value)


def _argument(attribute: Attribute, argument: Code, registry: Registry, target: Target) -> ArgumentView:
    name = attribute.name
    match attribute.type:
        case TemplateType(element):
            key = Code(f'{literal(f"{name}.")}"${{1#*.}}"')
            return ArgumentView(pattern=Code(f"{argument}.?*"), meaning=_words(key, _typed(element, attribute)))
        case EnumType(members):
            closed = not is_open(attribute, registry, target)
            allowed = dict.fromkeys(literal(written(member.value)) for member in members if closed)
            meaning = _words(literal(name), literal(_common_type(member.value for member in members)), *allowed)
        case PrimitiveType() as primitive:
            meaning = _words(literal(name), _typed(primitive, attribute))
        case _ as never:
            assert_never(never)
    return ArgumentView(pattern=literal(argument), meaning=meaning)


def _common_type(values: Iterable[str | int | float | bool]) -> PrimitiveType:
    """The type that all values have, else `string`, in which bash can say any of them."""
    types = {_TYPES[type(value)] for value in values}
    return types.pop() if len(types) == 1 else PrimitiveType.STRING


def _typed(primitive: PrimitiveType, attribute: Attribute) -> Code:
    """The type as the runtime knows it; an integer may carry its bounds: `int:0:100`."""
    if primitive is PrimitiveType.ANY:
        return literal(PrimitiveType.STRING)
    low, high = map(_bound, bounds(attribute))
    if primitive.element is PrimitiveType.INT and (low or high):
        return literal(f"{primitive.element}:{low}:{high}{'[]' if primitive.is_array else ''}")
    return literal(primitive)


def _bound(bound: int | float | None) -> str:
    """A bound of an integer as bash can compare with it; only integers are bounds."""
    return str(max(-_INT64, min(bound, _INT64 - 1))) if isinstance(bound, int) else ""


def _words(*words: Code) -> Code:
    return Code(" ".join(words))
