"""Running a generated operation: from its inputs to what it has to tell."""

from __future__ import annotations

import time

from . import stops, values
from .store import Call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .contracts import Operation, Traced
    from .store import Store

_FIRST, _LONGEST = 10**8, 10**9  # nanoseconds between two tries


class Told:
    """What came of an operation: the reply, and the last entry it takes into account."""

    __slots__ = ("exit", "given", "repeated", "reply", "sequence")

    def __init__(self, given: Any, reply: Any, sequence: int, repeated: bool, exit: int = 0) -> None:
        self.exit = exit  # 11 where the answer tells of a problem
        self.given = given
        self.reply = reply
        self.sequence = sequence
        self.repeated = repeated

    def text(self, operation: Operation) -> str:
        """What an operation that answers with values prints for people."""
        lines = getattr(operation, "lines", None)
        if lines is None:
            return self._line(operation.PRINTS)
        said = [operation.PRINTS] if operation.PRINTS else []
        return "\n".join([self._line(parts) for parts in (*said, *lines(self.given, self.reply))])

    def _line(self, message: Any) -> str:
        parts = []
        for part in message:
            if isinstance(part, str):
                parts.append(part)
            else:
                place, kind, scale = part
                parts.append(_said(self._value(place), kind, scale))
        return "".join(parts)

    def _value(self, place: Any) -> Any:
        if isinstance(place, tuple):
            return place[0]
        return self.reply[place] if isinstance(place, int) else getattr(self.given, place)


def filled(operation: Operation, inputs: dict[str, object]) -> Any:
    """The inputs of an operation, by attribute; the others have their defaults. A single name may stand for a set."""
    given = operation.Given()
    for parameter in (*operation.ARGUMENTS, *operation.OPTIONS):
        value = inputs.get(parameter[0], parameter[4])
        setattr(given, parameter[0], (value,) if parameter[2] == "set" and isinstance(value, str) else value)
    return given


def _said(value: Any, kind: str, scale: int) -> str:
    """A value as people read it, `-` for none and for an empty set; those that need no thought do not load the module
    that thinks about the others.
    """
    if value is None or value == ():
        return "-"
    if kind in ("identifier", "enum"):
        return str(value)
    from .people import told

    return told(value, kind, scale)


def run(
    store: Store,
    operation: Operation,
    given: Any,
    key: str | None = None,
    line: int = 0,
    traced: Traced | None = None,
    sleep: Callable[[float], None] = time.sleep,
    after: Callable[[Any], Any] | None = None,
) -> Told:
    """Runs an operation or a query; one that waits tries again until it has something or its time is over.

    Args:
        given: the inputs, an `operation.Given`.
        key: idempotency key.
        line: of a batch, or 0.
        traced: the caller's own span, whose ids the line in the store gets.
        sleep: waits so many seconds between two tries.
        after: of a query, as in `Store.ask`.

    Raises:
        Stop: as `Store.run` and `Store.ask`.
    """
    left = getattr(given, operation.WAITS) or 0 if operation.WAITS else 0
    pause = _FIRST
    while True:
        call = _call(operation, given, key, line, traced)
        call.again = left > 0
        try:
            answer = store.ask(call, after) if operation.READS else store.run(call)
        except stops.Refused as refused:
            if not refused.again or left <= 0:
                raise
        else:
            exit = 11 if call.problem is not None and call.problem(answer.reply) else 0
            return Told(given, answer.reply, answer.sequence, answer.repeated, exit)
        rest = min(pause, left)
        sleep(rest / 10**9)
        left -= rest
        pause = min(2 * pause, _LONGEST)


def _call(operation: Operation, given: Any, key: str | None, line: int, traced: Traced | None) -> Call:
    first, place = operation.SUBJECT

    def subject(reply: Any) -> str | None:
        named = getattr(given, first) if first else None
        if isinstance(named, tuple):
            named = named[0] if len(named) == 1 else None
        return named if named is not None or place is None or reply is None else reply[place]

    def kept(reply: Any) -> list[str]:
        from . import answers

        return answers.kept(operation, reply)

    def restored(tokens: list[str]) -> Any:
        from . import answers

        return answers.restored(operation, tokens)

    def attributes(reply: Any) -> list[str]:
        return operation.attributes(given, reply)

    judged = getattr(operation, "problem", None)
    return Call(
        operation.NAME.replace(" ", "-"),
        operation.SPAN,
        lambda tx: operation.steps(tx, given),
        key=key,
        request=request(operation, given) if key is not None else None,
        agent=getattr(given, operation.AGENT) if operation.AGENT else None,
        subject=subject,
        attributes=attributes if traced is None else traced.keep(attributes),
        answer=kept,
        restore=restored,
        frees=operation.FREES,
        line=line,
        ids=None if traced is None else traced.ids(),
        problem=None if judged is None else lambda reply: judged(given, reply),
    )


def request(operation: Operation, given: Any) -> str:
    """The inputs as the journal keeps them with an idempotency key: a JSON array in the order of the spec."""
    inputs = (*operation.ARGUMENTS, *operation.OPTIONS)
    return f"[{','.join([_asked(getattr(given, name), kind) for name, _, kind, *_ in inputs])}]"


def _asked(value: Any, kind: str) -> str:
    """The token of an input; that of a time that was given as a length from now is the length, with its sign."""
    from .answers import token

    return f'"{value.length:+d}"' if isinstance(value, values.Later) else token(value, kind, exact=True)
