"""Help texts: plain, at most 80 columns, the same in every language but for the program's name.

`@PROGRAM@` stands where that name goes. Lines that have it keep room for 24 columns of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from swarmgen.backends.commands.answers import answer_fields
from swarmgen.backends.commands.exits import MEANINGS, exit_codes
from swarmgen.backends.commands.holding import OUTPUT, commands_of, exports, meanings
from swarmgen.backends.commands.inputs import about, capital, option_term
from swarmgen.backends.commands.layout import PROGRAM, Row, page, paragraph, sentence, table, usage
from swarmgen.backends.commands.samples import samples
from swarmgen.backends.commands.standard import (
    ENVIRONMENT,
    HELP,
    JSON,
    KEY,
    MORE_ENVIRONMENT,
    PROGRAM_OPTIONS,
    Command,
    printed,
)
from swarmgen.backends.commands.words import (
    DURATION,
    IDENTIFIER,
    TIME,
    argument_word,
    is_repeated,
    value_text,
)
from swarmgen.model.datatypes import Duration
from swarmgen.model.ir import Operation, Parameter, Pattern, Setting

_VALUES: tuple[Row, ...] = (
    ("NAME, ID", f"An identifier: {IDENTIFIER}."),
    ("DURATION", f"{DURATION.capitalize()}: one or more of ms, s, m, h, d; a bare number is seconds."),
    ("TIME", f"{TIME[0].upper()}{TIME[1:]}; a duration counts from now, or back from now."),
)


def general_help(patterns: Sequence[Pattern]) -> str:
    """What a program that has several patterns says about itself; `@PROGRAM@` is its name alone."""
    return page(
        (
            usage("Usage:", (PROGRAM, "PATTERN", "OPERATION", "[ARGUMENT]...", "[OPTION]...")),
            table("Patterns", ((each.name, sentence(each.brief)) for each in patterns)),
            table("Options", PROGRAM_OPTIONS[:2]),
            paragraph(f'"{PROGRAM} PATTERN help" lists the operations of a pattern.'),
        )
    )


def pattern_help(pattern: Pattern) -> str:
    """What `help` says: the operations and commands, and what all of them share."""
    return page(
        (
            usage("Usage:", (PROGRAM, "OPERATION", "[ARGUMENT]...", "[OPTION]...")),
            paragraph(sentence(pattern.brief)),
            table("Operations", _briefs(each for each in pattern.operations if not each.reads)),
            table("Queries, which change nothing", _briefs(each for each in pattern.operations if each.reads)),
            table("Commands", ((each.name, each.brief) for each in commands_of(pattern))),
            table("Options of the program", PROGRAM_OPTIONS),
            table(
                "Options of every operation",
                (JSON, ("--print FIELDS", "Print these fields only."), KEY, HELP),
            ),
            table("Values", _VALUES),
            table("Environment", environment_rows(pattern)),
            table("Exit codes", _exits(meanings(pattern))),
            paragraph(f'"{PROGRAM} help OPERATION" tells all about an operation.'),
        )
    )


def operation_help(pattern: Pattern, operation: Operation) -> str:
    """What `help OPERATION` and `OPERATION --help` say."""
    fields = answer_fields(pattern, operation)
    output = (OUTPUT,) if exports(operation) else ()
    common = (JSON, printed(fields), *output, *(() if operation.reads else (KEY,)), HELP)
    return page(
        (
            f"Usage: {operation_usage(operation)}",
            paragraph(sentence(operation.brief)),
            table("Arguments", ((argument_word(each.name), about(each)) for each in operation.arguments)),
            table("Options", ((option_term(each), about(each)) for each in operation.options)),
            table("Common options", common),
            table("Environment", (*_held((operation,)), *ENVIRONMENT)),
            table("Exit codes", _exits(exit_codes(pattern, operation))),
            "\n".join(("Examples:", *(f"  {line}" for line in samples(pattern, operation)))),
        )
    )


def family_help(first: str, operations: Sequence[Operation]) -> str:
    """What `help FIRST` and `FIRST --help` say of operations of two words that begin with the same one."""
    return page(
        (
            usage("Usage:", (PROGRAM, first, "OPERATION", "[ARGUMENT]...", "[OPTION]...")),
            table("Operations", _briefs(each for each in operations if not each.reads)),
            table("Queries, which change nothing", _briefs(each for each in operations if each.reads)),
            table("Options", (HELP,)),
            paragraph(f'"{PROGRAM} help {first} OPERATION" tells all about an operation.'),
        )
    )


def operation_usage(operation: Operation) -> str:
    """The usage of an operation without the word `Usage:`, on as many lines as it needs."""
    return usage("Usage:", (PROGRAM, operation.name, *_words(operation))).removeprefix("Usage: ")


def command_help(command: Command) -> str:
    """The help of a command that every pattern has."""
    return page(
        (
            usage("Usage:", (PROGRAM, command.name, *command.usage)),
            paragraph(command.brief),
            paragraph(command.about) if command.about else "",
            table("Options", command.options),
            table("Environment", command.environment),
            table("Exit codes", _exits(command.exits)),
        )
    )


def _briefs(operations: Iterable[Operation]) -> Iterable[Row]:
    return ((each.name, sentence(each.brief)) for each in operations)


def _exits(codes: Iterable[int]) -> Iterable[Row]:
    return ((str(code), f"{capital(MEANINGS[code])}.") for code in codes)


def environment_rows(pattern: Pattern) -> tuple[Row, ...]:
    """Every environment variable that a pattern's program reads, and what it means."""
    settings = ((each.environment, _setting(each)) for each in pattern.settings)
    return (*_held(pattern.operations), *ENVIRONMENT, *settings, *MORE_ENVIRONMENT)


def _held(operations: Iterable[Operation]) -> tuple[Row, ...]:
    """The variables that inputs are taken from, each once, with the word of its first input."""
    held: dict[str, str] = {}
    for operation in operations:
        words = dict(input_words(operation))
        for each in (*operation.arguments, *operation.options):
            if each.environment:
                held.setdefault(each.environment, words[each.name].partition(" ")[0])
    return tuple((name, f"What {word} is when it is not given.") for name, word in held.items())


def _setting(setting: Setting) -> str:
    default = value_text(setting.type, setting.default)
    low, high = (None if each is None else value_text(setting.type, each) for each in (setting.low, setting.high))
    span = f"{low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}" if high else ""
    form = ", ".join(part for part in (DURATION if isinstance(setting.type, Duration) else "", span) if part)
    parts = (sentence(setting.brief), f"{capital(form)}." if form else "", f"Default: {default}.")
    return " ".join(part for part in (*parts, "It is fixed when the store is made.") if part)


def _words(operation: Operation) -> Iterable[str]:
    """The words of the usage line; those of which exactly one is given stand together where the first is."""
    inputs = dict(input_words(operation))
    given = {each.name: each for each in (*operation.arguments, *operation.options)}
    groups = {group[0]: group for group in operation.exactly_one}
    grouped = {name for group in operation.exactly_one for name in group}
    for each in (*operation.arguments, *operation.options):
        if each.name in groups:
            yield f"({' | '.join(_often(inputs[name], given[name]) for name in groups[each.name])})"
        elif each.name not in grouped:
            word = inputs[each.name] if each.required and not each.environment else f"[{inputs[each.name]}]"
            yield _often(word, each)
    yield from ("[--json]", "[--print FIELDS]", *(("[--output FILE]",) if exports(operation) else ()))
    yield from () if operation.reads else ("[--key KEY]",)


def _often(word: str, parameter: Parameter) -> str:
    """The word, with three dots where it may be repeated."""
    return f"{word}..." if is_repeated(parameter) else word


def input_words(operation: Operation) -> Iterable[tuple[str, str]]:
    """Name and usage word of every input: `WORK`, `--limit N`."""
    yield from ((each.name, argument_word(each.name)) for each in operation.arguments)
    yield from ((each.name, option_term(each)) for each in operation.options)
