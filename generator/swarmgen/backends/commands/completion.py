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
from swarmgen.backends.commands.offered import Option, Words, words
from swarmgen.model.ir import Pattern

_NOTHING: Final = Code("")


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
    starts: tuple[_Case, ...] = ()
    families: tuple[_Case, ...] = ()


def completion(pattern: Pattern, shell: str, templates: Path) -> str:
    """The completion script of a pattern for `bash`, `zsh` or `fish`.

    Raises:
        KeyError: if there is no such shell.
    """
    prepare, parts = _SHELLS[shell]
    view, loader = prepare(pattern, words(pattern)), environment(templates, **DELIMITERS)
    return "".join(loader.get_template(f"bash/completion/{part}.j2").render(view=view) for part in parts)


def _function(pattern: Pattern) -> Code:
    return identifier(f"_swarmsh_{pattern.name}")


def _names(found: tuple[Words, ...]) -> Code:
    return Code(" ".join(dict.fromkeys(each.family or each.name for each in found)))


def _families(found: tuple[Words, ...]) -> dict[str, tuple[Words, ...]]:
    """The operations of two words by the first."""
    firsts = dict.fromkeys(each.family for each in found if each.family)
    return {first: tuple(each for each in found if each.family == first) for first in firsts}


# --- bash ------------------------------------------------------------------------------------------------------------


def _bash(pattern: Pattern, found: tuple[Words, ...]) -> _View:
    return _View(
        pattern=Code(pattern.name),
        function=_function(pattern),
        names=literal(_names(found)),
        operations=tuple(
            _Case(
                name=literal(each.name),
                flags=literal(" ".join(option.word for option in each.options if not option.value)),
                valued=literal(" ".join(option.word for option in each.options if option.value)),
            )
            for each in found
        ),
        values=tuple(_bash_values(found)),
        families=tuple(
            _Case(name=literal(first), flags=literal(" ".join(each.last for each in seconds)))
            for first, seconds in _families(found).items()
        ),
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
                name=literal(each.name),
                lines=(*map(_zsh_option, each.options), *_zsh_places(each)),
            )
            for each in found
        ),
        starts=tuple(_Case(name=literal(name), about=literal(f"{name}:{about}")) for name, about in _described(found)),
        families=tuple(
            _Case(name=literal(first), lines=tuple(literal(f"{each.last}:{each.about}") for each in seconds))
            for first, seconds in _families(found).items()
        ),
    )


def _described(found: tuple[Words, ...]) -> Iterator[tuple[str, str]]:
    """The first words of names, each once, and what they do."""
    seen = set()
    for each in found:
        name, about = (each.family, f"Operations of {each.family}.") if each.family else (each.name, each.about)
        if name not in seen:
            yield name, about
        seen.add(name)


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


def _zsh_places(found: Words) -> Iterator[Code]:
    last = len(found.places) - 1
    for number, (name, values) in enumerate(found.places):
        yield literal(f"{'*' if found.many and number == last else ''}:{name}:{_zsh_values(values)}")


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
                name=_quoted(each.name),
                valued=Code(" ".join(option.word for option in each.options if option.value)),
                lines=tuple(_fish_lines(function, each)),
            )
            for each in found
        ),
        starts=tuple(_Case(name=Code(name), about=_quoted(about)) for name, about in _described(found)),
        families=tuple(
            _Case(name=Code(first), lines=tuple(_fish_seconds(function, first, seconds)))
            for first, seconds in _families(found).items()
        ),
    )


def _fish_seconds(function: Code, first: str, seconds: tuple[Words, ...]) -> Iterator[Code]:
    for each in seconds:
        yield Code(f"-n {_quoted(f'{function}_using {first}')} -a {each.last} -d {_quoted(each.about)}")


def _fish_lines(function: Code, found: Words) -> Iterator[Code]:
    """What follows `complete -c COMMAND` for every option and every argument with known values."""
    name_ = _quoted(found.name) if found.family else found.name
    using = _quoted(f"{function}_using {name_}")
    for option in found.options:
        name = f"-l {option.word[2:]}" if option.word.startswith("--") else f"-s {option.word[1:]}"
        values = f" -a {_quoted(' '.join(option.values))}" if option.values else ""
        yield Code(f"-n {using} {name}{' -x' if option.value else ''}{values} -d {_quoted(option.about)}")
    for number, (_, known) in enumerate(found.places, 1):
        if known:
            place = _quoted(f"{function}_using {name_} {number}")
            yield Code(f"-n {place} -a {_quoted(' '.join(known))}")


def _quoted(text: str) -> Code:
    """A one-line fish word that means `text`; a control character becomes a space."""
    line = "".join(" " if ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 else c for c in text)
    return Code("'" + line.replace("\\", "\\\\").replace("'", "\\'") + "'")


_SHELLS: Final[Mapping[str, tuple[Callable[[Pattern, tuple[Words, ...]], _View], tuple[str, ...]]]] = {
    "bash": (_bash, ("bash_words", "bash_complete")),
    "zsh": (_zsh, ("zsh_words", "zsh_complete")),
    "fish": (_fish, ("fish_words", "fish_complete")),
}
"""Shell → what prepares its view, and the templates that make up its script."""
