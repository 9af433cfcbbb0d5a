"""Scripts: what is printed, and where a mistake is."""

from __future__ import annotations

import pytest

from swarmgen.diagnostics import SpecErrors
from swarmgen.interpret.script import simulate
from tests.patterns_here import atomic


def printed(*lines: str) -> str:
    return "".join(simulate(atomic(), "\n".join(lines) + "\n", "day.txt"))


def test_a_day() -> None:
    assert printed(
        "# two agents",
        "",
        "register ann",
        "@export AGENT_ID=ann",
        "  add 'Fix it' --not-before 5m",
        "claim --next",
        "@+5m",
        "claim --next --print id,lease_until",
        "AGENT_ID=bob claim --next",
    ).splitlines() == [
        "> register ann",
        "ann",
        "> @export AGENT_ID=ann",
        "> add 'Fix it' --not-before 5m",
        "w-1",
        "> claim --next",
        "atomic: claim: nothing to claim (empty)",
        "exit 7",
        "> @+5m",
        "> claim --next --print id,lease_until",
        "w-1\t1767226200000000000",
        "> AGENT_ID=bob claim --next",
        'atomic: claim: no agent "bob" (not_found)',
        "exit 6",
    ]


def test_help_is_not_printed() -> None:
    assert printed("add --help") == "> add --help\n(the help of atomic)\n"


@pytest.mark.parametrize(
    ("line", "message", "column"),
    [
        ("add 'one", "these are no words of a shell: no closing quotation", 1),
        ("  @+soon", '"soon" is not a duration like 90s or 1h30m', 3),
        ("@-5m", '"@-5m" is no directive', 1),
        ("@export AGENT_ID", '"@export" is no directive', 1),
    ],
)
def test_mistakes_have_a_place(line: str, message: str, column: int) -> None:
    with pytest.raises(SpecErrors) as caught:
        printed("register ann", line)
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, diagnostic.message) == ("invalid-script", message)
    assert str(diagnostic.place) == f"day.txt:2:{column}"
