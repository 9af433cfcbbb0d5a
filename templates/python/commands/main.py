"""The command line: `swarmsh PATTERN OPERATION …`."""

from __future__ import annotations

import os
import sys

from . import quick

quick.install()

from . import PATTERNS, calls, stops, words  # noqa: E402  # quickly
from .store import Store  # noqa: E402  # the same

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from .contracts import Operation, PatternModule, Words

_NAME = __name__.partition(".")[0]


def main() -> NoReturn:
    """Runs the words of this process, and ends it: at once, since there is nothing to tidy up."""
    _die_quietly()
    exit = start([words.utf8(word) for word in sys.argv[1:]])
    if sys.stderr is not None:
        sys.stderr.flush()
    os._exit(exit)


def start(given: Words) -> int:
    """Runs the words of a command line, and gives the exit code."""
    if given and given[0] in PATTERNS:
        return run(module(given[0]), given[1:], f"{_NAME} {given[0]}")
    from . import program

    return program.run(given, _NAME)


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Runs the words after the pattern's name, and gives the exit code."""
    name = given[0] if given else ""
    if name not in pattern.OPERATIONS or " " in name:
        from . import program as others

        return others.command(pattern, given, program)
    return call(pattern, name, given[1:], program)


def call(pattern: PatternModule, name: str, given: Words, program: str) -> int:
    """Runs an operation with the words after its name, and gives the exit code."""
    operation: Operation = module(f"{pattern.PACKAGE}.{pattern.OPERATIONS[name]}")
    place = f"{program}: {name}"
    try:
        request = words.read(operation, given, program, to_file=True)
        store = Store(folder(), pattern)
        if request.output is not None:
            return module("output").run(store, operation, request)  # type: ignore[no-any-return]  # a module like others
        told = calls.run(store, operation, request.given, request.key)
        return said(text(operation, told, request), place) or told.exit
    except words.HelpWanted:
        from .program import helped

        return said(helped(pattern, name, program), place)
    except stops.Stop as stop:
        return refused(stop.text(program), stop.exit, place)
    except Exception as error:
        return failed(error, place)


def text(operation: Operation, told: calls.Told, request: words.Request) -> str:
    """What an operation that was asked for prints."""
    if operation.SHAPE == "values" and not request.is_json and request.fields is None:
        return told.text(operation) + "\n"
    from . import answers

    if request.is_json:
        return answers.json(operation, told) + "\n"
    if operation.SHAPE == "rows" and not told.reply[0]:
        return ""
    if request.fields is not None:
        return answers.chosen(operation, told, request.fields) + "\n"
    return answers.people(operation, told) + "\n"


def folder() -> str:
    """The data directory, as it was given."""
    return words.utf8(os.environ.get("SWARMSH_DATA_DIR") or "./data")


def said(text: str, place: str) -> int:
    """Writes an answer, and gives the exit code: 1 when it cannot be written."""
    try:
        put(1, text)
    except OSError:
        return refused("done, but the answer could not be written", 1, place)
    return 0


def refused(message: str, exit: int, place: str) -> int:
    """Writes a message, if that can be done, and gives the exit code."""
    try:
        put(2, f"{place}: {message} ({stops.OUTCOMES[exit]})\n")
    except OSError:
        return exit  # there is nobody to tell
    return exit


def failed(error: Exception, place: str) -> int:
    """Tells of a mistake of ours, on one line."""
    return refused(f"{type(error).__name__}: {' '.join(str(error).split())}", 1, place)


def put(descriptor: int, text: str) -> None:
    """Writes all of a text.

    Raises:
        OSError: it cannot be written.
    """
    data = text.encode(errors="surrogateescape")
    while data:
        data = data[os.write(descriptor, data) :]


def module(name: str) -> Any:
    """A module of this package."""
    full = f"{__package__}.{name}"
    __import__(full)
    return sys.modules[full]


def _die_quietly() -> None:
    """Lets interrupts and broken pipes end the process as they end any program, without a traceback."""
    import _signal  # type: ignore[import-not-found]  # what `signal` wraps; every interpreter has loaded it

    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    _signal.signal(_signal.SIGPIPE, _signal.SIG_DFL)
