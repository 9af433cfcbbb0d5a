"""What the docstrings of helpers say. Texts come from briefs and notes; the facts of an attribute are stated the same way everywhere."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence

from swarmgen.backends.code import Code
from swarmgen.backends.python.helpers.annotations import annotation, bounds
from swarmgen.backends.python.source import docstring, literal, wrap
from swarmgen.model.conventions import (
    Attribute,
    Deprecated,
    EnumType,
    Group,
    Json,
    PrimitiveType,
    RequirementKind,
    RequirementLevel,
    Role,
    TemplateType,
)

_WIDTH = 92
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_REFINED = {
    "time": "nanoseconds since 1970-01-01T00:00:00Z",
    "duration": "a duration in nanoseconds",
    "set": "a set: each value once, sorted by bytes",
    "identifier": "an identifier: a letter or digit, then at most 63 letters, digits, `.`, `_` or `-`",
}
_MOST_EXAMPLES = 4


def document(*paragraphs: str) -> Code:
    """The docstring of these paragraphs; empty ones are left out. The formatter indents it."""
    return docstring(_UNSAFE.sub("\ufffd", "\n\n".join(part.strip("\n") for part in paragraphs if part.strip())))


def sentence(text: str) -> str:
    """The text on one line, ending like a sentence."""
    line = " ".join(text.split())
    return line if line.endswith((".", "!", "?", ":")) or not line else f"{line}."


def prose(text: str) -> str:
    """The text as paragraphs of docstring width."""
    return wrap(text, _WIDTH)


def note(text: str) -> str:
    """A note as paragraphs, announced as one; empty for an empty note."""
    return prose(f"Note: {text.strip()}") if text.strip() else ""


def deprecation(deprecated: Deprecated | None) -> str:
    """The advice to stop using something; empty when there is none."""
    return prose(f"Deprecated: {sentence(deprecated.note)}") if deprecated else ""


def deprecation_literal(deprecated: Deprecated | None) -> Code:
    """What the `deprecated` decorator takes; empty when there is nothing to say."""
    return literal(" ".join(deprecated.note.split())) if deprecated else Code("")


def about(group: Group) -> tuple[str, ...]:
    """Brief, note and deprecation of a signal, as paragraphs."""
    return prose(sentence(group.brief)), note(group.note), deprecation(group.deprecated)


def facts(attribute: Attribute, root: Attribute) -> str:
    """Type, limits, role and requirement of an attribute on one line; `root` is its definition."""
    role = "identifying" if attribute.role is Role.IDENTIFYING else ""
    return "; ".join(filter(None, (_type_words(attribute, root), role, requirement(attribute.requirement_level))))


def requirement(level: RequirementLevel) -> str:
    """`conditionally required: If …`."""
    words = "opt-in" if level.kind is RequirementKind.OPT_IN else level.kind.value.replace("_", " ")
    return f"{words}: {' '.join(level.text.split()).rstrip('.')}" if level.text else words


def argument_list(entries: Iterable[tuple[str, str, Sequence[str]]]) -> str:
    """The `Args:` section from names, first lines and further paragraphs; empty without entries."""
    lines = [_argument(name, text, more) for name, text, more in entries]
    return "\n".join(["Args:", *lines]) if lines else ""


def attribute_words(attribute: Attribute, root: Attribute) -> str:
    """What an argument is, in one paragraph."""
    words = f"{sentence(attribute.brief)} `{attribute.name}`: {facts(attribute, root)}."
    return f"{words} Deprecated: {sentence(attribute.deprecated.note)}" if attribute.deprecated else words


def examples(attribute: Attribute) -> str:
    """`Examples: ...`, or nothing."""
    given = attribute.examples if isinstance(attribute.examples, tuple) else (attribute.examples,)
    shown = [_example(value) for value in given if value is not None and not isinstance(value, Mapping)]
    return prose(f"Examples: {', '.join(shown[:_MOST_EXAMPLES])}.") if shown else ""


def _example(value: Json) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_example, value))}]"
    return f"`{' '.join(str(value).split())}`"


def _argument(name: str, text: str, more: Sequence[str]) -> str:
    first = textwrap.fill(f"{name}: {text}", _WIDTH, break_long_words=False, break_on_hyphens=False)
    head, _, tail = first.partition("\n")
    body = "\n\n".join(filter(None, (tail, *more)))
    return textwrap.indent(head, "    ") + (f"\n{textwrap.indent(body, '        ')}" if body else "")


def _type_words(attribute: Attribute, root: Attribute) -> str:
    return ", ".join(filter(None, (_type_name(attribute), _limits(attribute) or _limits(root), _refined(root))))


def _type_name(attribute: Attribute) -> str:
    match attribute.type:
        case PrimitiveType() as primitive:
            return primitive.value
        case TemplateType(element):
            return f"template[{element.value}]"
        case EnumType():
            return "enum"


def _limits(attribute: Attribute) -> str:
    low, high = bounds(attribute)
    if low is not None and high is not None:
        return f"{low} to {high}"
    if low is not None:
        return f"at least {low}"
    return f"at most {high}" if high is not None else ""


def _refined(attribute: Attribute) -> str:
    kind = annotation(attribute, "type")
    return _REFINED.get(kind, "") if isinstance(kind, str) else ""
