"""Everything that patterns add to the Python package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from swarmgen.backends.code import Code, environment
from swarmgen.backends.python.patterns.helps import catalog_view
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
    output[source / "_hot" / "catalog.py"] = Artifact(text=catalog, sources=())
    program = templates.get_template("python/patterns/program.j2").render(program=ProgramView(package=Code(target.package)))
    output[PurePosixPath("python/scripts", target.package)] = Artifact(text=program, sources=(), executable=True)
    for pattern in patterns:
        texts = pattern_modules(pattern, target, registry.schema_url, templates)
        output |= {source / "_hot" / path: Artifact(text=text, sources=pattern.sources) for path, text in texts.items()}
    return output
