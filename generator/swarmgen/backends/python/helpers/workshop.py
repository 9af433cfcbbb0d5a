"""What making a generated module needs: the registry, names and places, and the imports and keys it collects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jinja2 import Environment

from swarmgen.backends.code import Code, environment
from swarmgen.backends.interface import argument_names
from swarmgen.backends.naming import COMMON, shared_root
from swarmgen.backends.python.helpers.bases import RESERVED, Base, find_bases
from swarmgen.backends.python.helpers.imports import Imports, ImportView
from swarmgen.backends.python.helpers.keys import Key, KeyMaker
from swarmgen.backends.python.helpers.places import Place, Places, find_places
from swarmgen.backends.target import Target
from swarmgen.model.conventions import Attribute, Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What all modules of a package share. `arguments` are their names by attribute name."""

    registry: Registry
    target: Target
    root: str | None
    arguments: Mapping[str, Code]
    places: Places
    bases: Mapping[str, Base]
    templates: Environment

    @classmethod
    def of(cls, registry: Registry, target: Target) -> Workshop:
        root = shared_root(registry)
        arguments = argument_names(registry)
        return cls(
            registry=registry,
            target=target,
            root=root,
            arguments=arguments,
            places=find_places(registry, target),
            bases=find_bases(registry, root, arguments, RESERVED),
            templates=environment(target.templates),
        )

    def render(self, template: str, **view: object) -> Code:
        """A template of the helpers, filled in, without its last newline."""
        return Code(self.templates.get_template(f"python/helpers/{template}.j2").render(**view).rstrip("\n"))

    def definition(self, attribute: Attribute) -> Attribute:
        """The definition behind a group's attribute; the attribute itself when it was defined in place."""
        return self.registry.definitions.get(attribute.name, attribute)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyView:
    """`name: annotation = value`; `annotation` may be empty."""

    name: Code
    annotation: Code
    value: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedKey:
    """A key under its name in the module."""

    name: Code
    key: Key


class Bench:
    """One module in the making. `defined` are the names that the module itself defines."""

    def __init__(self, workshop: Workshop, defined: Iterable[str]) -> None:
        self.shop = workshop
        self._defined = frozenset(defined)
        self.package = workshop.target.package
        self.imports = Imports(self.package, self._defined)
        self._maker = KeyMaker(workshop.registry, workshop.target, workshop.places, self.imports, workshop.render)
        self._keys: dict[Code, Key] = {}

    def key(self, attribute: Attribute, parameter: Code) -> UsedKey:
        """The key of an attribute: `_WORK_ID` for the argument `work_id`. Groups that agree about it share one."""
        key = self._maker.key(attribute)
        stem = f"_{parameter.upper().lstrip('_')}"  # with two underscores a class would mangle it
        name, number = Code(stem), 1
        while self._keys.setdefault(name, key) != key:
            number += 1
            name = Code(f"{stem}_{number}")
        return UsedKey(name=name, key=key)

    def attribute_name(self, attribute: Attribute) -> Code:
        """The constant of an attribute, or its name as a literal."""
        return self._maker.attribute_name(attribute.name)

    def runtime(self, module: str, *names: str) -> None:
        """Import names of `_runtime/<module>.py` that the template mentions."""
        for name in names:
            self.imports.name(f"{self.package}._runtime.{module}", name)

    def external(self, module: str, *names: str) -> None:
        """Import names of another module that the template mentions."""
        for name in names:
            self.imports.name(module, name)

    def base(self, base: Base | None) -> Code:
        """The class that a handle extends, imported: a shared one or the root of all."""
        if base is not None and base.class_name in self._defined:
            return base.class_name
        if base is None:
            return self.imports.name(f"{self.package}._runtime.handles", "SpanHandle")
        return self.imports.name(f"{self.package}.spans.{COMMON}", base.class_name)

    def use(self, place: Place) -> Code:
        return self.imports.use(place)

    def import_views(self) -> tuple[tuple[ImportView, ...], ...]:
        return self.imports.views()

    def key_views(self) -> tuple[KeyView, ...]:
        """The keys in the order of their names."""
        return tuple(
            KeyView(name=name, annotation=key.annotation, value=key.value) for name, key in sorted(self._keys.items())
        )
