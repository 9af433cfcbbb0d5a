"""Which variables are bound more than once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from swarmgen.spec.patterns import syntax as s


def rebound(steps: Iterable[s.StepSpec]) -> dict[str, bool]:
    """The names that several steps `let` bind, and whether one of these subtracts."""
    lets = list(_lets(steps))
    counts = Counter(step.name.text for step in lets)
    return {
        name: any("-" in value.text for step in lets if step.name.text == name for _, value in step.values)
        for name, count in counts.items()
        if count > 1
    }


def _lets(steps: Iterable[s.StepSpec]) -> Iterator[s.LetSpec]:
    for step in steps:
        match step:
            case s.LetSpec():
                yield step
            case s.WhenSpec(then=then, otherwise=otherwise):
                yield from _lets((*then, *otherwise))
            case s.EachSpec(steps=inner):
                yield from _lets(inner)
            case _:
                pass
