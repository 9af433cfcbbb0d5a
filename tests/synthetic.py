"""A made-up registry of the size and shape of the public one, for benchmarks and for tests that need bulk.

    python -m tests.synthetic DIR

Everything is a function of the numbers below, so two runs write the same bytes anywhere. The registry has no errors,
and no warnings but those that every `definition/2` file gets.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

NAMESPACES = 84
SIGNAL_FILES = 81
FILES = 2 * NAMESPACES + SIGNAL_FILES + 1  # 250, without the manifest
ATTRIBUTES, ENUMS, MEMBERS = 940, 134, 870
METRICS, SPANS, EVENTS, ENTITIES = 541, 60, 48, 40

SCHEMA_URL = "https://synthetic.example/schemas/1.44.0"


def _words(text: str) -> list[str]:
    return text.split()


_SUBJECTS = _words("""
    anchor basin beacon bridge cabin canal cargo cellar chapel cliff comet copper coral depot desert engine ferry
    fjord forest garden glacier granite harbor hollow island jetty kiln lagoon lantern ledger lichen mangrove
    marsh meadow mill mirror moss orchard oyster paddle pasture pebble pier plateau prairie quarry quartz raft
    rapids reef ridge river saddle sail sapling shore signal silo slope spruce stable steppe stream summit tavern
    thicket tide timber torch tower trail tundra tunnel valley vessel village vine volcano wagon warehouse willow
    windmill winter yarrow
""")
_ASPECTS = _words(
    "age angle area cause code color depth form grade height label length level load mode name order pace phase rank"
)
_VERBS = _words(
    "carries describes follows limits marks measures names opens orders reaches repeats returns separates shows starts"
)
_QUALITIES = _words(
    "blue calm cold dry deep firm fresh gentle heavy late light long loose narrow plain quick quiet rough short small"
)
_EXAMPLES: dict[str, list[object]] = {
    "string": ["a-1", "two words", "x/y/z"],
    "int": [1, 8080],
    "double": [0.5, 12.25],
    "boolean": [True],
    "string[]": [["a", "b"], ["c"]],
    "template[string]": ["any text"],
    "int[]": [[1, 2, 3]],
    "template[string[]]": [["one", "two"]],
}
_UNITS = {"counter": "{call}", "updowncounter": "{item}", "gauge": "1", "histogram": "s"}
_KINDS = ("client", "server", "producer", "consumer", "internal")
_LEVELS: tuple[object, ...] = (
    "required",
    "recommended",
    "opt_in",
    {"conditionally_required": "If the other side has told it, and the answer was `yes`."},
    {"recommended": "Where it costs nothing to find out."},
)

Item = dict[str, Any]


def write_synthetic(folder: Path) -> None:
    """Write the registry into `folder`, which need not exist."""
    for path, document in _documents():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(yaml.dump(document, Dumper=_Dumper, sort_keys=False, width=120), encoding="utf-8")


def _documents() -> Iterator[tuple[str, Item]]:
    attributes = _attributes()
    names = {subject: [attribute["id"] for attribute in own] for subject, own in attributes.items()}
    yield "manifest.yaml", {"schema_url": SCHEMA_URL, "description": "A registry of things that do not exist."}
    shared = [own[0] for own in names.values()][:4]
    yield "common.yaml", {"groups": [_group("attributes.common", "attribute_group", {"attributes": _refs(shared, 0)})]}
    metrics = _shares(METRICS, NAMESPACES)
    for index, subject in enumerate(names):
        write = _definition2 if index % 8 == 5 else _definition1
        yield f"{subject}/registry.yaml", write(subject, {"attributes": attributes[subject]})
        yield (
            f"{subject}/metrics.yaml",
            write(subject, {"metrics": _metrics(subject, metrics[index], names[subject], shared)}),
        )
        if index < SIGNAL_FILES:
            yield f"{subject}/signals.yaml", write(subject, _signals(index, subject, names[subject], shared))


def _attributes() -> dict[str, list[Item]]:
    """Every namespace with its attributes; each seventh attribute is an enumeration, each thirteenth is deprecated."""
    members = iter(_shares(MEMBERS, ENUMS))
    found: dict[str, list[Item]] = {}
    number = 0
    for subject, share in zip(_SUBJECTS, _shares(ATTRIBUTES, NAMESPACES), strict=True):
        own = found.setdefault(subject, [])
        for aspect in _ASPECTS[:share]:
            is_enum = number % 7 == 3
            own.append(_attribute(number, f"{subject}.{aspect}", next(members) if is_enum else 0, own))
            number += 1
    return found


def _attribute(number: int, name: str, members: int, before: list[Item]) -> Item:
    stability = "stable" if number % 6 == 0 else "development"
    type_ = list(_EXAMPLES)[number % len(_EXAMPLES)]
    item: Item = {"id": name}
    if members:
        item["type"] = {"members": [_member(name, index, stability) for index in range(members)]}
    else:
        item |= {"type": type_, "examples": _EXAMPLES[type_]}
    item |= {"stability": stability, "brief": _sentence(name)}
    if number % 4 == 0:
        item["note"] = _note(name, paragraphs=1 + number % 3)
    if number % 26 == 12:
        item["deprecated"] = {"reason": "obsoleted", "note": _sentence(name, "old")}
    elif number % 26 == 25 and before:
        item["deprecated"] = {"reason": "renamed", "renamed_to": before[0]["id"]}
    return item


def _member(name: str, index: int, stability: str) -> Item:
    member: Item = {"id": f"{_QUALITIES[index]}_{_ASPECTS[index]}", "value": f"{_QUALITIES[index]}-{index}"}
    member |= {"brief": _sentence(name, str(index)), "stability": stability}
    if index % 9 == 8:
        member["deprecated"] = {"reason": "uncategorized", "note": "Nobody needs it any more."}
    return member


def _metrics(subject: str, share: int, own: list[str], shared: list[str]) -> list[Item]:
    """Metrics in the neutral form that both writers take."""
    found = []
    for number, aspect in enumerate(_ASPECTS[:share]):
        instrument = list(_UNITS)[number % len(_UNITS)]
        metric: Item = {
            "name": f"{subject}.{_QUALITIES[number]}.{aspect}",
            "instrument": instrument,
            "unit": _UNITS[instrument],
        }
        metric |= {"brief": _sentence(f"{subject} {aspect}", "metric"), "stability": "development"}
        if number % 3 == 1:
            metric["note"] = _note(f"{subject} {aspect}", paragraphs=1)
        metric["attributes"] = _refs([*own[number % 4 :: 4], *shared[: number % 4]], number)
        found.append(metric)
    return found


def _signals(index: int, subject: str, own: list[str], shared: list[str]) -> dict[str, list[Item]]:
    """An entity, an event and a span, as far as they go round; their files are in the first namespaces."""
    found: dict[str, list[Item]] = {}
    common = {"stability": "development"}
    entity = [f"{subject}.thing"] if index < ENTITIES else []
    if entity:
        described: Item = {"type": entity[0], "brief": _sentence(subject, "entity"), **common}
        described |= {"identity": _refs(own[:1], 0), "description": _refs(own[1:4], 1)}
        found["entities"] = [described]
    if index < EVENTS:
        event: Item = {"name": f"{subject}.happened", "brief": _sentence(subject, "event"), **common}
        found["events"] = [event | {"entity_associations": entity, "attributes": _refs(own[::2], index)}]
    if index >= SIGNAL_FILES - SPANS:
        span: Item = {
            "type": f"{subject}.walk",
            "kind": _KINDS[index % len(_KINDS)],
            "brief": _sentence(subject, "span"),
            **common,
        }
        span |= {"note": _note(subject, paragraphs=2), "name": {"note": "`{verb} {subject}`, in lower case."}}
        found["spans"] = [span | {"entity_associations": entity, "attributes": _refs([*own[1::2], *shared], index)}]
    return found


def _refs(names: Iterable[str], seed: int) -> list[Item]:
    """References to attributes, each once; some of them override a field or two."""
    found = []
    for number, name in enumerate(dict.fromkeys(names), seed):
        ref: Item = {"ref": name, "requirement_level": _LEVELS[number % len(_LEVELS)]}
        if number % 4 == 2:
            ref["brief"] = _sentence(name, "override")
        if number % 9 == 4:
            ref["note"] = _note(f"{name} {number}", paragraphs=1)
        found.append(ref)
    return found


def _definition1(subject: str, content: Mapping[str, list[Item]]) -> Item:
    """A file of groups."""
    groups = []
    if "attributes" in content:
        extra = {"display_name": f"{subject.capitalize()} attributes", "attributes": content["attributes"]}
        groups.append(_group(f"registry.{subject}", "attribute_group", extra))
    for metric in content.get("metrics", ()):
        renamed = {"metric_name": metric["name"], **_without(metric, "name")}
        groups.append({"id": f"metric.{metric['name']}", "type": "metric", **renamed})
    for entity in content.get("entities", ()):
        refs = [{**ref, "role": "identifying"} for ref in entity["identity"]]
        refs += [{**ref, "role": "descriptive"} for ref in entity["description"]]
        extra = {"name": entity["type"], "stability": entity["stability"], "attributes": refs}
        groups.append(_group(f"entity.{entity['type']}", "entity", extra))
    for event in content.get("events", ()):
        groups.append({"id": f"event.{event['name']}", "type": "event", **event})
    for span in content.get("spans", ()):
        groups += _span_groups(subject, span)
    return {"groups": groups}


def _span_groups(subject: str, span: Item) -> list[Item]:
    """A span that extends a group that extends a group that extends the one all share."""
    refs = span["attributes"]
    base, middle = f"attributes.{subject}.base", f"attributes.{subject}.peer"
    head = {"id": f"span.{span['type']}", "type": "span", "span_kind": span["kind"], "extends": middle}
    return [
        _group(base, "attribute_group", {"extends": "attributes.common", "attributes": refs[:2]}),
        _group(middle, "attribute_group", {"extends": base, "attributes": refs[1:3]}),
        {**head, **_without(span, "type", "kind", "name", "attributes"), "attributes": refs[2:]},
    ]


def _definition2(subject: str, content: Mapping[str, list[Item]]) -> Item:
    """The same content as lists of signals."""
    document: Item = {"file_format": "definition/2"}
    for kind, items in content.items():
        if kind == "attributes":
            document[kind] = [{"key": item["id"], **_without(item, "id")} for item in items]
        else:
            document[kind] = [{**item, "requirement_level": "recommended"} for item in items]
    return document


def _group(id_: str, type_: str, extra: Item) -> Item:
    return {"id": id_, "type": type_, "brief": _sentence(id_), **extra}


def _without(item: Item, *keys: str) -> Item:
    return {key: value for key, value in item.items() if key not in keys}


def _shares(total: int, parts: int) -> list[int]:
    """`total` in `parts` whole numbers that differ by one at most."""
    return [total * (index + 1) // parts - total * index // parts for index in range(parts)]


def _sentence(*subject: str) -> str:
    """A sentence of no meaning, always the same for the same subject."""
    chance = random.Random(" ".join(subject))
    noun, other = chance.sample(_SUBJECTS, 2)
    middle = f"{chance.choice(_VERBS)} the {chance.choice(_QUALITIES)} {chance.choice(_ASPECTS)} of the {noun}"
    return f"It {middle} when the {other} {chance.choice(_VERBS)} its `{chance.choice(_ASPECTS)}`."


def _note(subject: str, paragraphs: int) -> str:
    """Markdown of some paragraphs, the last one a list."""
    texts = [" ".join(_sentence(subject, str(n), str(k)) for k in range(2)) for n in range(paragraphs)]
    texts[0] += f" See [the chapter on it](https://synthetic.example/{subject.split('.')[0].replace(' ', '-')}#more)."
    items = "\n".join(f"- {_sentence(subject, 'item', str(k))}" for k in range(2))
    return "\n\n".join([*texts, items]) + "\n"


class _Dumper(yaml.CSafeDumper):
    """Writes texts of several lines as people do."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.CSafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)

if __name__ == "__main__":
    write_synthetic(Path(sys.argv[1]))
