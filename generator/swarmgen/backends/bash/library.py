"""The telemetry library: the hand-written runtime, then a function for every span, event, metric and entity."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from swarmgen.backends.bash.arguments import Arguments
from swarmgen.backends.bash.source import DELIMITERS, comment, identifier, literal
from swarmgen.backends.bash.views import FunctionView, LibraryView
from swarmgen.backends.code import Code, environment
from swarmgen.backends.naming import Signal, has_constant_name, shared_root, signals
from swarmgen.backends.python.helpers.spans import RESERVED
from swarmgen.backends.target import Target
from swarmgen.model.artifacts import Artifact, Output
from swarmgen.model.conventions import Group, GroupType, Registry, SpanKind

_FIRST: Final = "load.sh"
"""The runtime file that must come before the others: it refuses shells that are too old."""
_WIDTH: Final = 118
_KINDS: Final = (
    (GroupType.SPAN, "span", "_swarmsh_span"),
    (GroupType.EVENT, "event", "_swarmsh_event"),
    (GroupType.METRIC, "metric", "_swarmsh_metric"),
    (GroupType.ENTITY, "resource", "_swarmsh_entity"),
)


def emit(registry: Registry, target: Target) -> Output:
    """The one file `bash/<package>-telemetry.sh`."""
    groups = [g for kind, _, _ in _KINDS for g in registry.of_type(kind)]
    arguments = Arguments.of(registry, target, groups)
    package = identifier(target.package)
    view = LibraryView(
        comment=comment(_introduction(registry, target)),
        package=package,
        scope=Code(" ".join(map(literal, (target.package, target.version, registry.schema_url or "")))),
        runtime=_runtime(target.templates / "bash" / "runtime"),
        arguments=arguments.views(),
        names=tuple(view for view, _ in arguments.shared.values()),
        functions=tuple(_functions(registry, package, arguments)),
    )
    template = environment(target.templates, **DELIMITERS).get_template("bash/library/library.j2")
    sources = sorted(
        {g.lineage.path for g in (*groups, *registry.of_type(GroupType.ATTRIBUTE_GROUP)) if not g.imported}
    )
    path = PurePosixPath("bash", f"{target.package}-telemetry.sh")
    return {path: Artifact(text=template.render(library=view), sources=tuple(sources))}


def _introduction(registry: Registry, target: Target) -> str:
    about = " ".join(registry.description.split()) or f"Telemetry of the conventions of {registry.url}."
    return f"""{textwrap.fill(about, _WIDTH)}

A library for bash 4.0 and later; source it, it needs no other program (date before 4.2). It never exits and never
changes the options of the script that sources it. Functions take NAME=VALUE arguments and return 0; what is wrong with
a call stands on stderr in one line. Lines of OTLP JSON go to $SWARMSH_TELEMETRY_DIR, by default
${{SWARMSH_DATA_DIR:-./data}}/telemetry/side, which must exist. TELEMETRY_ENABLED=false turns everything off.

  {target.package}_span_…   starts a span: swarmsh_span_set, _event, _link, _status, _error, _end act on the innermost one
  {target.package}_event_…  records an event
  {target.package}_metric_… records a measurement, its first argument
  swarmsh_run COMMAND…      runs a command with TRACEPARENT of the innermost span; swarmsh_traceparent sets REPLY to it"""


def _runtime(folder: Path) -> tuple[Code, ...]:
    """The hand-written files as they are."""
    files = sorted(folder.glob("*.sh"), key=lambda path: (path.name != _FIRST, path.name))
    return tuple(Code(path.read_text().rstrip("\n")) for path in files)


def _functions(registry: Registry, package: Code, arguments: Arguments) -> Iterator[FunctionView]:
    root = shared_root(registry)
    fixed: dict[GroupType, Callable[[Group], Sequence[str]]] = {
        GroupType.SPAN: _span,
        GroupType.EVENT: lambda group: (group.name or group.id,),
        GroupType.METRIC: _metric,
        GroupType.ENTITY: lambda group: (),
    }
    for kind, word, call in _KINDS:
        for signal in signals(registry.of_type(kind), root, RESERVED):
            words = (call, f"_swarmsh_package_{package}", *map(literal, fixed[kind](signal.group)))
            yield FunctionView(
                comment=comment(_about(signal)),
                name=identifier(f"{package}_{word}_{signal.name}"),
                call=Code(" ".join(words)),
                required=arguments.required(signal.group),
                other=arguments.other(signal.group),
                constants=arguments.constants(signal.group),
            )


def _span(group: Group) -> tuple[str, str]:
    """Name and kind; an empty name makes the function take `name=`."""
    return (group.name or "") if has_constant_name(group) else "", group.span_kind or SpanKind.INTERNAL


def _metric(group: Group) -> tuple[str, ...]:
    description = " ".join(group.brief.split())
    return group.metric_name or group.id, group.instrument or "counter", "number", group.unit or "", description


def _about(signal: Signal) -> str:
    group = signal.group
    text = " ".join(group.brief.split()) or group.id
    if group.deprecated is not None:
        text = f"Deprecated: {' '.join(group.deprecated.note.split())} {text}"
    if group.type is GroupType.METRIC:
        text += f" Takes the value first; {group.instrument}, unit {group.unit}."
    return textwrap.fill(text, _WIDTH)
