"""What makes generated modules a distribution: `__init__.py`, `py.typed`, `pyproject.toml` and `README.md`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import PurePosixPath

from swarmgen.backends.code import Code, environment
from swarmgen.backends.commands.holding import claiming
from swarmgen.backends.example import Example, find_example
from swarmgen.backends.python.source import docstring, identifier, literal, wrap
from swarmgen.backends.target import Target
from swarmgen.model.artifacts import Artifact, Output
from swarmgen.model.conventions import Registry
from swarmgen.model.ir import Pattern

_DEPENDENCIES = ("opentelemetry-api", "opentelemetry-semantic-conventions", "typing-extensions")
_MEANINGS = {
    "attributes": "names and enumerations of stable attributes",
    "entities": "a function for each entity, which gives its resource attributes",
    "enums": "the enumerations under short names",
    "events": "a function for each event",
    "files": "providers that write telemetry to files, as the bash library does",
    "instruments": "a class for each metric, which records measurements",
    "metrics": "names of stable metrics",
    "schemas": "the schema URL",
    "spans": "a function for each span",
}
_VERSION = re.compile(
    r"v?\d+(\.\d+)*([._-]?(a|b|rc|alpha|beta|dev|post)[._-]?\d*)*(\+[a-z0-9]+([._-][a-z0-9]+)*)?", re.I
)
"""Versions that Python's packaging tools take (PEP 440), as registries write them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleView:
    """A public module: its name, the same quoted, and what it holds."""

    name: Code
    quoted: Code
    meaning: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class InitView:
    """What `init.j2` sees."""

    name: Code
    doc: Code
    version: Code
    modules: tuple[ModuleView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptView:
    """A program and the file it is, both TOML strings."""

    file: Code
    name: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectView:
    """What `pyproject.j2` sees; all fields are TOML strings."""

    name: Code
    version: Code
    description: Code
    dependencies: tuple[Code, ...]
    folder: Code
    script: ScriptView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleView:
    """A function of `spans` and the arguments to call it with."""

    name: Code
    arguments: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadmeView:
    """What `readme.j2` sees."""

    package: Code
    description: Code
    modules: tuple[ModuleView, ...]
    example: ExampleView | None
    pattern: Code | None
    runs: bool  # whether claims of it can be renewed


def emit_package(
    registry: Registry, target: Target, parts: Output, patterns: Sequence[Pattern] = ()
) -> dict[PurePosixPath, Artifact]:
    """The files around `parts`, which are all other Python files of the package: they tell which modules it has."""
    templates = environment(target.templates)
    source = PurePosixPath("python/src", target.package)
    meanings = {**_MEANINGS, **{each.name: f"a coordinator: {each.brief}" for each in patterns}}
    modules = _modules(parts, source, meanings)
    about = " ".join(registry.description.split()) or f"Typed helpers for the conventions of {registry.url}."
    views = {
        source / "__init__.py": ("init", "package", _init(target, about, modules)),
        PurePosixPath("python/pyproject.toml"): ("pyproject", "project", _project(target, about, bool(patterns))),
        PurePosixPath("python/README.md"): ("readme", "readme", _readme(registry, target, about, modules, patterns)),
    }
    output = {source / "py.typed": Artifact(text="", sources=())}
    for path, (template, name, view) in views.items():
        text = templates.get_template(f"python/package/{template}.j2").render({name: view})
        output[path] = Artifact(text=text, sources=())
    return output


def _modules(parts: Output, source: PurePosixPath, meanings: Mapping[str, str]) -> tuple[ModuleView, ...]:
    """The public modules and packages directly below `source`."""
    inside = (path.relative_to(source).parts[0] for path in parts if path.is_relative_to(source))
    names = sorted({name.removesuffix(".py") for name in inside if not name.startswith("_") and "." not in name[:-3]})
    return tuple(
        ModuleView(name=identifier(name), quoted=literal(name), meaning=_markdown(meanings.get(name, "")))
        for name in names
    )


def _init(target: Target, about: str, modules: tuple[ModuleView, ...]) -> InitView:
    return InitView(
        name=Code(target.package),
        doc=docstring(wrap(about, 92)),
        version=literal(target.version),
        modules=modules,
    )


def _project(target: Target, about: str, has_program: bool) -> ProjectView:
    return ProjectView(
        name=_toml(target.package),
        version=_toml(_distribution_version(target.version)),
        description=_toml(about),
        dependencies=tuple(_toml(f"{name}>={version(name)}") for name in _DEPENDENCIES),
        folder=_toml(f"src/{target.package}"),
        script=ScriptView(file=_toml(f"scripts/{target.package}"), name=_toml(target.package)) if has_program else None,
    )


def _readme(
    registry: Registry, target: Target, about: str, modules: tuple[ModuleView, ...], patterns: Sequence[Pattern]
) -> ReadmeView:
    example = find_example(registry)
    return ReadmeView(
        package=Code(target.package),
        description=_markdown(about),
        modules=modules,
        example=_example(example) if example else None,
        pattern=Code(patterns[0].name) if patterns else None,
        runs=bool(patterns) and claiming(patterns[0]) is not None,
    )


def _example(example: Example) -> ExampleView:
    arguments = ", ".join(f"{name}={literal(value)}" for name, value in example.values)
    return ExampleView(name=example.signal.name, arguments=Code(arguments))


def _distribution_version(text: str) -> str:
    """The version, if Python's packaging tools take it; else zero with the text as a local label."""
    if _VERSION.fullmatch(text):
        return text
    label = re.sub(r"[^a-z0-9]+", ".", text.lower()).strip(".")
    return f"0.0.0+{label}" if label else "0.0.0"


def _toml(text: str) -> Code:
    """A TOML string. JSON's escapes are TOML's; TOML wants DEL escaped too."""
    return Code(json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f"))


def _markdown(text: str) -> Code:
    """The text as a Markdown paragraph that cannot start another construct or carry HTML."""
    return Code(re.sub(r"([\\`*_<>\[\]#|])", r"\\\1", text))
