"""The doors from values to Promela source."""

from __future__ import annotations

import pytest

from swarmgen.backends.models.source import comment, identifier, number, symbol


@pytest.mark.parametrize(
    ("name", "text"),
    [("status", "status"), ("agent-status", "agent_status"), ("active", "active_"), ("d_step", "d_step_")],
)
def test_identifiers(name: str, text: str) -> None:
    assert identifier(name) == text


def test_an_identifier_needs_a_character() -> None:
    with pytest.raises(ValueError, match="at least one character"):
        identifier("")


@pytest.mark.parametrize("value", [-1, 256])
def test_a_byte_holds_no_more(value: int) -> None:
    assert number(255) == "255"
    with pytest.raises(ValueError, match="a byte cannot hold"):
        number(value)


def test_members_of_enums() -> None:
    assert symbol("swarmsh.work.status", "in_progress") == "work_status_in_progress"
    assert symbol("status", "done") == "status_done"


def test_nothing_in_a_comment_ends_it() -> None:
    assert comment("one\ntwo") == "// one\n// two"
    assert comment("a\rb\u2028c\\") == "// a\ufffdb\ufffdc\\."
