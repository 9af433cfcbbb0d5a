"""A registry's `manifest.yaml`: its schema URL and the registries it builds on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from swarmgen.diagnostics import Place, Sink
from swarmgen.model.conventions import Stability
from swarmgen.spec import values
from swarmgen.spec.fields import Fields
from swarmgen.spec.load import load
from swarmgen.spec.nodes import Node
from swarmgen.spec.syntax import Dependency, Manifest
from swarmgen.spec.text import read_bytes

NAMES: Final = ("manifest.yaml", "registry_manifest.yaml")
"""The current file name, then the legacy one."""

_SCHEMA_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://[^/\s]+(/[^/\s]+)+/?")


def read_manifest(folder: Path, display: str, sink: Sink) -> Manifest | None:
    """The manifest of a folder; None when it has none, or after an error.

    Args:
        folder: the folder to look in.
        display: the folder as messages name it.
    """
    for name in NAMES:
        path = folder / name
        if not path.is_file():
            continue
        shown = f"{display}/{name}"
        if name != NAMES[0]:
            sink.warning("legacy-manifest", f"{name} is the legacy name", Place(shown), hint=f"rename it to {NAMES[0]}")
        data = read_bytes(path, shown, sink)
        node = load(data, shown, sink) if data is not None else None
        return _parse(node, sink) if node is not None else None
    return None


def version_of(schema_url: str) -> str:
    """The last segment of a schema URL."""
    return schema_url.rstrip("/").rpartition("/")[2]


def name_of(schema_url: str) -> str:
    """A schema URL without scheme and version: host and the rest of the path."""
    return schema_url.rstrip("/").rpartition("/")[0].partition("://")[2]


def _parse(node: Node, sink: Sink) -> Manifest | None:
    fields = Fields(node, "the manifest", sink)
    file_format = fields.text("file_format")
    if file_format is not None and not file_format.startswith("definition_manifest/"):
        message = f'a manifest of format "{file_format}" is a published registry, not a definition'
        hint = "point to the folder of the definition files"
        sink.error("published-manifest", message, fields.value_place("file_format"), hint=hint)
        return None
    is_legacy = not fields.given("schema_url") and fields.given("schema_base_url")
    schema_url = _schema_url(fields)
    manifest = Manifest(
        schema_url=schema_url or "",
        description=fields.text("description") or "",
        stability=values.stability(fields) or Stability.DEVELOPMENT,
        dependencies=tuple(_dependency(item, is_legacy, sink) for item in fields.nodes("dependencies")),
        place=fields.value_place("schema_url"),
    )
    fields.text("name")  # accepted and without meaning, as older manifests carry it
    fields.finish()
    return manifest if schema_url else None


def _schema_url(fields: Fields) -> str | None:
    """The schema URL, or the legacy pair of base URL and version."""
    base, version = fields.text("schema_base_url"), fields.text("semconv_version")
    is_legacy = bool(base and version) and not fields.given("schema_url")
    given = fields.text("schema_url", required=not is_legacy)
    if base and version and is_legacy:
        url = f"{base.rstrip('/')}/{version}"
        message, hint = "schema_base_url and semconv_version are legacy", f"write schema_url: {url}"
        fields.sink.warning("legacy-manifest", message, fields.key_place("schema_base_url"), hint=hint)
        return _checked(url, "schema_base_url", fields)
    return _checked(given, "schema_url", fields) if given is not None else None


def _checked(url: str, key: str, fields: Fields) -> str | None:
    if _SCHEMA_URL.fullmatch(url):
        return url
    hint = "for example https://example.com/schemas/1.0.0; the last segment is the version"
    fields.sink.error("invalid-schema-url", f'"{url}" is not a schema URL', fields.value_place(key), hint=hint)
    return None


def _dependency(node: Node, is_legacy: bool, sink: Sink) -> Dependency:
    """One entry of `dependencies`. Only a legacy manifest may name a dependency without telling its version."""
    fields = Fields(node, "a dependency", sink)
    is_named = is_legacy and fields.given("name")
    name = fields.text("name") if is_named else None
    given = fields.text("schema_url", required=not is_named)
    url = _checked(given, "schema_url", fields) if given is not None else None
    if name is not None and given is None:
        message, hint = f'the dependency "{name}" has no schema_url', "add schema_url, which carries its version"
        sink.warning("unversioned-dependency", message, fields.place, hint=hint)
    path = fields.name("registry_path", required=False)
    fields.finish()
    return Dependency(schema_url=url, path=path, place=fields.place)
