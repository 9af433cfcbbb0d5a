"""What the program does besides the operations of its patterns: help, version, completions, and the commands that every
pattern has.
"""

from __future__ import annotations

import sys

from . import PATTERNS, catalog, main, stops, values, words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from .contracts import PatternModule, Words

_COMMANDS = {
    "audit": "audit",
    "audit-archive": "audit_archive",
    "audit-seal": "audit_seal",
    "audit-stats": "audit_stats",
    "audit-verify": "audit_verify",
    "batch": "batch",
    "diagram": "diagram",
    "doctor": "doctor",
    "heartbeat-start": "renewer_start",
    "heartbeat-status": "renewer_status",
    "heartbeat-stop": "renewer_stop",
    "migrate": "migrate",
    "monitor": "monitor",
    "redact": "redact",
    "repair": "repair",
    "replay": "replay",
    "run": "run",
    "stats": "stats",
    "telemetry": "telemetry",
}
"""Command → its module, which has `run(pattern, words, program)`."""

_HOLDING = ("heartbeat-start", "heartbeat-status", "heartbeat-stop", "monitor", "run")
"""Commands of patterns only that have the operations they call."""

_HELP = ("help", "-h", "--help")
_SHELLS = ("bash", "zsh", "fish")


def run(given: Words, name: str) -> int:
    """Runs words that do not begin with the name of a pattern, and gives the exit code."""
    if not given:
        return main.refused(f'a pattern is missing; see "{name} help"', 2, name)
    if given[0] in _HELP and (len(given) == 1 or given[0] != "help"):
        return main.said(catalog.HELP.replace("@PROGRAM@", name), name)
    if given[0] == "help" and given[1] in PATTERNS:
        return main.run(main.module(given[1]), ("help", *given[2:]), f"{name} {given[1]}")
    if given[0] == "--version" and len(given) == 1:
        return main.said(f"{name} {catalog.VERSION}\n", name)
    wrong = given[1] if given[0] == "help" else given[0]
    return main.refused(f'unknown pattern {values.shown(wrong)}; see "{name} help"', 2, name)


def command(pattern: PatternModule, given: Words, program: str) -> int:
    """Runs what is no operation of a pattern, and gives the exit code."""
    if not given:
        return main.refused(f'an operation is missing; see "{program} help"', 2, program)
    name, rest = given[0], given[1:]
    place = f"{program}: {name}"
    try:
        if name in _HELP:
            return main.said(_help(pattern, rest if name == "help" else (), program), place)
        if name == "--version":
            _walked(rest, program, name)
            return main.said(f"{program} {pattern.VERSION}\n", place)
        if name == "completion":
            return main.said(_completion(pattern, rest, program), place)
        if name in pattern.FAMILIES:
            return main.call(pattern, second(pattern, name, rest, program), rest[1:], program)
        if name in _COMMANDS and (name not in _HOLDING or name in _texts(pattern).OPERATIONS):
            return int(main.module(_COMMANDS[name]).run(pattern, rest, program))
        return main.refused(f'unknown operation {values.shown(name)}; see "{program} help"', 2, program)
    except words.HelpWanted:
        return main.said(helped(pattern, name, program), place)
    except stops.Stop as stop:
        return main.refused(stop.text(program), stop.exit, place)
    except Exception as error:
        return main.failed(error, place)


def helped(pattern: PatternModule, name: str, program: str) -> str:
    """The help of an operation or a command; of the program for an option that stands for a command."""
    texts = _texts(pattern)
    return str(texts.PATTERN if name[:2] == "--" else texts.OPERATIONS[name]).replace("@PROGRAM@", program)


def second(pattern: PatternModule, name: str, rest: Words, program: str) -> str:
    """The operation of two words that begins with `name`, the second of which is the first of `rest`.

    Raises:
        Usage: there is none.
        HelpWanted: help is asked for instead.
    """
    if not rest:
        raise stops.Usage(f'an operation is missing; see "{program} help {name}"')
    if rest[0] in ("-h", "--help"):
        raise words.HelpWanted
    if rest[0] not in pattern.FAMILIES[name]:
        raise stops.Usage(f'unknown operation {values.shown(rest[0])}; see "{program} help {name}"')
    return f"{name} {rest[0]}"


def _help(pattern: PatternModule, rest: Words, program: str) -> str:
    topic = _walked(rest, program, "help", 2).arguments
    texts = _texts(pattern)
    if not topic:
        return str(texts.PATTERN).replace("@PROGRAM@", program)
    first, see = topic[0], f"{program} help"
    known = " " not in first and first in texts.OPERATIONS
    if first in pattern.FAMILIES and len(topic) == 2:
        known, see = topic[1] in pattern.FAMILIES[first], f"{see} {first}"
    elif known and len(topic) == 2:
        raise stops.Usage(f"unexpected argument {values.shown(topic[1])}")
    if not known:
        raise stops.Usage(f'unknown operation {values.shown(" ".join(topic))}; see "{see}"')
    return helped(pattern, " ".join(topic), program)


def _completion(pattern: PatternModule, rest: Words, program: str) -> str:
    walk = _walked(rest, program, "completion", 1)
    if not walk.arguments:
        raise stops.Usage("argument SHELL is missing")
    try:
        shell = values.enum(walk.arguments[0], _SHELLS)
    except values.Wrong as wrong:
        raise stops.Usage(f"SHELL: {wrong}") from None
    script = str(_texts(pattern).COMPLETION[shell])
    return script.replace("@PROGRAM@", program).replace("@COMMAND@", program.partition(" ")[0])


def _walked(rest: Words, program: str, name: str, most: int = 0) -> words.Walk:
    return words.walked(rest, {"--help": "help", "-h": "help"}, most, f'see "{program} help {name}"')


def _texts(pattern: PatternModule) -> ModuleType:
    full = f"{pattern.__name__}.helps"
    __import__(full)
    return sys.modules[full]
