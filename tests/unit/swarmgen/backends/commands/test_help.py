"""Help texts: what they say, and that they fit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion

from swarmgen.backends.commands.help import command_help, general_help, operation_help, pattern_help
from swarmgen.backends.commands.layout import PROGRAM, paragraph, sentence, table, usage
from swarmgen.backends.commands.standard import COMMANDS
from swarmgen.model.ir import Operation, Pattern
from tests.unit.swarmgen.backends.commands.shop import ADD, AGENT, FINISH, LIST, PACK, SHOP, SHOW, flag, operation

LONGEST = "swarmsh scrum_at_scale"


def texts() -> list[str]:
    operations = [operation_help(SHOP, each) for each in SHOP.operations]
    return [general_help([SHOP]), pattern_help(SHOP), *operations, *map(command_help, COMMANDS)]


def test_pattern(snapshot: SnapshotAssertion) -> None:
    assert pattern_help(SHOP) == snapshot


@pytest.mark.parametrize("shown", [ADD, PACK, FINISH, SHOW, LIST], ids=lambda each: each.name)
def test_operation(shown: Operation, snapshot: SnapshotAssertion) -> None:
    assert operation_help(SHOP, shown) == snapshot


def test_commands(snapshot: SnapshotAssertion) -> None:
    assert "=====\n".join(map(command_help, COMMANDS)) == snapshot


def test_several_patterns() -> None:
    shops: list[Pattern] = [SHOP, replace(SHOP, name="market", brief="Many shops.")]
    assert general_help(shops) == (
        "Usage: @PROGRAM@ PATTERN OPERATION [ARGUMENT]... [OPTION]...\n"
        "\n"
        "Patterns:\n"
        "  shop                  Orders that clerks pack and send.\n"
        "  market                Many shops.\n"
        "\n"
        "Options:\n"
        "  -h, --help            Show this text.\n"
        "  --version             Show the version.\n"
        "\n"
        '"@PROGRAM@ PATTERN help" lists the operations of a pattern.\n'
    )


def test_no_line_is_wider_than_80_columns_under_the_longest_name() -> None:
    for text in texts():
        assert [line for line in text.replace(PROGRAM, LONGEST).splitlines() if len(line) > 80] == []


def test_texts_are_plain() -> None:
    for text in texts():
        assert text.endswith("\n") and not text.endswith("\n\n")
        assert "\t" not in text and "\0" not in text and "\1" not in text
        assert [line for line in text.splitlines() if line != line.rstrip()] == []


def test_a_word_of_the_usage_line_is_never_broken() -> None:
    parts = [f"[--option-{number} VALUE]" for number in range(12)]
    lines = usage("Usage:", (PROGRAM, "go", *parts)).splitlines()
    assert [part for line in lines for part in line.split("] ")] and len(lines) > 2
    assert all(line.rstrip().endswith("]") for line in lines)
    assert all(line.startswith(" " * 10) for line in lines[1:])


def test_a_term_too_wide_for_its_column_stands_on_a_line_of_its_own() -> None:
    assert table("Things", [("--a-very-long-option NAME", "It does."), ("-b", "")]) == (
        "Things:\n  --a-very-long-option NAME\n                        It does.\n  -b"
    )


def test_a_section_without_rows_is_left_out() -> None:
    assert table("Arguments", []) == ""
    assert "Arguments:" not in operation_help(SHOP, LIST)


@pytest.mark.parametrize(
    ("text", "said"),
    [("Take it", "Take it."), ("Take it.", "Take it."), ("Two\n  lines", "Two lines."), ("Why?", "Why?"), ("", "")],
)
def test_sentences_end(text: str, said: str) -> None:
    assert sentence(text) == said


def test_a_word_longer_than_a_line_is_kept_whole() -> None:
    assert paragraph(f"see {'x' * 90} there") == f"see\n{'x' * 90}\nthere"


def test_a_query_takes_no_key() -> None:
    assert "--key" not in operation_help(SHOP, SHOW)
    assert "--key" in operation_help(SHOP, ADD)


def test_an_optional_input_that_a_variable_can_hold() -> None:
    optional = replace(AGENT, required=False)
    text = operation_help(SHOP, operation("go", "Go.", arguments=(optional,), options=(flag("fast", "Run."),)))
    assert "  CLERK                 Identifies the clerk. CLERK_ID can hold it.\n" in text
    assert "  CLERK_ID              What CLERK is when it is not given.\n" in text
    assert text.startswith("Usage: @PROGRAM@ go [CLERK] [--fast] [--json]")
