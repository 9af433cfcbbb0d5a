"""What arguments mean to the generated library."""

from __future__ import annotations

from typing import Any

import pytest

from swarmgen.backends.bash.dictionary import dictionaries, written
from swarmgen.backends.interface import argument_names
from swarmgen.model.conventions import Attribute, AttributeType, PrimitiveType, TemplateType
from tests.builders import attribute, enum, member, registry
from tests.helpers_python.registries import swarmsh
from tests.unit.swarmgen.backends.bash.shell import target


def known(*attributes: Attribute, foreign: bool = False, closed_enums: bool = True) -> list[tuple[str, str]]:
    """The branches for attributes, of this registry or of a dependency: pattern and meaning."""
    made = registry([], [], attributes) if foreign else registry(attributes)
    found = dictionaries(made, target(closed_enums=closed_enums), attributes, argument_names(made))
    return [(str(each.pattern), str(each.meaning)) for dictionary in found for each in dictionary.arguments]


def meaning(type: AttributeType, **options: Any) -> str:
    fields = {name: options.pop(name) for name in ("annotations",) if name in options}
    ((_, found),) = known(attribute("acme.x", type, **fields), **options)
    return found.removeprefix("acme.x ")


@pytest.mark.parametrize(
    ("type", "expected"),
    [
        *((kind, kind.value) for kind in PrimitiveType if kind is not PrimitiveType.ANY and not kind.is_array),
        *((kind, f"'{kind.value}'") for kind in PrimitiveType if kind.is_array),
        (PrimitiveType.ANY, "string"),
        (enum(member("a"), member("b", "two words")), "string a 'two words'"),
        (enum(member("a", 1), member("b", 5)), "int 1 5"),
        (enum(member("a", 0.5), member("b", 1e-7)), "double 0.5 0.0000001"),
        (enum(member("a", True), member("b", False)), "boolean true false"),
        (enum(member("a", 1), member("b", "x"), member("c", True)), "string 1 x true"),
        (enum(member("a", "x"), member("b", "x")), "string x"),
        (enum(member("a", "done")), "string 'done'"),
        (enum(member("a", "b\"'\n")), r"""string $'b"\'\012'"""),
        (enum(member("a"), member("other", "_OTHER")), "string"),
        (enum(), "string"),
    ],
)
def test_types(type: AttributeType, expected: str) -> None:
    assert meaning(type) == expected


def test_enumerations_are_open_where_they_are_in_python() -> None:
    choice = enum(member("a", 1))
    assert meaning(choice) == "int 1"
    assert meaning(choice, foreign=True) == "int"
    assert meaning(choice, closed_enums=False) == "int"
    assert meaning(choice, **swarmsh(open=True)) == "int"


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"min": 0, "max": 9}, "int:0:9"),
        ({"min": -5}, "int:-5:"),
        ({"max": 0}, "int::0"),
        ({}, "int"),
        ({"min": "a", "max": 2.5}, "int"),
        ({"min": -(10**30), "max": 10**30}, f"int:{-(2**63)}:{2**63 - 1}"),
    ],
)
def test_integers_know_their_bounds(limits: Any, expected: str) -> None:
    assert meaning(PrimitiveType.INT, **swarmsh(range=limits)) == expected


def test_bounds_hold_for_elements_too() -> None:
    limits = swarmsh(range={"min": 1})
    assert meaning(PrimitiveType.INTS, **limits) == "'int:1:[]'"
    assert known(attribute("acme.t", TemplateType(PrimitiveType.INT), **limits)) == [
        ("t.?*", 'acme.t."${1#*.}" int:1:')
    ]


def test_bounds_of_other_types_are_left_alone() -> None:
    assert meaning(PrimitiveType.DOUBLE, **swarmsh(range={"min": 0})) == "double"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("acme.label", [("label.?*", 'acme.label."${1#*.}" string')]),
        ('acme.a"$(x)`', [("a___x__.?*", '\'acme.a"$(x)`.\'"${1#*.}" string')]),
        ("acme.a'\n", [("a_.?*", "$'acme.a\\'\\012.'\"${1#*.}\" string")]),
    ],
)
def test_templates_take_any_key(name: str, expected: list[tuple[str, str]]) -> None:
    assert known(attribute(name, TemplateType(PrimitiveType.STRING))) == expected


def test_there_is_a_dictionary_for_each_first_word() -> None:
    names = ("acme.work.id", "acme.work", "acme.works.id", "acme.3d.x", "acme.work.a", "acme.esac")
    attributes = [attribute(name) for name in names]
    made = registry(attributes)
    found = dictionaries(made, target("my.pack"), attributes, argument_names(made))
    assert [(str(each.pattern), str(each.name)) for each in found] == [
        ("_3d | _3d[_.]*", "_swarmsh_package_my_pack__3d"),
        ("'esac' | esac[_.]*", "_swarmsh_package_my_pack_esac"),
        ("work | work[_.]*", "_swarmsh_package_my_pack_work"),
        ("works | works[_.]*", "_swarmsh_package_my_pack_works"),
    ]
    assert [[str(branch.pattern) for branch in each.arguments] for each in found] == [
        ["_3d_x"],
        ["'esac'"],
        ["work", "work_a", "work_id"],
        ["works_id"],
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-3, "-3"),
        (0.5, "0.5"),
        (1e-7, "0.0000001"),
        (1e22, "10000000000000000000000"),
        ("x", "x"),
    ],
)
def test_values_as_a_caller_writes_them(value: Any, text: str) -> None:
    assert written(value) == text
