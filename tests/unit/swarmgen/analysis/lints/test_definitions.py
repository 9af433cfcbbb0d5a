"""Attributes defined more than once, as resolution leaves them."""

from __future__ import annotations

from pathlib import Path

from swarmgen.analysis.resolve import resolve
from swarmgen.diagnostics import Sink
from tests.unit.swarmgen.analysis.lints.run import found

ATTRIBUTES = """groups:
  - id: registry.acme
    type: attribute_group
    brief: b
    attributes:
      - {id: acme.a, type: int, brief: b, stability: development}
"""
SPAN = """  - id: span.acme.{name}
    type: span
    span_kind: internal
    brief: b
    stability: development
    {extra}
    attributes:
      - {entry}
"""
AGAIN = "{id: acme.a, type: int, brief: b, stability: development}"


def lines_found(tmp_path: Path, *groups: str) -> list[tuple[str, int, int]]:
    (tmp_path / "model.yaml").write_text("".join(groups))
    resolved = resolve(tmp_path, "model", Sink()).registry
    diagnostics = found("duplicate-inline-attribute", resolved)
    return [(d.message, d.place.line, d.notes[0].place.line) for d in diagnostics]


def test_a_definition_in_a_signal_repeats_that_of_the_registry(tmp_path: Path) -> None:
    again = SPAN.format(name="x", extra="note: n", entry=AGAIN)
    assert lines_found(tmp_path, ATTRIBUTES, again) == [
        ('attribute "acme.a" is defined in "span.acme.x" again; "registry.acme" defines it already', 14, 6)
    ]


def test_two_signals_define_one_attribute(tmp_path: Path) -> None:
    spans = [SPAN.format(name=name, extra="note: n", entry=AGAIN) for name in "xy"]
    assert lines_found(tmp_path, "groups:\n", *spans) == [
        ('attribute "acme.a" is defined in "span.acme.y" again; "span.acme.x" defines it already', 17, 9)
    ]


def test_references_and_inheritance_repeat_nothing(tmp_path: Path) -> None:
    ref = SPAN.format(name="x", extra="note: n", entry="{ref: acme.a, brief: other}")
    inline = SPAN.format(name="y", extra="note: n", entry=AGAIN.replace("acme.a", "acme.b"))
    child = SPAN.format(name="z", extra="extends: span.acme.y", entry="{ref: acme.b, brief: other}")
    assert lines_found(tmp_path, ATTRIBUTES, ref, inline, child) == []
