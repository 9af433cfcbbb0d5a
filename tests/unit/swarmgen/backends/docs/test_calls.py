"""The calls on the pages are calls of what the Python and bash back ends generate."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from swarmgen.analysis.resolve import resolve
from swarmgen.backends.bash.library import emit as emit_bash
from swarmgen.backends.docs.calls import calls
from swarmgen.backends.docs.views import Call
from swarmgen.backends.python.helpers import emit_helpers
from swarmgen.diagnostics import Sink
from swarmgen.model.conventions import BodyField, GroupType, Instrument, Registry, SpanKind
from tests.builders import attribute, group, metric, registry
from tests.synthetic import write_synthetic
from tests.unit.swarmgen.backends.docs import samples

OWN = Path(__file__).parents[5] / "semantic-conventions"


def own() -> Registry:
    return resolve(OWN, "semantic-conventions", Sink(), identity="semantic-conventions").registry


def colliding() -> Registry:
    """Attributes and spans whose short names collide, with each other or with words the helpers need."""
    required = {"requirement_level": samples.REQUIRED, **samples.annotated()}
    attributes = tuple(
        attribute(f"acme.{name}", **required) for name in ("a.b", "a_b", "class", "name", "links", "x y")
    )
    names = ("acme.go.on", "acme.go_on", "acme.import", "acme.collect")
    spans = (
        group(f"span.{n}", GroupType.SPAN, name=n, span_kind=SpanKind.CLIENT, attributes=attributes) for n in names
    )
    return registry(attributes, spans)


def every_kind() -> Registry:
    """A signal of every kind, with and without what must be given."""
    required: dict[str, Any] = {"requirement_level": samples.REQUIRED}
    fixed = samples.annotated(value="always")
    attributes = (attribute("acme.given", **required), attribute("acme.known", **fixed), attribute("acme.free"))
    told = BodyField(id="told", type="string", requirement_level=samples.REQUIRED)
    signals = (
        group(f"{kind}.acme.{name}", kind, name=f"acme.{name}", attributes=attributes[start:], body=body)
        for kind in (GroupType.SPAN, GroupType.EVENT, GroupType.ENTITY)
        for name, start, body in (("some", 0, None), ("none", 1, told if kind is GroupType.EVENT else None))
    )
    metrics = (metric(f"acme.{each}", each, attributes=attributes) for each in Instrument)
    return registry(attributes, (*signals, *metrics))


def calls_of(registry: Registry) -> list[tuple[GroupType, Call]]:
    known = calls(registry, "acme")
    found = [(group.type, known[id(group)]) for group in registry.groups if id(group) in known]
    assert len(found) == len(known)
    return found


def functions(module: ast.Module) -> Iterator[tuple[str, list[str]]]:
    """What a module defines, and the keyword arguments it cannot be called without; a class by what it records with."""
    for node in module.body:
        match node:
            case ast.FunctionDef():
                yield node.name, _required(node)
            case ast.ClassDef():
                methods = {each.name: each for each in node.body if isinstance(each, ast.FunctionDef)}
                for verb in {"add", "record", "set"} & methods.keys():
                    yield f"{node.name}().{verb}", _required(methods[verb])


def _required(node: ast.FunctionDef) -> list[str]:
    pairs = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
    return sorted(argument.arg for argument, default in pairs if default is None)


MODULES = {
    GroupType.SPAN: "spans",
    GroupType.EVENT: "events",
    GroupType.METRIC: "instruments",
    GroupType.ENTITY: "entities",
}


@pytest.mark.parametrize("make", [own, colliding, every_kind, samples.small_registry])
def test_python_calls_are_those_of_the_helpers(make: Callable[[], Registry]) -> None:
    found = make()
    output = emit_helpers(found, samples.target())
    for kind, package in MODULES.items():
        texts = [artifact.text for path, artifact in output.items() if path.parent.name == package]
        made = dict(pair for text in texts for pair in functions(ast.parse(text)))
        shown = [call for type, call in calls_of(found) if type is kind]
        names = [f"{call.python}().{call.record}" if call.record else str(call.python) for call in shown]
        assert dict(zip(names, (sorted(map(str, call.arguments)) for call in shown), strict=True)) == made


@pytest.mark.parametrize("make", [own, colliding, every_kind, samples.small_registry])
def test_bash_calls_are_those_of_the_library(make: Callable[[], Registry]) -> None:
    found = make()
    (artifact,) = emit_bash(found, samples.target()).values()
    made = {
        name: sorted([*(["name"] if "Needs name=" in about else []), *required.split()])
        for about, name, required in re.findall(
            r'^# (.*)\n(acme_\w+)\(\) \{\n.*\n +"(.*)" \\$', artifact.text, re.MULTILINE
        )
    }
    assert {str(call.bash): sorted(map(str, call.arguments)) for _, call in calls_of(found)} == made


def test_a_span_without_a_name_of_its_own_takes_one(tmp_path: Path) -> None:
    write_synthetic(tmp_path)
    found = resolve(tmp_path, "bulk", Sink(), identity="bulk").registry
    spans = [call for kind, call in calls_of(found) if kind is GroupType.SPAN]
    assert len(spans) == 60
    assert {call.arguments[0] for call in spans} == {"name"}


def test_an_event_with_a_body_is_not_added_to_a_span() -> None:
    events = [call for kind, call in calls_of(every_kind()) if kind is GroupType.EVENT]
    assert {str(call.python): str(call.span_event) for call in events} == {"some": "acme.some", "none": ""}


def test_groups_of_one_id_have_calls_of_their_own() -> None:
    twins = [call for kind, call in calls_of(samples.many_roots()) if kind is GroupType.METRIC]
    assert len({call.bash for call in twins}) == len({call.python for call in twins}) == len(twins) == 2
