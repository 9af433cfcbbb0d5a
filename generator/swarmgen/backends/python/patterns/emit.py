"""Everything that patterns add to the Python package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from swarmgen.backends.code import Code, environment
from swarmgen.backends.python.enums import enum_names
from swarmgen.backends.python.patterns.helps import catalog_view
from swarmgen.backends.python.patterns.library import library_module
from swarmgen.backends.python.patterns.library_types import Types
from swarmgen.backends.python.patterns.names import module_name
from swarmgen.backends.python.patterns.package import pattern_modules
from swarmgen.backends.target import Target
from swarmgen.model.artifacts import Artifact, Output
from swarmgen.model.conventions import Registry
from swarmgen.model.ir import Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramView:
    """What `program.j2` sees."""

    package: Code


_RUNTIME = ("store", "commands")
"""Folders of hand-written modules that are copied to `_hot`."""


def emit(patterns: Sequence[Pattern], registry: Registry, target: Target) -> Output:
    """The runtime and the modules of every pattern, below `python/src/<package>/`; nothing without patterns."""
    if not patterns:
        return {}
    source = PurePosixPath("python/src", *target.package.split("."))
    templates = environment(target.templates)
    output = {
        source / "_hot" / path.name: Artifact(text=path.read_text(encoding="utf-8"), sources=())
        for folder in _RUNTIME
        for path in sorted((target.templates / "python" / folder).glob("*.py"))
    }
    catalog = templates.get_template("python/patterns/catalog.j2").render(module=catalog_view(patterns, target))
    names = templates.get_template("python/patterns/names.j2").render(module=catalog_view(patterns, target))
    output[source / "_hot" / "catalog.py"] = Artifact(text=catalog, sources=())
    first = source / "_hot" / "__init__.py"
    output[first] = Artifact(text=f"{output[first].text}\n{names}", sources=())
    program = templates.get_template("python/patterns/program.j2").render(
        program=ProgramView(package=Code(target.package))
    )
    output[PurePosixPath("python/scripts", target.package)] = Artifact(text=program, sources=(), executable=True)
    output |= {
        source / "_api" / path.name: Artifact(text=path.read_text(encoding="utf-8"), sources=())
        for path in sorted((target.templates / "python" / "library").glob("*.py"))
    }
    enums = enum_names(registry, target)
    for pattern in patterns:
        library = library_module(pattern, Types(enums), templates)
        output[source / f"{module_name(pattern.name)}.py"] = Artifact(text=str(library), sources=pattern.sources)
        texts = pattern_modules(pattern, target, registry.schema_url, templates)
        output |= {source / "_hot" / path: Artifact(text=text, sources=pattern.sources) for path, text in texts.items()}
    return output
