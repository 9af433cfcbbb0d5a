"""The attributes of a signal as arguments of its helper, as constants it records by itself, and as setters of a span."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from swarmgen.backends.code import Code
from swarmgen.backends.python.helpers.annotations import fixed_value
from swarmgen.backends.python.helpers.naming import allot
from swarmgen.backends.python.helpers.texts import (
    argument_list,
    attribute_words,
    deprecation,
    deprecation_literal,
    document,
    examples,
    facts,
    note,
    prose,
    sentence,
)
from swarmgen.backends.python.helpers.workshop import Bench
from swarmgen.backends.python.source import literal
from swarmgen.model.conventions import Attribute, Json, RequirementKind, Role

_SETTERS_OF_HANDLE = frozenset({"set_attribute", "set_status", "set_status_error", "set_status_ok"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ArgumentView:
    """`name: type` or, if not required, `name: type | None = None`; recorded by `key`."""

    name: Code
    type: Code
    key: Code
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstantView:
    """An attribute whose value the convention fixes for the signal."""

    attribute: Code
    value: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class SetterView:
    """A method of a span's handle; `deprecated` is what the decorator takes, or empty."""

    name: Code
    type: Code
    key: Code
    is_family: bool
    deprecated: Code
    doc: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What a helper takes and records. `section` is the `Args:` part of its docstring, `notes` included or not."""

    arguments: tuple[ArgumentView, ...]
    constants: tuple[ConstantView, ...]
    section: str
    constants_text: str


def arguments(
    bench: Bench,
    attributes: Iterable[Attribute],
    reserved: frozenset[str],
    *,
    with_notes: bool,
    others: Sequence[tuple[str, str]] = (),
) -> Arguments:
    """The arguments for some attributes, required ones first, each group in the order of `attributes`.

    `others` are further arguments (name and text) to document; `with_notes` puts the attributes' notes there too.
    """
    given = tuple(attributes)
    names = _names(bench, given, reserved)
    fixed = tuple(attribute for attribute in given if fixed_value(attribute) is not None)
    free = sorted((a for a in given if fixed_value(a) is None), key=lambda attribute: not is_required(attribute))
    entries = [(str(names[a.name]), *_entry(bench, a, with_notes)) for a in free]
    constants = tuple(_constant(bench, attribute) for attribute in fixed)
    return Arguments(
        arguments=tuple(_argument(bench, attribute, names[attribute.name]) for attribute in free),
        constants=constants,
        section=argument_list([*entries, *((name, text, ()) for name, text in others)]),
        constants_text=_fixed_text(fixed),
    )


def setters(bench: Bench, attributes: Iterable[Attribute]) -> tuple[SetterView, ...]:
    """A setter for every attribute that is neither required nor fixed."""
    given = tuple(attributes)
    names = _names(bench, given, frozenset())
    wishes = [(a.name, tuple(f"set_{name}" for name in bench.shop.parameters[a.name])) for a in given]
    methods = allot(wishes, _SETTERS_OF_HANDLE)
    return tuple(
        _setter(bench, attribute, names[attribute.name], methods[attribute.name])
        for attribute in given
        if not is_required(attribute) and fixed_value(attribute) is None
    )


def is_required(attribute: Attribute) -> bool:
    """Whether a helper cannot be called without it: required, or what identifies an entity."""
    return attribute.is_required or attribute.role is Role.IDENTIFYING


def is_setter_only(attribute: Attribute) -> bool:
    """Whether a span takes it later only: opt-in, unless samplers want to see it, which look at a span when it starts."""
    is_opt_in = attribute.requirement_level.kind is RequirementKind.OPT_IN
    return is_opt_in and not attribute.sampling_relevant and fixed_value(attribute) is None


def _names(bench: Bench, attributes: Iterable[Attribute], reserved: frozenset[str]) -> Mapping[str, Code]:
    return allot(((a.name, bench.shop.parameters[a.name]) for a in attributes), reserved)


def _argument(bench: Bench, attribute: Attribute, name: Code) -> ArgumentView:
    used = bench.key(attribute, name)
    kind = used.key.type
    if used.key.is_family:
        kind = Code(f"{bench.imports.name('collections.abc', 'Mapping')}[str, {kind}]")
    return ArgumentView(name=name, type=kind, key=used.name, required=is_required(attribute))


def _entry(bench: Bench, attribute: Attribute, with_notes: bool) -> tuple[str, tuple[str, ...]]:
    words = attribute_words(attribute, bench.shop.definition(attribute))
    return words, (note(attribute.note),) if with_notes else ()


def _setter(bench: Bench, attribute: Attribute, parameter: Code, name: Code) -> SetterView:
    used = bench.key(attribute, parameter)
    return SetterView(
        name=name,
        type=used.key.type,
        key=used.name,
        is_family=used.key.is_family,
        deprecated=deprecation_literal(attribute.deprecated),
        doc=document(
            prose(sentence(attribute.brief)),
            prose(f"`{attribute.name}`: {facts(attribute, bench.shop.definition(attribute))}."),
            deprecation(attribute.deprecated),
            note(attribute.note),
            examples(attribute),
        ),
    )


def _constant(bench: Bench, attribute: Attribute) -> ConstantView:
    value = fixed_value(attribute)
    if not isinstance(value, tuple):
        for enum in bench.shop.places.enums.get(attribute.name, ()):
            if value in enum.members:
                member = Code(f"{bench.use(enum.place)}.{enum.members[value]}.value")
                return ConstantView(attribute=bench.attribute_name(attribute), value=member)
    return ConstantView(attribute=bench.attribute_name(attribute), value=_literal(value))


def _literal(value: Json) -> Code:
    if isinstance(value, tuple):
        return Code(f"({''.join(f'{_literal(item)}, ' for item in value)})")
    return literal(value if isinstance(value, str | bool | int | float) else str(value))


def _fixed_text(attributes: Iterable[Attribute]) -> str:
    parts = [f"`{attribute.name}` = `{fixed_value(attribute)}`" for attribute in attributes]
    return f"Always records {', '.join(parts)}." if parts else ""
