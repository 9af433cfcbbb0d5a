"""The command `batch`: operations on standard input, one a line, each answered with one line of JSON."""

from __future__ import annotations

import gc
import os

from . import answers, calls, main, stops, text, values, words
from .store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .contracts import Operation, PatternModule, Words

_LONGEST = 262_144
_PIECE = 1 << 16
_QUIET = ("--help", "--version", "-h", "completion", "help")
"""What prints texts elsewhere and has nothing to answer here."""


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Runs all lines, and gives the exit code: 0 when all ran, whatever their answers."""
    words.walked(given, {"--help": "help", "-h": "help"}, 0, f'see "{program} help batch"')
    gc.enable()  # which a single command does not need
    lines = _Lines(_Runner(pattern, program))
    try:
        while data := os.read(0, _PIECE):
            main.put(1, lines.take(data))
        main.put(1, lines.end())
    except OSError:
        return main.refused("the input could not be read or the answers could not be written", 1, f"{program}: batch")
    return 0


class _Runner:
    """Runs lines on one store."""

    __slots__ = ("_operations", "_pattern", "_program", "_store")

    def __init__(self, pattern: PatternModule, program: str) -> None:
        self._pattern = pattern
        self._program = program
        self._store = Store(main.folder(), pattern)
        self._operations: dict[str, Operation] = {}

    def answer(self, line: bytes, number: int) -> str:
        """The answer to a line."""
        exit, found, message = 0, "null", "null"
        try:
            found, exit = self._run(line, number)
        except words.HelpWanted:
            pass
        except stops.Stop as stop:
            exit, message = stop.exit, _token(stop.text(self._program))
        except Exception as error:
            exit, message = 1, _token(f"{type(error).__name__}: {' '.join(str(error).split())}")
        return f'{{"line":{number},"exit":{exit},"answer":{found},"message":{message}}}\n'

    def _run(self, line: bytes, number: int) -> tuple[str, int]:
        if len(line) > _LONGEST:
            raise stops.Usage(f"the line is longer than {_LONGEST} bytes")
        given = _words(line)
        name, rest = given[0], given[1:]
        if name in self._pattern.FAMILIES:
            from .program import second

            name, rest = second(self._pattern, name, rest, self._program), rest[1:]
        elif name not in self._pattern.OPERATIONS or " " in name:
            if name in _QUIET:
                raise words.HelpWanted
            raise stops.Usage(f'unknown operation {values.shown(name)}; see "{self._program} help"')
        operation = self._operations.get(name)
        if operation is None:
            operation = self._operations[name] = main.module(
                f"{self._pattern.PACKAGE}.{self._pattern.OPERATIONS[name]}"
            )
        request = words.read(operation, rest, self._program)
        told = calls.run(self._store, operation, request.given, request.key, number)
        return answers.json(operation, told), told.exit


class _Lines:
    """Cuts the input into lines and collects their answers. Empty lines count and are not answered."""

    __slots__ = ("_number", "_rest", "_runner")

    def __init__(self, runner: _Runner) -> None:
        self._runner = runner
        self._rest = b""
        self._number = 0

    def take(self, data: bytes) -> str:
        """The answers to the lines that are complete now."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > 2 * _LONGEST:  # it is too long whatever follows
            self._rest = self._rest[: _LONGEST + 1].replace(b"\0", b"x")
        return "".join(map(self._answer, lines))

    def end(self) -> str:
        """The answer to what stands after the last line end."""
        return self._answer(self._rest) if self._rest else ""

    def _answer(self, line: bytes) -> str:
        self._number += 1
        return self._runner.answer(line, self._number) if line.strip(b"\0") else ""


def _words(line: bytes) -> list[str]:
    """The words of a line.

    Raises:
        Usage: it has an escape that means nothing.
    """
    return [_unescaped(part).decode(errors="surrogateescape") for part in line.replace(b"\0", b"").split(b"\t")]


def _unescaped(part: bytes) -> bytes:
    if b"\\" not in part:
        return part
    head, *tails = part.split(b"\\")
    found = [head]
    tails.reverse()
    while tails:
        tail = tails.pop()
        if not tail and tails:
            found += (b"\\", tails.pop())
        elif tail[:1] in (b"t", b"n"):
            found += (b"\t" if tail[:1] == b"t" else b"\n", tail[1:])
        else:
            raise stops.Usage("a word has an escape other than \\t, \\n and \\\\")
    return b"".join(found)


def _token(message: str) -> str:
    return text.token(message.encode(errors="backslashreplace")) or "null"
