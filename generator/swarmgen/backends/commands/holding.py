"""The commands of a pattern: those that all have, and those that hold items for a caller, if it can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from swarmgen.backends.commands.exits import MEANINGS
from swarmgen.backends.commands.inputs import about, option_term
from swarmgen.backends.commands.standard import COMMANDS, HELP, Command
from swarmgen.backends.commands.words import is_flag, is_repeated, option_word
from swarmgen.model.ir import Operation, Parameter, Pattern

_RUN: Final = ("claim", "heartbeat", "complete", "release", "show")
"""Operations that `run` calls."""
_OF_RUN: Final = 100
"""Exit codes from here on are those of `run`."""
_SETTING: Final = "stale_threshold"
"""The setting that says how long a lease is."""


def commands_of(pattern: Pattern) -> tuple[Command, ...]:
    """The commands of a pattern by name."""
    found = list(COMMANDS)
    claim = claiming(pattern)
    if claim is not None:
        found.append(_run(claim))
    return tuple(sorted(found, key=lambda each: each.name))


def claiming(pattern: Pattern) -> Operation | None:
    """The operation `claim` of a pattern in which `run` works."""
    operations = _by_name(pattern)
    fits = set(_RUN) <= operations.keys() and any(each.name == _SETTING for each in pattern.settings)
    return operations["claim"] if fits else None


def meanings(pattern: Pattern) -> Mapping[int, str]:
    """What the exit codes of a pattern's program mean."""
    return {code: text for code, text in MEANINGS.items() if code < _OF_RUN or claiming(pattern) is not None}


def _by_name(pattern: Pattern) -> dict[str, Operation]:
    return {each.name: each for each in pattern.operations}


def _run(claim: Operation) -> Command:
    return Command(
        name="run",
        brief="Take an item, run a command for it, and end the item by the command's exit status.",
        usage=("(WORK | --next)", *_words(claim), "[--grace DURATION]", "--", "COMMAND", "[WORD]..."),
        options=(
            *((option_term(each), about(each)) for each in claim.options),
            ("--grace DURATION", "The time between TERM and KILL when the command is to be stopped. Default: 10s."),
            HELP,
        ),
        about=(
            "COMMAND is a program with its words; no shell reads them. It finds SWARMSH_WORK_ID, SWARMSH_FENCE, "
            "AGENT_ID, SWARMSH_DATA_DIR and TRACEPARENT in its environment, and standard input, output and error as "
            "they are. While it runs the lease is renewed at a third of its time. Exit 0 completes the item, any "
            "other exit is a failure of it. A command that completes or blocks its item itself has the last word. "
            "When the lease is lost the command is stopped (124). HUP, INT or TERM to run stop the command, hand the "
            "item back, and end with 129, 130 or 143. Else the exit status is that of the command, 128 + N when "
            "signal N ended it; 1 when it succeeded and the item could not be completed."
        ),
        exits=(0, 1, 124, 125),
    )


def _words(claim: Operation) -> Iterator[str]:
    for each in claim.options:
        if each.name != "next":
            yield f"[{option_term(each)}]{'...' if is_repeated(each) else ''}"


def by_form(claim: Operation | None) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The options of `claim` as typed: flags, those with one value, those that may be repeated."""
    flags: list[str] = []
    once: list[str] = []
    often: list[str] = []
    for each in claim.options if claim is not None else ():
        _form(each, flags, once, often).append(option_word(each.name))
    return tuple(flags), tuple(once), tuple(often)


def _form(parameter: Parameter, flags: list[str], once: list[str], often: list[str]) -> list[str]:
    if is_flag(parameter):
        return flags
    return often if is_repeated(parameter) else once
