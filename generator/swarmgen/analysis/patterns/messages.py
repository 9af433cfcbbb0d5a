"""Messages: texts with expressions in braces."""

from __future__ import annotations

from collections.abc import Iterator

from swarmgen.analysis.patterns.expressions import read_expression
from swarmgen.analysis.patterns.mistakes import Mistake
from swarmgen.analysis.patterns.scope import Scope
from swarmgen.analysis.patterns.unify import type_name
from swarmgen.model import ir
from swarmgen.model.datatypes import Reference, Text, is_optional, plain
from swarmgen.model.expressions import Expression
from swarmgen.spec.patterns.source import Written


def split(written: Written) -> Iterator[str | Written]:
    """The texts and expressions of a message in turn; doubled braces stand for single ones.

    Raises:
        Mistake: for a brace that is not closed, or not opened.
    """
    text, plain_text, at = written.text, "", 0
    while at < len(text):
        char = text[at]
        if text[at : at + 2] in ("{{", "}}"):
            plain_text, at = plain_text + char, at + 2
        elif char == "}":
            hint = "write }} for a brace"
            raise Mistake("message-syntax", "this brace closes nothing", written.place_at(at, at + 1), hint=hint)
        elif char == "{":
            end = text.find("}", at)
            if end < 0:
                hint = "write {{ for a brace"
                raise Mistake("message-syntax", "this brace is not closed", written.place_at(at, at + 1), hint=hint)
            if not text[at + 1 : end].strip():
                raise Mistake("message-syntax", "the braces are empty", written.place_at(at, end + 1))
            if plain_text:
                yield plain_text
            yield written.part(at + 1, end)
            plain_text, at = "", end + 1
        else:
            plain_text, at = plain_text + char, at + 1
    if plain_text:
        yield plain_text


def read_message(written: Written, scope: Scope) -> ir.Message:
    """A message of a refusal.

    Raises:
        Mistake: for an expression that is none, may be absent, or has no short form.
    """
    parts = [part if isinstance(part, str) else _shown(part, scope) for part in split(written)]
    if any("\n" in part for part in parts if isinstance(part, str)):
        raise Mistake("message-syntax", "a message is one line", written.place)
    return ir.Message(tuple(parts))


def _shown(part: Written, scope: Scope) -> Expression:
    found = read_expression(part, scope)
    place = part.place_at(0, len(part.text))
    if is_optional(found.type):
        advice = "ask for it first, or give a value for that case with default(…, …)"
        raise Mistake("maybe-absent", f"{part.text} may be absent here", place, hint=advice)
    if isinstance(plain(found.type), Text | Reference):
        what = type_name(found.type)
        hint = "show its id" if isinstance(plain(found.type), Reference) else None
        raise Mistake("type-error", f"a message does not show {what}", place, hint=hint)
    return found
