"""The facts of a pattern in words: types, values, places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from jinja2 import Environment

from swarmgen.backends.code import Code
from swarmgen.backends.commands.words import allowed, value_text
from swarmgen.backends.docs import markdown
from swarmgen.backends.docs.markdown import cell, code, compose, joined, link
from swarmgen.backends.docs.pages import Pages
from swarmgen.backends.docs.patterns.views import GridView
from swarmgen.diagnostics import Place
from swarmgen.model.conventions import EnumType
from swarmgen.model.datatypes import (
    Bool,
    Decimal,
    Duration,
    Enum,
    Identifier,
    Int,
    Plain,
    Reference,
    Set,
    Text,
    Time,
    Type,
    is_optional,
    plain,
)
from swarmgen.model.ir import Pattern

Value = None | bool | int | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """A pattern, the pages around its own, the templates of all, and what the Python program is called."""

    pattern: Pattern
    site: Pages
    package: str
    templates: Environment

    def render(self, template: str, **view: object) -> Code:
        """A template of ours with its one view, without the newline at its end."""
        return _rendered(self.templates, template, **view)

    def grid(self, header: Iterable[str], rows: Iterable[Iterable[Code]]) -> Code:
        """A table, `header` in Markdown of ours; nothing where there are no rows."""
        return grid(self.templates, header, rows)

    def source(self, place: Place) -> Code:
        """A link to the line of the specification, or its bare name where it is none of the pattern's files."""
        for path in self.pattern.sources:
            if place.path == path or place.path.endswith(f"/{path}"):
                return self.site.source(path, place.line)
        return code(f"{place.path}:{place.line}")

    def meaning(self, brief: str, attribute: str | None) -> Code:
        """What a field or input is, with a link to its convention."""
        text = markdown.inline(brief)
        if attribute is None:
            return text
        known = self.site.attribute(attribute)
        return compose("{} ({})", text, known) if text else known

    def member_briefs(self, attribute: str) -> dict[str, str]:
        """What the conventions say about the members of an enumeration."""
        known = self.site.attributes.get(attribute)
        if known is None or not isinstance(known[1].type, EnumType):
            return {}
        return {str(each.value): each.brief or "" for each in known[1].type.members}


def grid(templates: Environment, header: Iterable[str], rows: Iterable[Iterable[Code]]) -> Code:
    """A table, `header` in Markdown of ours; nothing where there are no rows."""
    cells = tuple(tuple(map(cell, row)) for row in rows)
    return (
        _rendered(templates, "grid", grid=GridView(header=tuple(map(Code, header)), rows=cells)) if cells else Code("")
    )


def _rendered(templates: Environment, template: str, **view: object) -> Code:
    return Code(templates.get_template(f"docs/{template}.md.j2").render(view).rstrip("\n"))


def type_phrase(type_: Type) -> Code:
    """A type as readers know it: "time", "1 to 21", "one of `a`, `b`"; an absent value is possible after "or none"."""
    phrase = _plain_phrase(plain(type_))
    return compose("{}, or none", phrase) if is_optional(type_) else phrase


def value(type_: Plain, given: Value) -> Code:
    """A constant as it is typed; nothing for None."""
    if given is None:
        return Code("")
    return code(value_text(type_, given) or "(empty)")


def record_link(name: str) -> Code:
    """A link to a record on the same page."""
    return link(code(name), "", f"record.{markdown.anchor(name)}")


def operation_link(name: str) -> Code:
    """A link to an operation on the same page."""
    return link(code(name), "", f"operation.{markdown.anchor(name)}")


def _plain_phrase(type_: Plain) -> Code:
    match type_:
        case Bool():
            return Code("true or false")
        case Int():
            return markdown.plain(allowed(type_))
        case Decimal(scale):
            return compose("{} ({})", Code("decimal"), Code(f"{scale} place{'s' if scale != 1 else ''}"))
        case Time():
            return Code("time")
        case Duration():
            return Code("duration")
        case Enum(members=members):
            return compose("one of {}", joined(map(code, members)))
        case Identifier():
            return Code("identifier")
        case Text(max_bytes):
            return Code(f"text, at most {max_bytes:,} bytes")
        case Set(max_items):
            return Code(f"set of at most {max_items} identifiers")
        case Reference(record):
            return record_link(record)
        case other:
            assert_never(other)
