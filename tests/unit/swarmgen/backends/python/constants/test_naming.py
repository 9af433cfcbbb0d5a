"""Names of constants, classes, members and factories, for friendly and for hostile names."""

from __future__ import annotations

import enum
import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swarmgen.backends.python.constants.naming import attribute_names, class_name, distinct, member_names, metric_names
from swarmgen.model.conventions import AttributeType, Instrument, PrimitiveType, Stability, TemplateType
from tests.builders import attribute, deprecated, member, metric
from tests.builders import enum as enum_type
from tests.unit.swarmgen.backends.python.samples import STABLE


@pytest.mark.parametrize(
    ("name", "type", "constant"),
    [
        ("http.request.method", PrimitiveType.STRING, "HTTP_REQUEST_METHOD"),
        ("aws.dynamodb.table_names", PrimitiveType.STRINGS, "AWS_DYNAMODB_TABLE_NAMES"),
        ("userAgent.x86-64", PrimitiveType.STRING, "USER_AGENT_X86_64"),
        ("url.template", PrimitiveType.STRING, "URL_TEMPLATE"),
        *(
            (f"a.{each}", TemplateType(each), f"A_{each.element.upper()}_TEMPLATE")
            for each in PrimitiveType
            if not each.is_array and each is not PrimitiveType.ANY
        ),
        ("a.b", TemplateType(PrimitiveType.STRINGS), "A_B_TEMPLATE"),
        ("a.b", TemplateType(PrimitiveType.ANY), "A_B"),
        ("1password.id", PrimitiveType.STRING, "_1PASSWORD_ID"),
        ("a.ü", PrimitiveType.STRING, "A__"),
    ],
)
def test_constants(name: str, type: AttributeType, constant: str) -> None:
    assert attribute_names([attribute(name, type)]).constants == {name: constant}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("http.request.method", "HttpRequestMethodValues"),
        ("gcp.apphub_destination.kind", "GcpApphubDestinationKindValues"),
        ("cpython.gc.generation", "CPythonGCGenerationValues"),
        ("k8s.HTTPRoute", "K8sHttpRouteValues"),
    ],
)
def test_class_names(name: str, expected: str) -> None:
    assert class_name(name) == expected


def test_only_enumerations_have_classes() -> None:
    names = attribute_names([attribute("a.b"), attribute("a.c", enum_type(member("x")))])
    assert names.classes == {"a.c": "ACValues"}


def test_metrics() -> None:
    names = metric_names(
        [metric("http.server.active_requests", Instrument.COUNTER), metric("a.fooBar-x", Instrument.COUNTER)]
    )
    assert names.constants == {
        "http.server.active_requests": "HTTP_SERVER_ACTIVE_REQUESTS",
        "a.fooBar-x": "A_FOO_BAR_X",
    }
    assert names.factories == {
        "http.server.active_requests": "create_http_server_active_requests",
        "a.fooBar-x": "create_a_fooBar_x",
    }


def test_of_names_that_collide_the_one_in_use_keeps_its_name() -> None:
    old = attribute("messaging.client.id", deprecated=deprecated("No."), **STABLE)
    new = attribute("messaging.client_id")
    assert attribute_names([old, new]).constants == {
        "messaging.client_id": "MESSAGING_CLIENT_ID",
        "messaging.client.id": "MESSAGING_CLIENT_ID_2",
    }


def test_of_names_that_collide_the_stable_one_keeps_its_name() -> None:
    names = [("a.b.c", Stability.DEVELOPMENT), ("a.b_c", Stability.STABLE), ("a_b.c", Stability.DEVELOPMENT)]
    assert attribute_names(attribute(name, stability=stability) for name, stability in names).constants == {
        "a.b_c": "A_B_C",
        "a.b.c": "A_B_C_2",
        "a_b.c": "A_B_C_3",
    }


def test_a_numbered_name_gives_way_to_the_name_of_another() -> None:
    assert distinct([("x", "A"), ("y", "A_2"), ("z", "A")]) == {"x": "A", "y": "A_2", "z": "A_3"}


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("deadlineExceeded", "DEADLINE_EXCEEDED"),
        ("in-progress", "IN_PROGRESS"),
        ("mro", "MRO"),
        ("none", "NONE"),
        ("1.1", "_1_1"),
        ("1+", "_1"),
        ("__init__", "INIT"),
        ("+", "VALUE"),
        ("", "VALUE"),
    ],
)
def test_members(id: str, expected: str) -> None:
    assert member_names([member(id)]) == {id: expected}


def test_of_members_that_collide_the_one_in_use_keeps_its_name() -> None:
    assert member_names([member("a-b", deprecated=deprecated("No.")), member("a_b"), member("a.b")]) == {
        "a_b": "A_B",
        "a.b": "A_B_2",
        "a-b": "A_B_3",
    }


@given(st.lists(st.text(max_size=8), unique=True, max_size=12))
def test_any_member_ids_make_an_enumeration_with_as_many_members(ids: list[str]) -> None:
    names = member_names(map(member, ids))
    body = "\n".join(f"    {name} = {number}" for number, name in enumerate(names.values())) or "    pass"
    scope: dict[str, object] = {"Enum": enum.Enum}
    exec(f"class Made(Enum):\n{body}", scope)  # the names are what is under test
    made = scope["Made"]
    assert isinstance(made, enum.EnumType)
    assert len(list(made)) == len(ids)


@given(st.lists(st.text(min_size=1, max_size=8), unique=True, max_size=12))
def test_any_attribute_names_make_different_identifiers(names: list[str]) -> None:
    constants = attribute_names(map(attribute, names)).constants
    assert set(constants) == set(names)
    assert len(set(constants.values())) == len(names)
    assert all(constant.isidentifier() and not keyword.iskeyword(constant) for constant in constants.values())
