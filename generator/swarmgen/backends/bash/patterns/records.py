"""Kinds of records as bash: constants, and the functions that take a slot line, make a new record, give a line back.

A record in memory is its slot line, split: cells that stand side by side in one array of the kind. So reading and
writing one costs a split and a join, however many fields it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Environment

from swarmgen.backends.bash.patterns import names
from swarmgen.backends.bash.patterns.layout import packed, tabbed, wrapped
from swarmgen.backends.bash.patterns.literals import inside, memory, quoted
from swarmgen.backends.bash.source import comment, literal
from swarmgen.backends.code import Code
from swarmgen.model.datatypes import (
    INT64_MAX,
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
    plain,
)
from swarmgen.model.ir import Field, Record

DURATION_MAX = 3650 * 86_400 * 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """One kind. `form` is the pattern of its slot line, `new` the tokens of a new record, `named` says whether records
    have ids. `count` is how many tokens a line has, `words` one more; `numbers` are the numbers that are not negative,
    with blanks around each, `ranges` arithmetic; `tests` stand in `[[ … ]]`, `checked` are the lines that check what is
    no number."""

    comment: Code
    kind: Code
    slot: Code
    prefix: Code
    made: Code
    named: bool
    texts: Code
    form: Code
    new: Code
    offsets: tuple[Code, ...]
    count: Code
    words: Code
    numbers: Code
    ranges: Code
    tests: Code
    checked: tuple[Code, ...]


def record_code(record: Record, templates: Environment) -> Code:
    """The functions `<kind>_take` and `_line`, and what they need of the kind."""
    return Code(templates.get_template("bash/patterns/record.j2").render(record=_view(record)))


def new_code(record: Record, templates: Environment) -> Code:
    """The function `<kind>_new`, and what only new records and long texts need."""
    return Code(templates.get_template("bash/patterns/record_new.j2").render(record=_view(record)))


def _view(record: Record) -> RecordView:
    # By number, not by name: this runs for each record that is read, and a name is a variable to be looked up.
    fields = [(Code(f"${{{2 * index + 5}}}"), each) for index, each in enumerate(record.fields)]
    keys = ['{"number":', *(f',"{each.name}":' for each in record.fields)]
    forms = ["*", *(f"{_starts(each)}*" for each in record.fields)]
    initial = ["0", *(_initial(each) for each in record.fields)]
    return RecordView(
        comment=comment(f"{record.name}: {record.brief}"),
        kind=names.kind(record.name),
        slot=Code(str(record.slot)),
        prefix=literal(record.prefix) if record.prefix else Code("''"),
        made=Code(str(record.made or record.single).lower()),
        named=record.prefix is not None,
        texts=literal(" ".join(field.name for field in record.fields if isinstance(plain(field.type), Text))),
        form=tabbed([f"{key}\t{form}\t" for key, form in zip(keys, forms, strict=True)] + ["}"]),
        new=tabbed([f"{key}\t{value}\t" for key, value in zip(keys, initial, strict=True)] + ["}"]),
        offsets=tuple(
            packed(
                Code(f"{names.offset(record.name, each.name)}={2 * index + 3}")
                for index, each in enumerate(record.fields)
            )
        ),
        count=Code(str(2 * len(fields) + 3)),
        words=Code(str(2 * len(fields) + 4)),
        numbers=wrapped([Code(f" {cell} ") for cell, field in fields if _starts(field)]),
        ranges=_ranges(fields),
        tests=Code("".join(f" &&\n{each}" for each in _tests(fields))),
        checked=tuple(line for cell, field in fields for line in _checked(record, cell, field)),
    )


def _starts(field: Field) -> str:
    """Which bytes a number that is not negative may begin with, as a pattern; empty for everything else."""
    absent = "n" * isinstance(field.type, Optional)
    match plain(field.type):
        case Reference():
            return f"[1-9{absent}]"
        case Time():
            return f"[0-9{absent}]"
        case Int(low=low) | Decimal(low=low) if low >= 0:
            return f"[{min(_least(field, low), 1)}-9{absent}]"
        case _:
            return ""


def _least(field: Field, low: int) -> int:
    """The lowest number: a first value is always right."""
    return min(low, field.initial) if isinstance(field.initial, int) else low


def _ranges(fields: list[tuple[Code, Field]]) -> Code:
    """What is true of numbers that are in their ranges, as arithmetic, in which `null` is 0; empty when nothing is to
    be said. Of several numbers with a bound of all ones, as 2**53 - 1 is, one is above it when their union is."""
    lows: list[str] = []
    highs: dict[int, list[str]] = {}
    for token, field in fields:
        match plain(field.type):
            case Int(low=low, high=high) | Decimal(low=low, high=high) if low >= 0:
                if _least(field, low) > 1:
                    absent = f"{token} == 0 || " * isinstance(field.type, Optional)
                    lows.append(f"({absent}{token} >= {_least(field, low)})" if absent else f"{token} >= {low}")
                highs.setdefault(high, []).append(str(token))
            case _:
                pass
    tests = list(lows)
    for high, tokens in highs.items():
        if high & (high + 1) == 0 and len(tokens) > 1:
            tests += [f"({' | '.join(tokens)}) <= {high}"] * (high < INT64_MAX)
        else:
            tests += [f"{token} <= {high}" for token in tokens if high < INT64_MAX]
    return Code(" && ".join(tests))


def _tests(fields: list[tuple[Code, Field]]) -> Iterator[Code]:
    """What must be true of booleans and members of enumerations."""
    for token, field in fields:
        match plain(field.type):
            case Bool():
                test = f"({token} == true || {token} == false)"
            case Enum(members=members):
                listed = tabbed(["\t", *(f'"{each}"\t' for each in members)])
                test = f'{listed} == *"${{TAB}}{token}${{TAB}}"*'
            case _:
                continue
        yield Code(f"({token} == null || {test})" if isinstance(field.type, Optional) else test)


def _checked(record: Record, token: Code, field: Field) -> Iterator[Code]:
    """The lines that check one token which is not simply a number."""
    optional = isinstance(field.type, Optional)
    word = f'"{token}"'
    match plain(field.type):
        case Bool() | Time() | Int() | Decimal() | Reference() | Duration() as type_:
            low, high = _signed(type_)
            if low:
                yield Code(f"record_integer {word} {quoted(Code(low))} {high}{' null' * optional} || return 1")
        case Identifier() if field.name == "id" and record.prefix is not None:
            made = quoted(Code(f'\\"{inside(record.prefix)}-$1\\"'))
            yield Code(f"[[ {token} == {made} ]] || record_name {word} || return 1")
        case Identifier():
            yield _called(f"record_name {word}", token, "null" * optional)
        case Text():
            yield _called(f"record_text {word}", token, "null" * optional)
        case Set(max_items=most):
            yield _called(f"record_set {word} {most}", token, "null" if optional else "[]")
        case Enum():
            pass


def _called(call: str, token: Code, empty: str) -> Code:
    """The line that checks a token; an `empty` one is not looked at."""
    return Code(f"[[ {token} == {quoted(Code(empty))} ]] || {call} || return 1" if empty else f"{call} || return 1")


def _signed(type_: object) -> tuple[str, str]:
    """The bounds of a number that may be negative; empty for others."""
    match type_:
        case Duration():
            return str(-DURATION_MAX), str(DURATION_MAX)
        case Int(low=low, high=high) | Decimal(low=low, high=high) if low < 0:
            return str(low), str(high)
        case _:
            return "", ""


def _initial(field: Field) -> str:
    """The token of a field before anything is assigned."""
    if field.initial is None:
        match plain(field.type):
            case _ if isinstance(field.type, Optional):
                return "null"
            case Bool():
                return "false"
            case Int() | Decimal() | Time() | Duration() | Reference():
                return "0"
            case Set():
                return "[]"
            case _:
                return '""'
    held = memory(field.initial, field.type)
    return f'"{held}"' if isinstance(plain(field.type), Identifier | Enum) else held
