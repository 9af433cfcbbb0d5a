"""What every pattern has without saying so: common options, commands, environment variables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from swarmgen.backends.commands.layout import Row
from swarmgen.backends.commands.words import TIME

SHELLS: Final = ("bash", "zsh", "fish")

JSON: Final[Row] = ("--json", "Answer with one line of JSON.")
HELP: Final[Row] = ("-h, --help", "Show this text.")
KEY: Final[Row] = (
    "--key KEY",
    "An identifier of this request: another one with the same key changes nothing and is answered alike, for 7 days.",
)
ENVIRONMENT: Final[tuple[Row, ...]] = (
    ("SWARMSH_DATA_DIR", "The folder of the store. Default: ./data."),
    ("SWARMSH_LOCK_TIMEOUT", "How many seconds to wait for the lock of the store. Default: 30."),
)
MORE_ENVIRONMENT: Final[tuple[Row, ...]] = (
    ("SWARMSH_DURABILITY", "none, or fsync: write each change to the disk before it is answered. Default: none."),
    ("TELEMETRY_ENABLED", "false writes no spans. Default: true."),
    ("TRACEPARENT", "The W3C trace context that spans continue."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command that every pattern has. `usage` are its words, `choices` the values of its one argument."""

    name: str
    brief: str
    usage: tuple[str, ...] = ()
    options: tuple[Row, ...] = ()
    choices: tuple[str, ...] = ()
    about: str = ""
    exits: tuple[int, ...] = (0, 1, 2)

    @property
    def flags(self) -> tuple[str, ...]:
        """The options that take no value, as typed."""
        return tuple(term for term, _ in self.options if " " not in term and "," not in term)

    @property
    def valued(self) -> tuple[str, ...]:
        """The options that take a value, as typed."""
        return tuple(term.partition(" ")[0] for term, _ in self.options if " " in term and "," not in term)


def printed(fields: Sequence[str]) -> Row:
    """The option `--print` with the fields it knows."""
    return ("--print FIELDS", f"Print these fields only, separated by TABs; FIELDS has commas: {', '.join(fields)}.")


AUDIT_FIELDS: Final = ("sequence", "time", "operation", "agent", "subject", "exit")

COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        name="audit",
        brief="List what happened in the store, oldest first.",
        usage=(
            *("[--operation NAME]", "[--agent ID]", "[--subject ID]", "[--since TIME]", "[--limit N]"),
            *("[--from SEQUENCE]", "[--json]", "[--print FIELDS]"),
        ),
        options=(
            ("--operation NAME", "Only entries of this operation."),
            ("--agent ID", "Only entries of this agent."),
            ("--subject ID", "Only entries about this record."),
            ("--since TIME", f"Only entries since then: {TIME}, back from now."),
            ("--limit N", "At most this many entries, the last ones. Default: 100."),
            ("--from SEQUENCE", "Start at this entry."),
            *(JSON, printed(AUDIT_FIELDS), HELP),
        ),
        exits=(0, 1, 2, 4, 5, 9, 12),
    ),
    Command(
        name="batch",
        brief="Run the operations on standard input, one a line.",
        options=(HELP,),
        about=(
            "The words of a line are separated by TABs; \\t, \\n and \\\\ stand for a TAB, a line end and a backslash. "
            "Each line is a transaction of its own and is answered with one line of JSON. It ends with 0 when all "
            "lines ran, whatever their answers."
        ),
        exits=(0, 1, 2, 4, 5, 9, 10),
    ),
    Command(
        name="completion",
        brief="Print a script that completes operations and options in a shell.",
        usage=("|".join(SHELLS),),
        choices=SHELLS,
        options=(HELP,),
    ),
    Command(
        name="doctor",
        brief="Check this host and the store.",
        usage=("[--accept-clock]",),
        options=(("--accept-clock", "Take the clock as it is, although the last entry is later."), HELP),
        exits=(0, 1, 2, 4, 5, 10, 11),
    ),
    Command(name="help", brief="Show this text, or all about an operation.", usage=("[OPERATION]",), options=(HELP,)),
    Command(
        name="migrate",
        brief="Bring a store to the records of this version.",
        options=(HELP,),
        exits=(0, 1, 2, 4, 5, 9, 10, 12),
    ),
    Command(
        name="repair",
        brief="Write the files of the store anew from its journal.",
        usage=("[--dry-run]",),
        options=(("--dry-run", "Say what would be done, and change nothing."), HELP),
        about=(
            "What differs from the journal is written anew, what is not in it is taken away, an end that was never "
            "written whole is cut off. A journal that is damaged before its end is left alone."
        ),
        exits=(0, 1, 2, 4, 5, 9, 10, 12),
    ),
    Command(
        name="replay",
        brief="Check that the files of the store are what its journal says.",
        usage=("--check", "[--json]"),
        options=(
            ("--check", "Compare every record, text, id and key, and the state. Required; nothing is written."),
            *(JSON, HELP),
        ),
        exits=(0, 1, 2, 4, 5, 9, 11, 12),
    ),
)
"""The commands by name. `--version` and `--verify` are options of the program."""

PROGRAM_OPTIONS: Final[tuple[Row, ...]] = (
    HELP,
    ("--version", "Show the version."),
    ("--verify", "Tell whether the bash file is as it was generated."),
)
