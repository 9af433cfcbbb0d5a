"""Attribute modules: a constant for every attribute, then a class for every enumeration."""

from __future__ import annotations

from dataclasses import dataclass

from swarmgen.backends.code import Code
from swarmgen.backends.python.constants.enums import EnumView, enum_view
from swarmgen.backends.python.constants.naming import AttributeNames, attribute_names
from swarmgen.backends.python.constants.selection import Module, Tier
from swarmgen.backends.python.constants.text import own_words, replacement, text_block
from swarmgen.backends.python.source import literal
from swarmgen.model.conventions import Attribute


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstantView:
    """A constant; `doc` is the string literal below it, or empty."""

    name: Code
    value: Code
    doc: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributesView:
    """What `attributes.j2` sees."""

    constants: tuple[ConstantView, ...]
    enums: tuple[EnumView, ...]
    has_deprecated: bool


def attributes_view(module: Module[Attribute], tier: Tier, package: str) -> AttributesView:
    """One attribute module of one tree of `package`."""
    names = attribute_names(module.definitions)
    kept = module.kept(tier)
    stable_module = module.path(Tier.STABLE, package)
    enums = [
        enum_view(attribute, names.classes[attribute.name], tier, stable_module)
        for attribute in kept
        if attribute.name in names.classes
    ]
    return AttributesView(
        constants=tuple(_constant(attribute, names, tier, stable_module) for attribute in kept),
        enums=tuple(enum for enum in enums if enum),
        has_deprecated=any(enum.deprecated for enum in enums if enum),
    )


def _constant(attribute: Attribute, names: AttributeNames, tier: Tier, stable_module: str) -> ConstantView:
    name = names.constants[attribute.name]
    has_twin = tier is Tier.INCUBATING and Tier.STABLE.keeps(attribute)
    doc = replacement(attribute.deprecated, f"{stable_module}.{name}" if has_twin else None)
    return ConstantView(
        name=name,
        value=literal(attribute.name),
        doc=text_block(doc or own_words(attribute.brief, attribute.note)),
    )
