"""Links of records that are not loaded: the line keeps every byte but the link, and nothing doubtful is changed."""

from __future__ import annotations

import pytest

from tests.unit.swarmgen.backends.bash.patterns.bash_here import run
from tests.unit.swarmgen.backends.bash.shell import TEMPLATES

SCRIPT = f"""
{(TEMPLATES / "bash/store/transaction.sh").read_text(encoding="utf-8")}
SLOT_item=64 KEYS_item='{{"number": ,"age": ,"next": '
slots_read() {{
  local IFS=${{TAB}}
  TOKENS=(${{SLOT}})
}}
TX_WRITES=()
"""
GOOD = ("7", "12", "null")


def line(number: str, age: str, link: str, *, key: str = "next") -> str:
    return "\t".join(('{"number":', number, ',"age":', age, f',"{key}":', link, "}"))


def change(slot: str, *steps: str) -> str:
    return run(f"{SCRIPT}SLOT='{slot}'\n" + "\n".join(steps) + '\nprintf "%s|" "${TX_WRITES[@]-}" "${TX_LINES[@]-}"\n')


def test_only_the_link_changes() -> None:
    found = change(line(*GOOD), "transaction_link item 7 5 8 3", 'printf "%s|" "${REPLY}"')
    assert found == f"12|item 7|{line('7', '12', '8')}|"


def test_a_second_change_goes_on_from_the_first() -> None:
    found = change(line(*GOOD), "transaction_link item 7 5 8", "SLOT=''", "transaction_link item 7 3 9")
    assert found == f"item 7|{line('7', '9', '8')}|"


@pytest.mark.parametrize(
    "slot",
    [
        line("8", "12", "null"),
        line("7", "012", "null"),
        line("7", "null", "null"),
        line("7", "-1", "null"),
        line("7", "12", "0"),
        line("7", "12", "x"),
        line("7", "12", "null1"),
        line("7", "12", '"a"'),
        line("7", "1234567890123456789", "1"),
        line(*GOOD, key="last"),
        line(*GOOD) + "\tmore\t}",
        line(*GOOD) + " x",
        "",
    ],
)
def test_what_is_doubtful_is_left_to_the_whole_record(slot: str) -> None:
    assert change(slot, "! transaction_link item 7 5 8 3 || exit") == "||"


def test_a_loaded_record_is_left_alone() -> None:
    assert change(line(*GOOD), "TX_LOADED[item.7]=1", "! transaction_link item 7 5 8 3 || exit") == "||"
