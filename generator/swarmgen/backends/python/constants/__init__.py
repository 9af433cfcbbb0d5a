"""Python constants, enumeration classes and metric factories of any registry.

Names, values, order and texts follow the published package `opentelemetry-semantic-conventions`, so that its users are
at home.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from jinja2 import Template

from swarmgen.backends.code import Code, environment
from swarmgen.backends.python.constants.attributes import attributes_view
from swarmgen.backends.python.constants.metrics import metrics_view
from swarmgen.backends.python.constants.selection import (
    Definition,
    Kind,
    Module,
    Tier,
    attribute_modules,
    metric_modules,
)
from swarmgen.backends.python.source import docstring
from swarmgen.backends.target import Target
from swarmgen.model.artifacts import Artifact
from swarmgen.model.conventions import Registry

__all__ = ["emit_constants"]

_SOURCE_ROOT = PurePosixPath("python/src")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageView:
    """What `package.j2` sees."""

    doc: Code


def emit_constants(registry: Registry, target: Target) -> dict[PurePosixPath, Artifact]:
    """The modules of a registry's attributes and metrics, and the packages that hold them.

    Stable definitions go to `<package>/attributes/` and `<package>/metrics/`, all definitions to the same folders below
    `<package>/_incubating/`. A folder without modules is not made.
    """
    templates = environment(target.templates)
    package_template = templates.get_template("python/constants/package.j2")
    attributes, metrics = attribute_modules(registry, target), metric_modules(registry, target)
    return (
        _module_files(attributes, attributes_view, templates.get_template("python/constants/attributes.j2"), target)
        | _module_files(metrics, metrics_view, templates.get_template("python/constants/metrics.j2"), target)
        | _package_files("attributes", attributes, package_template, target)
        | _package_files("metrics", metrics, package_template, target)
    )


def _module_files(
    modules: Iterable[Module[Definition]],
    view: Callable[[Module[Definition], Tier, str], object],
    template: Template,
    target: Target,
) -> dict[PurePosixPath, Artifact]:
    return {
        _folder(module.path(tier, target.package)).with_suffix(".py"): Artifact(
            text=template.render(module=view(module, tier, target.package)), sources=module.sources
        )
        for tier in Tier
        for module in modules
        if module.kept(tier)
    }


def _package_files(
    kind: Kind, modules: Iterable[Module[Definition]], template: Template, target: Target
) -> dict[PurePosixPath, Artifact]:
    """The `__init__.py` of the folders that hold modules of one kind."""
    texts: dict[str, str] = {}
    if any(module.kept(Tier.STABLE) for module in modules):
        texts[Tier.STABLE.package(target.package, kind)] = f"Stable {kind}, a module for each root namespace."
    if modules:
        package = Tier.INCUBATING.package(target.package, kind)
        texts[package] = f"All {kind}, those that may still change included, a module for each root namespace."
        texts[package.removesuffix(f".{kind}")] = "All definitions, those that may still change included."
    return {
        _folder(package) / "__init__.py": Artifact(
            text=template.render(package=PackageView(doc=docstring(text))), sources=()
        )
        for package, text in texts.items()
    }


def _folder(import_path: str) -> PurePosixPath:
    return _SOURCE_ROOT.joinpath(*import_path.split("."))
