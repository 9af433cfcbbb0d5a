"""The words after an operation's name → its inputs. The oracle of every usage error: which one, in which words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from swarmgen.interpret.refusals import HelpWanted, Refused
from swarmgen.interpret.texts import Value, shorten
from swarmgen.interpret.values import duration, identifier, parse
from swarmgen.model import ir
from swarmgen.model.datatypes import Bool, Set, Text, Time, plain

Inputs = dict[tuple[str, str], Value]
"""By ("arguments" | "options", name); None where absent."""


@dataclass(slots=True)
class Request:
    """What one invocation asks for. `asked` is what a key remembers: the inputs, but lengths from now as such."""

    inputs: Inputs
    asked: tuple[Value, ...]
    key: str | None
    json: bool
    print: tuple[str, ...] | None


@dataclass(slots=True)
class _Walk:
    """What one walk over the words has found: values as written, and the first mistake."""

    arguments: list[str] = field(default_factory=list)
    options: dict[str, list[str]] = field(default_factory=dict)
    wrong: str | None = None

    def mistake(self, message: str) -> None:
        self.wrong = message if self.wrong is None else self.wrong


def read(
    operation: ir.Operation,
    fields: tuple[str, ...],
    words: Sequence[str],
    environment: Mapping[str, str],
    *,
    program: str,
    now: int,
) -> Request:
    """The request that the words make.

    Args:
        operation: what is asked for.
        fields: what `--print` may name.
        words: those after the operation's name.
        environment: where options may come from.
        program: what messages call the program.
        now: nanoseconds since 1970.

    Raises:
        HelpWanted: if `--help` is among the words.
        Refused: with exit 2, for the first mistake in the order of the command line's rules.
    """
    walk = _walk(operation, words, program)
    if walk.wrong is not None:
        raise Refused(2, walk.wrong)
    written = _written(operation, walk, environment)
    _check_missing(operation, written)
    inputs = {place: _value(parameter, place, written, now) for place, parameter in _parameters(operation)}
    key = _key(walk.options.get("--key"))
    asked = tuple(_asked(parameter, inputs[place], written.get(place)) for place, parameter in _parameters(operation))
    return Request(inputs, asked, key, "--json" in walk.options, _printed(walk.options.get("--print"), fields))


def option_name(name: str) -> str:
    """`max_work` as it is written on a command line."""
    return "--" + name.replace("_", "-")


def label(place: tuple[str, str]) -> str:
    """What messages call an input: `WORK`, `--max-work`."""
    source, name = place
    return name.upper().replace("_", "-") if source == "arguments" else option_name(name)


def _parameters(operation: ir.Operation) -> list[tuple[tuple[str, str], ir.Parameter]]:
    """Arguments, then options."""
    listed = [(("arguments", parameter.name), parameter) for parameter in operation.arguments]
    return listed + [(("options", parameter.name), parameter) for parameter in operation.options]


def _kinds(operation: ir.Operation) -> dict[str, str]:
    """How often each option may be given, and whether it takes a value: flag, once, often."""
    kinds = {"--json": "flag", "--print": "once", "--help": "help", "-h": "help"}
    if not operation.reads:
        kinds["--key"] = "once"
    for parameter in operation.options:
        inner = plain(parameter.type)
        kind = "flag" if isinstance(inner, Bool) else "often" if isinstance(inner, Set) else "once"
        kinds[option_name(parameter.name)] = kind
    return kinds


def _walk(operation: ir.Operation, words: Sequence[str], program: str) -> _Walk:
    kinds = _kinds(operation)
    walk = _Walk()
    rest = list(reversed(words))
    while rest:
        word = rest.pop()
        if word == "--":
            for positional in reversed(rest):
                _positional(operation, walk, positional)
            break
        if word == "-" or not word.startswith("-"):
            _positional(operation, walk, word)
            continue
        name, equals, value = word.partition("=")
        _option(walk, kinds, name, value if equals else None, rest, f'see "{program} help {operation.name}"')
    return walk


def _positional(operation: ir.Operation, walk: _Walk, word: str) -> None:
    if len(walk.arguments) == len(operation.arguments) and not _is_repeated(operation.arguments[-1:]):
        walk.mistake(f'unexpected argument "{shorten(word)}"')
    else:
        walk.arguments.append(word)


def _is_repeated(last: tuple[ir.Parameter, ...]) -> bool:
    """Whether the last argument takes all words that are left."""
    return any(isinstance(plain(parameter.type), Set) for parameter in last)


def _option(walk: _Walk, kinds: dict[str, str], name: str, value: str | None, rest: list[str], see: str) -> None:
    kind = kinds.get(name)
    if kind is None:
        walk.mistake(f'unknown option "{shorten(name)}"; {see}')
        return
    if kind == "help" and value is None:
        raise HelpWanted
    if kind in ("flag", "help"):
        if value is not None:
            walk.mistake(f"option {name} takes no value")
        value = ""
    elif value is None:
        if not rest:
            walk.mistake(f"option {name} needs a value")
            return
        value = rest.pop()
    if name in walk.options and kind != "often":
        walk.mistake(f"option {name} is given twice")
    walk.options.setdefault(name, []).append(value)


def _written(operation: ir.Operation, walk: _Walk, environment: Mapping[str, str]) -> dict[tuple[str, str], list[str]]:
    """The words given for each input, from the environment where it has none."""
    written: dict[tuple[str, str], list[str]] = {}
    for at, parameter in enumerate(operation.arguments[: len(walk.arguments)]):
        end = None if _is_repeated((parameter,)) else at + 1
        written["arguments", parameter.name] = walk.arguments[at:end]
    for parameter in operation.options:
        if option_name(parameter.name) in walk.options:
            written["options", parameter.name] = walk.options[option_name(parameter.name)]
    for place, parameter in _parameters(operation):
        if place not in written and parameter.environment is not None and environment.get(parameter.environment):
            written[place] = [environment[parameter.environment]]
    return written


def _check_missing(operation: ir.Operation, written: Mapping[tuple[str, str], list[str]]) -> None:
    for place, parameter in _parameters(operation):
        if parameter.required and place not in written:
            raise Refused(2, _missing(place, parameter))
    places = {parameter.name: place for place, parameter in _parameters(operation)}
    for names in operation.exactly_one:
        if sum(places[name] in written for name in names) != 1:
            *first, last = (label(places[name]) for name in names)
            raise Refused(2, f"give exactly one of {', '.join(first)} and {last}")
    for place, parameter in _parameters(operation):
        if parameter.only_with is not None and place in written and places[parameter.only_with] not in written:
            raise Refused(2, f"option {label(place)} needs {label(places[parameter.only_with])}")


def _missing(place: tuple[str, str], parameter: ir.Parameter) -> str:
    noun = "argument" if place[0] == "arguments" else "option"
    hint = "" if parameter.environment is None else f"; {parameter.environment} can hold it"
    return f"{noun} {label(place)} is missing{hint}"


def _value(
    parameter: ir.Parameter, place: tuple[str, str], written: Mapping[tuple[str, str], list[str]], now: int
) -> Value:
    inner = plain(parameter.type)
    if place not in written:
        return False if isinstance(inner, Bool) and parameter.default is None else parameter.default
    if isinstance(inner, Bool) and place[0] == "options":
        return True
    words = written[place]
    if "" in words and not isinstance(inner, Text):
        noun = "argument" if place[0] == "arguments" else "option"
        raise Refused(2, f"{noun} {label(place)} is empty")
    values = [parse(word, inner, label(place), now=now) for word in words]
    if not isinstance(inner, Set):
        return values[0]
    names = tuple(sorted({str(value) for value in values}))
    if len(names) > inner.max_items:
        raise Refused(2, f"{label(place)}: more than {inner.max_items} values")
    return names


def _asked(parameter: ir.Parameter, value: Value, words: list[str] | None) -> Value:
    length = duration(words[0]) if words and isinstance(plain(parameter.type), Time) else None
    return value if length is None else f"{length:+d}"


def _key(words: list[str] | None) -> str | None:
    if words is None:
        return None
    if words[0] == "":
        raise Refused(2, "option --key is empty")
    return identifier(words[0], "--key")


def _printed(words: list[str] | None, fields: tuple[str, ...]) -> tuple[str, ...] | None:
    if words is None:
        return None
    if words[0] == "":
        raise Refused(2, "option --print is empty")
    names = tuple(words[0].split(","))
    for name in names:
        if name not in fields:
            raise Refused(2, f'--print: no field "{shorten(name)}"; known: {", ".join(fields)}')
    return names
