"""Names in generated helpers.

A signal's function or class is called like the signal, without the root namespace that the whole registry shares. By
the same rule an argument is called like its attribute, the same in every helper. Where two would be called alike both
keep their full name; only what still collides gets a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from swarmgen.backends.code import Code
from swarmgen.backends.python.source import identifier
from swarmgen.model.conventions import Attribute, Group, GroupType, Registry
from swarmgen.model.names import common_root, pascal_case, short_names, snake_case

Item = TypeVar("Item", bound=Hashable)

COMMON = "_common"
"""The private module of what the handles of several spans share; no namespace gets it."""
_SETTERS_OF_HANDLE = frozenset({"set_attribute", "set_status", "set_status_error", "set_status_ok"})

_ID_PREFIXES = {
    GroupType.SPAN: "span.",
    GroupType.EVENT: "event.",
    GroupType.METRIC: "metric.",
    GroupType.ENTITY: "entity.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A group that gets a helper: its name in snake case and in Pascal case, and the private module that holds it."""

    group: Group
    name: Code
    class_name: Code
    module: Code


def shared_root(registry: Registry) -> str | None:
    """The root namespace of everything this registry defines itself, or None when there are several."""
    own = [group for group in registry.groups if group.type in _ID_PREFIXES and not group.imported]
    return common_root([*registry.attribute_groups, *(_dotted(group) for group in own)])


def signals(
    groups: Sequence[Group], root: str | None, reserved: frozenset[str], class_suffix: str = ""
) -> tuple[Signal, ...]:
    """Name the helpers of the signals of one kind, in the order of `groups`; `reserved` names are not given."""
    dotted = _distinct_dotted(groups)
    short = short_names(dotted, root)
    ranked = sorted(range(len(groups)), key=lambda i: (groups[i].deprecated is not None, dotted[i], i))
    names = allot(((i, (short[dotted[i]], snake_case(dotted[i]))) for i in ranked), reserved)
    classes = allot(
        ((i, (pascal_case(short[dotted[i]]) + class_suffix, pascal_case(dotted[i]) + class_suffix)) for i in ranked),
        reserved,
    )
    return tuple(
        Signal(group=group, name=names[i], class_name=classes[i], module=_module(dotted[i], root))
        for i, group in enumerate(groups)
    )


def setter_names(attributes: Iterable[Attribute], arguments: Mapping[str, Code]) -> Mapping[str, Code]:
    """Attribute name → its setter in a span's handle, called like the argument, for the attributes of one group."""
    wishes = ((each.name, (arguments[each.name].strip("_"), snake_case(each.name))) for each in attributes)
    return allot(((name, tuple(f"set_{wish}" for wish in each)) for name, each in wishes), _SETTERS_OF_HANDLE)


def allot(wanted: Iterable[tuple[Item, Sequence[str]]], reserved: Iterable[str] = ()) -> dict[Item, Code]:
    """Give every item the first of its wished names that is free; the last one with `_2`, `_3` … when none is.

    The first to ask goes first. `reserved` names are never given. An item that asks twice is answered once.
    """
    taken = set(reserved)
    given: dict[Item, Code] = {}
    for item, wishes in wanted:
        if item in given:
            continue
        names = [identifier(wish or "_") for wish in wishes]
        name = next((name for name in names if name not in taken), names[-1])
        number = 1
        while name in taken:
            number += 1
            name = identifier(f"{wishes[-1]}_{number}")
        given[item] = name
        taken.add(str(name))
    return given


def has_constant_name(group: Group) -> bool:
    """Whether a span's convention fixes its name. In definition/2 `name` is the span's type, which is no span name."""
    return bool(group.name) and not group.is_v2


def _distinct_dotted(groups: Sequence[Group]) -> list[str]:
    """The dotted name of each signal; signals that share one are called by their ids."""
    dotted = [_dotted(group) for group in groups]
    count = Counter(dotted)
    return [_bare_id(group) if count[name] > 1 else name for group, name in zip(groups, dotted, strict=True)]


def _dotted(group: Group) -> str:
    if group.refines is not None or (group.type is GroupType.SPAN and not has_constant_name(group)):
        return _bare_id(group)
    return (group.metric_name if group.type is GroupType.METRIC else group.name) or _bare_id(group)


def _bare_id(group: Group) -> str:
    return group.id.removeprefix(_ID_PREFIXES[group.type]) or group.id


def _module(dotted: str, root: str | None) -> Code:
    """`_work` for `swarmsh.work.claim` under the root `swarmsh`. The underscore keeps it apart from helpers."""
    namespace = dotted.removeprefix(f"{root}.") if root else dotted
    name = identifier("_" + snake_case(namespace.partition(".")[0]))
    return Code(f"{name}_") if name == COMMON else name
