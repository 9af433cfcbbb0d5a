"""The constants modules of a small registry: snapshots, and the generated code at work."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from types import ModuleType

import pytest
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from syrupy.assertion import SnapshotAssertion

from swarmgen.backends.python.constants import emit_constants
from swarmgen.backends.python.enums import emit_enums
from swarmgen.model.artifacts import Artifact
from swarmgen.model.conventions import Registry, Stability
from tests.builders import attribute, enum, member, metric, registry
from tests.unit.swarmgen.backends.python.samples import STABLE, install, modules, small_registry, target, text_of

Output = dict[PurePosixPath, Artifact]


@pytest.fixture(scope="module")
def output() -> Output:
    return emit_constants(small_registry(), target())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the generated package `generated_acme`."""
    folder = tmp_path_factory.mktemp("site")
    generated = target("generated_acme")
    install(emit_constants(small_registry(), generated) | emit_enums(small_registry(), generated), folder)
    return folder


@pytest.fixture
def incubating(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The generated package `generated_acme._incubating`, importable with everything below it."""
    monkeypatch.syspath_prepend(folder)
    yield importlib.import_module("generated_acme._incubating")
    for name in [name for name in sys.modules if name.partition(".")[0] == "generated_acme"]:
        del sys.modules[name]


MODULES = [
    "acme/_incubating/attributes/acme_attributes.py",
    "acme/_incubating/metrics/acme_metrics.py",
    "acme/attributes/acme_attributes.py",
    "acme/metrics/acme_metrics.py",
]


@pytest.mark.parametrize("path", MODULES)
def test_module(path: str, output: Output, snapshot: SnapshotAssertion) -> None:
    assert text_of(output, path) == snapshot


def test_files(output: Output) -> None:
    assert modules(output) == MODULES
    packages = sorted(str(path.parent.relative_to("python/src")) for path in output if path.name == "__init__.py")
    assert packages == [
        "acme/_incubating",
        "acme/_incubating/attributes",
        "acme/_incubating/metrics",
        "acme/attributes",
        "acme/metrics",
    ]


def test_every_package_says_what_it_holds(output: Output) -> None:
    docs = [ast.get_docstring(ast.parse(each.text)) for path, each in output.items() if path.name == "__init__.py"]
    assert len(docs) == 5
    assert all(docs)


def test_sources_are_the_files_of_the_definitions(output: Output) -> None:
    assert {path.name: each.sources for path, each in output.items() if path.name != "__init__.py"} == {
        "acme_attributes.py": ("model/acme.yaml",),
        "acme_metrics.py": ("model/acme.yaml",),
    }


def test_nothing_comes_of_nothing() -> None:
    assert emit_constants(registry(), target()) == {}


def test_a_registry_without_stable_definitions_has_no_stable_folders() -> None:
    output = emit_constants(registry([attribute("a.b")]), target())
    assert sorted(str(path) for path in output) == [
        "python/src/acme/_incubating/__init__.py",
        "python/src/acme/_incubating/attributes/__init__.py",
        "python/src/acme/_incubating/attributes/a_attributes.py",
    ]


def test_a_dotted_package_is_a_folder_in_a_folder() -> None:
    output = emit_constants(registry([attribute("a.b", **STABLE)]), target("one.two"))
    assert modules(output) == ["one/two/_incubating/attributes/a_attributes.py", "one/two/attributes/a_attributes.py"]
    assert "`one.two.attributes.a_attributes.A_B`" in text_of(output, "one/two/_incubating/attributes/a_attributes.py")


def test_formatting_does_not_change_a_syntax_tree(output: Output) -> None:
    for path in MODULES:
        unformatted = output[PurePosixPath("python/src", path)].text
        assert ast.dump(ast.parse(text_of(output, path))) == ast.dump(ast.parse(unformatted))


def test_the_generated_package_is_strictly_typed(folder: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(folder / "cache"), "-p", "generated_acme"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, ""), run.stdout


def test_constants_and_members_have_their_values(incubating: ModuleType) -> None:
    attributes = importlib.import_module("generated_acme._incubating.attributes.acme_attributes")
    assert attributes.ACME_WORK_LABEL_TEMPLATE == "acme.work.label"
    assert {each.name: each.value for each in attributes.AcmeWorkStatusValues} == {
        "READY": "ready",
        "IN_PROGRESS": "in progress",
        "PAUSED": "paused",
        "LOST": "lost",
    }
    assert [each.value for each in attributes.AcmeWorkSizeValues] == [1, 2]


def test_factories_make_the_declared_instruments(incubating: ModuleType) -> None:
    metrics = importlib.import_module("generated_acme._incubating.metrics.acme_metrics")
    reader = InMemoryMetricReader()
    meter = MeterProvider(metric_readers=[reader]).get_meter("test")

    def observe(_options: CallbackOptions) -> list[Observation]:
        return [Observation(4)]

    metrics.create_acme_work_done(meter).add(1)
    metrics.create_acme_work_time(meter).record(2.0)
    metrics.create_acme_queue_length(meter).add(-3)
    metrics.create_acme_queue_age(meter, [observe])
    collected = reader.get_metrics_data()
    assert collected is not None
    found = {each.name: each for each in collected.resource_metrics[0].scope_metrics[0].metrics}
    assert {name: (type(each.data).__name__, each.unit, each.description) for name, each in found.items()} == {
        "acme.work.done": ("Sum", "{item}", "Work items done."),
        "acme.work.time": ("Histogram", "s", 'Time "at work" per item.'),
        "acme.queue.length": ("Sum", "{item}", ""),
        "acme.queue.age": ("Gauge", "s", "The acme.queue.age."),
    }


def test_a_deprecated_enumeration_is_marked_for_type_checkers(incubating: ModuleType) -> None:
    attributes = importlib.import_module("generated_acme._incubating.attributes.acme_attributes")
    size, status = attributes.AcmeWorkSizeValues, attributes.AcmeWorkStatusValues
    assert size.__deprecated__ == "The attribute acme.work.size is deprecated - Use `acme.work.points` instead"
    assert status.__deprecated__ == (
        "Deprecated in favor of stable :py:const:`generated_acme.attributes.acme_attributes.AcmeWorkStatusValues`."
    )


@pytest.mark.parametrize("stability", [each for each in Stability if each is not Stability.STABLE] + [None])
def test_only_what_is_stable_is_in_the_stable_tree(stability: Stability | None) -> None:
    unstable = registry([attribute("a.b", stability=stability)])
    assert modules(emit_constants(unstable, target())) == ["acme/_incubating/attributes/a_attributes.py"]


def test_a_stable_enumeration_without_stable_members_has_no_class_to_point_to() -> None:
    output = emit_constants(registry([attribute("a.b", enum(member("c")), **STABLE)]), target())
    assert "class" not in text_of(output, "acme/attributes/a_attributes.py")
    incubating = text_of(output, "acme/_incubating/attributes/a_attributes.py")
    assert "class ABValues(Enum)" in incubating
    assert "@deprecated" not in incubating


def test_a_stable_member_of_an_unstable_enumeration_points_nowhere() -> None:
    output = emit_constants(registry([attribute("a.b", enum(member("c", brief="See.", **STABLE)))]), target())
    text = text_of(output, "acme/_incubating/attributes/a_attributes.py")
    assert '"""See."""' in text
    assert "in favor of" not in text


def test_a_definition_without_words_has_no_docstring() -> None:
    output = emit_constants(registry([attribute("a.b", enum(member("c", brief=" ")), brief=" \n")]), target())
    statements = ast.parse(text_of(output, "acme/_incubating/attributes/a_attributes.py")).body
    assert [type(statement) for statement in statements] == [
        ast.ImportFrom,
        ast.ImportFrom,
        ast.AnnAssign,
        ast.ClassDef,
    ]


def test_a_metric_without_instrument_is_our_own_mistake() -> None:
    broken: Registry = registry(groups=[metric("a.b", None)])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r'"a\.b" has no instrument'):
        emit_constants(broken, target())
