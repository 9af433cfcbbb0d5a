"""What every pattern has without saying so: common options, commands, environment variables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from swarmgen.backends.commands.layout import Row
from swarmgen.backends.commands.words import TIME

SHELLS: Final = ("bash", "zsh", "fish")
DIAGRAMS: Final = ("timeline", "flow", "gantt", "architecture", "dashboard")

JSON: Final[Row] = ("--json", "Answer with one line of JSON.")
WINDOW: Final[Row] = ("--window 1h|24h|7d|all", "How far to look back. Default: 24h.")
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
TELEMETRY_ENVIRONMENT: Final[tuple[Row, ...]] = (
    (
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "Where to send spans, as http://localhost:4318; /v1/traces is added. "
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, used as it is, goes before it.",
    ),
    (
        "OTEL_EXPORTER_OTLP_HEADERS",
        "Headers to send along: NAME=VALUE,..., values percent-encoded. "
        "OTEL_EXPORTER_OTLP_TRACES_HEADERS goes before it.",
    ),
    (
        "OTEL_EXPORTER_OTLP_TIMEOUT",
        "Milliseconds that a request may take. OTEL_EXPORTER_OTLP_TRACES_TIMEOUT goes before it. Default: 10000.",
    ),
    ("TELEMETRY_RETENTION_DAYS", "archive moves segments that were closed longer ago. Default: 30."),
    ("TELEMETRY_MAX_SIZE_MB", "archive moves the oldest segments until so many megabytes stay. Default: 10."),
    ("TELEMETRY_ARCHIVE_LINES", "archive moves the oldest segments until so many lines stay. Default: 5000."),
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
    environment: tuple[Row, ...] = ()
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
            *("[--operation NAME]", "[--agent ID]", "[--subject ID | --work ID]", "[--since TIME]", "[--limit N]"),
            *("[--from SEQUENCE]", "[--json]", "[--print FIELDS]"),
        ),
        options=(
            ("--operation NAME", "Only entries of this operation."),
            ("--agent ID", "Only entries of this agent."),
            ("--subject ID", "Only entries about this record."),
            ("--work ID", "Only entries about this item, and those that changed its status, as ticks do."),
            ("--since TIME", f"Only entries since then: {TIME}, back from now."),
            ("--limit N", "At most this many entries, the last ones. Default: 100."),
            ("--from SEQUENCE", "Start at this entry."),
            *(JSON, printed(AUDIT_FIELDS), HELP),
        ),
        exits=(0, 1, 2, 4, 5, 9, 12),
    ),
    Command(
        name="audit-archive",
        brief="Put old sealed segments of the journal away.",
        usage=("[--days N]", "[--json]"),
        options=(
            ("--days N", "Only segments that were closed more than so many days ago, 7 to 36500. Default: 30."),
            *(JSON, HELP),
        ),
        about=(
            "They are moved to journal/archive, where everything that reads the journal finds them. Nothing is "
            "compressed or removed. Whoever moves them elsewhere must bring them back for audit-verify, replay, repair."
        ),
        exits=(0, 1, 2, 4, 5, 9, 10, 12),
    ),
    Command(
        name="audit-seal",
        brief="Seal the entries that the open segment of the journal has so far.",
        usage=("[--json]",),
        options=(JSON, HELP),
        about="It leaves an entry with the SHA-256 of what the segment holds before it, which audit-verify checks.",
        exits=(0, 1, 2, 4, 5, 9, 10, 12),
    ),
    Command(
        name="audit-stats",
        brief="Count the entries of the journal by kind, operation and exit code.",
        usage=("[--json]",),
        options=(JSON, HELP),
        about="A refusal that the journal holds is of kind stale_fence. Segments that were put away count.",
        exits=(0, 1, 2, 4, 5, 9, 12),
    ),
    Command(
        name="audit-verify",
        brief="Check that no sealed entry of the journal was edited, deleted or moved.",
        usage=("[--json]",),
        options=(JSON, HELP),
        about=(
            "A segment of 1,000 entries is sealed by the SHA-256 that the first entry after it holds. What differs is "
            "named: segment, line where that can be told, and edited, deleted, reordered or broken_chain. What a "
            "redaction changed is no violation. An end that was never written whole is told, and is none either."
        ),
        exits=(0, 1, 2, 4, 5, 9, 11, 12),
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
        name="diagram",
        brief="Draw a diagram in Mermaid of what the journal says.",
        usage=("|".join(DIAGRAMS), f"[{WINDOW[0]}]"),
        choices=DIAGRAMS,
        options=(WINDOW, HELP),
        about=(
            "timeline shows what happened, at most the last 50 entries; flow how records moved from status to status; "
            "gantt who held what and when, at most the last 50 times; architecture the agents that were at work, at "
            "most 30, and what the store consists of; dashboard how many items are in each status, of those that "
            "changed. Titles are cut after 40 characters, and escaped."
        ),
        exits=(0, 1, 2, 4, 5, 9, 10, 11, 12),
    ),
    Command(
        name="doctor",
        brief="Check this host and the store.",
        usage=("[--accept-clock]",),
        options=(("--accept-clock", "Take the clock as it is, although the last entry is later."), HELP),
        exits=(0, 1, 2, 4, 5, 9, 10, 11, 12),
    ),
    Command(name="help", brief="Show this text, or all about an operation.", usage=("[OPERATION]",), options=(HELP,)),
    Command(
        name="migrate",
        brief="Bring a store to the records of this version.",
        options=(HELP,),
        exits=(0, 1, 2, 4, 5, 8, 9, 10, 12),
    ),
    Command(
        name="redact",
        brief="Take texts of an item out of the store and its journal, and record that it was done.",
        usage=("ID", "[--field FIELD]...", "[--agent ID]", "[--json]"),
        options=(
            ("--field FIELD", "Only the text of this field. Repeatable. Default: all texts of the item."),
            ("--agent ID", "Who does it. Default: AGENT_ID."),
            *(JSON, HELP),
        ),
        about=(
            "[redacted] stands where a text was: in the record, in text files, in every entry of the journal and in "
            "what requests with a key remember. An entry says who did it, to which fields, and how many places there "
            "were, and vouches for the seals of the segments that were written anew, so that audit-verify goes on to "
            "work. Copies of the store and the free space of the disk are not touched."
        ),
        exits=(0, 1, 2, 4, 5, 6, 9, 10, 12),
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
    Command(
        name="stats",
        brief="Sum up the spans: counts, rates and latencies by operation.",
        usage=(f"[{WINDOW[0]}]", "[--json]"),
        options=(WINDOW, JSON, HELP),
        about=(
            "success is the share of the operations that ended with exit code 0, in percent; per_hour is their number "
            "divided by the length of the window, of all from the first span on; p50 and p95 are the milliseconds "
            "that 50 and 95 of 100 did not exceed (nearest rank). A span counts in the window in which it ended. "
            "Refusals, queries and archived spans are counted too."
        ),
        exits=(0, 1, 2, 4, 5, 9, 10, 11, 12),
    ),
    Command(
        name="telemetry",
        brief="Tell what spans there are, send them, or put old ones away.",
        usage=("status|flush|archive", "[--tries N]", "[--json]"),
        choices=("status", "flush", "archive"),
        options=(
            ("--tries N", "flush: how often to try a request that may be tried again, 1 to 10. Default: 5."),
            *(JSON, HELP),
        ),
        about=(
            "status counts the spans that are there, sent, not sent, and lost. flush sends what was not sent, by "
            "OTLP/HTTP in JSON; what was acknowledged is not sent again. archive moves closed segments, oldest first, "
            "to telemetry/archive; while there is an endpoint only those that were sent. No operation waits for a "
            "flush; one flush or archive runs at a time."
        ),
        environment=TELEMETRY_ENVIRONMENT,
        exits=(0, 1, 2, 3, 4, 5, 9, 10, 11, 12),
    ),
)
"""The commands by name. `--version` and `--verify` are options of the program."""

PROGRAM_OPTIONS: Final[tuple[Row, ...]] = (
    HELP,
    ("--version", "Show the version."),
    ("--verify", "Tell whether the bash file is as it was generated."),
)
