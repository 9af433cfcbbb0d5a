"""What completions offer: for every operation and command its options, and the values of options and arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from swarmgen.backends.commands.holding import OUTPUT, commands_of, exports
from swarmgen.backends.commands.layout import Row, sentence
from swarmgen.backends.commands.standard import HELP, JSON, KEY, Command
from swarmgen.backends.commands.words import argument_word, is_flag, is_repeated, option_word, value_word
from swarmgen.model.datatypes import Enum, plain
from swarmgen.model.ir import Operation, Parameter, Pattern

_SAFE = re.compile(r"[A-Za-z0-9_.:+-]+")
"""Values that need no quotes in any of the shells; others are not offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option: `word` as typed, `value` what stands for its value (empty for a flag), `values` what it may be."""

    word: str
    about: str
    value: str = ""
    values: tuple[str, ...] = ()
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What can follow the name of an operation or command; `places` are the allowed values of its arguments. The last
    one takes any number of words where `many` says so. The name has two words where `family` is the first of them."""

    name: str
    about: str
    options: tuple[Option, ...]
    places: tuple[tuple[str, tuple[str, ...]], ...] = ()
    many: bool = False
    family: str | None = None

    @property
    def last(self) -> str:
        """The last word of the name."""
        return self.name.rpartition(" ")[2]


def words(pattern: Pattern) -> tuple[Words, ...]:
    """Every operation and command with what can follow it, operations first."""
    starts = dict.fromkeys(each.family or each.name for each in pattern.operations)
    names = (*starts, *(each.name for each in commands_of(pattern)))
    seconds = tuple(dict.fromkeys(each.name.partition(" ")[2] for each in pattern.operations if each.family))
    return (
        *map(_of_operation, pattern.operations),
        *(_of_command(each, names, seconds) for each in commands_of(pattern)),
    )


def _of_operation(operation: Operation) -> Words:
    output = (OUTPUT,) if exports(operation) else ()
    common = (JSON, ("--print FIELDS", "Print these fields only."), *output, *(() if operation.reads else (KEY,)), HELP)
    return Words(
        name=operation.name,
        about=sentence(operation.brief),
        options=(*map(_option, operation.options), *(each for row in common for each in _common(row))),
        places=tuple((argument_word(each.name), _values(each)) for each in operation.arguments),
        many=any(map(is_repeated, operation.arguments)),
        family=operation.family,
    )


def _of_command(command: Command, names: tuple[str, ...], seconds: tuple[str, ...]) -> Words:
    choices = names if command.name == "help" else command.choices
    more = (("OPERATION", seconds),) if command.name == "help" and seconds else ()
    return Words(
        name=command.name,
        about=command.brief,
        options=tuple(each for row in command.options for each in _common(row)),
        places=((("OPERATION" if command.name == "help" else "SHELL"), choices), *more) if choices else (),
    )


def _option(parameter: Parameter) -> Option:
    return Option(
        word=option_word(parameter.name),
        about=sentence(parameter.brief),
        value="" if is_flag(parameter) else value_word(parameter),
        values=_values(parameter),
        repeated=is_repeated(parameter),
    )


def _common(row: Row) -> Iterator[Option]:
    """The options of a row of help, with the start of what it says: `-h, --help` are two, `--limit N` has a value."""
    for term in row[0].split(", "):
        word, _, value = term.partition(" ")
        values = tuple(value.split("|")) if "|" in value else ()
        yield Option(
            word=word,
            about=sentence(row[1].partition(": ")[0].partition(";")[0]),
            value=word[2:].upper() if values else value,
            values=values,
        )


def _values(parameter: Parameter) -> tuple[str, ...]:
    type_ = plain(parameter.type)
    return tuple(each for each in type_.members if _SAFE.fullmatch(each)) if isinstance(type_, Enum) else ()
