"""A registry of attributes and metrics as definition/1 files, to test the whole way from YAML to generated code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from swarmgen.model.conventions import (
    Attribute,
    Deprecated,
    DeprecatedReason,
    EnumMember,
    EnumType,
    Group,
    GroupType,
    PrimitiveType,
    Registry,
    Stability,
    TemplateType,
)


class _Dumper(yaml.CSafeDumper):
    """Quotes every text, so that it means the same in YAML 1.1 and 1.2; several lines become a block."""


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else '"')


_Dumper.add_representer(str, _text)


def write_definitions(registry: Registry, folder: Path) -> None:
    """Write the manifest and a file for every attribute group and for the metrics of every namespace."""
    folder.mkdir(parents=True)
    _write(folder / "manifest.yaml", {"schema_url": registry.schema_url, "stability": "stable"})
    metrics: dict[str, list[dict[str, Any]]] = {}
    for group in registry.groups:
        if group.type is GroupType.METRIC:
            metrics.setdefault(group.lineage.path, []).append(_metric(group))
        else:
            _write(folder / group.lineage.path, {"groups": [_attribute_group(group)]})
    for path, groups in metrics.items():
        _write(folder / path, {"groups": groups})


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(exist_ok=True)
    text = yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
    path.write_text(text, encoding="utf-8")


def _attribute_group(group: Group) -> dict[str, Any]:
    return {
        "id": group.id,
        "type": "attribute_group",
        "brief": group.brief,
        "attributes": [_attribute(attribute) for attribute in group.attributes],
    }


def _attribute(attribute: Attribute) -> dict[str, Any]:
    match attribute.type:
        case EnumType(members=members):
            declared: Any = {"members": [_member(member) for member in members]}
        case TemplateType(element=element):
            declared = f"template[{element}]"
        case PrimitiveType():
            declared = attribute.type.value
    examples = {} if isinstance(attribute.type, EnumType) else {"examples": ["one", "two"]}
    return {
        "id": attribute.name,
        "type": declared,
        **_common(attribute.brief, attribute.note, attribute.stability, attribute.deprecated),
        **examples,
    }


def _member(member: EnumMember) -> dict[str, Any]:
    common = _common(member.brief or "", "", member.stability, member.deprecated)
    return {"id": member.id, "value": member.value, **common}


def _metric(group: Group) -> dict[str, Any]:
    return {
        "id": group.id,
        "type": "metric",
        "metric_name": group.metric_name,
        "instrument": str(group.instrument),
        "unit": group.unit,
        **_common(group.brief, group.note, group.stability, group.deprecated),
    }


def _common(brief: str, note: str, stability: Stability | None, deprecated: Deprecated | None) -> dict[str, Any]:
    given = {"brief": brief, "note": note, "stability": str(stability), "deprecated": _deprecated(deprecated)}
    return {key: value for key, value in given.items() if value}


def _deprecated(deprecated: Deprecated | None) -> dict[str, str] | None:
    """As short as authors write it: a note only where it is not the one that follows from the reason."""
    match deprecated:
        case None:
            return None
        case Deprecated(reason=DeprecatedReason.RENAMED, renamed_to=str(renamed_to)):
            return {"reason": "renamed", "renamed_to": renamed_to}
        case Deprecated(reason=DeprecatedReason.OBSOLETED):
            return {"reason": "obsoleted"}
        case _:
            return {"reason": str(deprecated.reason), "note": deprecated.note}
