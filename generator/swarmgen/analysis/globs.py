"""The patterns of `imports`: `*` matches any text, dots included; `?` one character; `[…]` and `{a,b}` as in shells."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import translate
from typing import Final

MAX_ALTERNATIVES: Final = 256
"""How many patterns `{a,b}{c,d}…` may stand for; one that stands for more matches nothing."""

_BRACES = re.compile(r"\{([^{}]*)\}")


def glob(pattern: str) -> Callable[[str], bool]:
    """A test whether a name matches the pattern as a whole."""
    matchers = [re.compile(translate(plain)).match for plain in _expanded(pattern)]
    return lambda name: any(matches(name) for matches in matchers)


def _expanded(pattern: str) -> list[str]:
    """The pattern without braces, once for each choice of alternatives; inner braces first."""
    done, waiting = [], [pattern]
    while waiting:
        current = waiting.pop()
        braces = _BRACES.search(current)
        if braces is None:
            done.append(current)
        else:
            head, tail = current[: braces.start()], current[braces.end() :]
            waiting += [head + choice + tail for choice in braces[1].split(",")]
        if len(done) + len(waiting) > MAX_ALTERNATIVES:
            return []
    return done
