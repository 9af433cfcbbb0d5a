"""Arguments of bash functions: one name for each attribute in the whole library, what it means, and who takes it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from swarmgen.backends.bash.source import literal
from swarmgen.backends.bash.views import ArgumentView, NamesView
from swarmgen.backends.code import Code
from swarmgen.backends.naming import allot, parameters, shared_root
from swarmgen.backends.python.helpers.spans import RESERVED_ARGUMENTS
from swarmgen.backends.target import Target
from swarmgen.backends.traits import bounds, fixed_value, is_open, is_required
from swarmgen.model.conventions import Attribute, EnumType, Group, PrimitiveType, Registry, TemplateType

_TYPE_OF_VALUE: Mapping[type, str] = {str: "string", bool: "boolean", int: "int", float: "double"}
_LIST_WIDTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """The arguments of a library: `names` by attribute name, the same as in Python; `shared` by attribute group."""

    registry: Registry
    target: Target
    names: Mapping[str, Code]
    attributes: Mapping[str, Attribute]
    shared: Mapping[str, tuple[NamesView, frozenset[str]]]

    @classmethod
    def of(cls, registry: Registry, target: Target, groups: Iterable[Group]) -> Arguments:
        """Name the attributes of all `groups`, and find what groups that extend the same one have in common."""
        found = tuple(groups)
        attributes = {a.name: registry.definitions.get(a.name, a) for g in found for a in g.attributes}
        wishes = parameters(registry, shared_root(registry))
        names = allot(((name, wishes[name]) for name in sorted(attributes)), RESERVED_ARGUMENTS)
        return cls(
            registry=registry,
            target=target,
            names=names,
            attributes=attributes,
            shared=_find_shared(registry, target, found, names),
        )

    def views(self) -> tuple[ArgumentView, ...]:
        """The branches of the package function, in the order of attribute names."""
        return tuple(self._view(name, attribute) for name, attribute in sorted(self.attributes.items()))

    def required(self, group: Group) -> Code:
        """The names a function needs, as one word."""
        return _quoted(self.names[a.name] for a in group.attributes if is_required(a) and fixed_value(a) is None)

    def other(self, group: Group) -> Code:
        """The names a function takes besides, as one word; those it shares with others by their variable."""
        optional = [a.name for a in group.attributes if not is_required(a) and fixed_value(a) is None]
        shared = self.shared.get(group.lineage.extends_group or "")
        if shared is None:
            return _quoted(self.names[name] for name in optional)
        view, names = shared
        return _quoted((f"${{{view.variable}}}", *(self.names[name] for name in optional if name not in names)))

    def constants(self, group: Group) -> Code:
        """Words `name=value` for what the signal always carries, each before a space."""
        words = []
        for attribute in group.attributes:
            value = fixed_value(attribute)
            if value is not None:
                given = value if isinstance(value, tuple) else (value,)
                words += [Code(f"{self.names[attribute.name]}={literal(_text(item))} ") for item in given]
        return Code("".join(words))

    def _view(self, name: str, attribute: Attribute) -> ArgumentView:
        argument = self.names[name]
        match attribute.type:
            case TemplateType(element):
                key = Code(f'"{literal_prefix(name)}.${{1#*.}}"')
                return ArgumentView(pattern=Code(f"{argument}.?*"), meaning=_words(key, _typed(element, attribute)))
            case EnumType(members):
                kinds = {_TYPE_OF_VALUE[type(member.value)] for member in members}
                kind = kinds.pop() if len(kinds) == 1 else "string"
                closed = bool(members) and not is_open(attribute, self.registry, self.target)
                allowed = dict.fromkeys(literal(_text(member.value)) for member in members) if closed else ()
                return ArgumentView(pattern=argument, meaning=_words(literal(name), literal(kind), *allowed))
            case PrimitiveType() as primitive:
                return ArgumentView(pattern=argument, meaning=_words(literal(name), _typed(primitive, attribute)))
            case _ as never:
                assert_never(never)


def literal_prefix(name: str) -> str:
    """An attribute name inside double quotes.

    Raises:
        ValueError: if it has a character that means something there.
    """
    if any(c in name for c in '"$`\\\n'):
        raise ValueError(f"the attribute name {name!r} cannot stand in a bash word")
    return name


def _typed(primitive: PrimitiveType, attribute: Attribute) -> Code:
    """The type as the runtime knows it; an integer may carry its bounds: `int:0:100`."""
    if primitive is PrimitiveType.ANY:
        return literal(PrimitiveType.STRING.value)
    low, high = bounds(attribute)
    if primitive.element is PrimitiveType.INT and (low is not None or high is not None):
        limits = f":{'' if low is None else int(low)}:{'' if high is None else int(high)}"
        return literal(primitive.element.value + limits + ("[]" if primitive.is_array else ""))
    return literal(primitive.value)


def _find_shared(
    registry: Registry, target: Target, groups: tuple[Group, ...], names: Mapping[str, Code]
) -> dict[str, tuple[NamesView, frozenset[str]]]:
    """By attribute group that at least two signals extend: what all of them take from it."""
    children: dict[str, list[Group]] = {}
    for group in groups:
        if group.lineage.extends_group is not None:
            children.setdefault(group.lineage.extends_group, []).append(group)
    parents = {group.id: group for group in registry.groups}
    shared: dict[str, tuple[NamesView, frozenset[str]]] = {}
    variables = allot(
        (id_, (f"_swarmsh_package_{target.package}_{id_.rpartition('.')[2]}",)) for id_ in sorted(children)
    )
    for id_, extending in sorted(children.items()):
        if len(extending) < 2 or id_ not in parents:
            continue
        common = {attribute.name for attribute in parents[id_].attributes}
        for group in extending:
            common &= {a.name for a in group.attributes if fixed_value(a) is None and not is_required(a)}
        if common:
            value = _quoted(names[name] for name in sorted(common))
            shared[id_] = NamesView(variable=variables[id_], value=value), frozenset(common)
    return shared


def _quoted(names: Iterable[str]) -> Code:
    """Names as one word in double quotes, wrapped: a backslash before a newline inside quotes is no character."""
    text = " ".join(names)
    return Code('"' + " \\\n".join(textwrap.wrap(text, _LIST_WIDTH, break_long_words=False)) + '"')


def _words(*words: Code) -> Code:
    return Code(" ".join(words))


def _text(value: object) -> str:
    """A constant as the caller of a bash function would write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
