"""The module `enums`: short names for the enumerations of a registry with one root namespace."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from swarmgen.backends.code import Code
from swarmgen.backends.python.constants import emit_constants
from swarmgen.backends.python.constants.selection import Tier
from swarmgen.backends.python.enums import EnumClass, emit_enums, enum_classes, enum_names
from swarmgen.model.conventions import Attribute, Registry
from tests.builders import attribute, enum, member, registry
from tests.unit.swarmgen.backends.python.samples import EXCLUDED, STABLE, install, small_registry, target, text_of


def enums_of(*names: str) -> Registry:
    return registry(enum_attribute(name) for name in names)


def enum_attribute(name: str) -> Attribute:
    return attribute(name, enum(member("x")))


def test_module(snapshot: SnapshotAssertion) -> None:
    assert text_of(emit_enums(small_registry(), target()), "acme/enums.py") == snapshot


def test_names_lose_the_root_namespace() -> None:
    assert enum_names(enums_of("acme.work.status", "acme.agent_kind"), target()) == {
        "acme.agent_kind": "AgentKind",
        "acme.work.status": "WorkStatus",
    }


def test_a_clash_restores_the_full_name_for_both() -> None:
    assert enum_names(enums_of("acme.1x", "acme.work", "acme.1X"), target()) == {
        "acme.1X": "Acme1x",
        "acme.1x": "Acme1x_2",
        "acme.work": "Work",
    }


def test_reserved_names_are_altered() -> None:
    assert enum_names(enums_of("acme.none", "acme.warning", "acme.1st"), target()) == {
        "acme.1st": "_1st",
        "acme.none": "None_",
        "acme.warning": "Warning_",
    }


@pytest.mark.parametrize(
    "known",
    [
        pytest.param(registry(), id="nothing"),
        pytest.param(registry([attribute("acme.work.id")]), id="no enumerations"),
        pytest.param(registry([attribute("acme.kind", enum())]), id="an enumeration without members"),
        pytest.param(registry([attribute("acme.kind", enum(member("x", **EXCLUDED)))]), id="excluded members"),
        pytest.param(enums_of("acme.work.status", "other.kind"), id="two root namespaces"),
        pytest.param(
            registry([enum_attribute("acme.kind"), attribute("b.a")]), id="a second root namespace without enumerations"
        ),
    ],
)
def test_no_module(known: Registry) -> None:
    assert emit_enums(known, target()) == {}


def test_enumerations_of_dependencies_do_not_count() -> None:
    known = registry([enum_attribute("acme.kind")], foreign=[enum_attribute("error.type")])
    assert enum_names(known, target()) == {"acme.kind": "Kind"}


def test_classes_of_several_root_namespaces_are_found_by_attribute() -> None:
    stable = attribute("b.kind", enum(member("x", **STABLE)), **STABLE)
    hollow = attribute("b.hollow", enum(member("x")), **STABLE)
    found = enum_classes(registry([stable, hollow, enum_attribute("a.kind"), attribute("a.id")]), target())
    assert list(found.items()) == [
        ("a.kind", EnumClass(tier=Tier.INCUBATING, module="a_attributes", name=Code("AKindValues"))),
        ("b.hollow", EnumClass(tier=Tier.INCUBATING, module="b_attributes", name=Code("BHollowValues"))),
        ("b.kind", EnumClass(tier=Tier.STABLE, module="b_attributes", name=Code("BKindValues"))),
    ]
    assert found["a.kind"].path("acme") == "acme._incubating.attributes.a_attributes"
    assert found["b.kind"].path("acme") == "acme.attributes.b_attributes"


def test_an_alias_is_the_class_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generated = target("aliased_acme")
    install(emit_constants(small_registry(), generated) | emit_enums(small_registry(), generated), tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    enums = importlib.import_module("aliased_acme.enums")
    stable = importlib.import_module("aliased_acme.attributes.acme_attributes")
    incubating = importlib.import_module("aliased_acme._incubating.attributes.acme_attributes")
    assert enums.WorkStatus is stable.AcmeWorkStatusValues
    assert enums.WorkSize is incubating.AcmeWorkSizeValues
    assert enums.WorkSize.__deprecated__.startswith("The attribute acme.work.size is deprecated")
    for name in [name for name in sys.modules if name.partition(".")[0] == "aliased_acme"]:
        del sys.modules[name]
