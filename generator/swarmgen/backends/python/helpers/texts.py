"""What docstrings of helpers say: briefs and notes as written, and the facts of an attribute, alike everywhere."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping

from swarmgen.backends.code import Code
from swarmgen.backends.python.source import docstring, literal, wrap
from swarmgen.backends.traits import annotation, bounds
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
_ARGUMENT_WIDTH = 84
_REFINED = {
    "time": "nanoseconds since 1970-01-01T00:00:00Z",
    "duration": "a duration in nanoseconds",
    "set": "each value once, sorted by bytes",
    "identifier": "an identifier",
}
_MOST_EXAMPLES = 4


def document(*paragraphs: str) -> Code:
    """The docstring of these paragraphs; empty ones are left out. The formatter indents it."""
    return docstring("\n\n".join(part.strip("\n") for part in paragraphs if part.strip()))


def sentence(text: str) -> str:
    """The text on one line, ending like a sentence."""
    line = " ".join(text.split())
    return line if line.endswith((".", "!", "?", ":")) or not line else f"{line}."


def prose(text: str) -> str:
    """The text as paragraphs of docstring width."""
    return wrap(text, _WIDTH)


def note(text: str) -> str:
    """A note, announced as one; empty for an empty note."""
    return f"Note: {text.strip()}" if text.strip() else ""


def deprecation(deprecated: Deprecated | None) -> str:
    """The advice to stop using something, on one line; empty when there is none."""
    return f"Deprecated: {sentence(deprecated.note)}" if deprecated else ""


def deprecation_literal(deprecated: Deprecated | None) -> Code:
    """What the `deprecated` decorator takes; empty when there is nothing to say."""
    return literal(" ".join(deprecated.note.split())) if deprecated else Code("")


def about(group: Group) -> tuple[str, ...]:
    """Brief, note and deprecation of a signal, as paragraphs."""
    return prose(sentence(group.brief)), prose(note(group.note)), prose(deprecation(group.deprecated))


def facts(attribute: Attribute, root: Attribute) -> str:
    """Name, type, limits, role and requirement of an attribute as a sentence; `root` is its definition."""
    kind = ", ".join(filter(None, (_type_name(attribute), _limits(attribute) or _limits(root), _refined(root))))
    role = "identifying" if attribute.role is Role.IDENTIFYING else ""
    level = requirement(attribute.requirement_level)
    return f"`{attribute.name}`: {'; '.join(filter(None, (kind, role, level)))}."


def value_facts(attribute: Attribute, root: Attribute) -> str:
    """What the type in a signature does not say about the values, as a sentence; empty if there is nothing."""
    words = ", ".join(filter(None, (_refined(root), _limits(attribute) or _limits(root))))
    return f"{words[0].upper()}{words[1:]}." if words else ""


def requirement(level: RequirementLevel) -> str:
    """`conditionally required: If …`."""
    words = "opt-in" if level.kind is RequirementKind.OPT_IN else level.kind.value.replace("_", " ")
    return f"{words}: {' '.join(level.text.split()).rstrip('.')}" if level.text else words


def argument_list(entries: Iterable[tuple[str, str, str]]) -> str:
    """The `Args:` section from names, first paragraphs and what follows them; empty without entries."""
    lines = [_argument(name, text, more) for name, text, more in entries]
    return "\n".join(["Args:", *lines]) if lines else ""


def words(*sentences: str) -> str:
    """The sentences that are not empty, on one line."""
    return " ".join(filter(None, sentences))


def examples(attribute: Attribute) -> str:
    """`Examples: ...`, or nothing."""
    given = attribute.examples if isinstance(attribute.examples, tuple) else (attribute.examples,)
    shown = [_example(value) for value in given if value is not None and not isinstance(value, Mapping)]
    return f"Examples: {', '.join(shown[:_MOST_EXAMPLES])}." if shown else ""


def _example(value: Json) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_example, value))}]"
    return f"`{' '.join(str(value).split())}`"


def _argument(name: str, text: str, more: str) -> str:
    head, _, tail = wrap(f"{name}: {text}", _ARGUMENT_WIDTH).partition("\n")
    body = "\n\n".join(filter(None, (tail, wrap(more, _ARGUMENT_WIDTH))))
    return textwrap.indent(head, "    ") + (f"\n{textwrap.indent(body, '        ')}" if body else "")


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
