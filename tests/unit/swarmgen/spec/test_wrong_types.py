"""A value of the wrong kind in any field of any construct is an error on the line of the value, nothing worse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
import yaml

from swarmgen.diagnostics import Diagnostic, Sink
from swarmgen.spec.manifest import NAMES, read_manifest
from tests.unit.swarmgen.spec.complete import DEFINITION_1, DEFINITION_2, LEGACY_MANIFEST, MANIFEST, REQUIRED
from tests.unit.swarmgen.spec.reading import read, told

WRONG: Final = {"null": "", "number": "1.5", "list": "[1]", "mapping": "{a: 1}", "text": "nonsense", "boolean": "true"}
FREE_TEXT: Final = frozenset(
    {
        *("brief", "conditionally_required", "description", "display_name", "extends", "id", "key", "metric_name"),
        *("name", "note", "prefix", "ref", "ref_group", "registry_path", "renamed_to"),
        *("semconv_version", "tag", "unit"),
    }
)
"""Texts that may say anything; a text in any other field is from a closed vocabulary, or not a text at all."""


@dataclass(frozen=True)
class Change:
    """A complete file with the value of one field replaced by one of another kind."""

    path: str
    line: int
    changed: str
    is_error: bool


def changes(text: str) -> Iterator[Change]:
    """The complete file `text` with each field in turn having a value of each kind."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)
    for parent, place, key, value in _fields(root, "", ""):
        right = _right_kinds(text, parent, key.value, _kind(value))
        for kind, written in WRONG.items():
            changed = _replaced(text, key, value, written)
            yield Change(f"{place}.{key.value}={kind}", key.start_mark.line + 1, changed, kind not in right)


def _right_kinds(text: str, parent: str, key: str, kind: str) -> set[str]:
    """The kinds of values that a field may have, which has a value of `kind` in the complete file."""
    right = set() if key in REQUIRED[text].get(parent, ()) else {"null"}
    if key == "examples":
        return right | WRONG.keys() - {"mapping"}
    if key == "value":
        return right | WRONG.keys() - {"mapping", "list"}
    if key == "deprecated" and text == DEFINITION_1:
        return right | {"text"}
    is_name = (parent, key) in {("entities", "type"), ("spans", "type")}
    is_free = kind == "text" and (key in FREE_TEXT or is_name)
    return right | ({kind} if is_free or kind == "boolean" or key == "annotations" else set())


def _fields(node: yaml.MappingNode, parent: str, place: str) -> Iterator[tuple[str, str, yaml.ScalarNode, yaml.Node]]:
    """Each field with the key of what it stands in, and the path of that; annotations are not looked into."""
    for key, value in node.value:
        yield parent, place, key, value
        items = value.value if isinstance(value, yaml.SequenceNode) else [value]
        for index, item in enumerate(items):
            if isinstance(item, yaml.MappingNode) and key.value != "annotations":
                inner = f"{place}.{key.value}" + (f"[{index}]" if value is not item else "")
                yield from _fields(item, key.value, inner)


def _kind(node: yaml.Node) -> str:
    match node:
        case yaml.SequenceNode():
            return "list"
        case yaml.MappingNode():
            return "mapping"
        case _:
            return "boolean" if node.tag.endswith(":bool") else "text"


def _replaced(text: str, key: yaml.ScalarNode, value: yaml.Node, written: str) -> str:
    """The file with `written` after the key, and all lines of the value gone."""
    lines = text.splitlines(keepends=True)
    is_block = isinstance(value, yaml.CollectionNode)
    after = value.end_mark.line if is_block else value.end_mark.line + 1
    lines[key.start_mark.line : after] = [f"{lines[key.start_mark.line][: key.end_mark.column]}: {written}\n"]
    return "".join(lines)


def said(folder: Path, text: str, *, is_manifest: bool) -> list[Diagnostic]:
    """What is said about one file."""
    if not is_manifest:
        return read(folder, text)
    (folder / NAMES[0]).write_text(text)
    sink = Sink()
    read_manifest(folder, ".", sink)
    return list(sink)


FILES: Final = {
    "definition/1": DEFINITION_1,
    "definition/2": DEFINITION_2,
    "manifest": MANIFEST,
    "legacy manifest": LEGACY_MANIFEST,
}


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("name", FILES)
def test_a_value_of_the_wrong_kind_is_an_error_on_its_line(name: str, kind: str, tmp_path: Path) -> None:
    chosen = [change for change in changes(FILES[name]) if change.path.endswith(f"={kind}")]
    assert chosen
    differing = {}
    for change in chosen:
        errors = [d for d in said(tmp_path, change.changed, is_manifest="manifest" in name) if d.is_error]
        if (change.line in [d.place.line for d in errors]) is not change.is_error:
            differing[change.path] = told(errors)
    assert differing == {}


@pytest.mark.parametrize("name", FILES)
def test_the_complete_files_are_right(name: str, tmp_path: Path) -> None:
    """Otherwise the test above would prove nothing."""
    assert [d for d in said(tmp_path, FILES[name], is_manifest="manifest" in name) if d.is_error] == []


def test_the_complete_files_are_complete() -> None:
    """Every key that the parser knows stands in one of them."""
    written = {path.rpartition(".")[2].partition("=")[0] for text in FILES.values() for path in _paths(text)}
    assert written >= FREE_TEXT | {"examples", "value", "sampling_relevant", "role", "tag", "visibility", "instrument"}
    assert len({path for text in FILES.values() for path in _paths(text)}) > 1000


def _paths(text: str) -> list[str]:
    return [change.path for change in changes(text)]


@pytest.mark.parametrize("key", ["groups", "imports", "attributes", "entities", "metrics", "spans", "attribute_groups"])
@pytest.mark.parametrize("version", ["definition/1", "definition/2"])
def test_odd_shapes_are_no_more_than_errors(key: str, version: str, tmp_path: Path) -> None:
    for written in ("", "[]", "[~]", "[[]]", "[[[]]]", "[{}]", "[[{}]]", "{}", "{a: {b: {c: }}}", "''", "[{id: [{}]}]"):
        said = read(tmp_path, f"file_format: {version}\n{key}: {written}\n")
        assert all(d.place.line <= 2 for d in said)
