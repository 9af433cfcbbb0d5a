"""The back end makes of the public conventions what their published Python package is, compared as syntax trees."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest

from swarmgen.analysis.resolve import resolve
from swarmgen.backends.python.constants import emit_constants
from swarmgen.backends.target import Target
from swarmgen.diagnostics import Sink
from tests.unit.swarmgen.backends.python.published import PACKAGE, installed_modules, registry_of
from tests.unit.swarmgen.backends.python.published_yaml import write_definitions

SOURCE = PurePosixPath("python/src/opentelemetry/semconv")
INSTALLED = installed_modules()
TARGET = Target(
    package=PACKAGE, version="1.44.0", templates=Path(__file__).parents[5] / "templates", registry_path="model"
)


@pytest.fixture(scope="module")
def generated() -> Mapping[PurePosixPath, ast.Module]:
    """The modules made from the registry that the installed package tells of."""
    output = emit_constants(registry_of(INSTALLED), TARGET)
    return {
        path.relative_to(SOURCE): ast.parse(artifact.text)
        for path, artifact in output.items()
        if path.name != "__init__.py"
    }


def test_exactly_the_published_modules_are_generated(generated: Mapping[PurePosixPath, ast.Module]) -> None:
    assert len(INSTALLED) == 120
    assert sorted(generated) == sorted(INSTALLED)


@pytest.mark.parametrize("path", [pytest.param(path, id=str(path)) for path in INSTALLED])
def test_a_module_has_the_published_syntax_tree(
    path: PurePosixPath, generated: Mapping[PurePosixPath, ast.Module]
) -> None:
    assert statements(generated[path]) == statements(INSTALLED[path])


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        pytest.param("", {"attribute": 105, "metric": 3, "class": 8, "member": 41}, id="stable"),
        pytest.param(
            "_incubating",
            {"attribute": 890, "metric": 430, "function": 430, "class": 143, "member": 849},
            id="incubating",
        ),
    ],
)
def test_counts(tree: str, expected: dict[str, int], generated: Mapping[PurePosixPath, ast.Module]) -> None:
    counts: Counter[str] = Counter()
    for path, module in generated.items():
        if (path.parts[0] == "_incubating") == bool(tree):
            counts += contents(module, "attribute" if "attributes" in path.parts else "metric")
    assert counts == expected


def test_the_way_from_yaml_ends_in_the_same_modules(tmp_path: Path) -> None:
    told = registry_of(INSTALLED)
    write_definitions(told, tmp_path / "model")
    sink = Sink()
    resolution = resolve(tmp_path / "model", "model", sink)
    assert [diagnostic for diagnostic in sink if diagnostic.is_error] == []
    assert emit_constants(resolution.registry, TARGET) == emit_constants(told, TARGET)


def statements(module: ast.Module) -> list[str]:
    """The statements of a module as text that shows every difference."""
    return [ast.dump(statement) for statement in module.body]


def contents(module: ast.Module, constant: str) -> Counter[str]:
    count: Counter[str] = Counter()
    for node in ast.walk(module):
        match node:
            case ast.AnnAssign():
                count[constant] += 1
            case ast.FunctionDef():
                count["function"] += 1
            case ast.ClassDef(body=body):
                count["class"] += 1
                count["member"] += sum(isinstance(statement, ast.Assign) for statement in body)
    return count
