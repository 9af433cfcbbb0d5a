"""The typed key of an attribute: which class of the runtime checks its values, and what a caller may pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from swarmgen.backends.code import Code
from swarmgen.backends.python.helpers.imports import Imports
from swarmgen.backends.python.helpers.places import Place, Places
from swarmgen.backends.python.source import literal
from swarmgen.backends.target import Target
from swarmgen.backends.traits import bounds, is_open
from swarmgen.model.conventions import Attribute, EnumType, PrimitiveType, Registry, TemplateType

_SCALARS = {
    PrimitiveType.STRING: ("Text", "str"),
    PrimitiveType.BOOLEAN: ("Flag", "bool"),
    PrimitiveType.INT: ("Integer", "int"),
    PrimitiveType.DOUBLE: ("Double", "float"),
}
_PRIMITIVES: dict[type, PrimitiveType] = {
    str: PrimitiveType.STRING,
    bool: PrimitiveType.BOOLEAN,
    int: PrimitiveType.INT,
    float: PrimitiveType.DOUBLE,
}
"""The type of an enumeration's values, by their Python type."""
_CHOICES = frozenset({"Choice", "OneOf", "OpenChoice"})
_NONE = Code("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An argument of a call; `name` is empty for a positional one."""

    name: Code = _NONE
    value: Code
    is_last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """What `call.j2` sees."""

    function: Code
    arguments: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """An expression that makes a key. `type` is what it takes: one value, or for a `family` the value of one member.

    `annotation` is the key's type where a type checker cannot infer it; else it is empty.
    """

    value: Code
    type: Code
    annotation: Code = _NONE
    is_family: bool = False


class KeyMaker:
    """Makes the keys of one module; what they need is imported as it comes up."""

    def __init__(
        self, registry: Registry, target: Target, places: Places, imports: Imports, render: Callable[..., Code]
    ) -> None:
        self._registry = registry
        self._target = target
        self._places = places
        self._imports = imports
        self._render = render
        self._runtime = f"{target.package}._runtime"

    def key(self, attribute: Attribute) -> Key:
        """The key of one attribute, as a group uses it."""
        match attribute.type:
            case PrimitiveType() as primitive:
                return self._primitive(attribute, primitive)
            case TemplateType(element):
                member = self._primitive(attribute, element)
                return Key(value=self._call("Family", (member.value,)), type=member.type, is_family=True)
            case EnumType():
                return self._enumeration(attribute)
            case _ as never:
                assert_never(never)

    def attribute_name(self, name: str) -> Code:
        """The attribute's constant, or the name as a literal where no constant is known."""
        place = self._places.constants.get(name)
        return literal(name) if place is None else self._imports.use(place)

    def _primitive(self, attribute: Attribute, primitive: PrimitiveType) -> Key:
        if primitive.is_array:
            element = self._scalar(attribute, primitive.element)
            sequence = self._imports.name("collections.abc", "Sequence")
            return Key(value=self._call("Several", (element.value,)), type=Code(f"{sequence}[{element.type}]"))
        return self._scalar(attribute, primitive)

    def _scalar(self, attribute: Attribute, primitive: PrimitiveType) -> Key:
        if primitive not in _SCALARS:
            kind = self._imports.name("opentelemetry.util.types", "AttributeValue")
            return Key(value=self._plain_call("Anything", attribute), type=kind)
        maker, kind_name = _SCALARS[primitive]
        return Key(value=self._plain_call(maker, attribute, self._limits(attribute, primitive)), type=Code(kind_name))

    def _enumeration(self, attribute: Attribute) -> Key:
        values = (
            tuple(member.value for member in attribute.type.members) if isinstance(attribute.type, EnumType) else ()
        )
        places = self._places.enums.get(attribute.name, ())
        classes = [self._imports.use(enum.place) for enum in places]
        if is_open(attribute, self._registry, self._target) or not values:
            return self._open(attribute, classes, values)
        if not classes:
            kind = self._literal_type(values)
            call = self._plain_call("OneOf", attribute, [Option(value=literal(value)) for value in values])
            return Key(value=call, type=kind, annotation=self._key_type(kind))
        kind = Code(" | ".join(classes))
        call = self._plain_call("Choice", attribute, [Option(value=name) for name in classes])
        return Key(value=call, type=kind, annotation=self._key_type(kind) if len(classes) > 1 else _NONE)

    def _open(self, attribute: Attribute, classes: Sequence[Code], values: Iterable[object]) -> Key:
        types = {type(value) for value in values} or {str}
        if len(types) > 1:
            return self._scalar(attribute, PrimitiveType.ANY)
        raw = self._scalar(attribute, _PRIMITIVES[types.pop()])
        if not classes:
            return raw
        kind = Code(" | ".join([*classes, raw.type]))
        call = self._call("OpenChoice", (raw.value, *classes))
        return Key(value=call, type=kind, annotation=self._key_type(kind) if len(classes) > 1 else _NONE)

    def _literal_type(self, values: Iterable[object]) -> Code:
        exact = [str(literal(value)) for value in values if isinstance(value, str | bool | int)]
        kinds = [f"{self._imports.name('typing', 'Literal')}[{', '.join(dict.fromkeys(exact))}]"] if exact else []
        if any(isinstance(value, float) for value in values):
            kinds.append("float")  # a Literal cannot hold a float
        return Code(" | ".join(kinds))

    def _key_type(self, kind: Code) -> Code:
        return Code(f"{self._imports.name(f'{self._runtime}.keys', 'Key')}[{kind}]")

    def _limits(self, attribute: Attribute, primitive: PrimitiveType) -> list[Option]:
        allowed = {PrimitiveType.INT: int, PrimitiveType.DOUBLE: int | float}.get(primitive)
        if allowed is None:
            return []
        own = bounds(attribute)
        low, high = bounds(self._registry.definitions.get(attribute.name, attribute)) if own == (None, None) else own
        return [
            Option(name=Code(name), value=literal(bound))
            for name, bound in (("low", low), ("high", high))
            if bound is not None and isinstance(bound, allowed)
        ]

    def _plain_call(self, function: str, attribute: Attribute, more: Sequence[Option] = ()) -> Code:
        deprecated = attribute.deprecated
        advice = (
            []
            if deprecated is None
            else [Option(name=Code("deprecated"), value=literal(" ".join(deprecated.note.split())))]
        )
        return self._write(function, (Option(value=self.attribute_name(attribute.name)), *more, *advice))

    def _call(self, function: str, arguments: Iterable[Code]) -> Code:
        return self._write(function, tuple(Option(value=argument) for argument in arguments))

    def _write(self, function: str, arguments: tuple[Option, ...]) -> Code:
        home = "choices" if function in _CHOICES else "keys"
        name = self._imports.use(Place(f"{self._runtime}.{home}", Code(function)))
        return self._render(
            "call", call=CallView(function=name, arguments=(*arguments[:-1], replace(arguments[-1], is_last=True)))
        )
