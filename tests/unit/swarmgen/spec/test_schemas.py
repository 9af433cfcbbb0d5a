"""The JSON Schemas for editors and the parser agree on what is well formed.

Names that lead nowhere, and what YAML itself refuses, are no matter of form; neither is seen here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

from swarmgen.diagnostics import Sink
from swarmgen.model.conventions import Json
from swarmgen.spec.fields import to_json
from swarmgen.spec.load import load
from swarmgen.spec.manifest import NAMES
from tests.cases.corpus import ROOT
from tests.unit.swarmgen.spec.test_wrong_types import FILES, WRONG, changes, said

CHECKOUT: Final = ROOT.parents[1]
SCHEMAS: Final = CHECKOUT / "semantic-conventions" / "schema"
BEYOND_SCHEMA: Final = {
    "that two lists do not name the same attribute": (
        "definition-2",
        """\
        file_format: definition/2
        entities:
          - type: host
            identity: [{ref: a}]
            description: [{ref: a}]
            brief: b
            stability: stable
            requirement_level: opt_in
        """,
    ),
    "that 1 is no double, while 1.0 is one: to a schema both are the integer 1": (
        "definition-1",
        """\
        groups:
          - id: registry.a
            type: attribute_group
            brief: b
            attributes: [{id: a, type: double, brief: b, stability: stable, examples: [1, 2]}]
        """,
    ),
}
"""What JSON Schema cannot tell: the parser refuses each of these, the schema does not."""


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((SCHEMAS / f"{name}.schema.json").read_text()))


def _accepts(name: str, data: Json) -> bool:
    return _validator(name).is_valid(json.loads(json.dumps(data)))  # tuples become lists


def _schema_of(path: Path, data: dict[str, Any]) -> str | None:
    """The schema for a file, by its name and format; None for a format that does not exist."""
    if path.name in NAMES:
        return "manifest"
    formats = {"definition/1": "definition-1", "definition/2": "definition-2"}
    if data.get("file_format") is not None:
        return formats.get(data["file_format"]) if isinstance(data["file_format"], str) else None
    return {None: "definition-1", "1": "definition-1", "2": "definition-2"}.get(data.get("version"))


def _files() -> Iterator[Path]:
    """Every file that is read in a case."""
    for path in sorted(ROOT.glob("*/*/**/*.y*ml")):
        hidden = any(part.startswith(".") for part in path.relative_to(ROOT).parts)
        if not hidden and path.name != "schema-next.yaml" and "not: read" not in path.read_text():
            yield path


def test_schemas_are_schemas() -> None:
    names = [path.name for path in sorted(SCHEMAS.iterdir())]
    assert names == [
        *("definition-1.schema.json", "definition-2.schema.json", "manifest.schema.json"),
        "pattern.schema.json",
    ]
    for name in names:
        schema = json.loads((SCHEMAS / name).read_text())
        Draft202012Validator.check_schema(schema)
        assert schema["$id"] == f"urn:swarmsh:schema:{name.removesuffix('.schema.json')}"
        assert all(definition.get("description") for definition in schema["$defs"].values())


@pytest.mark.parametrize("path", [*_files()], ids=lambda path: str(path.relative_to(ROOT)))
def test_schema_and_parser_agree_on_the_corpus(path: Path, tmp_path: Path) -> None:
    sink = Sink()
    node = load(path.read_bytes(), "a.yaml", sink)
    if node is None or sink.has_errors:
        return  # refused before its form was looked at
    data = to_json(node)
    assert isinstance(data, dict)
    schema = _schema_of(path, data)
    is_right = not any(d.is_error for d in said(tmp_path, path.read_text(), is_manifest=path.name in NAMES))
    assert (schema is not None and _accepts(schema, data)) is is_right


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("name", FILES)
def test_schema_and_parser_agree_on_every_wrong_value(name: str, kind: str, tmp_path: Path) -> None:
    schema = {"legacy manifest": "manifest"}.get(name, name.replace("/", "-"))
    differing = []
    for change in changes(FILES[name]):
        if not change.path.endswith(f"={kind}") or change.path.startswith((".file_format=", ".version=")):
            continue
        node = load(change.changed.encode(), "a.yaml", Sink())
        assert node is not None
        is_right = not any(d.is_error for d in said(tmp_path, change.changed, is_manifest="manifest" in name))
        if _accepts(schema, to_json(node)) is not is_right:
            differing.append(change.path)
    assert differing == []


@pytest.mark.parametrize("what", BEYOND_SCHEMA)
def test_what_a_schema_cannot_tell(what: str, tmp_path: Path) -> None:
    """If one of these fails, the schema has learned it: drop the exception."""
    schema, text = BEYOND_SCHEMA[what]
    node = load(dedent(text).encode(), "a.yaml", Sink())
    assert node is not None and _accepts(schema, to_json(node))
    assert any(d.is_error for d in said(tmp_path, dedent(text), is_manifest=False))


def test_our_own_conventions_are_accepted() -> None:
    folder = CHECKOUT / "semantic-conventions"
    paths = [*folder.glob("model/**/*.yaml"), *folder.glob("imports/**/*.yaml"), *folder.glob("*.yaml")]
    assert len(paths) > 50
    for path in paths:
        node = load(path.read_bytes(), str(path), Sink())
        assert node is not None
        data = to_json(node)
        assert isinstance(data, dict)
        errors = _validator(_schema_of(path, data) or "").iter_errors(json.loads(json.dumps(data)))
        assert [f"{path.name}: {error.message}" for error in errors] == []
