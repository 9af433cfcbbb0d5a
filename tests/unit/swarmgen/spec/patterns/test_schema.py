"""The JSON Schema for editors and the reader of patterns agree on what is well formed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

from swarmgen.diagnostics import Diagnostic, Sink
from swarmgen.spec.fields import to_json
from swarmgen.spec.load import load
from swarmgen.spec.patterns.files import read_files
from tests.cases_patterns.corpus import ROOT as CASES
from tests.repository import ROOT
from tests.unit.swarmgen.spec.patterns.complete import MODULE, PATTERN

SCHEMA: Final = ROOT / "semantic-conventions" / "schema" / "pattern.schema.json"
FILES: Final = {"pattern": ("patterns/shop.yaml", PATTERN), "module": ("patterns/modules/jobs.yaml", MODULE)}
WRONG: Final[dict[str, Any]] = {
    "null": None,
    "number": 1.5,
    "whole": 7,
    "boolean": True,
    "text": "some words",
    "blank": " ",
    "list": [1],
    "empty list": [],
    "lists": [["a"], "b"],
    "mapping": {"a": 1},
    "empty mapping": {},
    "bad names": {"A b": 1},
}
EVERY: Final = 4
"""Each value is replaced by every fourth of these; 1 tries all of them and takes a minute."""


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text()))


def value_of(text: str) -> Any:
    node = load(text.encode(), "a.yaml", Sink())
    assert node is not None
    return json.loads(json.dumps(to_json(node)))  # tuples become lists


def said(folder: Path, path: str, data: Any) -> list[Diagnostic]:
    """What the reader says of a file; JSON is YAML."""
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(json.dumps(data))
    sink = Sink()
    read_files(folder, ".", sink)
    return [one for one in sink if one.is_error]


def paths(data: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside."""
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in children:
        yield (*here, key)
        yield from paths(value, (*here, key))


def changed(data: Any, path: tuple[Any, ...], value: Any, *, drop: bool = False, add: bool = False) -> Any:
    """A copy with another value at the end of a path, or without it, or with one key more beside it."""
    copy = deepcopy(data)
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    if drop:
        del inner[path[-1]]
    elif add:
        inner["no such key"] = 1
    else:
        inner[path[-1]] = value
    return copy


def test_the_schema_is_a_schema() -> None:
    schema = json.loads(SCHEMA.read_text())
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == "urn:swarmsh:schema:pattern"
    assert all(definition.get("description") is not None for definition in schema["$defs"].values())


@pytest.mark.parametrize("name", FILES)
def test_complete_files_are_accepted_by_both(name: str, tmp_path: Path) -> None:
    path, text = FILES[name]
    assert [error.message for error in validator().iter_errors(value_of(text))] == []
    assert said(tmp_path, path, value_of(text)) == []


def our_files() -> list[Path]:
    folders = (ROOT / "semantic-conventions" / "patterns", ROOT / "tests" / "patterns" / "patterns")
    return sorted(path for folder in folders for path in folder.rglob("*.yaml"))


@pytest.mark.parametrize("path", our_files(), ids=lambda path: path.stem)
def test_our_own_patterns_are_accepted(path: Path) -> None:
    errors = validator().iter_errors(value_of(path.read_text()))
    assert [error.message for error in errors] == []


def corpus() -> list[Path]:
    return sorted(CASES.glob("*/patterns/**/*.yaml"))


@pytest.mark.parametrize("path", corpus(), ids=lambda path: str(path.relative_to(CASES)))
def test_schema_and_reader_agree_on_the_corpus(path: Path, tmp_path: Path) -> None:
    data = value_of(path.read_text())
    kind = "patterns/modules" if path.parent.name == "modules" else "patterns"
    is_right = said(tmp_path, f"{kind}/{path.name}", data) == []
    assert validator().is_valid(data) is is_right


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("name", FILES)
def test_schema_and_reader_agree_on_every_wrong_value(name: str, kind: str, tmp_path: Path) -> None:
    path, text = FILES[name]
    data = value_of(text)
    differing = []
    for way in list(paths(data))[[*WRONG].index(kind) % EVERY :: EVERY]:
        other = changed(data, way, WRONG[kind])
        if way == (name,) and kind == "text":
            continue  # a schema does not know the name of the file
        if validator().is_valid(other) is not (said(tmp_path, path, other) == []):
            differing.append(way)
    assert differing == []


@pytest.mark.parametrize("name", FILES)
def test_schema_and_reader_agree_on_keys_that_are_missing_or_too_many(name: str, tmp_path: Path) -> None:
    path, text = FILES[name]
    data = value_of(text)
    differing = []
    for way in paths(data):
        for what in ("drop", "add"):
            if what == "add" and not isinstance(way[-1], str):
                continue
            other = changed(data, way, None, **{what: True})
            if validator().is_valid(other) is not (said(tmp_path, path, other) == []):
                differing.append((what, *way))
    assert differing == []


def test_enough_is_tried() -> None:
    assert sum(1 for _, text in FILES.values() for _ in paths(value_of(text))) > 200
    data = value_of(PATTERN)
    refused = [way for way in paths(data) if not validator().is_valid(changed(data, way, 1.5))]
    assert 200 < len(refused) < len(list(paths(data)))
