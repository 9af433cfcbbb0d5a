"""What stands for a type in a spec → datatypes; what a convention attribute is in the pattern language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from swarmgen.analysis.patterns.constants import decimal_value
from swarmgen.analysis.patterns.mistakes import Mistake, unknown
from swarmgen.diagnostics import Place
from swarmgen.model.conventions import Attribute, EnumType, Json, PrimitiveType, Registry
from swarmgen.model.datatypes import (
    COUNT_MAX,
    INT64_MAX,
    INT64_MIN,
    Bool,
    Decimal,
    Duration,
    Enum,
    Identifier,
    Int,
    Plain,
    Reference,
    Set,
    Text,
    Time,
)
from swarmgen.spec.nodes import Node, Scalar, Sequence
from swarmgen.spec.patterns.source import Name
from swarmgen.spec.patterns.syntax import TypeSpec

_WORDS: Final[dict[str, Plain]] = {
    "bool": Bool(),
    "int": Int(),
    "time": Time(),
    "duration": Duration(),
    "identifier": Identifier(),
    "text": Text(),
    "set": Set(),
}
_FORMS: Final = ("decimal", "int", "set", "text")
MAX_SCALE: Final = 9
MAX_TEXT: Final = 65536
MAX_ITEMS: Final = 32


@dataclass(frozen=True, slots=True)
class Meaning:
    """A type, and the convention it comes from."""

    type: Plain
    attribute: Attribute | None = None


class Types:
    """The types of one pattern: conventions by name, and its kinds of records."""

    def __init__(self, registry: Registry, kinds: Iterable[str]) -> None:
        self._registry = registry
        self._kinds = frozenset(kinds)
        self._known: dict[str, Plain] = {}

    def meaning(self, spec: TypeSpec) -> Meaning:
        """The type that a spec stands for.

        Raises:
            Mistake: if it stands for none.
        """
        if spec.attribute is not None:
            return self.attribute(spec.attribute)
        if spec.reference is not None:
            return Meaning(Reference(self.kind(spec.reference)))
        if spec.form is not None:
            return Meaning(_form(*spec.form))
        if spec.is_flag or spec.word is None:
            return Meaning(Bool())
        return Meaning(self._word(spec.word))

    def is_kind(self, word: str) -> bool:
        return word in self._kinds

    def kind(self, name: Name) -> str:
        """The name of a kind of records.

        Raises:
            Mistake: if there is no such kind.
        """
        if name.text in self._kinds:
            return name.text
        raise unknown("record", name.text, name.place, self._kinds)

    def attribute(self, name: Name) -> Meaning:
        """A convention attribute.

        Raises:
            Mistake: if there is none of this name, or its type does not exist here.
        """
        found = self._registry.find(name.text)
        if found is None:
            raise unknown("attribute", name.text, name.place, self._registry.definitions)
        if name.text not in self._known:
            self._known[name.text] = attribute_type(found, name.place)
        return Meaning(self._known[name.text], found)

    def _word(self, word: Name) -> Plain:
        if word.text in _WORDS:
            return _WORDS[word.text]
        raise unknown("type", word.text, word.place, _WORDS)


def attribute_type(attribute: Attribute, place: Place) -> Plain:
    """The datatype of a convention attribute.

    Raises:
        Mistake: at `place`, if the pattern language has none for it.
    """
    notes = (attribute.annotations or {}).get("swarmsh")
    said: Mapping[str, Json] = notes if isinstance(notes, Mapping) else {}
    if isinstance(attribute.type, EnumType):
        values = tuple(member.value for member in attribute.type.members)
        if all(isinstance(value, str) for value in values):
            return Enum(attribute.name, tuple(str(value) for value in values))
        raise _unfit(attribute, place, "the members of an enum must be texts here")
    match attribute.type, said.get("type"):
        case PrimitiveType.BOOLEAN, _:
            return Bool()
        case PrimitiveType.INT, "time":
            return Time()
        case PrimitiveType.INT, "duration":
            return Duration()
        case PrimitiveType.INT, "decimal":
            return Decimal(_number(said, "scale", 0), *_range(said))
        case PrimitiveType.INT, _:
            return Int(*_range(said))
        case PrimitiveType.STRING, "identifier" | "reference":
            return Identifier()
        case PrimitiveType.STRING, "text":
            return Text(_number(said, "max_bytes", MAX_TEXT))
        case PrimitiveType.STRINGS, "set":
            return Set(_number(said, "max_items", Set().max_items))
        case PrimitiveType.STRING, _:
            raise _unfit(attribute, place, "say annotations.swarmsh.type: identifier or text in the convention")
        case PrimitiveType.STRINGS, _:
            raise _unfit(attribute, place, "say annotations.swarmsh.type: set in the convention")
        case _:
            raise _unfit(attribute, place, "patterns know booleans, ints, enums, strings and string[]")


def _unfit(attribute: Attribute, place: Place, hint: str) -> Mistake:
    return Mistake("attribute-type", f'the attribute "{attribute.name}" has no type for patterns', place, hint=hint)


def _number(said: Mapping[str, Json], key: str, otherwise: int) -> int:
    value = said.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


def _range(said: Mapping[str, Json]) -> tuple[int, int]:
    """The declared range; COUNT_MAX bounds an end that is open, so that JSON readers keep every value."""
    limits = said.get("range")
    if not isinstance(limits, Mapping):
        return 0, COUNT_MAX
    return _number(limits, "min", -COUNT_MAX), _number(limits, "max", COUNT_MAX)


def _form(name: Name, node: Node) -> Plain:
    match name.text:
        case "int":
            return Int(*_bounds(node))
        case "decimal":
            return _decimal(node)
        case "text":
            return Text(_size(node, "text", MAX_TEXT))
        case "set":
            return Set(_size(node, "set", MAX_ITEMS))
        case _:
            raise unknown("type", name.text, name.place, _FORMS)


def _bounds(node: Node) -> tuple[int, int]:
    items = node.items if isinstance(node, Sequence) else []
    values = [item.value for item in items if isinstance(item, Scalar)]
    if len(items) != 2 or not all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        raise Mistake("wrong-type", "the range of an int is two whole numbers: int: [0, 100]", node.place)
    low, high = (int(str(value)) for value in values)
    if low > high:
        raise Mistake("value-range", f"the range from {low} to {high} is empty", node.place)
    return max(low, INT64_MIN), min(high, INT64_MAX)


def _decimal(node: Node) -> Decimal:
    """`decimal: 1`, or `decimal: ['0.0', '99.9']`: the digits after the point are the scale."""
    if isinstance(node, Scalar) and isinstance(node.value, int) and not isinstance(node.value, bool):
        return Decimal(_size(node, "decimal", MAX_SCALE))
    items = node.items if isinstance(node, Sequence) else []
    texts = [str(item.value) for item in items if isinstance(item, Scalar)]
    found = [decimal_value(text, None) for text in texts]
    if len(items) != 2 or len(found) != 2 or found[0] is None or found[1] is None or found[0][1] != found[1][1]:
        message = "a decimal is its number of digits after the point, or its range: decimal: ['0.0', '99.9']"
        raise Mistake("wrong-type", message, node.place)
    (low, scale), (high, _) = found[0], found[1]
    if not 1 <= scale <= MAX_SCALE or low > high:
        raise Mistake("value-range", f"the range from {texts[0]} to {texts[1]} is empty or too fine", node.place)
    return Decimal(scale, low, high)


def _size(node: Node, what: str, most: int) -> int:
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, bool) or not isinstance(value, int):
        raise Mistake("wrong-type", f"the size of a {what} is a whole number, not {node.kind}", node.place)
    if not 1 <= value <= most:
        raise Mistake("value-range", f"the size of a {what} is between 1 and {most}", node.place)
    return value
