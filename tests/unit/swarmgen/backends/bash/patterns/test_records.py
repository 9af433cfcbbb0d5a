"""Generated records in real bash: what a slot says, and what is refused."""

from __future__ import annotations

import pytest

from swarmgen.backends.bash.patterns.records import new_code, record_code
from swarmgen.backends.bash.source import DELIMITERS
from swarmgen.backends.code import environment
from swarmgen.diagnostics import Place
from swarmgen.model.datatypes import (
    Bool,
    Decimal,
    Duration,
    Enum,
    Identifier,
    Int,
    Optional,
    Reference,
    Set,
    Text,
    Time,
    Type,
)
from swarmgen.model.ir import Field, Record
from tests.unit.swarmgen.backends.bash.patterns.bash_here import formatted, run
from tests.unit.swarmgen.backends.bash.shell import TEMPLATES

PLACE = Place("patterns/shop.yaml")
STATE = Enum("shop.state", ("open", "sent"))
FIELDS: dict[str, tuple[Type, str]] = {
    "id": (Identifier(), '"A.b-c"'),
    "note": (Optional(Text()), '"a \\"b\\" \\n"'),
    "state": (STATE, '"sent"'),
    "mood": (Optional(STATE), "null"),
    "team": (Optional(Identifier()), '"red"'),
    "tags": (Set(3), '["a","b"]'),
    "more": (Optional(Set()), "null"),
    "points": (Optional(Int(1, 21)), "21"),
    "weight": (Int(0, 100), "0"),
    "depth": (Int(-5, 5), "-5"),
    "price": (Optional(Decimal(1, 0, 99)), "null"),
    "since": (Time(), "9223372036854775807"),
    "span": (Optional(Duration()), "-1"),
    "clerk": (Optional(Reference("clerk")), "7"),
    "shop": (Reference("shop"), "1"),
    "paid": (Bool(), "true"),
}
RECORD = Record(
    name="order",
    brief="Something to send.",
    prefix="o",
    fields=tuple(Field(name=name, type=type_, brief="", place=PLACE) for name, (type_, _) in FIELDS.items()),
    slot=2048,
    place=PLACE,
)
TEMPLATING = environment(TEMPLATES, **DELIMITERS)
CODE = f"{record_code(RECORD, TEMPLATING)}\n{new_code(RECORD, TEMPLATING)}"
GOOD = {name: token for name, (_, token) in FIELDS.items()}
FIRST: dict[type, str] = {Identifier: '""', Enum: '""', Set: "[]", Int: "0", Time: "0", Reference: "0", Bool: "false"}
READ = """
SLOTS_LINE=${LINE}
if [[ ${LINE} == ${FORM_order} ]] && order_take 7; then
  order_line "${REPLY}"
  printf '%s' "${REPLY}"
else
  printf refused
fi
"""


def line(tokens: dict[str, str], number: str = "7") -> str:
    return f'{{"number":\t{number}\t' + "".join(f',"{name}":\t{token}\t' for name, token in tokens.items()) + "}"


def read(text: str) -> str:
    return run(f"{CODE}\n{READ}", {"LINE": text})


def test_a_line_is_read_and_written_as_it_was() -> None:
    assert read(line(GOOD)) == line(GOOD)


def test_absent_values() -> None:
    tokens = {name: "null" if isinstance(type_, Optional) else token for name, (type_, token) in FIELDS.items()}
    assert read(line(tokens | {"tags": "[]"})) == line(tokens | {"tags": "[]"})


@pytest.mark.parametrize(
    ("name", "token"),
    [
        *(("id", token) for token in ("null", '""', '"-a"', '"a b"', '"a"b"', "a", '"a', f'"{"x" * 65}"', '"$(id)"')),
        *(("note", token) for token in ('"a"b"', '"a', '"\\x"', '"\x01"', "12", "386", "0400", '"' + "x" * 385 + '"')),
        *(("state", token) for token in ("null", '"late"', "sent", '"open" "sent"', "*")),
        *(("tags", token) for token in ("null", '["b","a"]', '["a","a"]', '["a","b","c","d"]', "[a]", '["-"]')),
        *(("points", token) for token in ("0", "22", "01", "-1", '"1"', "1.0", "1e1", "99999999999999999999", "nulll")),
        *(("weight", token) for token in ("null", "101", "", "x[$(id)]", "1null")),
        *(("depth", token) for token in ("-6", "6", "-0", "null", "- 1")),
        *(("since", token) for token in ("9223372036854775808", "-1", "null", "18446744073709551617")),
        *(("clerk", token) for token in ("0", "-1", "07")),
        *(("shop", token) for token in ("0", "null")),
        *(("paid", token) for token in ("null", "1", "TRUE")),
    ],
)
def test_a_damaged_token_is_refused(name: str, token: str) -> None:
    assert read(line(GOOD | {name: token})) == "refused"


@pytest.mark.parametrize(
    "text",
    [
        "",
        line(GOOD, "8"),
        line(GOOD)[:-1],
        line(GOOD) + " x",
        line(GOOD).replace('"state"', '"stata"'),
        line(dict(reversed(GOOD.items()))),
        line({name: token for name, token in GOOD.items() if name != "paid"}),
        line(GOOD | {"extra": "1"}),
    ],
)
def test_another_form_is_refused(text: str) -> None:
    assert read(text) == "refused"


def test_records_stand_side_by_side() -> None:
    script = f"{CODE}\norder_new 8 o-8\n{READ}\norder_new 9 o-9\n{READ}"
    assert run(script, {"LINE": line(GOOD)}) == line(GOOD) * 2


def test_a_new_record_has_first_values() -> None:
    script = f'{CODE}\norder_new 7 o-7\norder_line "${{REPLY}}"\nprintf %s "${{REPLY}}"'
    first = {name: "null" if isinstance(type_, Optional) else FIRST[type(type_)] for name, (type_, _) in FIELDS.items()}
    assert run(script) == line(first | {"id": '"o-7"'})


def test_the_code_is_formatted_stably() -> None:
    once = formatted(CODE)
    assert formatted(once) == once
