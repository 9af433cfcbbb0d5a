"""The installed `opentelemetry-semantic-conventions` package, read back into a registry.

The package is what another generator made of the public conventions, so it is a large real registry and the expected
output for it at once. Its modules are parsed, never imported. Only data is taken from them: names from values, texts
from literals, the rest from structure. What the package does not hold (examples, requirement levels, the words of
deprecated definitions) stays empty.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path, PurePosixPath

from swarmgen.diagnostics import Place
from swarmgen.model.conventions import (
    Attribute,
    AttributeType,
    Deprecated,
    DeprecatedReason,
    EnumMember,
    EnumType,
    Group,
    GroupType,
    Instrument,
    Lineage,
    PrimitiveType,
    Registry,
    Stability,
    TemplateType,
)

PACKAGE = "opentelemetry.semconv"
SCHEMA_URL = "https://opentelemetry.io/schemas/1.44.0"

_INSTRUMENTS = {
    "create_counter": Instrument.COUNTER,
    "create_up_down_counter": Instrument.UPDOWNCOUNTER,
    "create_histogram": Instrument.HISTOGRAM,
    "create_observable_gauge": Instrument.GAUGE,
}


@dataclass(frozen=True)
class Words:
    """What the literal below a name says."""

    brief: str = ""
    note: str = ""
    deprecated: Deprecated | None = None
    points_to_stable: bool = False


@dataclass(frozen=True)
class Named:
    """A name, its value and the literal below it."""

    name: str
    value: str | int
    words: Words


@dataclass(frozen=True)
class Factory:
    """What the function that creates an instrument tells of its metric."""

    brief: str
    unit: str
    instrument: Instrument


Trees = Mapping[PurePosixPath, ast.Module]


def installed_modules() -> dict[PurePosixPath, ast.Module]:
    """The generated modules of the installed package, by path in the package."""
    spec = find_spec(PACKAGE)
    assert spec is not None and spec.origin is not None
    root = Path(spec.origin).parent
    return {
        PurePosixPath(path.relative_to(root).as_posix()): ast.parse(path.read_text(encoding="utf-8"))
        for kind in ("attributes", "metrics")
        for path in sorted(root.rglob(f"*_{kind}.py"))
    }


def registry_of(modules: Trees) -> Registry:
    """The registry that the modules were made from, as far as they tell."""
    stable = {path: tree for path, tree in modules.items() if path.parts[0] != "_incubating"}
    everything = {path: tree for path, tree in modules.items() if path.parts[0] == "_incubating"}
    attributes = [
        attribute
        for path, tree in everything.items()
        if path.parts[-2] == "attributes"
        for attribute in _attributes(tree, stable.get(PurePosixPath(*path.parts[1:])))
    ]
    metrics = [
        metric
        for path, tree in everything.items()
        if path.parts[-2] == "metrics"
        for metric in _metrics(tree, stable.get(PurePosixPath(*path.parts[1:])))
    ]
    attributes.sort(key=lambda attribute: attribute.name, reverse=True)  # the order of the output is not given away
    groups = [*_attribute_groups(attributes), *metrics]
    return Registry(
        schema_url=SCHEMA_URL,
        url="public",
        groups=tuple(sorted(groups, key=lambda group: group.id)),
        definitions={attribute.name: attribute for attribute in attributes},
        attribute_groups={attribute.name: _registry_group(attribute.name) for attribute in attributes},
    )


def _attributes(tree: ast.Module, stable_tree: ast.Module | None) -> Iterator[Attribute]:
    stable = {constant.value: constant.words for constant in _named(stable_tree)}
    stable_classes, classes = _classes(stable_tree), _classes(tree)
    for constant in _named(tree):
        words = stable.get(constant.value, constant.words)
        assert constant.words.deprecated or constant.words.points_to_stable == (constant.value in stable)
        key = _squashed(str(constant.value))
        yield Attribute(
            name=str(constant.value),
            type=_type(_squashed(constant.name) != key, classes.get(key), stable_classes.get(key)),
            brief=words.brief,
            note=words.note,
            stability=Stability.STABLE if constant.value in stable else Stability.DEVELOPMENT,
            deprecated=words.deprecated,
        )


def _type(has_suffix: bool, members: list[Named] | None, stable_members: list[Named] | None) -> AttributeType:
    if members is None:
        return TemplateType(PrimitiveType.STRING) if has_suffix else PrimitiveType.STRING
    stable = {member.name: member.words for member in stable_members or ()}
    return EnumType(
        tuple(
            EnumMember(
                id=member.name.lower(),
                value=member.value,
                brief=stable.get(member.name, member.words).brief,
                stability=Stability.STABLE if member.name in stable else Stability.DEVELOPMENT,
                deprecated=member.words.deprecated,
            )
            for member in members
        )
    )


def _metrics(tree: ast.Module, stable_tree: ast.Module | None) -> Iterator[Group]:
    stable = {constant.value: constant.words for constant in _named(stable_tree)}
    factories = dict(_factories(tree))
    for constant in _named(tree):
        factory = factories[constant.name]
        words = stable.get(constant.value, constant.words)
        name = str(constant.value)
        yield Group(
            id=f"metric.{name}",
            type=GroupType.METRIC,
            brief=factory.brief,
            note=words.note,
            stability=Stability.STABLE if constant.value in stable else Stability.DEVELOPMENT,
            deprecated=words.deprecated,
            metric_name=name,
            instrument=factory.instrument,
            unit=factory.unit,
            lineage=_lineage(f"{name.partition('.')[0]}/metrics.yaml"),
            place=Place("model"),
        )


def _factories(tree: ast.Module) -> Iterator[tuple[str, Factory]]:
    """Every function of a metric module, by the constant that it uses."""
    for function in tree.body:
        match function:
            case ast.FunctionDef(
                body=[*_, ast.Return(value=ast.Call(func=ast.Attribute(attr=method), keywords=keywords))]
            ):
                arguments = {keyword.arg: keyword.value for keyword in keywords}
                name = arguments["name"]
                assert isinstance(name, ast.Name)
                brief = _brief(ast.get_docstring(function) or "", _text(arguments["description"]))
                yield name.id, Factory(brief=brief, unit=_text(arguments["unit"]), instrument=_INSTRUMENTS[method])


def _brief(docstring: str, description: str) -> str:
    """A brief as its author wrote it: with the lines of the docstring and the final dots of the description."""
    return docstring + "." * (len(description) - len(description.rstrip(".")))


def _text(node: ast.expr) -> str:
    assert isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value


def _classes(tree: ast.Module | None) -> dict[str, list[Named]]:
    """The members of the enumerations, by squashed name of their attribute."""
    return {
        _squashed(node.name.removesuffix("Values")): list(_named(node))
        for node in (tree.body if tree else ())
        if isinstance(node, ast.ClassDef)
    }


def _named(tree: ast.Module | ast.ClassDef | None) -> Iterator[Named]:
    for node, below in pairwise(tree.body if tree else ()):
        match node, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=str() | int() as value))
                | ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str() | int() as value)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield Named(name=name, value=value, words=_words(text))


def _words(text: str) -> Words:
    text = text.strip("\n")
    if text.startswith("Deprecated: "):
        return Words(deprecated=_deprecated(text.removeprefix("Deprecated: ")))
    if text.startswith("Deprecated in favor of stable "):
        return Words(points_to_stable=True)
    brief, _, note = text.partition("\nNote: ")
    return Words(brief=brief, note=note)


def _deprecated(note: str) -> Deprecated:
    renamed = re.fullmatch(r"Replaced by `([a-z0-9_.]+)`\.", note)
    if renamed:
        return Deprecated(reason=DeprecatedReason.RENAMED, note=note, renamed_to=renamed.group(1))
    reason = DeprecatedReason.OBSOLETED if note == "Obsoleted." else DeprecatedReason.UNCATEGORIZED
    return Deprecated(reason=reason, note=note)


def _attribute_groups(attributes: Iterable[Attribute]) -> Iterator[Group]:
    contents: dict[str, list[Attribute]] = {}
    for attribute in attributes:
        contents.setdefault(_registry_group(attribute.name), []).append(attribute)
    for group_id, content in contents.items():
        yield Group(
            id=group_id,
            type=GroupType.ATTRIBUTE_GROUP,
            brief=f"Attributes of {group_id}.",
            attributes=tuple(sorted(content, key=lambda attribute: attribute.name)),
            lineage=_lineage(f"{group_id.removeprefix('registry.')}/registry.yaml"),
            place=Place("model"),
        )


def _registry_group(attribute: str) -> str:
    head, dot, _ = attribute.partition(".")
    return f"registry.{head if dot else 'other'}"


def _lineage(path: str) -> Lineage:
    return Lineage(schema_url=SCHEMA_URL, path=path)


def _squashed(name: str) -> str:
    """A name without case and separators, to find the class of an attribute without knowing the case rule."""
    return re.sub("[^a-z0-9]", "", name.lower())
