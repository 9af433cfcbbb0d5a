"""The words of usage messages that the spec decides; COMMANDS.md has the sentences around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from swarmgen.backends.commands.answers import answer_fields
from swarmgen.backends.commands.words import IDENTIFIER, allowed, argument_word, decimal_text, listed, option_word
from swarmgen.model.datatypes import Decimal, Duration, Enum, Identifier, Int, Plain, Set, Text, Time, plain
from swarmgen.model.ir import Operation, Parameter, Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageWords:
    """Keys are names in the spec, which arguments and options share. No message has its last part, `(usage)`.

    `words` are the inputs as typed and shown: `WORK`, `--max-work`. `missing` has the message for each required one.
    `exactly_one` has a message for each group, `only_with` for each option that needs another. `mismatch` ends the
    message about a value of the wrong form, after `"x" `; `outside` the one about a value outside its range or size.
    `known` ends the message about an unknown field of `--print`.
    """

    words: Mapping[str, str]
    missing: Mapping[str, str]
    exactly_one: tuple[str, ...]
    only_with: Mapping[str, str]
    mismatch: Mapping[str, str]
    outside: Mapping[str, str]
    known: str


def usage_words(pattern: Pattern, operation: Operation) -> UsageWords:
    """Everything that the usage messages of an operation say besides the caller's own words."""
    words = {each.name: argument_word(each.name) for each in operation.arguments}
    words |= {each.name: option_word(each.name) for each in operation.options}
    inputs = (*operation.arguments, *operation.options)
    return UsageWords(
        words=words,
        missing={each.name: _missing(each, words[each.name]) for each in inputs if each.required},
        exactly_one=tuple(
            f"give exactly one of {listed([words[name] for name in group], 'and')}" for group in operation.exactly_one
        ),
        only_with={
            each.name: f"option {words[each.name]} needs {words[each.only_with]}" for each in inputs if each.only_with
        },
        mismatch={each.name: mismatch(plain(each.type)) for each in inputs},
        outside={each.name: outside(plain(each.type)) for each in inputs},
        known=f"known: {', '.join(answer_fields(pattern, operation))}",
    )


def mismatch(type_: Plain) -> str:
    """What follows `"x" ` when a value does not have the form of its type; empty when every word has."""
    match type_:
        case Int():
            return "is not a whole number"
        case Enum() | Time() | Duration():
            return f"is not {allowed(type_)}"
        case Identifier() | Set():
            return f"is not an identifier ({IDENTIFIER})"
        case Decimal(scale):
            return f"is not a number with at most {scale} decimal{'s' if scale > 1 else ''}"
        case _:
            return ""


def outside(type_: Plain) -> str:
    """The end of the message about a value outside its range or size; empty where there is none."""
    match type_:
        case Int(low, high):
            return f"is not between {low} and {high}"
        case Decimal(scale):
            return f"is not between {decimal_text(type_.low, scale)} and {decimal_text(type_.high, scale)}"
        case Text(max_bytes):
            return f"is longer than {max_bytes} bytes"
        case Set(max_items):
            return f"more than {max_items} values"
        case _:
            return ""


def _missing(parameter: Parameter, word: str) -> str:
    kind = "option" if word.startswith("--") else "argument"
    hint = f"; {parameter.environment} can hold it" if parameter.environment else ""
    return f"{kind} {word} is missing{hint}"
