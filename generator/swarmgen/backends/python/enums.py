"""The module `enums`: the enumerations of a registry under short names.

`swarmsh.work.status` is `WorkStatus`: without the root namespace, which every name in the registry shares, and without
the `Values` of the constants modules. A registry with several root namespaces has no such module, because its short
names would be ambiguous.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from swarmgen.backends.code import Code, environment
from swarmgen.backends.python.constants.enums import has_stable_class
from swarmgen.backends.python.constants.naming import attribute_names, distinct
from swarmgen.backends.python.constants.selection import Tier, attribute_modules
from swarmgen.backends.python.constants.text import own_words, replacement, text_block
from swarmgen.backends.python.source import docstring
from swarmgen.backends.target import Target
from swarmgen.model.artifacts import Artifact
from swarmgen.model.conventions import Attribute, Registry
from swarmgen.model.names import common_root, pascal_case


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumClass:
    """Where the class of an enumeration is in the constants modules. `module` is the name of a module of `tier`."""

    tier: Tier
    module: str
    name: Code

    def path(self, package: str) -> str:
        """The import path of the class's module."""
        return f"{self.tier.package(package, 'attributes')}.{self.module}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportView:
    """`from package import module as name`."""

    package: Code
    module: Code
    name: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasView:
    """`name = module.target`, and the literal below it."""

    name: Code
    module: Code
    target: Code
    doc: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumsView:
    """What `enums.j2` sees."""

    doc: Code
    imports: tuple[ImportView, ...]
    aliases: tuple[AliasView, ...]


def emit_enums(registry: Registry, target: Target) -> dict[PurePosixPath, Artifact]:
    """The module `<package>/enums.py`; nothing for a registry without enumerations or with several root namespaces."""
    aliases = enum_names(registry, target)
    if not aliases:
        return {}
    classes = enum_classes(registry, target)
    view = EnumsView(
        doc=docstring("The enumerations of the conventions under short names."),
        imports=_imports(classes, target.package),
        aliases=tuple(_alias(registry.definitions[name], alias, classes[name]) for name, alias in aliases.items()),
    )
    template = environment(target.templates).get_template("python/constants/enums.j2")
    path = PurePosixPath("python/src", *target.package.split("."), "enums.py")
    sources = {source for module in attribute_modules(registry, target) for source in module.sources}
    return {path: Artifact(text=template.render(module=view), sources=tuple(sorted(sources)))}


def enum_names(registry: Registry, target: Target) -> Mapping[str, Code]:
    """Attribute name → its class in the module `enums`, in order of attribute name; empty where there is none."""
    root = common_root(
        attribute.name for module in attribute_modules(registry, target) for attribute in module.definitions
    )
    if root is None:
        return {}
    full = {name: pascal_case(name) for name in enum_classes(registry, target)}
    short = {name: pascal_case(name.removeprefix(f"{root}.")) for name in full}
    count = Counter(short.values())
    return distinct((name, full[name] if count[short[name]] > 1 else short[name]) for name in full)


def enum_classes(registry: Registry, target: Target) -> Mapping[str, EnumClass]:
    """Attribute name → its class, for every enumeration the registry defines, in order of attribute name.

    The class of a stable enumeration is the one of the stable tree, which has the stable members only.
    """
    classes: dict[str, EnumClass] = {}
    for module in attribute_modules(registry, target):
        names = attribute_names(module.definitions).classes
        for attribute in module.definitions:
            if attribute.name in names:
                tier = Tier.STABLE if has_stable_class(attribute) else Tier.INCUBATING
                classes[attribute.name] = EnumClass(tier=tier, module=module.name, name=names[attribute.name])
    return dict(sorted(classes.items()))


def _imports(classes: Mapping[str, EnumClass], package: str) -> tuple[ImportView, ...]:
    used = sorted({(place.tier, place.module) for place in classes.values()})
    return tuple(
        ImportView(package=Code(tier.package(package, "attributes")), module=Code(module), name=_local(tier))
        for tier, module in used
    )


def _alias(attribute: Attribute, alias: Code, place: EnumClass) -> AliasView:
    text = replacement(attribute.deprecated, None) or own_words(attribute.brief, attribute.note)
    doc = text_block(f"Values of `{attribute.name}`.\n\n{text}".strip())
    return AliasView(name=alias, module=_local(place.tier), target=place.name, doc=doc)


def _local(tier: Tier) -> Code:
    """The name under which `enums` knows the constants module of a tree; one root namespace has one module in each."""
    return Code(f"_{tier}")
