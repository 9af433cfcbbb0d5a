"""Messages and printed answers: texts with values in them, as people read them."""

from __future__ import annotations

from collections.abc import Callable

from swarmgen.backends.bash.patterns import names
from swarmgen.backends.bash.patterns.expressions import Value, value
from swarmgen.backends.bash.patterns.literals import inside
from swarmgen.backends.bash.patterns.scope import Scope
from swarmgen.backends.code import Code, json_string
from swarmgen.model import expressions as e
from swarmgen.model.datatypes import Decimal, Duration, Reference, Set, Text, Time, Type, plain
from swarmgen.model.ir import Message, Record

Kinds = Callable[[str], Record]


def message(text: Message, scope: Scope, kinds: Kinds) -> Value:
    """A message with its values; absent ones are nothing."""
    before: list[Code] = []
    parts: list[Code] = []
    for part in text.parts:
        shown = Value(inside(part)) if isinstance(part, str) else _told(part, scope, kinds)
        before += shown.before
        parts.append(shown.text)
    return Value(Code("".join(parts)), tuple(before))


def phrase(expression: e.Phrase, scope: Scope) -> Value:
    """The token of a text that is put together: no value in it has anything that JSON escapes."""
    before: list[Code] = []
    parts = [inside('"')]
    for part in expression.parts:
        shown = Value(inside(json_string(part)[1:-1])) if isinstance(part, str) else _shown(part, scope)
        before += shown.before
        parts.append(shown.text)
    return Value(Code("".join((*parts, inside('"')))), tuple(before))


def _told(expression: e.Expression, scope: Scope, kinds: Kinds) -> Value:
    type_ = plain(expression.type)
    if isinstance(type_, Reference):
        return _called(value(expression, scope), type_.record, scope, kinds)
    return _shown(expression, scope)


def _shown(expression: e.Expression, scope: Scope) -> Value:
    """A value that is no record, as people read it."""
    found = value(expression, scope)
    call = shown_by(plain(expression.type), found.word)
    return _replied(found, scope, call) if call else found


def shown_by(type_: Type, word: Code) -> Code | None:
    """The call that sets REPLY to a value as people read it; None where that is how it is held."""
    match plain(type_):
        case Time():
            return Code(f"clock_text_of {word}")
        case Duration():
            return Code(f"show_duration {word}")
        case Decimal(scale=scale):
            return Code(f"show_decimal {word} {scale}")
        case Text():
            return Code(f"show_text {word}")
        case Set():
            return Code(f"sets_shown {word}")
        case _:
            return None


def _called(found: Value, record: str, scope: Scope, kinds: Kinds) -> Value:
    """A record by its id, or by its number where the kind has no ids."""
    if kinds(record).prefix is None:
        return found
    number, shown = scope.locals.temporary(), scope.locals.temporary()
    lines = (
        Code(f"{number}={found.side} {shown}=''"),
        Code(f"if [[ -n {names.expand(number)} ]]; then"),
        Code(f"transaction_load {names.kind(record)} {names.expand(number)} || return 1"),
        Code(f"{shown}={names.cell(record, Code('REPLY'), 'id')}"),
        Code(f'{shown}=${{{shown}//\\"/}}'),
        Code("fi"),
    )
    return Value(names.expand(shown), (*found.before, *lines))


def _replied(found: Value, scope: Scope, call: Code) -> Value:
    """The reply of a call, kept until the message is put together; nothing for an absent value."""
    kept = scope.locals.temporary()
    lines = (
        Code(f"{kept}={found.side}"),
        Code(f'if [[ -n "{names.expand(kept)}" ]]; then'),
        call,
        Code(f"{kept}=${{REPLY}}"),
        Code("fi"),
    )
    return Value(names.expand(kept), (*found.before, *lines))
