"""Annotations of the format itself that decide what happens to a definition."""

from __future__ import annotations

from collections.abc import Mapping

from swarmgen.model.conventions import Json

Annotations = Mapping[str, Json] | None


def is_generated(annotations: Annotations) -> bool:
    """Whether code is generated for the annotated thing; `code_generation.exclude: true` says no."""
    return not _says_exclude(annotations, "code_generation")


def is_excluded(annotations: Annotations) -> bool:
    """Whether dependents cannot use the annotated thing: `dependency_resolution.exclude: true`."""
    return _says_exclude(annotations, "dependency_resolution")


def _says_exclude(annotations: Annotations, key: str) -> bool:
    options = (annotations or {}).get(key)
    return isinstance(options, Mapping) and options.get("exclude") is True
