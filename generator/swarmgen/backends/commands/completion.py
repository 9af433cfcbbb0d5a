"""Scripts that complete operations, options and the values of enumerations in bash, zsh and fish.

They are static: nothing is asked of the program or the store while somebody types. `@PROGRAM@` stands for what is
typed before an operation, `@COMMAND@` for its first word, which the script is registered for. Both are made of
`A-Z a-z 0-9 . _ -` and, between the words of the program, blanks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from swarmgen.backends.bash.source import DELIMITERS, identifier, literal
from swarmgen.backends.code import Code, environment
from swarmgen.backends.commands.layout import Row, sentence
from swarmgen.backends.commands.standard import COMMANDS, HELP, JSON, KEY, Command
from swarmgen.backends.commands.words import argument_word, is_flag, is_repeated, option_word, value_word
from swarmgen.model.datatypes import Enum, plain
from swarmgen.model.ir import Operation, Parameter, Pattern

_NOTHING: Final = Code("")
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
    """What can follow the name of an operation or command; `places` are the allowed values of its arguments."""

    name: str
    about: str
    options: tuple[Option, ...]
    places: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One branch of a script; all fields are source text of its shell."""

    name: Code
    about: Code = _NOTHING
    flags: Code = _NOTHING
    valued: Code = _NOTHING
    lines: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """What a completion template sees."""

    pattern: Code
    function: Code
    names: Code
    operations: tuple[_Case, ...]
    values: tuple[_Case, ...] = ()


def completion(pattern: Pattern, shell: str, templates: Path) -> str:
    """The completion script of a pattern for `bash`, `zsh` or `fish`.

    Raises:
        KeyError: if there is no such shell.
    """
    prepare, parts = _SHELLS[shell]
    view, loader = prepare(pattern, words(pattern)), environment(templates, **DELIMITERS)
    return "".join(loader.get_template(f"bash/completion/{part}.j2").render(view=view) for part in parts)


def words(pattern: Pattern) -> tuple[Words, ...]:
    """Every operation and command with what can follow it, operations first."""
    names = (*(each.name for each in pattern.operations), *(each.name for each in COMMANDS))
    return (*map(_of_operation, pattern.operations), *(_of_command(each, names) for each in COMMANDS))


def _of_operation(operation: Operation) -> Words:
    common = (JSON, ("--print FIELDS", "Print these fields only."), *(() if operation.reads else (KEY,)), HELP)
    return Words(
        name=operation.name,
        about=sentence(operation.brief),
        options=(*map(_option, operation.options), *(each for row in common for each in _common(row))),
        places=tuple((argument_word(each.name), _values(each)) for each in operation.arguments),
    )


def _of_command(command: Command, names: tuple[str, ...]) -> Words:
    choices = names if command.name == "help" else command.choices
    return Words(
        name=command.name,
        about=command.brief,
        options=tuple(each for row in command.options for each in _common(row)),
        places=((("OPERATION" if command.name == "help" else "SHELL"), choices),) if choices else (),
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
        yield Option(word=word, about=sentence(row[1].partition(": ")[0].partition(";")[0]), value=value)


def _values(parameter: Parameter) -> tuple[str, ...]:
    type_ = plain(parameter.type)
    return tuple(each for each in type_.members if _SAFE.fullmatch(each)) if isinstance(type_, Enum) else ()


def _function(pattern: Pattern) -> Code:
    return identifier(f"_swarmsh_{pattern.name}")


def _names(found: tuple[Words, ...]) -> Code:
    return Code(" ".join(each.name for each in found))


# --- bash ------------------------------------------------------------------------------------------------------------


def _bash(pattern: Pattern, found: tuple[Words, ...]) -> _View:
    return _View(
        pattern=Code(pattern.name),
        function=_function(pattern),
        names=literal(_names(found)),
        operations=tuple(
            _Case(
                name=Code(each.name),
                flags=literal(" ".join(option.word for option in each.options if not option.value)),
                valued=literal(" ".join(option.word for option in each.options if option.value)),
            )
            for each in found
        ),
        values=tuple(_bash_values(found)),
    )


def _bash_values(found: tuple[Words, ...]) -> Iterator[_Case]:
    """One branch for each distinct list of values, with all the places it belongs to."""
    places: dict[tuple[str, ...], list[str]] = {}
    for each in found:
        for option in each.options:
            places.setdefault(option.values, []).append(f"{each.name} {option.word}")
        for number, (_, values) in enumerate(each.places, 1):
            places.setdefault(values, []).append(f"{each.name} {number}")
    for values, where in places.items():
        if values:
            yield _Case(name=Code(" | ".join(literal(place) for place in where)), flags=literal(" ".join(values)))


# --- zsh -------------------------------------------------------------------------------------------------------------


def _zsh(pattern: Pattern, found: tuple[Words, ...]) -> _View:
    return _View(
        pattern=Code(pattern.name),
        function=_function(pattern),
        names=_names(found),
        operations=tuple(
            _Case(
                name=Code(each.name),
                about=literal(f"{each.name}:{each.about}"),
                lines=(*map(_zsh_option, each.options), *(_zsh_place(*place) for place in each.places)),
            )
            for each in found
        ),
    )


def _zsh_option(option: Option) -> Code:
    """A specification for `_arguments`: `--type=[about]:TYPE:(feature bug)`."""
    about = re.sub(r"[\\\[\]:]", r"\\\g<0>", option.about)
    if option.word in ("-h", "--help"):
        return literal(f"(- *){option.word}[{about}]")
    if not option.value:
        return literal(f"{option.word}[{about}]")
    return literal(
        f"{'*' if option.repeated else ''}{option.word}=[{about}]:{option.value}:{_zsh_values(option.values)}"
    )


def _zsh_place(name: str, values: tuple[str, ...]) -> Code:
    return literal(f":{name}:{_zsh_values(values)}")


def _zsh_values(values: tuple[str, ...]) -> str:
    """An action: the values, or one that offers nothing."""
    return f"({' '.join(value.replace(':', chr(92) + ':') for value in values)})" if values else " "


# --- fish ------------------------------------------------------------------------------------------------------------


def _fish(pattern: Pattern, found: tuple[Words, ...]) -> _View:
    function = Code(f"_{_function(pattern)}")
    return _View(
        pattern=Code(pattern.name),
        function=function,
        names=_names(found),
        operations=tuple(
            _Case(
                name=Code(each.name),
                about=_quoted(each.about),
                valued=Code(" ".join(option.word for option in each.options if option.value)),
                lines=tuple(_fish_lines(function, each)),
            )
            for each in found
        ),
    )


def _fish_lines(function: Code, found: Words) -> Iterator[Code]:
    """What follows `complete -c COMMAND` for every option and every argument with known values."""
    using = _quoted(f"{function}_using {found.name}")
    for option in found.options:
        name = f"-l {option.word[2:]}" if option.word.startswith("--") else f"-s {option.word[1:]}"
        values = f" -a {_quoted(' '.join(option.values))}" if option.values else ""
        yield Code(f"-n {using} {name}{' -x' if option.value else ''}{values} -d {_quoted(option.about)}")
    for number, (_, known) in enumerate(found.places, 1):
        if known:
            place = _quoted(f"{function}_using {found.name} {number}")
            yield Code(f"-n {place} -a {_quoted(' '.join(known))}")


def _quoted(text: str) -> Code:
    """A one-line fish word that means `text`; a control character becomes a space."""
    line = "".join(" " if ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 else c for c in text)
    return Code("'" + line.replace("\\", "\\\\").replace("'", "\\'") + "'")


_SHELLS: Final[Mapping[str, tuple[Callable[[Pattern, tuple[Words, ...]], _View], tuple[str, ...]]]] = {
    "bash": (_bash, ("bash_words", "bash_complete")),
    "zsh": (_zsh, ("zsh",)),
    "fish": (_fish, ("fish",)),
}
"""Shell → what prepares its view, and the templates that make up its script."""
