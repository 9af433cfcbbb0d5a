"""The installed package of standard names, read without importing it."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from swarmgen.model.semconv_package import (
    StandardConstant,
    StandardMember,
    is_installed,
    known_constant,
    known_enum,
    known_names,
    stable_constant,
    stable_enum,
)

STABLE = "opentelemetry.semconv.attributes"
INCUBATING = "opentelemetry.semconv._incubating.attributes"


def test_a_stable_attribute() -> None:
    assert stable_constant("error.type") == StandardConstant(module=f"{STABLE}.error_attributes", constant="ERROR_TYPE")
    assert known_constant("error.type") == StandardConstant(
        module=f"{INCUBATING}.error_attributes", constant="ERROR_TYPE"
    )


def test_an_attribute_that_is_not_stable() -> None:
    assert stable_constant("vcs.ref.head.name") is None
    assert known_constant("vcs.ref.head.name") == StandardConstant(
        module=f"{INCUBATING}.vcs_attributes", constant="VCS_REF_HEAD_NAME"
    )


@pytest.mark.parametrize("name", ["", "error", "error.typo", "nothing.there", "../x", "error.type.x"])
def test_an_unknown_attribute(name: str) -> None:
    assert (stable_constant(name), known_constant(name), stable_enum(name), known_enum(name)) == (None,) * 4


def test_templates_have_a_suffix_that_names_may_share() -> None:
    template, plain = stable_constant("http.request.header"), known_constant("url.template")
    assert template is not None and (template.constant, template.is_template) == ("HTTP_REQUEST_HEADER_TEMPLATE", True)
    assert plain is not None and (plain.constant, plain.is_template) == ("URL_TEMPLATE", False)


def test_deprecation() -> None:
    old, new = known_constant("http.method"), known_constant("http.request.method")
    assert old is not None and old.deprecated
    assert new is not None and not new.deprecated  # the text below it only points to the stable constant


def test_enums() -> None:
    stable = stable_enum("error.type")
    assert stable is not None
    assert (stable.module, stable.class_name) == (f"{STABLE}.error_attributes", "ErrorTypeValues")
    assert stable.members == (StandardMember(constant="OTHER", value="_OTHER"),)
    assert stable.has("OTHER") and not stable.has("other")


def test_an_enum_of_integers_with_a_class_name_of_its_own() -> None:
    enum = known_enum("cpython.gc.generation")
    assert enum is not None and enum.class_name == "CPythonGCGenerationValues"
    assert [member.value for member in enum.members] == [0, 1, 2]


def test_every_lookup_can_be_imported() -> None:
    names = [name for name in known_names("service.name") if stable_constant(name)]
    assert "service.name" in names
    for name in names:
        constant = stable_constant(name)
        assert constant is not None
        assert getattr(importlib.import_module(constant.module), constant.constant) == name


def test_names_nearby() -> None:
    near = known_names("error.typo")
    assert "error.type" in near and all(name.startswith("error.") for name in near)
    everything = known_names("eror.type")
    assert len(everything) > 800 and everything == tuple(sorted(everything))


def test_nothing_is_imported() -> None:
    assert is_installed()
    code = (
        "import sys; from swarmgen.model.semconv_package import stable_constant; assert stable_constant('error.type'); "
        "sys.exit(any(name.startswith('opentelemetry.') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
