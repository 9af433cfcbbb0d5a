"""Conditions of which the model may not know everything: when they can be true, and when they can be false."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from swarmgen.backends.code import Code

_TRUE: Final = Code("true")
_FALSE: Final = Code("false")


@dataclass(frozen=True, slots=True)
class Truth:
    """`may` says when a condition can be true, `may_not` when it can be false. Where the model knows all of it, one is
    the opposite of the other; where it knows nothing, both always hold."""

    may: Code
    may_not: Code

    @property
    def is_open(self) -> bool:
        """Whether it can be true whatever the model holds, and so refuses nothing."""
        return self.may == _TRUE

    @property
    def is_certain(self) -> bool:
        """Whether it is always true."""
        return self.may_not == _FALSE

    @property
    def is_impossible(self) -> bool:
        """Whether it is never true."""
        return self.may == _FALSE


OPEN: Final = Truth(_TRUE, _TRUE)
ALWAYS: Final = Truth(_TRUE, _FALSE)
NEVER: Final = Truth(_FALSE, _TRUE)


def known(test: Code) -> Truth:
    """A condition the model can decide."""
    return Truth(test, Code(f"!({test})"))


def opposite(found: Truth) -> Truth:
    """`not`."""
    return Truth(found.may_not, found.may)


def every(found: Iterable[Truth]) -> Truth:
    """`and`."""
    parts = tuple(found)
    return Truth(_and(each.may for each in parts), _or(each.may_not for each in parts))


def some(found: Iterable[Truth]) -> Truth:
    """`or`."""
    return opposite(every(opposite(each) for each in found))


def _and(tests: Iterable[Code]) -> Code:
    parts = [test for test in dict.fromkeys(tests) if test != _TRUE]
    if _FALSE in parts:
        return _FALSE
    return _joined(parts, " && ") if parts else _TRUE


def _or(tests: Iterable[Code]) -> Code:
    parts = [test for test in dict.fromkeys(tests) if test != _FALSE]
    if _TRUE in parts:
        return _TRUE
    return _joined(parts, " || ") if parts else _FALSE


def _joined(parts: list[Code], sign: str) -> Code:
    return parts[0] if len(parts) == 1 else Code(sign).join(Code(f"({part})") for part in parts)
