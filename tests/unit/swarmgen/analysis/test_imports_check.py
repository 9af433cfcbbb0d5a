"""A local copy of standard attributes against the installed package."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from swarmgen.analysis.imports_check import check_imports
from swarmgen.analysis.resolve import resolve
from swarmgen.diagnostics import Diagnostic, Place, Severity, Sink
from swarmgen.model import semconv_package
from swarmgen.model.conventions import Attribute, EnumMember, PrimitiveType, Stability, TemplateType
from tests.builders import attribute, deprecated, enum, member, registry

URL = "https://opentelemetry.io/schemas/1.44.0"
STABLE = Stability.STABLE
OTHER = member("other", "_OTHER", stability=STABLE)
OUR_IMPORTS = Path(__file__).parents[4] / "semantic-conventions/imports/otel"


def check(*own: Attribute, schema_url: str | None = URL) -> list[Diagnostic]:
    sink = Sink()
    check_imports(replace(registry(own), schema_url=schema_url), sink)
    return list(sink)


def stable(name: str, kind: Any = PrimitiveType.STRING) -> Attribute:
    return attribute(name, kind, stability=STABLE)


@pytest.mark.parametrize(
    "good",
    [
        stable("service.name"),
        stable("error.type", enum(OTHER)),
        stable("http.request.header", TemplateType(PrimitiveType.STRINGS)),
        attribute("vcs.ref.head.name"),
        attribute("url.template"),
        attribute("http.method", deprecated=deprecated("Old.")),
        attribute("cpython.gc.generation", enum(*(member(f"generation_{n}", n) for n in range(3)))),
    ],
    ids=lambda good: good.name,
)
def test_what_agrees(good: Attribute) -> None:
    assert check(good) == []


@pytest.mark.parametrize(
    ("bad", "code", "message", "hint"),
    [
        (
            stable("service.nam"),
            "standard-attribute",
            'has no attribute "service.nam"',
            'did you mean "service.name"?',
        ),
        (
            stable("servise.name"),
            "standard-attribute",
            'has no attribute "servise.name"',
            'did you mean "service.name"?',
        ),
        (stable("zzz"), "standard-attribute", 'has no attribute "zzz"', None),
        (
            attribute("service.name"),
            "standard-stability",
            'says that "service.name" is stable',
            "write stability: stable",
        ),
        (
            stable("vcs.ref.head.name"),
            "standard-stability",
            'says that "vcs.ref.head.name" is not stable',
            "write stability: development",
        ),
        (
            attribute("http.method"),
            "standard-deprecation",
            'says that "http.method" is deprecated',
            "use what replaces it, or write deprecated:",
        ),
        (
            attribute("url.template", deprecated=deprecated("Old.")),
            "standard-deprecation",
            'says that "url.template" is not deprecated',
            "remove deprecated:",
        ),
        (
            stable("http.request.header"),
            "standard-type",
            'says that "http.request.header" is a template',
            None,
        ),
        (
            stable("service.name", TemplateType(PrimitiveType.STRING)),
            "standard-type",
            'says that "service.name" is not a template',
            None,
        ),
        (stable("error.type"), "standard-type", 'says that "error.type" has members', None),
        (stable("service.name", enum(OTHER)), "standard-type", 'says that "service.name" has no members', None),
    ],
)
def test_what_does_not_agree(bad: Attribute, code: str, message: str, hint: str | None) -> None:
    (diagnostic,) = check(bad)
    assert diagnostic.message == f"opentelemetry-semantic-conventions {message}"
    assert (diagnostic.code, diagnostic.hint, diagnostic.is_error) == (code, hint, True)


def error_type(*members: EnumMember) -> list[tuple[Place, Severity, str, str | None]]:
    found = check(stable("error.type", enum(*members)))
    assert {diagnostic.code for diagnostic in found} <= {"standard-member"}
    return [(diagnostic.place, diagnostic.severity, diagnostic.message, diagnostic.hint) for diagnostic in found]


def test_a_member_with_another_value() -> None:
    assert error_type(replace(OTHER, value="other", place=Place("e.yaml", 4))) == [
        (
            Place("e.yaml", 4),
            Severity.ERROR,
            'opentelemetry-semantic-conventions gives the member "other" of "error.type" the value \'_OTHER\'',
            "write value: _OTHER",
        )
    ]


def test_a_member_with_another_stability() -> None:
    ((place, severity, message, hint),) = error_type(member("other", "_OTHER"))
    assert message == 'opentelemetry-semantic-conventions says that the member "other" of "error.type" is stable'
    assert (place, severity, hint) == (Place("model/error.yaml", 1), Severity.ERROR, None)


def test_a_member_too_many() -> None:
    ((_, severity, message, hint),) = error_type(OTHER, member("othr"))
    assert message == 'opentelemetry-semantic-conventions has no member "othr" of "error.type"'
    assert (severity, hint) == (Severity.ERROR, 'did you mean "OTHER"?')


def test_a_member_too_few_is_a_warning() -> None:
    ((_, severity, message, hint),) = error_type()
    assert message == '"error.type" lacks members that opentelemetry-semantic-conventions has: OTHER'
    assert (severity, hint) == (Severity.WARNING, "add them")


def test_members_that_are_not_stable_may_be_left_out_of_a_stable_attribute() -> None:
    names = semconv_package.known_names("http.request.method")
    assert "http.request.method" in names
    standard = semconv_package.stable_enum("http.request.method")
    everything = semconv_package.known_enum("http.request.method")
    assert standard is not None and everything is not None
    assert len(standard.members) < len(everything.members)
    members = [member(m.constant.lower(), m.value, stability=STABLE) for m in standard.members]
    assert check(stable("http.request.method", enum(*members))) == []


@pytest.mark.parametrize("schema_url", [None, "", "https://example.com/schemas/1.0.0"])
def test_other_registries_are_left_alone(schema_url: str | None) -> None:
    assert check(stable("zzz"), schema_url=schema_url) == []


def test_a_missing_package_is_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(semconv_package, "is_installed", lambda: False)
    (diagnostic,) = check(stable("service.name"), stable("error.type", enum(OTHER)))
    assert (diagnostic.code, diagnostic.hint) == ("standard-package", "run: make setup")
    assert check() == []


def test_our_own_copy_agrees() -> None:
    sink = Sink()
    resolution = resolve(OUR_IMPORTS, "imports/otel", sink)
    assert len(resolution.registry.attribute_places) > 5
    check_imports(resolution.registry, sink)
    assert list(sink) == []
