"""A registry's folder → `RegistrySpec`: the manifest and every definition file below it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from swarmgen.diagnostics import Place, Sink, UsageError
from swarmgen.spec import manifest
from swarmgen.spec.definition1 import parse_groups
from swarmgen.spec.definition2 import parse_items
from swarmgen.spec.fields import Fields
from swarmgen.spec.load import load
from swarmgen.spec.nodes import Mapping, Scalar
from swarmgen.spec.syntax import FileSpec, Imports, Reference, RegistrySpec
from swarmgen.spec.text import read_bytes

_NOT_DEFINITIONS: Final = frozenset({*manifest.NAMES, "schema-next.yaml"})
_MANIFESTS: Final = frozenset(manifest.NAMES)
_FORMATS: Final = {"definition/1": 1, "definition/2": 2}
_LEGACY_VERSIONS: Final = {"1": 1, "2": 2}
_PATTERNS: Final = "patterns/"
_PATTERN_FORMATS: Final = frozenset({"pattern/1", "module/1"})


def definition_files(folder: Path, on_error: Callable[[OSError], None] | None = None) -> Iterator[Path]:
    """Every definition file of a registry, in the byte order of their paths relative to `folder`.

    A folder below with a manifest of its own is another registry and not part of this one: so a registry can keep those
    it builds on beside its definitions. Hidden entries and symbolic links to folders are skipped; `on_error` hears of
    folders that cannot be read.
    """
    found: list[str] = []
    for parent, folders, files in os.walk(folder, onerror=on_error):
        if parent != os.fspath(folder) and not _MANIFESTS.isdisjoint(files):
            folders.clear()
            continue
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if name.endswith((".yaml", ".yml")) and not name.startswith(".") and name not in _NOT_DEFINITIONS:
                found.append(os.path.join(parent, name))
    yield from (Path(path) for path in sorted(found, key=lambda p: os.fsencode(os.path.relpath(p, folder))))


def read_registry(folder: Path, display: str, sink: Sink, *, identity: str | None = None) -> RegistrySpec:
    """Read and parse a registry.

    Args:
        folder: the registry's folder.
        display: the folder as messages name it; file paths in messages begin with it.
        sink: receives what is wrong.
        identity: the folder as generated names refer to it; `display` by default.

    Raises:
        UsageError: if there is no such folder.
    """
    if not folder.is_dir():
        raise UsageError(f'there is no registry folder "{display}"')

    def report(error: OSError) -> None:
        place = Place(_shown(Path(error.filename).relative_to(folder).as_posix(), display))
        sink.error("unreadable-file", f"cannot be read: {error.strerror}", place)

    read = manifest.read_manifest(folder, display, sink)
    paths = [path.relative_to(folder).as_posix() for path in definition_files(folder, report)]
    if not paths:
        nested = next((path.parent.name for name in manifest.NAMES for path in folder.glob(f"*/{name}")), None)
        hint = f'"{nested}" has a manifest, so it is a registry of its own' if nested else None
        sink.error("empty-registry", "the folder has no definition files (*.yaml)", Place(display), hint=hint)
    files = [_read_file(folder, path, display, identity or display, sink) for path in paths]
    return RegistrySpec(folder=display, manifest=read, files=tuple(f for f in files if f is not None))


def _read_file(folder: Path, path: str, display: str, identity: str, sink: Sink) -> FileSpec | None:
    """The file `path` of the registry `folder`; None after an error."""
    shown = _shown(path, display)
    if not _is_text(path):
        hint = "rename it: its path becomes part of the resolved registry"
        sink.error("invalid-file-name", "the file's name is not UTF-8", Place(shown), hint=hint)
        return None
    data = read_bytes(folder / path, shown, sink)
    root = load(data, shown, sink) if data is not None else None
    if root is None:
        return None
    if _is_pattern(path, root):
        return None  # read by spec/patterns
    fields = Fields(root, "a definition file", sink)
    version = _version(fields)
    if version is None:
        return None
    groups = parse_groups(fields, path) if version == 1 else parse_items(fields, path, f"{identity}/{path}")
    imports = _imports(fields)
    fields.finish()
    return FileSpec(path=path, groups=groups, imports=imports)


def _is_pattern(path: str, root: Mapping) -> bool:
    """Whether a file holds a coordination pattern, or a part of one, instead of conventions."""
    node = root.entries.get("file_format")
    return path.startswith(_PATTERNS) and isinstance(node, Scalar) and node.value in _PATTERN_FORMATS


def _shown(path: str, folder: str) -> str:
    return path if folder in (".", "") else f"{folder.rstrip('/')}/{path}"


def _is_text(name: str) -> bool:
    """Whether a file's name, as the system gives it, can be written as UTF-8."""
    return not any("\ud800" <= char <= "\udfff" for char in name)


def _version(fields: Fields) -> int | None:
    """1 or 2; None after an error. Files without a format are definition/1."""
    if fields.given("version"):
        message, hint = (
            '"version" is the legacy way to name the format',
            "write file_format: definition/1 or definition/2",
        )
        fields.sink.warning("legacy-version", message, fields.key_place("version"), hint=hint)
    found = 1
    for key, known in (("version", _LEGACY_VERSIONS), ("file_format", _FORMATS)):
        text = fields.text(key)
        if text is None and not fields.given(key):
            continue
        if text is not None and text not in known:
            fields.not_one_of(key, text, list(known))
        if text not in known:
            return None
        found = known[text]
    if found == 2:
        place = fields.value_place("file_format" if fields.given("file_format") else "version")
        fields.sink.warning("unstable-format", "the format definition/2 is not stable yet", place)
    return found


def _imports(fields: Fields) -> Imports | None:
    node = fields.node("imports")
    if node is None:
        return None
    inner = Fields(node, '"imports"', fields.sink)

    def patterns(key: str) -> tuple[Reference, ...]:
        return tuple(Reference(text, place) for text, place in inner.texts(key))

    imports = Imports(
        metrics=patterns("metrics"),
        events=patterns("events"),
        entities=patterns("entities"),
        spans=patterns("spans"),
        attribute_groups=patterns("attribute_groups"),
    )
    inner.finish()
    return imports
