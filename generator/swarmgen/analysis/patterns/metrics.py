"""Returns that are metrics of the conventions: their types, and the lines that print them in each format."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from swarmgen.analysis.patterns import prometheus
from swarmgen.analysis.patterns.constants import DURATION_MAX
from swarmgen.analysis.patterns.mistakes import Mistake, unknown
from swarmgen.diagnostics import Place
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.conventions import Group, GroupType, Registry, RequirementKind
from swarmgen.model.datatypes import Bool, Decimal, Enum, Int, Plain, is_optional, plain
from swarmgen.spec.patterns.source import Name

FORMATS: Final = ("prometheus", "json", "csv")
HEADS: Final = "metric,type,unit,attributes,value"
_SCALE: Final = 3
_LONGEST: Final = DURATION_MAX // 10**6
"""Milliseconds."""
Labels = tuple[tuple[Name, Name], ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """One value of a metric."""

    metric: Group
    labels: tuple[tuple[str, str], ...]
    returned: ir.Return


class Metrics:
    """The metrics of a registry."""

    def __init__(self, registry: Registry) -> None:
        self._known = {group.metric_name or "": group for group in registry.of_type(GroupType.METRIC)}
        self._registry = registry

    def find(self, name: Name, labels: Labels) -> tuple[Group, tuple[tuple[str, str], ...]]:
        """A metric and the attributes of one of its values.

        Raises:
            Mistake: if there is no such metric or attribute, a value is none, or a required attribute is missing.
        """
        metric = self._known.get(name.text)
        if metric is None:
            raise unknown("metric", name.text, name.place, self._known)
        if metric.instrument is None or metric.instrument.value == "histogram":
            raise Mistake("type-error", f"{name} is no number that an answer can hold", name.place)
        known = {each.name: each for each in metric.attributes}
        for attribute, value in labels:
            if attribute.text not in known:
                raise unknown("attribute", attribute.text, attribute.place, known, of=f"the metric {name}")
            members = getattr(known[attribute.text].type, "members", ())
            values = [str(each.value) for each in members]
            if values and value.text not in values:
                raise unknown("member", value.text, value.place, values, of=attribute.text)
        given = {attribute.text for attribute, _ in labels}
        for each in metric.attributes:
            level = each.requirement_level
            if level is not None and level.kind is RequirementKind.REQUIRED and each.name not in given:
                raise Mistake("missing-value", f'the metric {name} needs a value for "{each.name}"', name.place)
        return metric, tuple((attribute.text, value.text) for attribute, value in labels)


def metric_type(metric: Group) -> Plain:
    """What holds a value: a share and seconds have three decimals, everything else is counted."""
    if metric.unit == "s":
        return Decimal(_SCALE, -_LONGEST, _LONGEST)
    return Decimal(_SCALE, 0, 10**_SCALE) if metric.unit == "1" else Int()


def lines(samples: tuple[Sample, ...], inputs: dict[tuple[str, str], ir.Parameter], place: Place) -> Iterator[ir.Line]:
    """What prints the samples in the format that an input chooses.

    Raises:
        Mistake: if no input does.
    """
    if not samples:
        return
    for (source, name), one in inputs.items():
        chosen = plain(one.type)
        if isinstance(chosen, Enum) and sorted(chosen.members) == sorted(FORMATS) and not is_optional(one.type):
            form = e.Input(e.Source(source), name, one.type)
            break
    else:
        raise Mistake("missing-value", f"metrics need an input that is one of {', '.join(FORMATS)}", place)
    tests = {word: e.Compare(e.Comparison.EQUAL, form, e.Literal(word, chosen), Bool()) for word in FORMATS}
    yield from _prometheus(samples, tests["prometheus"])
    for sample in samples:
        yield _line(tests["json"], sample, f'{_json(sample)[:-1]},"value":', "}")
    yield ir.Line(when=tests["csv"], message=ir.Message((HEADS,)))
    for sample in samples:
        yield _line(tests["csv"], sample, _csv(sample), "")


def _prometheus(samples: tuple[Sample, ...], test: e.Expression) -> Iterator[ir.Line]:
    """The samples of a metric stand together, below its comments."""
    for name in dict.fromkeys(each.metric.metric_name for each in samples):
        family = [each for each in samples if each.metric.metric_name == name]
        there = [_there(each) for each in family]
        shown = tuple(each for each in there if each is not None)
        test_ = test if len(shown) < len(there) else e.All((test, *_some(shown)), Bool())
        for text in prometheus.head(family[0].metric):
            yield ir.Line(when=test_, message=ir.Message((text,)))
        for each in family:
            yield _line(test, each, prometheus.sample(each.metric, each.labels), "")


def _some(tests: tuple[e.Expression, ...]) -> tuple[e.Expression, ...]:
    return tests if len(tests) < 2 else (e.Any(tests, Bool()),)


def _there(sample: Sample) -> e.Expression | None:
    """Whether a value that may be absent is there."""
    one = sample.returned
    if not is_optional(one.type):
        return None
    return e.IsAbsent(e.Input(e.Source.RETURN, one.name, one.type), True, Bool())


def _line(test: e.Expression, sample: Sample, before: str, after: str) -> ir.Line:
    there = _there(sample)
    value = e.Variable(sample.returned.name, sample.returned.type)
    parts = (before, value, after) if after else (before, value)
    return ir.Line(when=test if there is None else e.All((test, there), Bool()), message=ir.Message(parts))


def _json(sample: Sample) -> str:
    assert sample.metric.instrument is not None, "checked when it was found"
    members = {
        "name": sample.metric.metric_name,
        "type": sample.metric.instrument.value,
        "unit": sample.metric.unit,
        "attributes": dict(sample.labels),
    }
    return json.dumps(members, ensure_ascii=False, separators=(",", ":"))


def _csv(sample: Sample) -> str:
    assert sample.metric.instrument is not None, "checked when it was found"
    pairs = ";".join(f"{name}={value}" for name, value in sample.labels)
    cells = (sample.metric.metric_name or "", sample.metric.instrument.value, sample.metric.unit or "", pairs)
    return "".join(f"{_cell(each)}," for each in cells)


def _cell(text: str) -> str:
    """A cell as RFC 4180 wants it."""
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n') else text
