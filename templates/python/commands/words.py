"""The words of a command line → the inputs of an operation. The first mistake in the order of the language's semantics
is reported, and no other: syntax from the left, what is missing, values in the order of the spec.
"""

from __future__ import annotations

import os

from . import clock, text, values
from .stops import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .contracts import Operation, Parameter, Words

_EXPORT = "swarmsh.telemetry.metrics"
"""The span of queries whose answer can go to a file."""

_known: dict[tuple[Operation, bool], dict[str, str]] = {}  # of operations that were read before, as in a batch


class HelpWanted(Exception):
    """`--help` among the words: it wins over every mistake."""


class Request:
    """What a command line asks for. `fields` are those of `--print`, `output` the file of `--output`."""

    __slots__ = ("fields", "given", "is_json", "key", "output")

    def __init__(
        self, given: Any, key: str | None, is_json: bool, fields: list[str] | None, output: str | None = None
    ) -> None:
        self.given = given
        self.key = key
        self.is_json = is_json
        self.fields = fields
        self.output = output


class Walk:
    """The words by what they are for: arguments, and the words of each option. `mistake` is the first one."""

    __slots__ = ("arguments", "mistake", "options")

    def __init__(self) -> None:
        self.arguments: list[str] = []
        self.options: dict[str, list[str]] = {}
        self.mistake = ""

    def wrong(self, message: str) -> None:
        """Notes a mistake, if it is the first."""
        self.mistake = self.mistake or message


def read(operation: Operation, words: Words, program: str, to_file: bool = False) -> Request:
    """The request in the words after the operation's name; those not given are taken from the environment. The
    answer of some can go `to_file`.

    Raises:
        Usage: something is wrong with it.
        HelpWanted: help is asked for.
    """
    kinds = _known.get((operation, to_file)) or _known.setdefault((operation, to_file), _kinds(operation, to_file))
    takes_all = any(parameter[2] == "set" for parameter in operation.ARGUMENTS[-1:])
    most = None if takes_all else len(operation.ARGUMENTS)
    walk = walked(words, kinds, most, f'see "{program} help {operation.NAME}"')
    inputs = (*operation.ARGUMENTS, *operation.OPTIONS)
    written = _written(operation, inputs, walk)
    _complete(operation, inputs, written)
    now = clock.now()
    given = operation.Given()
    for parameter in inputs:
        word = written.get(parameter[0])
        setattr(given, parameter[0], parameter[4] if word is None else _value(parameter, word, now))
    key = _key(walk.options.get("--key"))
    wanted = walk.options.get("--print")
    fields = printed(wanted, [name for name, _, _ in operation.FIELDS]) if wanted else None
    output = walk.options.get("--output", [None])[0]
    if output == "":
        raise Usage("option --output is empty")
    return Request(given, key, "--json" in walk.options, fields, output)


def _kinds(operation: Operation, to_file: bool) -> dict[str, str]:
    kinds = {"--json": "flag", "--print": "once", "--help": "help", "-h": "help"}
    if not operation.READS:
        kinds["--key"] = "once"
    elif to_file and operation.SPAN == _EXPORT:
        kinds["--output"] = "once"
    for parameter in operation.OPTIONS:
        kinds[parameter[1]] = {"bool": "flag", "set": "often"}.get(parameter[2], "once")
    return kinds


def walked(words: Words, kinds: dict[str, str], most: int | None, see: str) -> Walk:
    """The words sorted.

    Args:
        words: all after the operation's name.
        kinds: what each option is: `flag`, `once` or `often` with a value, `help`.
        most: how many arguments there may be; None for any number.
        see: where to look options up.

    Raises:
        Usage: the first mistake.
        HelpWanted: help is asked for.
    """
    walk = Walk()
    place = 0
    while place < len(words):
        word = words[place]
        place += 1
        if word[:1] != "-" or word == "-":
            _argument(walk, word, most)
        elif word == "--":
            for left in words[place:]:
                _argument(walk, left, most)
            break
        else:
            place += _option(walk, kinds, word, words[place : place + 1], see)
    if walk.mistake:
        raise Usage(walk.mistake)
    return walk


def _argument(walk: Walk, word: str, most: int | None) -> None:
    if len(walk.arguments) == most:
        walk.wrong(f"unexpected argument {values.shown(word)}")
    else:
        walk.arguments.append(word)


def _option(walk: Walk, kinds: dict[str, str], word: str, following: Words, see: str) -> int:
    """Takes an option, and gives how many of the following words are its value."""
    name, equals, value = word.partition("=")
    kind = kinds.get(name)
    taken = 0
    if kind is None:
        walk.wrong(f"unknown option {values.shown(name)}; {see}")
        return 0
    if kind == "help" and not equals:
        raise HelpWanted
    if kind in ("flag", "help"):
        if equals:
            walk.wrong(f"option {name} takes no value")
    elif not equals:
        if not following:
            walk.wrong(f"option {name} needs a value")
            return 0
        value, taken = following[0], 1
    if name in walk.options and kind != "often":
        walk.wrong(f"option {name} is given twice")
    walk.options.setdefault(name, []).append(value)
    return taken


def _written(operation: Operation, inputs: Sequence[Parameter], walk: Walk) -> dict[str, list[str]]:
    """The words given for each input, by its attribute."""
    written: dict[str, list[str]] = {}
    for place, parameter in enumerate(operation.ARGUMENTS[: len(walk.arguments)]):
        written[parameter[0]] = walk.arguments[place : None if parameter[2] == "set" else place + 1]
    for parameter in operation.OPTIONS:
        if parameter[1] in walk.options:
            written[parameter[0]] = walk.options[parameter[1]]
    for parameter in inputs:
        if parameter[6] and parameter[0] not in written:
            held = os.environ.get(parameter[6])
            if held:
                written[parameter[0]] = [utf8(held)]
    return written


def _complete(operation: Operation, inputs: Sequence[Parameter], written: dict[str, list[str]]) -> None:
    for name, word, _, _, _, is_required, environment, _ in inputs:
        if is_required and name not in written:
            hint = f"; {environment} can hold it" if environment else ""
            raise Usage(f"{'option' if word[0] == '-' else 'argument'} {word} is missing{hint}")
    for group in operation.EXACTLY_ONE:
        if sum(name in written for name in group) != 1:
            *first, last = [_label(inputs, name) for name in group]
            raise Usage(f"give exactly one of {', '.join(first)} and {last}")
    for name, word, _, _, _, _, _, other in inputs:
        if other is not None and name in written and other not in written:
            raise Usage(f"option {word} needs {_label(inputs, other)}")


def _label(inputs: Sequence[Parameter], name: str) -> str:
    return next(parameter[1] for parameter in inputs if parameter[0] == name)


def _value(parameter: Parameter, words: list[str], now: int) -> Any:
    _, label, kind, allowed, _, _, _, _ = parameter
    is_option = label[0] == "-"
    if kind == "bool" and is_option:
        return True
    if kind != "text" and "" in words:
        raise Usage(f"{'option' if is_option else 'argument'} {label} is empty")
    try:
        return values.names(words, allowed) if kind == "set" else parsed(words[0], kind, allowed, now)
    except values.Wrong as wrong:
        said = f" {wrong}" if kind == "text" else f": {wrong}"
        raise Usage(f"{label}{said}") from None


def parsed(word: str, kind: str, allowed: Any, now: int) -> Any:
    """The value of a type that a word stands for.

    Raises:
        Wrong: it stands for none.
    """
    match kind:
        case "identifier":
            return values.identifier(word)
        case "text":
            return string(word.encode(errors="surrogateescape"), allowed)
        case "enum":
            return values.enum(word, allowed)
        case "int":
            return values.integer(word, *allowed)
        case "duration":
            return values.duration(word)
        case "time":
            return values.time(word, now, past=False)
        case "decimal":
            scale, low, high = allowed
            return scaled(values.decimal(word, scale), word, scale, low, high)
        case _:
            return values.enum(word, ("true", "false")) == "true"


def string(data: bytes, most: int) -> str:
    """The token of a text of at most `most` bytes.

    Raises:
        Wrong: it has more, or is not UTF-8.
    """
    if len(data) > most:
        raise values.Wrong(f"is longer than {most} bytes")
    token = text.token(data)
    if token is None:
        raise values.Wrong("is not UTF-8")
    return token


def scaled(units: int, word: str, scale: int, low: int, high: int) -> int:
    """The units of a decimal, if they are in range.

    Raises:
        Wrong: they are not.
    """
    if low <= units <= high:
        return units
    from .people import decimal

    raise values.Wrong(f"{word} is not between {decimal(low, scale)} and {decimal(high, scale)}")


def utf8(word: str) -> str:
    """A word of the system as text: bytes that are not UTF-8 become lone surrogates, whatever the locale says."""
    return word if word.isascii() else os.fsencode(word).decode(errors="surrogateescape")


def _key(words: list[str] | None) -> str | None:
    if words is None:
        return None
    if not words[0]:
        raise Usage("option --key is empty")
    try:
        return values.identifier(words[0])
    except values.Wrong as wrong:
        raise Usage(f"--key: {wrong}") from None


def printed(words: list[str] | None, known: list[str]) -> list[str] | None:
    """The fields of `--print`, if it was given.

    Raises:
        Usage: there is no such field.
    """
    if words is None:
        return None
    if not words[0]:
        raise Usage("option --print is empty")
    fields = words[0].split(",")
    for field in fields:
        if field not in known:
            raise Usage(f"--print: no field {values.shown(field)}; known: {', '.join(known)}")
    return fields
