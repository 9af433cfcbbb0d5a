"""Classes that the handles of several spans share: one for each attribute group that at least two spans extend.

Their setters stand once, and code that serves all such spans has a type to name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from swarmgen.backends.code import Code
from swarmgen.backends.naming import allot, setter_names
from swarmgen.backends.traits import fixed_value, has_setter
from swarmgen.model.conventions import Attribute, Group, GroupType, Registry
from swarmgen.model.names import pascal_case

SUFFIX = "Attributes"
RESERVED = frozenset({"SpanHandle"})
"""Names that the template mentions; no class may be called like them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A shared class: the attribute group it stands for and the class it extends itself, if any."""

    group: Group
    class_name: Code
    parent: Base | None

    def setters(self) -> dict[str, Attribute]:
        """The attributes that the class and its ancestors have setters for, by name; the nearest definition counts."""
        inherited = self.parent.setters() if self.parent else {}
        return inherited | {each.name: each for each in self.group.attributes if has_setter(each)}


def find_bases(
    registry: Registry, root: str | None, arguments: Mapping[str, Code], reserved: Iterable[str]
) -> dict[str, Base]:
    """The shared classes by id of their group, each after the one it extends."""
    groups = {group.id: group for group in registry.of_type(GroupType.ATTRIBUTE_GROUP)}
    users = Counter(each for span in registry.of_type(GroupType.SPAN) for each in _ancestors(span, groups))
    shared = [groups[id] for id, count in users.items() if count > 1 and any(map(has_setter, groups[id].attributes))]
    names = allot(
        ((group.id, (_class_name(group.id, root), pascal_case(group.id) + SUFFIX)) for group in shared), reserved
    )
    bases: dict[str, Base] = {}
    for group in sorted(shared, key=lambda group: (len(list(_ancestors(group, groups))), group.id)):
        bases[group.id] = Base(
            group=group, class_name=names[group.id], parent=base_of(group, registry, bases, arguments)
        )
    return bases


def base_of(group: Group, registry: Registry, bases: Mapping[str, Base], arguments: Mapping[str, Code]) -> Base | None:
    """The nearest shared class that fits a group.

    It fits if it gives no setter to an attribute whose value the group fixes, and calls no setter by another name.
    """
    groups = {id: base.group for id, base in bases.items()}
    fixed = {attribute.name for attribute in group.attributes if fixed_value(attribute) is not None}
    names = setter_names(group.attributes, arguments)
    for ancestor in _ancestors(group, groups):
        base = bases[ancestor]
        taken = base.setters()
        theirs = setter_names(base.group.attributes, arguments)
        if not fixed & taken.keys() and all(theirs.get(name) == names.get(name) for name in taken):
            return base
    return None


def _ancestors(group: Group, groups: Mapping[str, Group]) -> Iterator[str]:
    """The ids of the attribute groups a group extends, the nearest first. Several parents at once make no chain."""
    seen: set[str] = set()
    parent = _parent(group)
    while parent in groups and parent not in seen:
        seen.add(parent)
        yield parent
        parent = _parent(groups[parent])


def _parent(group: Group) -> str:
    return "" if group.lineage.includes_group else group.lineage.extends_group or ""


def _class_name(id: str, root: str | None) -> str:
    """`attributes.swarmsh.operation` under the root `swarmsh` → `OperationAttributes`."""
    _, found, tail = id.partition(f"{root}.") if root else ("", "", "")
    return pascal_case(tail if found and tail else id) + SUFFIX
