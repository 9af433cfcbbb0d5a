"""The registries a registry builds on: found from manifests and versions settled before anything is resolved."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from swarmgen.diagnostics import Note, Place, Sink
from swarmgen.spec.manifest import name_of, read_manifest, version_of
from swarmgen.spec.syntax import Dependency, Manifest

MAX_DEPTH: Final = 10
"""How deep registries may depend on registries; the limit of the OpenTelemetry tools."""

_VERSION = re.compile(r"v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:[-+].*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A registry of the dependency graph: its folder and where it was asked for."""

    name: str
    version: tuple[int, ...] | None
    folder: Path
    display: str
    manifest: Manifest | None
    place: Place


@dataclass(frozen=True, slots=True)
class DependencyGraph:
    """The chosen registry for each name, and the names each one depends on directly (the root's name is "")."""

    registries: dict[str, Found] = field(default_factory=dict)
    direct: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def leaves_first(self) -> Iterator[Found]:
        """Every dependency after the ones it depends on itself."""
        done: set[str] = set()

        def visit(name: str) -> Iterator[Found]:
            for child in self.direct.get(name, ()):
                if child not in done:
                    done.add(child)
                    yield from visit(child)
                    yield self.registries[child]

        yield from visit("")


def find_dependencies(folder: Path, display: str, manifest: Manifest | None, sink: Sink) -> DependencyGraph:
    """Walk the manifests from a registry's own.

    Args:
        folder: the root registry's folder.
        display: the folder as messages name it.
        manifest: its manifest; None means no dependencies.
    """
    graph = DependencyGraph()
    if manifest is not None:
        _walk("", name_of(manifest.schema_url), folder, display, manifest, (), graph, sink)
        _check_upgrades(graph, sink)
    return graph


def _walk(
    key: str,
    own: str,
    folder: Path,
    display: str,
    manifest: Manifest,
    chain: tuple[str, ...],
    graph: DependencyGraph,
    sink: Sink,
) -> None:
    names: list[str] = []
    for dependency in manifest.dependencies:
        found = _locate(dependency, folder, display, sink)
        if found is None:
            continue
        if found.name in (*chain, own):
            path = " → ".join((*chain, own, found.name))
            sink.error("dependency-cycle", f"the registry depends on itself: {path}", dependency.place)
            continue
        if len(chain) + 1 > MAX_DEPTH:
            sink.error(
                "dependency-depth",
                f"registries depend on each other more than {MAX_DEPTH} levels deep",
                dependency.place,
            )
            continue
        known = graph.registries.get(found.name)
        chosen = found if known is None else _choose(known, found, sink)
        if found.name not in names:
            names.append(found.name)
        if known is chosen:
            continue
        graph.registries[found.name] = chosen
        graph.direct[found.name] = ()
        if chosen.manifest is not None:
            _walk(found.name, found.name, chosen.folder, chosen.display, chosen.manifest, (*chain, own), graph, sink)
    graph.direct[key] = tuple(names)


def _check_upgrades(graph: DependencyGraph, sink: Sink) -> None:
    """An upgrade can close a circle that no chain of manifests shows: look at the graph that is left."""
    circle = dict(graph.direct)
    while True:
        used = {child for children in circle.values() for child in children}
        inner = {name: c for name, c in circle.items() if name in used and any(child in circle for child in c)}
        if len(inner) == len(circle):
            break
        circle = inner
    if circle:
        names = sorted(circle)
        message = f"with the versions that were chosen, registries depend on each other: {', '.join(names)}"
        sink.error("dependency-cycle", message, graph.registries[names[0]].place)


def _locate(dependency: Dependency, folder: Path, display: str, sink: Sink) -> Found | None:
    if dependency.path is None:
        hint = "add registry_path: a folder relative to this manifest; nothing is downloaded"
        sink.error("dependency-without-path", "the dependency has no registry_path", dependency.place, hint=hint)
        return None
    target = folder / dependency.path
    if not os.path.isdir(target):
        hint = "registry_path is a folder relative to this manifest"
        sink.error("dependency-not-found", f'there is no folder "{dependency.path}"', dependency.place, hint=hint)
        return None
    shown = (
        os.path.normpath(os.path.join(display, dependency.path))
        if not os.path.isabs(dependency.path)
        else dependency.path
    )
    manifest = read_manifest(target, shown, sink)
    url = dependency.schema_url or (manifest.schema_url if manifest else None)
    if dependency.schema_url and manifest and manifest.schema_url != dependency.schema_url:
        note = Note(message=f"the registry says it is {manifest.schema_url}", place=manifest.place)
        message = f"the folder does not hold {dependency.schema_url}"
        sink.warning("dependency-version-differs", message, dependency.place, notes=(note,))
    version = _version(url) if url else None
    name = name_of(url) if url else shown
    return Found(name=name, version=version, folder=target, display=shown, manifest=manifest, place=dependency.place)


def _version(url: str) -> tuple[int, ...] | None:
    match = _VERSION.fullmatch(version_of(url))
    return tuple(int(part or 0) for part in match.groups()) if match else None


def _choose(known: Found, found: Found, sink: Sink) -> Found:
    """One of two versions of a registry: the higher of the same major version; anything else cannot be reconciled."""
    if os.path.realpath(known.folder) == os.path.realpath(found.folder) or (
        known.version and known.version == found.version
    ):
        return known
    note = Note(message=f"{_shown(known)} is asked for here", place=known.place)
    if known.version is None or found.version is None or known.version[0] != found.version[0]:
        message = f'two versions of "{found.name}" that do not fit together: {_shown(known)} and {_shown(found)}'
        sink.error("dependency-conflict", message, found.place, hint="depend on one major version", notes=(note,))
        return known
    chosen = max(known, found, key=lambda f: f.version or ())
    message = f'two versions of "{found.name}"; {_shown(chosen)} is used'
    sink.warning("dependency-upgraded", message, found.place, notes=(note,))
    return chosen


def _shown(found: Found) -> str:
    return ".".join(map(str, found.version)) if found.version else "an unversioned one"
