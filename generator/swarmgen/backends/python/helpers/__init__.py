"""Typed Python helpers over the OpenTelemetry API: `spans`, `events`, `instruments` (for metrics) and `entities`.

Each is a package with a private module per namespace, loaded at first use. What they share is written by hand in
`templates/python/runtime/` and copied.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from swarmgen.backends.code import Code
from swarmgen.backends.interface import helpers
from swarmgen.backends.naming import COMMON, Signal
from swarmgen.backends.python.helpers import entities, events, instruments, spans
from swarmgen.backends.python.helpers.texts import document
from swarmgen.backends.python.helpers.workshop import Bench, Workshop
from swarmgen.backends.python.source import literal
from swarmgen.backends.target import Target
from swarmgen.model.artifacts import Artifact
from swarmgen.model.conventions import GroupType, Registry

__all__ = ["emit_helpers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of signal: the package its helpers are in, how a module of them is made, and what its face says."""

    package: str
    type: GroupType
    view: Callable[[Bench, tuple[Signal, ...], str], object]
    title: str
    usage: str
    shows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    has_functions: bool = True
    has_classes: bool = False


KINDS = (
    Kind(
        package="spans",
        type=GroupType.SPAN,
        view=spans.spans_view,
        title="Spans",
        usage="A function for each span. Its result is used with `with`, as a decorator, or by `start()` and `end()`.",
        shows=(("_runtime.handles", ("SpanHandle", "SpanOptions", "SpanScope")),),
        has_classes=True,
    ),
    Kind(
        package="events",
        type=GroupType.EVENT,
        view=events.events_view,
        title="Events",
        usage="A function for each event. Its result is added to a span or emitted as a log record.",
        shows=(("_runtime.event_record", ("Event",)),),
    ),
    Kind(
        package="instruments",
        type=GroupType.METRIC,
        view=instruments.instruments_view,
        title="Instruments",
        usage="A class for each metric, which records measurements. Create one of it and keep it.",
        has_functions=False,
        has_classes=True,
    ),
    Kind(
        package="entities",
        type=GroupType.ENTITY,
        view=entities.entities_view,
        title="Entities",
        usage="A function for each entity, which returns its resource attributes.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
    """A module whose names a face shows.

    `module` is its import path, `key` the same relative to the face, `imports` and `names` are the names, imported
    and quoted.
    """

    module: Code
    key: Code
    imports: Code
    names: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceView:
    """What `face.j2` sees."""

    doc: Code
    package: Code
    homes: tuple[HomeView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeView:
    """What `scope.j2` sees."""

    package: Code
    name: Code
    version: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaView:
    """What `schemas.j2` sees."""

    url: Code
    doc: Code
    is_missing: bool


def emit_helpers(registry: Registry, target: Target) -> dict[PurePosixPath, Artifact]:
    """All helpers with what they need, below `python/src/<package>/`.

    That is the helper packages, the hand-written runtime, and the modules `files`, `schemas` and `_scope`. A kind of
    signal that the registry does not have gets no package.
    """
    shop = Workshop.of(registry, target)
    source = PurePosixPath("python/src", *target.package.split("."))
    output = _foundation(shop, source)
    for kind in KINDS:
        output |= _kind(shop, kind, source / kind.package)
    return output


def _foundation(shop: Workshop, source: PurePosixPath) -> dict[PurePosixPath, Artifact]:
    target, url = shop.target, shop.registry.schema_url
    scope = ScopeView(package=Code(target.package), name=literal(target.package), version=literal(target.version))
    doc = document("Names the version of the conventions." if url else "The conventions have no schema URL.")
    schema = SchemaView(url=literal(url), doc=doc, is_missing=url is None)
    runtime = target.templates / "python" / "runtime"
    copied = {
        source / "_runtime" / path.name: path.read_text(encoding="utf-8") for path in sorted(runtime.glob("*.py"))
    }
    texts = copied | {
        source / "_scope.py": shop.render("scope", scope=scope),
        source / "files.py": shop.render("files", scope=scope),
        source / "schemas.py": shop.render("schemas", schema=schema),
    }
    return {path: Artifact(text=str(text), sources=()) for path, text in texts.items()}


def _kind(shop: Workshop, kind: Kind, folder: PurePosixPath) -> dict[PurePosixPath, Artifact]:
    modules: dict[Code, list[Signal]] = {}
    for signal in helpers(shop.registry, kind.type):
        modules.setdefault(signal.module, []).append(signal)
    if not modules:
        return {}
    output = {folder / "__init__.py": Artifact(text=str(_face(shop, kind, modules)), sources=())}
    if kind.type is GroupType.SPAN and shop.bases:
        output[folder / f"{COMMON}.py"] = _common(shop)
    for module, members in sorted(modules.items()):
        view = kind.view(Bench(shop, _names(kind, members)), tuple(members), _title(shop, kind, members))
        sources = {signal.group.lineage.path for signal in members if not signal.group.imported}
        output[folder / f"{module}.py"] = Artifact(
            text=str(shop.render(kind.package, module=view)), sources=tuple(sorted(sources))
        )
    return output


def _common(shop: Workshop) -> Artifact:
    bases = tuple(shop.bases.values())
    view = spans.bases_view(Bench(shop, _base_names(shop)), bases)
    sources = {base.group.lineage.path for base in bases if not base.group.imported}
    return Artifact(text=str(shop.render("bases", module=view)), sources=tuple(sorted(sources)))


def _face(shop: Workshop, kind: Kind, modules: dict[Code, list[Signal]]) -> Code:
    package = shop.target.package
    own = [
        _home(f"{package}.{kind.package}.{module}", f".{module}", _names(kind, members))
        for module, members in sorted(modules.items())
    ]
    shown = [_home(f"{package}.{module}", f"..{module}", names) for module, names in kind.shows]
    if kind.type is GroupType.SPAN and shop.bases:
        shown.append(_home(f"{package}.{kind.package}.{COMMON}", f".{COMMON}", _base_names(shop)))
    doc = document(f"{kind.title} of the conventions.", kind.usage)
    return shop.render("face", face=FaceView(doc=doc, package=Code(package), homes=(*shown, *own)))


def _home(module: str, key: str, names: tuple[str, ...]) -> HomeView:
    imports = Code(", ".join(f"{name} as {name}" for name in names))
    return HomeView(module=Code(module), key=literal(key), imports=imports, names=tuple(map(literal, names)))


def _names(kind: Kind, members: list[Signal]) -> tuple[str, ...]:
    functions = [str(signal.name) for signal in members if kind.has_functions]
    return tuple(sorted(functions + [str(signal.class_name) for signal in members if kind.has_classes]))


def _base_names(shop: Workshop) -> tuple[str, ...]:
    return tuple(sorted(str(base.class_name) for base in shop.bases.values()))


def _title(shop: Workshop, kind: Kind, members: list[Signal]) -> str:
    namespace = str(members[0].module).strip("_")
    return f"{kind.title} of the namespace `{namespace}`."
