"""The commands of a pattern: those that all have, and those that call operations of it, if it has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from swarmgen.backends.commands.exits import EXPORT, MEANINGS, exit_codes
from swarmgen.backends.commands.inputs import about, option_term
from swarmgen.backends.commands.layout import Row
from swarmgen.backends.commands.standard import COMMANDS, HELP, JSON, Command
from swarmgen.backends.commands.words import is_flag, is_repeated, option_word
from swarmgen.model.ir import Operation, Parameter, Pattern

_RUN: Final = ("claim", "heartbeat", "complete", "release", "show")
"""Operations that `run` calls."""
_OF_RUN: Final = 100
"""Exit codes from here on are those of `run`."""
_SETTING: Final = "stale_threshold"
"""The setting that says how long a lease is."""


_AGENT: Final[Row] = ("--agent ID", "The agent whose leases are renewed. Required unless AGENT_ID is set.")
_RENEWER: Final = (
    Command(
        name="heartbeat-start",
        brief="Start a process that renews the leases of an agent.",
        usage=("[--interval DURATION]", "[--parent PID]", "[--agent ID]", "[--json]"),
        options=(
            (
                "--interval DURATION",
                "The time between two heartbeats, at least 1s. HEARTBEAT_INTERVAL can hold it. Default: 1m.",
            ),
            ("--parent PID", "End when this process has ended. Default: the process that called this one."),
            *(_AGENT, JSON, HELP),
        ),
        about=(
            "It renews at once, and then all leases of the agent together each time. An agent has one such process; "
            "where it runs already nothing is changed. It ends with its parent, when the agent is deregistered, and "
            "by heartbeat-stop of either language."
        ),
        environment=(("HEARTBEAT_INTERVAL", "What --interval is when it is not given."),),
        exits=(0, 1, 2, 4, 5, 6, 9, 10),
    ),
    Command(
        name="heartbeat-status",
        brief="Tell whether a process renews the leases of an agent.",
        usage=("[--agent ID]", "[--json]"),
        options=(_AGENT, JSON, HELP),
        about="running; stopped: it was never started, or has ended by itself; lost (11): its process is gone.",
        exits=(0, 1, 2, 4, 5, 9, 11, 12),
    ),
    Command(
        name="heartbeat-stop",
        brief="Stop the process that renews the leases of an agent.",
        usage=("[--agent ID]", "[--json]"),
        options=(_AGENT, JSON, HELP),
        about="What the agent holds stays held. Where there is no such process nothing is done.",
        exits=(0, 1, 2, 4, 5, 9, 10, 12),
    ),
)

_MONITOR: Final = Command(
    name="monitor",
    brief="Show the dashboard again and again.",
    usage=("[--interval DURATION]", "[--count N]"),
    options=(
        ("--interval DURATION", "The time between two refreshes; 100ms to 1d. Default: 2s."),
        ("--count N", "End after so many refreshes; without it a signal ends it."),
        HELP,
    ),
    about=(
        "On a terminal each refresh takes the place of the one before; elsewhere an empty line stands between them. "
        "HUP, INT, PIPE or TERM end it with 129, 130, 141 or 143."
    ),
)
OUTPUT: Final[Row] = (
    "--output FILE",
    "Write the answer to this file; it has mode 0644, and the old content or the new one at any time.",
)


def commands_of(pattern: Pattern) -> tuple[Command, ...]:
    """The commands of a pattern by name."""
    found = list(COMMANDS)
    claim = claiming(pattern)
    if claim is not None:
        found.append(_run(claim))
    heartbeat = _by_name(pattern).get("heartbeat")
    if heartbeat is not None and {each.name for each in heartbeat.options} >= {"agent"}:
        found += _RENEWER
    dashboard = _by_name(pattern).get("dashboard")
    if dashboard is not None and dashboard.reads and not (dashboard.arguments or dashboard.options):
        found.append(replace(_MONITOR, exits=exit_codes(pattern, dashboard)))
    return tuple(sorted(found, key=lambda each: each.name))


def exports(operation: Operation) -> bool:
    """Whether the answer of an operation can go to a file."""
    return operation.reads and operation.span == EXPORT


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
