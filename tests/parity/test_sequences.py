"""Any sequence of calls, with any values, gives the same bytes in both languages."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from swarmgen.backends.interface import Inputs, argument_names
from swarmgen.backends.naming import Signal
from swarmgen.backends.traits import is_setter_only
from swarmgen.model.conventions import Attribute, GroupType
from tests.helpers_python.building import target
from tests.parity.calls import PARENT, Call, Languages, Value
from tests.parity.values import drawn, special, texts

KINDS = {
    "start": GroupType.SPAN,
    "emit": GroupType.EVENT,
    "add": GroupType.EVENT,
    "record": GroupType.METRIC,
}
ON_SPANS = ("set", "add", "error", "fail", "ok", "link", "end")
amounts = st.integers(0, 2**63 - 1) | st.decimals(0, 1000, places=9) | st.just(Decimal("0.25"))

T = TypeVar("T")


class Drawing:
    """A sequence in the making, with the spans that are open: their numbers and what they are."""

    def __init__(self, draw: st.DrawFn, of: Languages) -> None:
        self.draw = draw
        self.of = of
        self.names = argument_names(of.registry)
        self.open: dict[int, Signal] = {}
        self.started = 0

    def step(self) -> Call:
        does = ("start", "emit", "record", "clock", *(ON_SPANS if self.open else ()))
        do = self.draw(st.sampled_from(does))
        if do == "clock":
            return Call(do=do, amount=self.draw(st.integers(-(10**9), 10**12)))
        signal = self.draw(st.sampled_from(self.of.helpers(KINDS[do]))) if do in KINDS else None
        given = self.given(signal, do == "start") if signal else {}
        if do == "start" and signal:
            self.open[self.started] = signal
            self.started += 1
        if do not in ON_SPANS:
            return Call(do=do, signal=signal, values=given, amount=self.draw(amounts))
        return self.on_span(do, signal, given)

    def on_span(self, do: str, signal: Signal | None, given: dict[str, Value]) -> Call:
        number = self.draw(st.sampled_from(sorted(self.open)))
        said: tuple[str, ...] = ()
        match do:
            case "set":
                late = Inputs.of(self.open[number].group.attributes).optional
                given = self.values(self.some(late))
            case "error":
                said = self.draw(st.tuples(texts.filter(bool), texts))
            case "fail":
                said = (self.draw(texts),)
            case "link":
                said = (PARENT,)
            case "end":
                del self.open[number]
        return Call(do=do, signal=signal, values=given, span=number, texts=said)

    def given(self, signal: Signal, is_start: bool) -> dict[str, Value]:
        """What a helper needs, and some of what it takes, in any order."""
        inputs = Inputs.of(signal.group.attributes)
        free = [each for each in inputs.optional if not (is_start and is_setter_only(each))]
        chosen = self.draw(st.permutations([*inputs.required, *self.some(free)]))
        return special(signal) | self.values(chosen)

    def some(self, items: Sequence[Attribute]) -> list[Attribute]:
        if not items:
            return []
        return self.draw(st.lists(st.sampled_from(items), max_size=4, unique_by=lambda each: each.name))

    def values(self, attributes: Iterable[Attribute]) -> dict[str, Value]:
        aim = target(self.of.package)
        return {str(self.names[each.name]): self.draw(drawn(each, self.of.registry, aim)) for each in attributes}


@st.composite
def sequences(draw: st.DrawFn, of: Languages) -> list[Call]:
    """Any calls on any open span; in the end all spans are ended."""
    drawing = Drawing(draw, of)
    calls = [drawing.step() for _ in range(draw(st.integers(1, 14)))]
    return [*calls, *(Call(do="end", span=number) for number in reversed(drawing.open))]


@pytest.mark.parametrize("name", ["types", "own"])
def test_any_sequence(name: str, languages: Callable[[str], Languages]) -> None:
    of = languages(name)

    @settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
    @given(calls=sequences(of))
    def check(calls: list[Call]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            of.run(calls, Path(folder))

    check()
