"""The calls on the pages are calls of what the Python back end generates."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.builders import attribute, group, registry
from tests.synthetic import write_synthetic
from tests.unit.swarmgen.backends.docs import samples

from swarmgen.analysis.resolve import resolve
from swarmgen.backends.docs.calls import span_calls
from swarmgen.backends.python.helpers import emit_helpers
from swarmgen.diagnostics import Sink
from swarmgen.model.conventions import GroupType, Registry, SpanKind

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


def required_arguments(module: ast.Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every public function of a module and the keyword arguments it cannot be called without."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef):
            pairs = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            yield node.name, tuple(argument.arg for argument, default in pairs if default is None)


@pytest.mark.parametrize("make", [own, colliding, samples.small_registry])
def test_python_calls_are_those_of_the_helpers(make: object) -> None:
    found: Registry = make()  # type: ignore[operator]
    calls = span_calls(found, "acme").values()
    modules = (text for path, text in emit_helpers(found, samples.target()).items() if path.parent.name == "spans")
    functions = dict(pair for text in modules for pair in required_arguments(ast.parse(text.text)))
    assert {str(c.python_function): sorted(map(str, c.python_arguments)) for c in calls} == {
        name: sorted(arguments) for name, arguments in functions.items()
    }


def test_a_span_without_a_name_of_its_own_takes_one(tmp_path: Path) -> None:
    write_synthetic(tmp_path)
    found = resolve(tmp_path, "bulk", Sink(), identity="bulk").registry
    calls = span_calls(found, "bulk")
    assert len(calls) == 60
    assert {call.python_arguments[0] for call in calls.values()} == {"name"}
    assert {call.bash_arguments[0] for call in calls.values()} == {"name"}


def test_bash_calls_start_with_the_package() -> None:
    call = span_calls(samples.small_registry(), "acme")["span.acme.work.claim"]
    assert (call.bash_function, call.bash_arguments) == ("acme_span_work_claim", ("work_id",))


def test_a_value_that_the_conventions_fix_is_no_argument() -> None:
    call = span_calls(samples.small_registry(), "acme")["span.acme.work.claim"]
    assert call.python_arguments == ("work_id",)
