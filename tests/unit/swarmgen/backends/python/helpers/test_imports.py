"""The imports of a generated module."""

from __future__ import annotations

from swarmgen.backends.code import Code
from swarmgen.backends.python.helpers.imports import Imports
from swarmgen.backends.python.helpers.places import Place


def lines(imports: Imports) -> list[list[str]]:
    return [[f"{line.module}: {line.names}" for line in group] for group in imports.views()]


def test_imports_are_grouped_and_sorted() -> None:
    imports = Imports("acme")
    for module, name in (("typing", "Final"), ("acme.b", "Z"), ("acme.b", "A"), ("opentelemetry.trace", "Link")):
        assert imports.name(module, name) == name
    assert imports.name("typing", "Final") == "Final"
    assert lines(imports) == [["typing: Final"], ["opentelemetry.trace: Link"], ["acme.b: A, Z"]]


def test_no_imports() -> None:
    assert Imports("acme").views() == ()


def test_a_second_name_gets_one_of_its_own() -> None:
    imports = Imports("acme", taken=["Taken"])
    given = [
        imports.use(Place(module, Code(name)))
        for module, name in (
            ("acme.attributes.a", "V"),
            ("acme._incubating.attributes.a", "V"),
            ("other", "V"),
            ("other", "Taken"),
            ("other", "_3D"),
        )
    ]
    assert given == ["V", "IncubatingV", "V_2", "Taken_2", "IMPORTED_3D"]
    assert lines(imports)[0] == ["other: Taken as Taken_2, V as V_2, _3D as IMPORTED_3D"]
