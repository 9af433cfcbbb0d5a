"""A coordinator is made of parts. Which of them an operation needs is read from the names it mentions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from swarmgen.backends.code import Code

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FUNCTION: Final = re.compile(r"^([A-Za-z_][A-Za-z0-9_]*)\(\) \{", re.MULTILINE)
_LOADED: Final = re.compile(r"\b(?:transaction|records)_[a-z]+ ([A-Za-z_][A-Za-z0-9_]*)\b")
_BELOW: Final = re.compile(r"\bcold_start ([a-z_]+)\b")
_CREATED: Final = re.compile(r"\b(?:transaction|records)_create ([A-Za-z_][A-Za-z0-9_]*)\b")


@dataclass(frozen=True, slots=True)
class Part:
    """Code that is emitted once. It provides the functions it defines, and the names in `also`."""

    code: Code
    also: frozenset[str] = field(default=frozenset())

    @property
    def provides(self) -> frozenset[str]:
        return frozenset(_FUNCTION.findall(self.code)) | self.also

    @property
    def mentions(self) -> frozenset[str]:
        """All names in the code, `kind:` before those of records that it loads, `new:` before those that it creates.

        What it asks `cold_start` for is not among them: that stands further below.
        """
        kinds = {f"kind:{kind}" for kind in _LOADED.findall(self.code)}
        created = {f"new:{kind}" for kind in _CREATED.findall(self.code)}
        mentioned = frozenset(_NAME.findall(self.code)) - frozenset(_BELOW.findall(self.code))
        return mentioned | kinds | created | {f"kind:{n[2:]}" for n in _arrays(self.code)}


def _arrays(code: str) -> Iterator[str]:
    return (name for name in _NAME.findall(code) if name.startswith("f_"))


def needed(wanted: Part, parts: Iterable[Part], done: Iterable[Part] = ()) -> list[Part]:
    """The parts that `wanted` needs, and those that these need, in the order of `parts`, without those `done`."""
    everything = list(parts)
    providers: dict[str, list[Part]] = {}
    for part in everything:
        for name in part.provides:
            providers.setdefault(name, []).append(part)
    finished = {id(part) for part in done}
    found: set[int] = set()
    waiting = [wanted]
    while waiting:
        for name in waiting.pop().mentions:
            for part in providers.get(name, ()):
                if id(part) not in found and id(part) not in finished:
                    found.add(id(part))
                    waiting.append(part)
    return [part for part in everything if id(part) in found]
