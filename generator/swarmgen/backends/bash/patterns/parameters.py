"""Reading the words of an operation: one `case` over its options, what is missing, the values in spec order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jinja2 import Environment

from swarmgen.backends.bash.patterns import names
from swarmgen.backends.bash.patterns.layout import packed
from swarmgen.backends.bash.patterns.literals import memory
from swarmgen.backends.bash.source import literal
from swarmgen.backends.code import Code
from swarmgen.backends.commands.answers import answer_fields
from swarmgen.backends.commands.usage import UsageWords, usage_words
from swarmgen.model.datatypes import (
    Bool,
    Decimal,
    Duration,
    Enum,
    Identifier,
    Int,
    Reference,
    Set,
    Text,
    Time,
    plain,
)
from swarmgen.model.expressions import Source
from swarmgen.model.ir import Operation, Parameter, Pattern

AGENT: Final = "swarmsh.agent.id"
"""The convention whose input is the agent of a journal entry."""

_ANY: Final = Code(str(2**31 - 1))
"""More words than any command line has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionView:
    """A branch of the walk: the pattern of the option's words and what to do with one."""

    pattern: Code
    action: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseView:
    """`first` sets every input to what it is when it is not given; `checks` are what is missing, then the values. Where
    the last argument is `repeated` there is no word too many."""

    name: Code
    operation: Code
    first: tuple[Code, ...]
    options: tuple[OptionView, ...]
    repeated: bool
    most: Code
    key: Code
    checks: tuple[Code, ...]


def parse_code(pattern: Pattern, operation: Operation, templates: Environment) -> Code:
    """The function `operation_<name>_parse`, which reads words into `a_…` and `o_…`."""
    words = usage_words(pattern, operation)
    view = ParseView(
        name=names.operation(operation.name, "parse"),
        operation=literal(operation.name),
        first=tuple(packed(_first(operation))),
        options=tuple(_option(each) for each in operation.options),
        repeated=_is_many(operation.arguments[-1:]),
        most=_ANY if _is_many(operation.arguments[-1:]) else Code(str(len(operation.arguments))),
        key=Code("''" if operation.reads else "key"),
        checks=tuple(_checks(pattern, operation, words)),
    )
    return Code(templates.get_template("bash/patterns/parse.j2").render(parse=view))


def _first(operation: Operation) -> Iterator[Code]:
    for each in operation.arguments:
        yield Code(f"{names.input_(Source.ARGUMENT, each.name)}=''")
    for each in operation.options:
        variable = names.input_(Source.OPTION, each.name)
        yield Code(f"{variable}=false") if isinstance(plain(each.type), Bool) else Code(f"{variable}=''")
    for _, each in _inputs(operation):
        if isinstance(plain(each.type), Set):
            yield Code(f"{names.words(each.name)}=()")
    told = (each.returned for each in operation.attributes if each.returned is not None)
    for name in dict.fromkeys((*(each.name for each in operation.returns), *told)):
        yield Code(f"{names.returned(name)}=''")


def _word(source: Source, name: str) -> str:
    dashed = names.dashed(name)
    return f"--{dashed}" if source is Source.OPTION else dashed.upper()


def _option(parameter: Parameter) -> OptionView:
    word, variable = _word(Source.OPTION, parameter.name), names.input_(Source.OPTION, parameter.name)
    match plain(parameter.type):
        case Bool():
            action = f'words_flag "$1" && {variable}=true'
        case Set():
            action = f'words_value often "$@" && {names.words(parameter.name)}+=("${{REPLY}}")'
        case _:
            action = f'words_value once "$@" && {variable}=${{REPLY}}'
    return OptionView(pattern=Code(f"{word} | {word}=*"), action=Code(action))


def _inputs(operation: Operation) -> Iterator[tuple[Source, Parameter]]:
    yield from ((Source.ARGUMENT, each) for each in operation.arguments)
    yield from ((Source.OPTION, each) for each in operation.options)


def _checks(pattern: Pattern, operation: Operation, words: UsageWords) -> Iterator[Code]:
    for index, each in enumerate(operation.arguments):
        variable = names.input_(Source.ARGUMENT, each.name)
        taken = _taken(variable, each)
        if isinstance(plain(each.type), Set):
            taken = Code(f'{names.words(each.name)}=("${{words_places[@]:{index}}}")')
        yield Code(f"words_argument {_word(Source.ARGUMENT, each.name)} {index} && {taken}")
    for source, each in _inputs(operation):
        if each.environment:
            yield _held(source, each)
    sources = {each.name: source for source, each in _inputs(operation)}
    for source, each in _inputs(operation):
        if each.required:
            message = literal(words.missing[each.name])
            yield Code(f"words_needed {message} {_word(source, each.name)} || return 1")
    for group, told in zip(operation.exactly_one, words.exactly_one, strict=True):
        listed = " ".join(_word(sources[name], name) for name in group)
        verb = "words_one" if len(group) == 2 else "words_one_of"
        yield Code(f"{verb} {literal(told)} {listed} || return 1")
    for source, each in _inputs(operation):
        if each.only_with:
            with_ = _word(sources[each.only_with], each.only_with)
            yield Code(
                f"words_with {literal(words.only_with[each.name])} {_word(source, each.name)} {with_} || return 1"
            )
    for source, each in _inputs(operation):
        yield from _value(source, each)
    special = [each.name for each in operation.returns if isinstance(plain(each.type), Text | Decimal | Set)]
    if special:
        yield Code(f"words_special={literal(' '.join(('', *special, '')))}")
    fields = literal(", ".join(answer_fields(pattern, operation)))
    yield Code(f"words_end {fields} || return 1")
    yield from _entry(operation)


def _is_many(arguments: tuple[Parameter, ...]) -> bool:
    """Whether one takes all words that are left."""
    return any(isinstance(plain(each.type), Set) for each in arguments)


def _held(source: Source, parameter: Parameter) -> Code:
    """Takes an input from the environment when it was not given."""
    taken = _taken(names.input_(source, parameter.name), parameter)
    return Code(f'words_held {_word(source, parameter.name)} "${{{parameter.environment}-}}" && {taken}')


def _taken(variable: Code, parameter: Parameter) -> Code:
    """Takes the word in REPLY."""
    if isinstance(plain(parameter.type), Set):
        return Code(f'{names.words(parameter.name)}=("${{REPLY}}")')
    return Code(f"{variable}=${{REPLY}}")


def _value(source: Source, parameter: Parameter) -> Iterator[Code]:
    word, variable = _word(source, parameter.name), names.input_(source, parameter.name)
    type_ = plain(parameter.type)
    default = literal(memory(parameter.default, parameter.type))
    given, listed = f'{word} "${{{variable}}}" {default}', names.words(parameter.name)
    match type_:
        case Bool():
            if source is Source.OPTION:
                return
            call = f"words_enum {given} true false"
        case Identifier():
            call = f"words_identifier {given}"
        case Enum(members=members):
            call = f"words_enum {given} {' '.join(map(literal, members))}"
        case Int(low=low, high=high):
            call = f"words_integer {given} {literal(str(low))} {high}"
        case Text(max_bytes=most):
            call = f"words_text {given} {most}"
        case Set(max_items=most):
            verb = "words_many" if source is Source.ARGUMENT else "words_set"
            call = f'{verb} {word} {default} {most} ${{{listed}[@]+"${{{listed}[@]}}"}}'
        case Time():
            call = f"words_time {given}"
        case Duration():
            call = f"words_duration {given}"
        case Decimal(scale=scale, low=low, high=high):
            call = f"words_decimal {given} {scale} {literal(str(low))} {high}"
        case Reference():
            raise ValueError("a caller names a record by its id, never by a reference")
    yield Code(f"{call} || return 1")
    yield Code(f"{variable}=${{REPLY}}")


def _entry(operation: Operation) -> Iterator[Code]:
    """What the journal says of the invocation: who asks, about what; and how long it tries."""
    if operation.waits is not None:
        yield Code(f"words_wait=${{{names.input_(Source.OPTION, operation.waits)}}}")
    agents = [
        (source, each)
        for source, each in _inputs(operation)
        if each.attribute == AGENT and not isinstance(plain(each.type), Set)
    ]
    if agents:
        source, each = agents[0]
        yield Code(f"TX_AGENT=${{{names.input_(source, each.name)}}}")
    for each in operation.arguments[:1]:
        variable = names.input_(Source.ARGUMENT, each.name)
        if isinstance(plain(each.type), Identifier):
            yield Code(f"TX_SUBJECT=${{{variable}}}")
        elif isinstance(plain(each.type), Set):
            yield Code(f'sets_only "${{{variable}}}"')
            yield Code("TX_SUBJECT=${REPLY}")
