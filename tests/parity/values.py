"""Values for attributes: made up one by one, or drawn at random and hostile."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from hypothesis import strategies as st

from swarmgen.backends.naming import Signal, has_constant_name
from swarmgen.backends.target import Target
from swarmgen.backends.traits import bounds, is_open
from swarmgen.model.conventions import Attribute, EnumType, GroupType, PrimitiveType, Registry, TemplateType
from tests.parity.calls import Scalar, Value

INT64 = 2**63
_TEXTS = ("", "a", "two words", "q\"uo'te", "é\n", "--span", "a=b", "$(exit 9)")


def special(signal: Signal) -> dict[str, Value]:
    """What a span's helper takes besides attributes, where the convention leaves it open."""
    if signal.group.type is not GroupType.SPAN:
        return {}
    name: dict[str, Value] = {} if has_constant_name(signal.group) else {"name": "GET /"}
    return name | ({} if signal.group.span_kind else {"kind": "consumer"})


def made_up(attribute: Attribute, registry: Registry, target: Target, seed: int) -> Value:
    """A value that is allowed; another one for another seed, where there are several."""
    match attribute.type:
        case TemplateType(element):
            return {f"key{n}": _primitive(element, attribute, registry, seed + n) for n in range(2)}
        case EnumType(members) if members:
            member = members[seed % len(members)].value
            if isinstance(member, str) and seed % 3 == 2 and is_open(attribute, registry, target):
                return _TEXTS[seed % len(_TEXTS)]
            return Decimal(repr(member)) if isinstance(member, float) else member
        case PrimitiveType() as primitive:
            return _primitive(primitive, attribute, registry, seed)
        case _:
            return "anything"


def _primitive(primitive: PrimitiveType, attribute: Attribute, registry: Registry, seed: int) -> Value:
    if primitive.is_array:
        return [_scalar(primitive.element, attribute, registry, seed + n) for n in range(1 + seed % 3)]
    return _scalar(primitive, attribute, registry, seed)


def _scalar(primitive: PrimitiveType, attribute: Attribute, registry: Registry, seed: int) -> Scalar:
    match primitive:
        case PrimitiveType.BOOLEAN:
            return seed % 2 == 0
        case PrimitiveType.INT:
            low, high = limits(attribute, registry)
            return (low, high, max(low, min(seed, high)))[seed % 3]
        case PrimitiveType.DOUBLE:
            return next(each for each in _numbers(seed) if in_bounds(each, attribute, registry))
        case _:
            return _TEXTS[seed % len(_TEXTS)]


def _numbers(seed: int) -> tuple[Decimal, ...]:
    numbers = (Decimal("12.5"), Decimal(-3), Decimal("0.125"))
    return (*numbers[seed % 3 :], *numbers)


def in_bounds(number: Decimal, attribute: Attribute, registry: Registry) -> bool:
    """Whether a double is allowed; bash leaves that to the caller."""
    low, high = bounds(registry.definitions.get(attribute.name, attribute))
    return (low is None or number >= low) and (high is None or number <= high)


def limits(attribute: Attribute, registry: Registry) -> tuple[int, int]:
    """The smallest and the largest integer that an attribute takes."""
    low, high = bounds(registry.definitions.get(attribute.name, attribute))
    return -INT64 if low is None else int(low), INT64 - 1 if high is None else int(high)


_hostile = st.binary(max_size=12).map(lambda data: data.replace(b"\0", b"\n").decode(errors="surrogateescape"))
texts = st.one_of(
    st.sampled_from([*_TEXTS, "\x01\x7f", "*", "\\", "--", "a\udcffb", "\u2028", "x" * 300]),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8),
    _hostile,
)
decimals = st.decimals(-1000, 1000, places=9)


def drawn(attribute: Attribute, registry: Registry, target: Target) -> st.SearchStrategy[Value]:
    """Any value that an attribute takes."""
    match attribute.type:
        case TemplateType(element):
            keys = texts.map(lambda text: text.replace("=", "-")).filter(bool)
            values = _drawn(element, attribute, registry)
            return st.dictionaries(keys, values, min_size=1, max_size=2).map(_distinct)
        case EnumType(members):
            known = [Decimal(repr(m.value)) if isinstance(m.value, float) else m.value for m in members]
            choices = st.sampled_from(known) if known else st.nothing()
            if not is_open(attribute, registry, target) and known:
                return choices
            raw = st.integers(-INT64, INT64 - 1) if known and isinstance(known[0], int) else texts
            return choices | raw
        case PrimitiveType() as primitive:
            return _drawn(primitive, attribute, registry)


def _drawn(primitive: PrimitiveType, attribute: Attribute, registry: Registry) -> st.SearchStrategy[Value]:
    match primitive.element:
        case PrimitiveType.BOOLEAN:
            scalars: st.SearchStrategy[Scalar] = st.booleans()
        case PrimitiveType.INT:
            scalars = st.integers(*limits(attribute, registry))
        case PrimitiveType.DOUBLE:
            scalars = decimals.filter(lambda number: in_bounds(number, attribute, registry))
        case _:
            scalars = texts
    return st.lists(scalars, min_size=1, max_size=3) if primitive.is_array else scalars


def _distinct(members: Mapping[str, Value]) -> dict[str, Value]:
    """Members whose keys differ as written, after the repair of what is no UTF-8."""
    repaired = {key.encode(errors="surrogateescape").decode(errors="replace"): key for key in members}
    return {key: members[key] for key in repaired.values()}
