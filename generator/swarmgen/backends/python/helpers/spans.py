"""Span helpers: a function and a handle class for every span."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from swarmgen.backends.code import Code
from swarmgen.backends.naming import Signal, has_constant_name
from swarmgen.backends.python.helpers.arguments import Arguments, arguments, handle_class
from swarmgen.backends.python.helpers.bases import Base, base_of
from swarmgen.backends.python.helpers.imports import ImportView
from swarmgen.backends.python.helpers.texts import about, deprecation_literal, document, prose, words
from swarmgen.backends.python.helpers.workshop import Bench, KeyView
from swarmgen.backends.python.source import literal
from swarmgen.backends.traits import is_setter_only
from swarmgen.model.conventions import Group, SpanKind

_OPTIONS = ("options", "`context`, `links`, `start_time`, `tracer`, `tracer_provider`: see `SpanOptions`.")
_NAME = ("name", "The name of the span. The convention says how it is made up.")
_KIND = ("kind", "The kind of the span; the convention leaves it open.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanView:
    """One span. `span_name` is empty when the caller must say it, `kind` when the caller may."""

    name: Code
    class_name: Code
    handle: Code
    doc: Code
    deprecated: Code
    span_name: Code
    kind: Code
    has_arguments: bool
    parts: Arguments


@dataclass(frozen=True, slots=True, kw_only=True)
class SpansView:
    """What `spans.j2` sees."""

    doc: Code
    imports: tuple[tuple[ImportView, ...], ...]
    keys: tuple[KeyView, ...]
    spans: tuple[SpanView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BasesView:
    """What `bases.j2` sees; `handles` are whole classes."""

    doc: Code
    imports: tuple[tuple[ImportView, ...], ...]
    keys: tuple[KeyView, ...]
    handles: tuple[Code, ...]


def spans_view(bench: Bench, members: tuple[Signal, ...], title: str) -> SpansView:
    """One module of span helpers."""
    bench.runtime("handles", "SpanOptions", "SpanScope")
    bench.runtime("keys", "collect")
    bench.external(f"{bench.package}._scope", "SCOPE")
    bench.external("opentelemetry.trace", "SpanKind")
    bench.external("typing", "Unpack")
    spans = tuple(_span(bench, signal) for signal in members)
    if any(span.deprecated for span in spans):
        bench.external("typing_extensions", "deprecated")
    return SpansView(doc=document(title), imports=bench.import_views(), keys=bench.key_views(), spans=spans)


def bases_view(bench: Bench, bases: Iterable[Base]) -> BasesView:
    """The module of the classes that handles share."""
    handles = tuple(_base(bench, base) for base in bases)
    doc = document("What the handles of several spans share.")
    return BasesView(doc=doc, imports=bench.import_views(), keys=bench.key_views(), handles=handles)


def _base(bench: Bench, base: Base) -> Code:
    doc = document(*about(base.group), prose(f"Spans that have the attributes of `{base.group.id}`."))
    view = handle_class(bench, base.class_name, doc, base.group.attributes, base.parent)
    return bench.shop.render("handle", handle=view)


def _span(bench: Bench, signal: Signal) -> SpanView:
    group = signal.group
    named = has_constant_name(group)
    others = [*([] if named else [_NAME]), *([] if group.span_kind else [_KIND]), _OPTIONS]
    early = [attribute for attribute in group.attributes if not is_setter_only(attribute)]
    parts = arguments(bench, early, others=others, has_setters=True)
    base = base_of(group, bench.shop.registry, bench.shop.bases, bench.shop.arguments)
    title = f"`{group.name}`" if named else f"`{group.id.removeprefix('span.')}`"
    handle_doc = document(prose(f"A running span {title}, made by `{signal.name}`."))
    handle = handle_class(bench, signal.class_name, handle_doc, group.attributes, base)
    return SpanView(
        name=signal.name,
        class_name=signal.class_name,
        handle=bench.shop.render("handle", handle=handle),
        doc=document(*about(group), prose(words(_described(group, title), parts.fixed_text)), parts.section),
        deprecated=deprecation_literal(group.deprecated),
        span_name=literal(group.name) if named else Code(""),
        kind=Code(group.span_kind.name) if group.span_kind else Code(""),
        has_arguments=bool(parts.arguments) or not named or group.span_kind is None,
        parts=parts,
    )


def _described(group: Group, title: str) -> str:
    kind = f", kind {(group.span_kind or SpanKind.INTERNAL).value}"
    stability = f", {group.stability.value}" if group.stability else ""
    events = f" Events: {', '.join(f'`{event}`' for event in group.events)}." if group.events else ""
    return f"Span {title}{kind}{stability}.{events}"
