"""Kinds of records as bash: constants, and the functions that read, make and write a slot line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Environment

from swarmgen.backends.bash.patterns import names
from swarmgen.backends.bash.patterns.layout import packed, wrapped
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
    Type,
    plain,
)
from swarmgen.model.ir import Field, Record

DURATION_MAX = 3650 * 86_400 * 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """One kind. `expected` are the constant keys. `references`, `required` and `optional` are numbers in the groups in
    which they are checked; `tests` stand in `[[ … ]]`."""

    comment: Code
    kind: Code
    slot: Code
    prefix: Code
    made: Code
    texts: Code
    expected: Code
    count: Code
    references: Code
    required: Code
    optional: Code
    tests: Code
    decoded: tuple[Code, ...]
    emptied: tuple[Code, ...]
    encoded: tuple[Code, ...]


def record_code(record: Record, templates: Environment) -> Code:
    """The functions `<kind>_decode`, `<kind>_empty` and `<kind>_encode`, and the constants of the kind."""
    text = templates.get_template("bash/patterns/record.j2").render(record=_view(record))
    return Code(text)


def _view(record: Record) -> RecordView:
    fields = [(2 * index + 3, field) for index, field in enumerate(record.fields)]
    last = 2 * len(fields) + 2
    groups = {name: [_token(at) for at, field in fields if _group(field.type) == name] for name in _GROUPS}
    return RecordView(
        comment=comment(f"{record.name}: {record.brief}"),
        kind=names.kind(record.name),
        slot=Code(str(record.slot)),
        prefix=literal(record.prefix) if record.prefix else Code("''"),
        made=Code(str(record.made).lower()),
        texts=literal(" ".join(field.name for field in record.fields if isinstance(plain(field.type), Text))),
        expected=wrapped(
            [Code(inside(f"{key} ")) for key in ('{"number":', *(f',"{each.name}":' for each in record.fields))]
        ),
        count=Code(str(last + 1)),
        references=_grouped(groups["references"]),
        required=_grouped(groups["required"]),
        optional=_grouped(groups["optional"]),
        tests=Code("".join(f" &&\n{each}" for each in _tests(fields))),
        decoded=tuple(line for at, field in fields for line in _decoded(record, at, field)),
        emptied=tuple(packed(_initial(record, field) for field in record.fields)),
        encoded=tuple(_encoded(record)),
    )


_GROUPS = ("references", "required", "optional")


def _token(at: int) -> Code:
    return Code(f"${{TOKENS[{at}]}}")


def _group(type_: Type) -> str:
    """Which group of numbers a value belongs to; empty for what is no number, or may be negative."""
    inner = plain(type_)
    if isinstance(inner, Reference):
        return "references"
    if isinstance(inner, Time) or (isinstance(inner, Int | Decimal) and inner.low >= 0):
        return "optional" if isinstance(type_, Optional) else "required"
    return ""


def _grouped(tokens: list[Code]) -> Code:
    """Numbers with a blank on each side, so that each can be told from its neighbours."""
    return wrapped([Code(f" {each} ") for each in tokens])


def _tests(fields: list[tuple[int, Field]]) -> Iterator[Code]:
    """What must be true of the tokens besides the form of numbers, texts, names and sets."""
    for at, field in fields:
        token, optional = _token(at), isinstance(field.type, Optional)
        test = _test(token, field)
        if test:
            yield Code(f"({token} == null || {test})" if optional else test)
        elif not optional and isinstance(plain(field.type), Reference):
            yield Code(f"{token} != null")


def _test(token: Code, field: Field) -> Code | None:
    match plain(field.type):
        case Bool():
            return Code(f"({token} == true || {token} == false)")
        case Int(low=low, high=high) | Decimal(low=low, high=high) if low >= 0:
            least = min(low, field.initial) if isinstance(field.initial, int) else low  # a first value is always right
            parts = [f"{token} -ge {least}"] * (least > 0) + [f"{token} -le {high}"] * (high < INT64_MAX)
            return Code(" && ".join(parts)) if parts else None
        case Enum(members=members):
            listed = wrapped([Code("${TAB}"), *(Code(f'\\"{inside(each)}\\"${{TAB}}') for each in members)])
            return Code(f'"{listed}" == *"${{TAB}}{token}${{TAB}}"*')
        case _:
            return None


def _decoded(record: Record, at: int, field: Field) -> Iterator[Code]:
    """The lines that take one token."""
    token, optional = _token(at), isinstance(field.type, Optional)
    place = names.place(record.name, Code("${1}"), field.name)
    mark = " null" * optional
    quoted_token = f'"{token}"'
    match plain(field.type):
        case Bool() | Time() | Int() | Decimal() | Reference() | Duration() as type_:
            low, high = _signed(type_)
            if low:
                yield Code(f'record_integer "{token}" {quoted(Code(low))} {high}{mark} || return 1')
            yield Code(f"{place}={token[:-1]}#null}}" if optional else f"{place}={token}")
        case Enum():
            yield Code(
                f'REPLY={token[:-1]}#null}} {place}=${{REPLY//\\"/}}' if optional else f'{place}={token[:-1]}//\\"/}}'
            )
        case Identifier():
            yield from _called(f"record_name {quoted_token}", place, token, empty="null" * optional)
        case Text():
            yield from _called(f"record_text {quoted_token}", place, token, empty="null" * optional)
        case Set(max_items=most):
            yield from _called(f"record_set {quoted_token} {most}", place, token, empty="null" if optional else "[]")


def _called(call: str, place: Code, token: Code, *, empty: str) -> Iterator[Code]:
    """The lines that take a token which is not simple; an `empty` one is not looked at."""
    if empty:
        yield Code("REPLY=''")
        yield Code(f"[[ {token} == {quoted(Code(empty))} ]] || {call} || return 1")
    else:
        yield Code(f"{call} || return 1")
    yield Code(f"{place}=${{REPLY}}")


def _signed(type_: object) -> tuple[str, str]:
    """The bounds of a number that may be negative; empty for others."""
    match type_:
        case Duration():
            return str(-DURATION_MAX), str(DURATION_MAX)
        case Int(low=low, high=high) | Decimal(low=low, high=high) if low < 0:
            return str(low), str(high)
        case _:
            return "", ""


def _initial(record: Record, field: Field) -> Code:
    place = names.place(record.name, Code("${1}"), field.name)
    if field.name == "id" and record.prefix is not None:
        return Code(f"{place}=${{2-}}")
    if field.initial is None and not isinstance(field.type, Optional):
        match plain(field.type):
            case Bool():
                return Code(f"{place}=false")
            case Int() | Decimal() | Time() | Duration():
                return Code(f"{place}=0")
            case _:
                return Code(f"{place}=''")
    return Code(f"{place}={quoted(inside(memory(field.initial, field.type)))}")


def _encoded(record: Record) -> Iterator[Code]:
    """The lines that put the slot line together, as many fields at a time as fit the width."""
    formats, words = ['{"number":\\t%s\\t'], ["${1}"]
    for field in record.fields:
        before, word = _written(record, field)
        yield from before
        formats.append(f',"{field.name}":\\t%s\\t')
        words.append(word)
    values = " \\\n".join(packed(Code(f'"{word}"') for word in words))
    pattern = wrapped([Code(each.replace('"', '\\"')) for each in [*formats, "}"]])
    yield Code(f'printf -v REPLY "{pattern}" \\\n{values}')


def _written(record: Record, field: Field) -> tuple[list[Code], str]:
    """Lines before, and a field's token inside double quotes."""
    place = names.place(record.name, Code("${1}"), field.name)
    optional = isinstance(field.type, Optional)
    match plain(field.type):
        case Identifier() | Enum() if optional:
            name = f"t_{names.kind(field.name)}"
            return [Code(f'local {name}=${{{place}:+\\"${{{place}}}\\"}}')], f"${{{name}:-null}}"
        case Identifier() | Enum():
            return [], f'\\"${{{place}}}\\"'
        case Set():
            name = f"t_{names.kind(field.name)}"
            call = f'record_array "${{{place}}}"{" null" * optional}'
            return [Code(call), Code(f"local {name}=${{REPLY}}")], f"${{{name}}}"
        case Text():
            name = f"t_{names.kind(field.name)}"
            kept = (Code(f"local {name}=${{{place}}}"), Code(f"[[ ${{#{name}}} -le 386 ]] || {name}=${{#{name}}}"))
            return list(kept), f"${{{name}:-null}}" if optional else f"${{{name}}}"
        case _:
            return [], f"${{{place}:-null}}" if optional else f"${{{place}}}"
