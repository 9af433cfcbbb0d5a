"""A registry's folder `patterns` → `PatternSpec`s and the modules they name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

from swarmgen.diagnostics import Sink
from swarmgen.spec.fields import Fields
from swarmgen.spec.load import load
from swarmgen.spec.nodes import Mapping
from swarmgen.spec.patterns.operations import read_extensions, read_operations, read_parts, read_procedure
from swarmgen.spec.patterns.reading import File, required
from swarmgen.spec.patterns.records import named, read_record, read_setting, read_table
from swarmgen.spec.patterns.source import Name, Source
from swarmgen.spec.patterns.syntax import ModuleSpec, PatternSpec
from swarmgen.spec.text import decode, read_bytes

FOLDER: Final = "patterns"
MODULES: Final = "patterns/modules"
T = TypeVar("T")
_Parse: TypeAlias = Callable[[File, Mapping, str, str], "T | None"]
_FORMATS: Final = {"pattern": "pattern/1", "module": "module/1"}


@dataclass(frozen=True, slots=True)
class PatternFiles:
    """What stands in the folder `patterns`: patterns in the order of their names, modules by name."""

    patterns: tuple[PatternSpec, ...]
    modules: dict[str, ModuleSpec]
    broken: frozenset[str]
    """Modules whose file is there but could not be read."""


def read_files(folder: Path, display: str, sink: Sink) -> PatternFiles:
    """Read every pattern and module of a registry.

    Args:
        folder: the registry's folder; it need not have a folder `patterns`.
        display: the folder as messages name it.
        sink: receives what is wrong.
    """
    modules: dict[str, ModuleSpec] = {}
    broken = set()
    for path in sorted((folder / MODULES).glob("*.yaml")):
        module = _read(path, folder, display, sink, _module)
        if module is None:
            broken.add(path.stem)
        else:
            modules[path.stem] = module
    found = [_read(path, folder, display, sink, _pattern) for path in sorted((folder / FOLDER).glob("*.yaml"))]
    patterns = sorted((pattern for pattern in found if pattern is not None), key=lambda p: p.name.text)
    return PatternFiles(tuple(patterns), modules, frozenset(broken))


def _read(path: Path, folder: Path, display: str, sink: Sink, parse: _Parse[T]) -> T | None:
    relative = path.relative_to(folder).as_posix()
    shown = relative if display in ("", ".") else f"{display.rstrip('/')}/{relative}"
    data = read_bytes(path, shown, sink)
    root = load(data, shown, sink) if data is not None else None
    text = decode(data, shown, Sink()) if data is not None else None
    if root is None or text is None:
        return None
    return parse(File(Source(text), sink), root, path.stem, relative)


def _pattern(file: File, root: Mapping, stem: str, path: str) -> PatternSpec | None:
    fields = Fields(root, "a pattern file", file.sink)
    name = _head(file, fields, "pattern", stem)
    brief = fields.text("brief", required=True) or ""
    include = file.names(fields.node("include"), '"include"')
    own = _definitions(file, fields, name or Name(stem, root.place), path)
    fields.finish()
    return None if name is None else PatternSpec(name=name, brief=brief, include=include, own=own)


def _module(file: File, root: Mapping, stem: str, path: str) -> ModuleSpec | None:
    fields = Fields(root, "a module file", file.sink)
    name = _head(file, fields, "module", stem)
    module = _definitions(file, fields, name or Name(stem, root.place), path)
    fields.finish()
    return None if name is None else module


def _head(file: File, fields: Fields, key: str, stem: str) -> Name | None:
    """The name of the file's content, which is also the name of the file."""
    written = fields.text("file_format", required=True)
    if written is not None and written != _FORMATS[key]:
        fields.not_one_of("file_format", written, [_FORMATS[key]])
    name = file.name(required(fields, key), f'"{key}"')
    if name is None or file.defined(name) is None:
        return None
    if name.text != stem:
        hint = f"rename one of them: {name}.yaml, or {key}: {stem}"
        file.sink.error("file-name", f'the {key} "{name}" stands in a file named "{stem}"', name.place, hint=hint)
    return name if written == _FORMATS[key] else None


def _definitions(file: File, fields: Fields, name: Name, path: str) -> ModuleSpec:
    return ModuleSpec(
        name=name,
        path=path,
        settings=named(file, fields.node("settings"), '"settings"', read_setting),
        tables=named(file, fields.node("tables"), '"tables"', read_table),
        records=named(file, fields.node("records"), '"records"', read_record),
        procedures=named(file, fields.node("procedures"), '"procedures"', read_procedure),
        operations=read_operations(file, fields.node("operations")),
        extensions=read_extensions(file, fields.node("extend")),
        parts=read_parts(file, fields.node("parts")),
    )
