"""The telemetry library: the hand-written runtime, then a function for every span, event, metric and entity."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from swarmgen.backends.bash import names
from swarmgen.backends.bash.arguments import Arguments
from swarmgen.backends.bash.dictionary import dictionaries
from swarmgen.backends.bash.source import DELIMITERS, comment, identifier, literal
from swarmgen.backends.bash.views import FunctionView, IntroductionView, LibraryView
from swarmgen.backends.code import Code, environment
from swarmgen.backends.example import find_example
from swarmgen.backends.interface import argument_names, helpers
from swarmgen.backends.naming import Signal, has_constant_name
from swarmgen.backends.target import Target
from swarmgen.backends.traits import description
from swarmgen.model.artifacts import Artifact, Output
from swarmgen.model.conventions import Group, GroupType, Registry

_FIRST: Final = "load.sh"
"""The runtime file that must come before the others: it refuses shells that are too old."""
_WIDTH: Final = 118


def emit(registry: Registry, target: Target) -> Output:
    """The one file `bash/<package>-telemetry.sh`."""
    found = [signal for kind in _RUNTIME for signal in helpers(registry, kind)]
    groups = [signal.group for signal in found]
    known = argument_names(registry)
    arguments = Arguments.of(registry, target.package, groups, known)
    used = {a.name: registry.definitions.get(a.name, a) for group in groups for a in group.attributes}
    templates = environment(target.templates, **DELIMITERS)
    path = PurePosixPath("bash", f"{target.package}-telemetry.sh")
    introduction = templates.get_template("bash/library/introduction.j2").render(
        introduction=_introduction(registry, target.package, path.name)
    )
    view = LibraryView(
        introduction=Code(introduction),
        file=literal(path.name),
        scope=_words(target.package, target.version, registry.schema_url or ""),
        runtime=_runtime(target.templates / "bash" / "runtime"),
        dictionary=names.dictionary(target.package),
        dictionaries=dictionaries(registry, target, used.values(), known),
        lists=tuple(shared.list for shared in arguments.shared.values()),
        functions=tuple(_functions(found, target.package, arguments)),
    )
    text = templates.get_template("bash/library/library.j2").render(library=view)
    definitions = registry.of_type(GroupType.ATTRIBUTE_GROUP)
    sources = {group.lineage.path for group in (*groups, *definitions) if not group.imported}
    return {path: Artifact(text=text, sources=tuple(sorted(sources)))}


def _introduction(registry: Registry, package: str, file: str) -> IntroductionView:
    about = " ".join(registry.description.split()) or f"Telemetry of the conventions of {registry.url}."
    example = find_example(registry)
    words = [f"{name}={literal(value)}" for name, value in example.values] if example else ["NAME=VALUE…"]
    prefix = identifier(package)
    return IntroductionView(
        about=comment(textwrap.fill(about, _WIDTH)),
        file=literal(file),
        prefix=prefix,
        start=Code(" ".join((names.function(package, example.signal) if example else f"{prefix}_span_…", *words))),
    )


def _runtime(folder: Path) -> tuple[Code, ...]:
    """The hand-written files as they are."""
    files = sorted(folder.glob("*.sh"), key=lambda path: (path.name != _FIRST, path.name))
    return tuple(Code(path.read_text(encoding="utf-8").rstrip("\n")) for path in files)


def _functions(found: Sequence[Signal], package: str, arguments: Arguments) -> Iterator[FunctionView]:
    for signal in found:
        group = signal.group
        call, fixed = _RUNTIME[group.type]
        yield FunctionView(
            comment=comment(textwrap.fill(_about(group), _WIDTH)),
            name=names.function(package, signal),
            call=Code(" ".join((call, names.dictionary(package), _words(*fixed(group))))),
            required=arguments.required(group),
            other=arguments.other(group),
            constants=arguments.constants(group),
        )


def _span(group: Group) -> Sequence[str]:
    """Name and kind; what is empty makes the function take `name=` or `kind=`."""
    return (group.name or "") if has_constant_name(group) else "", group.span_kind or ""


def _event(group: Group) -> Sequence[str]:
    return (group.name or group.id.removeprefix("event."),)


def _metric(group: Group) -> Sequence[str]:
    return group.metric_name or "", group.instrument or "", "number", group.unit or "", description(group)


def _entity(group: Group) -> Sequence[str]:
    return ()


_RUNTIME: Final[Mapping[GroupType, tuple[Code, Callable[[Group], Sequence[str]]]]] = {
    GroupType.SPAN: (Code("_swarmsh_span"), _span),
    GroupType.EVENT: (Code("_swarmsh_event"), _event),
    GroupType.METRIC: (Code("_swarmsh_metric"), _metric),
    GroupType.ENTITY: (Code("_swarmsh_entity"), _entity),
}
"""The runtime's function for each kind of signal, and what it is told about one."""


def _words(*values: str) -> Code:
    return Code(" ".join(map(literal, values)))


def _about(group: Group) -> str:
    sentences = [" ".join(group.brief.split()) or f"Records {group.id}."]
    if group.deprecated is not None:
        sentences.insert(0, f"Deprecated: {' '.join(group.deprecated.note.split())}")
    if group.type is GroupType.METRIC:
        sentences.append(f"Takes the value first; {group.instrument}, unit {group.unit or 'none'}.")
    if group.type is GroupType.SPAN and not has_constant_name(group):
        sentences.append("Needs name=VALUE, the name of the span.")
    if group.type is GroupType.SPAN and group.span_kind is None:
        sentences.append("Takes kind=VALUE: client, server, producer, consumer or internal.")
    if group.body is not None:
        sentences.append("Its body cannot be recorded from bash.")
    return " ".join(sentences)
