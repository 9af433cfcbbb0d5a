"""A registry's folder → `RegistrySpec`: the manifest and every definition file below it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from swarmgen.diagnostics import Place, Sink, UsageError
from swarmgen.spec import manifest
from swarmgen.spec.definition1 import parse_groups
from swarmgen.spec.definition2 import parse_items
from swarmgen.spec.fields import Fields
from swarmgen.spec.load import load
from swarmgen.spec.syntax import FileSpec, Imports, Reference, RegistrySpec

_NOT_DEFINITIONS: Final = frozenset({*manifest.NAMES, "schema-next.yaml"})
_DEFINITIONS_FOLDER: Final = "model"
_FORMATS: Final = {"definition/1": 1, "definition/2": 2}
_LEGACY_VERSIONS: Final = {"1": 1, "2": 2}


def definition_files(folder: Path) -> Iterator[Path]:
    """Every definition file of a registry, in the byte order of their paths relative to `folder`.

    A manifest beside a folder `model` means that the definitions are in there (the layout of this project, which keeps imports and
    patterns beside them); otherwise they are anywhere below `folder`. Hidden entries and symbolic links to folders are skipped.
    """
    root = folder
    if any((folder / name).is_file() for name in manifest.NAMES) and (folder / _DEFINITIONS_FOLDER).is_dir():
        root = folder / _DEFINITIONS_FOLDER
    found: list[str] = []
    for parent, folders, files in os.walk(root):
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
        identity: the folder as generated names refer to it; `display` by default.

    Raises:
        UsageError: if there is no such folder.
    """
    if not folder.is_dir():
        raise UsageError(f'there is no registry folder "{display}"')
    read = manifest.read_manifest(folder, display, sink)
    named = identity or display
    files = [
        _read_file(path, path.relative_to(folder).as_posix(), display, named, sink) for path in definition_files(folder)
    ]
    if not files:
        sink.error("empty-registry", "the folder has no definition files (*.yaml)", Place(display))
    return RegistrySpec(folder=display, manifest=read, files=tuple(f for f in files if f is not None))


def _read_file(path: Path, relative: str, folder: str, identity: str, sink: Sink) -> FileSpec | None:
    display = relative if folder in (".", "") else f"{folder.rstrip('/')}/{relative}"
    try:
        data = path.read_bytes()
    except OSError as error:
        sink.error("unreadable-file", f"cannot be read: {error.strerror}", Place(display))
        return None
    root = load(data, display, sink)
    if root is None:
        return None
    fields = Fields(root, "a definition file", sink)
    version = _version(fields)
    if version is None:
        return None
    groups = parse_groups(fields, relative) if version == 1 else parse_items(fields, relative, f"{identity}/{relative}")
    imports = _imports(fields)
    fields.finish()
    return FileSpec(path=relative, groups=groups, imports=imports)


def _version(fields: Fields) -> int | None:
    """1 or 2; None after an error. Files without a format are definition/1."""
    for key, known in (("file_format", _FORMATS), ("version", _LEGACY_VERSIONS)):
        text = fields.text(key)
        if text is None:
            continue
        if key == "version":
            message, hint = '"version" is the legacy way to name the format', f"write file_format: definition/{text}"
            fields.sink.warning("legacy-version", message, fields.key_place(key), hint=hint)
        version = known.get(text)
        if version is None:
            fields.not_one_of(key, text, list(known))
        elif version == 2:
            fields.sink.warning("unstable-format", "the format definition/2 is not stable yet", fields.value_place(key))
        fields.node("version")
        return version
    return 1


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
