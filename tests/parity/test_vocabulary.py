"""Every generated helper gives the same bytes in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import cycle
from pathlib import Path

import pytest

from swarmgen.backends.interface import Inputs, argument_names
from swarmgen.backends.naming import Signal
from swarmgen.backends.traits import is_setter_only
from swarmgen.model.conventions import Attribute, GroupType, Instrument
from tests.helpers_python.building import target
from tests.parity.calls import PARENT, Call, Languages, Value
from tests.parity.values import made_up, special

REGISTRIES = ("own", "plain", "types")
AMOUNTS: tuple[int | Decimal, ...] = (2**53 + 1, Decimal("0.5"), 0)
OUTCOMES: tuple[tuple[Call, ...], ...] = (
    (Call(do="ok"),),
    (Call(do="error", texts=("timeout", 'after "3 s"')),),
    (Call(do="fail", texts=("é",)),),
    (),
)


def choices(of: Languages, signal: Signal) -> Iterator[dict[str, Value]]:
    """Three sets of arguments: what is required, everything, and every other one, in different orders."""
    inputs = Inputs.of(signal.group.attributes)
    is_span = signal.group.type is GroupType.SPAN
    free = [each for each in inputs.optional if not (is_span and is_setter_only(each))]
    sets: tuple[Iterable[Attribute], ...] = (
        inputs.required,
        (*reversed(free), *inputs.required),
        (*inputs.required, *free[1::2]),
    )
    for seed, attributes in enumerate(sets):
        yield special(signal) | values(of, attributes, seed)


def values(of: Languages, attributes: Iterable[Attribute], seed: int) -> dict[str, Value]:
    names = argument_names(of.registry)
    return {
        str(names[each.name]): made_up(each, of.registry, target(of.package), seed + n)
        for n, each in enumerate(attributes)
    }


def spans(of: Languages) -> Iterator[Call]:
    """Each span inside itself, with setters and an outcome."""
    outcomes = cycle(OUTCOMES)
    for signal in of.helpers(GroupType.SPAN):
        late = Inputs.of(signal.group.attributes).optional
        for seed, given in enumerate(choices(of, signal)):
            yield Call(do="start", signal=signal, values=given)
            yield Call(do="clock", amount=1_000)
            yield Call(do="set", values=values(of, late[seed::3], seed))
            yield from next(outcomes)
        yield from (Call(do="end"),) * (seed + 1)


def events(of: Languages) -> Iterator[Call]:
    """Each event by itself, within a span and on it."""
    parent = of.helpers(GroupType.SPAN)[0]
    for signal in of.helpers(GroupType.EVENT):
        given = list(choices(of, signal))
        yield Call(do="emit", signal=signal, values=given[0])
        yield Call(do="start", signal=parent, values=next(choices(of, parent)))
        for each in given:
            yield Call(do="emit", signal=signal, values=each)
            if signal.group.body is None:
                yield Call(do="add", signal=signal, values=each)
        yield Call(do="end")


def measurements(of: Languages) -> Iterator[Call]:
    """Each metric with whole and broken amounts, and negative ones where they mean something."""
    for signal in of.helpers(GroupType.METRIC):
        for amount, given in zip(AMOUNTS, choices(of, signal), strict=True):
            yield Call(do="record", signal=signal, amount=amount, values=given)
            yield Call(do="clock", amount=7)
            if signal.group.instrument is not Instrument.COUNTER:
                yield Call(do="record", signal=signal, amount=-amount, values=given)


def one_of_each(of: Languages) -> Iterator[Call]:
    for do, kind in (("start", GroupType.SPAN), ("emit", GroupType.EVENT), ("record", GroupType.METRIC)):
        signal = of.helpers(kind)[0]
        yield Call(do=do, signal=signal, values=next(choices(of, signal)), amount=1)
    yield Call(do="end")


@pytest.mark.parametrize("name", REGISTRIES)
@pytest.mark.parametrize("calls", [spans, events, measurements])
def test_every_helper(
    calls: Callable[[Languages], Iterator[Call]],
    name: str,
    languages: Callable[[str], Languages],
    tmp_path: Path,
) -> None:
    of = languages(name)
    assert of.run(list(calls(of)), tmp_path) >= 4


@pytest.mark.parametrize("name", REGISTRIES)
def test_every_entity_as_resource(name: str, languages: Callable[[str], Languages], tmp_path: Path) -> None:
    of = languages(name)
    entities = [
        Call(do="describe", signal=signal, values=given)
        for signal in of.helpers(GroupType.ENTITY)
        for given in choices(of, signal)
    ]
    assert entities
    assert of.run([*entities, *one_of_each(of)], tmp_path) == 3


ENVIRONMENTS = {
    "received": ({"TRACEPARENT": PARENT, "TRACESTATE": "a=b"}, 3),
    "not sampled": ({"TRACEPARENT": f"{PARENT[:-2]}00"}, 2),
    "resource": ({"OTEL_SERVICE_NAME": "sérvice", "OTEL_RESOURCE_ATTRIBUTES": "acme.work.id=lost,z=1"}, 3),
    "off": ({"TELEMETRY_ENABLED": "false"}, 0),
}


@pytest.mark.parametrize("case", ENVIRONMENTS)
def test_what_the_environment_says(case: str, languages: Callable[[str], Languages], tmp_path: Path) -> None:
    of = languages("types")
    env, lines = ENVIRONMENTS[case]
    assert of.run(list(one_of_each(of)), tmp_path, env) == lines
