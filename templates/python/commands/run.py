"""The command `run`: takes an item, runs a command for it, and ends the item by the command's exit status.

No lock is held between the operations that it calls.
"""

from __future__ import annotations

import os

from .._runtime import context
from . import main, values, words
from .stops import OUTCOMES, Stop, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .contracts import Operation, PatternModule, Words

_NOT_STARTED = 125
_GRACE = 10_000_000_000  # nanoseconds


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Runs the command, and gives the exit code: that of the command, or 1, 124, 125, 129, 130, 143.

    Raises:
        HelpWanted: help is asked for.
    """
    place = f"{program}: run"
    try:
        request, grace, command = _read(pattern, given, program)
    except Stop as stop:
        main.refused(stop.text(program), stop.exit, place)
        return _NOT_STARTED
    from . import child
    from .running import Running

    running = Running(pattern, request, grace, program)
    path, status = child.find(command[0])
    if status:
        reason = "was not found" if status == 1 else "cannot be executed"
        running.say(f"command {values.shown(command[0])} {reason}", "not_started")
        return running.close(_NOT_STARTED, "not_started")
    try:
        running.claim()
    except Stop as stop:
        running.say(stop.text(program), OUTCOMES[stop.exit])
        return running.close(_NOT_STARTED, "not_started")
    except InterruptedError:
        return running.close(_NOT_STARTED, "not_started")
    if not running.signals.first:
        try:
            running.start(path, command, child.environment(_variables(running)))
        except OSError:
            running.say(f"command {values.shown(command[0])} could not be started", "not_started")
            running.release()
            return running.close(_NOT_STARTED, "not_started")
        return running.finish()
    running.release()
    return running.close(_NOT_STARTED, "not_started")


def _read(pattern: PatternModule, given: Words, program: str) -> tuple[Any, int, Words]:
    """The inputs of claim, the time (ns) between TERM and KILL, and the command.

    Raises:
        Usage: a word is wrong.
        HelpWanted: help is asked for.
    """
    claim = main.module(f"{pattern.PACKAGE}.{pattern.OPERATIONS['claim']}")
    kinds = {"--help": "help", "-h": "help", "--grace": "once"}
    kinds |= {each[1]: {"bool": "flag", "set": "often"}.get(each[2], "once") for each in claim.OPTIONS}
    own, command = _split(given, kinds)
    walk = words.walked(own, kinds, 1, f'see "{program} help run"')
    if not command:
        raise Usage("argument COMMAND is missing")
    grace = walk.options.pop("--grace", None)
    request = words.read(claim, _typed(claim, walk), program)
    found = _GRACE if grace is None else _duration(grace[0])
    if not command[0]:
        raise Usage("argument COMMAND is empty")
    return request.given, found, command


def _split(given: Words, kinds: dict[str, str]) -> tuple[Words, Words]:
    """The words before the first `--` that is no option's value, and those after it."""
    place = 0
    while place < len(given) and given[place] != "--":
        place += 2 if kinds.get(given[place]) in ("once", "often") else 1
    return given[:place], given[place + 1 :]


def _typed(claim: Operation, walk: words.Walk) -> Words:
    flags = {each[1] for each in claim.OPTIONS if each[2] == "bool"}
    pairs = ((name, value) for name, values_ in walk.options.items() for value in values_)
    options = [name if name in flags else f"{name}={value}" for name, value in pairs]
    return [*options, "--", *walk.arguments]


def _duration(word: str) -> int:
    if not word:
        raise Usage("option --grace is empty")
    try:
        return values.duration(word)
    except values.Wrong as wrong:
        raise Usage(f"--grace: {wrong}") from None


def _variables(running: Any) -> dict[str, str | None]:
    """What the command finds in its environment."""
    folder = main.folder()
    found: dict[str, str | None] = {
        "SWARMSH_WORK_ID": running.work,
        "SWARMSH_FENCE": str(running.fence),
        "AGENT_ID": running.agent,
        "SWARMSH_DATA_DIR": folder if folder[:1] == "/" else f"{words.utf8(os.getcwd())}/{folder.removeprefix('./')}",
    }
    ids = running.invocation.ids
    if ids is not None:
        found["TRACEPARENT"] = context.format(ids[0], ids[1], ids[3])
        found["TRACESTATE"] = ids[4] or None
    return found
