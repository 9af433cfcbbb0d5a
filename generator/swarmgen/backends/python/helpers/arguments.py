"""The attributes of a signal: arguments of its helper, constants that it records by itself, setters of a span."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from swarmgen.backends.code import Code
from swarmgen.backends.interface import Inputs
from swarmgen.backends.naming import setter_names
from swarmgen.backends.python.helpers.bases import Base
from swarmgen.backends.python.helpers.texts import (
    argument_list,
    deprecation,
    deprecation_literal,
    document,
    examples,
    facts,
    note,
    prose,
    sentence,
    value_facts,
    words,
)
from swarmgen.backends.python.helpers.workshop import Bench
from swarmgen.backends.python.source import literal
from swarmgen.backends.traits import fixed_value, has_setter, is_required
from swarmgen.model.conventions import Attribute, Json


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
    """What a helper takes and records.

    `signature` is the arguments as they stand in its parameter list, each with its comma; `collected` is the
    expression that checks and collects the attributes: what is fixed, then the arguments in the order of their names,
    as the bash library records them. `section` is the `Args:` part of its docstring, `fixed_text` a sentence for it.
    """

    arguments: tuple[ArgumentView, ...]
    signature: Code
    collected: Code
    section: str
    fixed_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandleView:
    """What `handle.j2` sees: a class for running spans."""

    name: Code
    base: Code
    doc: Code
    setters: tuple[SetterView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsView:
    """What `signature.j2` and `collect.j2` see."""

    arguments: tuple[ArgumentView, ...]
    constants: tuple[ConstantView, ...]


def arguments(
    bench: Bench,
    attributes: Iterable[Attribute],
    *,
    has_setters: bool = False,
    others: Sequence[tuple[str, str]] = (),
) -> Arguments:
    """The arguments for some attributes, required ones first, each group in the order of `attributes`.

    `others` are further arguments (name and text) to document. What `has_setters` is documented with its setter, so
    that less is said here.
    """
    inputs, names = Inputs.of(attributes), bench.shop.arguments
    free = (*inputs.required, *inputs.optional)
    entries = [(str(names[a.name]), *_entry(bench, a, has_setters and has_setter(a))) for a in free]
    parts = PartsView(
        arguments=tuple(_argument(bench, attribute, names[attribute.name]) for attribute in free),
        constants=tuple(_constant(bench, attribute) for attribute in inputs.fixed),
    )
    ordered = replace(parts, arguments=tuple(sorted(parts.arguments, key=lambda argument: argument.name)))
    return Arguments(
        arguments=parts.arguments,
        signature=bench.shop.render("signature", parts=parts),
        collected=bench.shop.render("collect", parts=ordered),
        section=argument_list([*entries, *((name, text, "") for name, text in others)]),
        fixed_text=_fixed_text(inputs.fixed),
    )


def handle_class(
    bench: Bench,
    name: Code,
    doc: Code,
    attributes: Sequence[Attribute],
    base: Base | None,
) -> HandleView:
    """The handle class of a span or of a group of attributes, without the setters it inherits from `base`."""
    inherited = base.setters() if base else {}
    names = bench.shop.arguments
    methods = setter_names(attributes, names)
    return HandleView(
        name=name,
        base=bench.base(base),
        doc=doc,
        setters=tuple(
            _setter(bench, attribute, names[attribute.name], methods[attribute.name])
            for attribute in attributes
            if has_setter(attribute) and inherited.get(attribute.name) != attribute
        ),
    )


def _argument(bench: Bench, attribute: Attribute, name: Code) -> ArgumentView:
    used = bench.key(attribute, name)
    kind = used.key.type
    if used.key.is_family:
        kind = Code(f"{bench.imports.name('collections.abc', 'Mapping')}[str, {kind}]")
    return ArgumentView(name=name, type=kind, key=used.name, required=is_required(attribute))


def _entry(bench: Bench, attribute: Attribute, is_brief: bool) -> tuple[str, str]:
    root, brief, advice = bench.shop.definition(attribute), sentence(attribute.brief), deprecation(attribute.deprecated)
    if is_brief:
        return words(brief, value_facts(attribute, root), advice), ""
    return words(brief, facts(attribute, root), advice), note(attribute.note)


def _setter(bench: Bench, attribute: Attribute, parameter: Code, name: Code) -> SetterView:
    used = bench.key(attribute, parameter)
    if attribute.deprecated:
        bench.external("typing_extensions", "deprecated")
    return SetterView(
        name=name,
        type=used.key.type,
        key=used.name,
        is_family=used.key.is_family,
        deprecated=deprecation_literal(attribute.deprecated),
        doc=document(
            prose(sentence(attribute.brief)),
            prose(words(facts(attribute, bench.shop.definition(attribute)), examples(attribute))),
            prose(deprecation(attribute.deprecated)),
            prose(note(attribute.note)),
        ),
    )


def _constant(bench: Bench, attribute: Attribute) -> ConstantView:
    value = fixed_value(attribute)
    if value is not None and not isinstance(value, tuple):
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
