"""What the readers of patterns share: a file with its sink, mappings of names, texts that are read further."""

from __future__ import annotations

import re
from typing import Final

from swarmgen.diagnostics import Place, Sink
from swarmgen.spec.fields import Fields
from swarmgen.spec.nodes import Mapping, Node, Scalar, Sequence
from swarmgen.spec.patterns.source import Name, Source, Written

NAME: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_WORD: Final = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
COMMAND: Final = re.compile(f"{_WORD}( {_WORD})?")
MAX_NAME: Final = 40
"""Characters; names become names of files, functions and columns."""
NAME_RULE: Final = "lower-case letters and digits in words joined by _, at most 40 characters"
COMMAND_RULE: Final = (
    "one word or two with a blank between, of lower-case letters and digits joined by -, at most 40 characters"
)


class File:
    """One file that is being read."""

    __slots__ = ("sink", "source")

    def __init__(self, source: Source, sink: Sink) -> None:
        self.source = source
        self.sink = sink

    def defined(self, name: Name, *, is_command: bool = False) -> Name | None:
        """A name that is being given, None if it is no name."""
        pattern, rule = (COMMAND, COMMAND_RULE) if is_command else (NAME, NAME_RULE)
        if len(name.text) <= MAX_NAME and pattern.fullmatch(name.text):
            return name
        self.sink.error("invalid-name", f'"{name}" cannot be a name', name.place, hint=rule)
        return None

    def entries(self, node: Node | None, what: str) -> list[tuple[Name, Node]]:
        """The entries of a mapping whose keys are names of the author's."""
        if node is None:
            return []
        if not isinstance(node, Mapping):
            self.sink.error("wrong-type", f"{what} must be a mapping, not {node.kind}", node.place)
            return []
        return [(Name(key, node.keys[key].place), value) for key, value in node.entries.items()]

    def pair(self, node: Node | None, what: str) -> tuple[Name, Node] | None:
        """The one entry of a mapping."""
        entries = self.entries(node, what)
        if len(entries) == 1:
            return entries[0]
        if isinstance(node, Mapping):
            self.sink.error("wrong-number", f"{what} must have exactly one entry, not {len(entries)}", node.place)
        return None

    def name(self, node: Node | None, what: str) -> Name | None:
        """A text that names something."""
        if node is None:
            return None
        if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.strip():
            return Name(node.value, node.place)
        self.sink.error("wrong-type", f"{what} must be a name, not {node.kind}", node.place)
        return None

    def names(self, node: Node | None, what: str) -> tuple[Name, ...]:
        """A list of names."""
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self.sink.error("wrong-type", f"{what} must be a list, not {node.kind}", node.place)
            return ()
        return tuple(name for item in node.items if (name := self.name(item, f"an item of {what}")) is not None)

    def written(self, node: Node | None, what: str) -> Written | None:
        """An expression. Numbers, booleans and lists of names are expressions too."""
        if node is None:
            return None
        if isinstance(node, Scalar):
            match node.value:
                case str() as text if text.strip():
                    return Written(text, node, self.source)
                case bool() | int() as value:
                    return Written(str(value), node, self.source)
                case _:
                    pass
        if isinstance(node, Sequence):
            values = [item.value if isinstance(item, Scalar) else None for item in node.items]
            if all(isinstance(value, str) for value in values):
                return Written(str(values), node, self.source)
        hint = "absence is written None" if isinstance(node, Scalar) and node.value is None else None
        self.sink.error("wrong-type", f"{what} must be an expression, not {node.kind}", node.place, hint=hint)
        return None

    def message(self, node: Node | None, what: str) -> Written | None:
        """A text with expressions in braces."""
        if node is None:
            return None
        if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.strip():
            return Written(node.value, node, self.source)
        self.sink.error("wrong-type", f"{what} must be a text, not {node.kind}", node.place)
        return None

    def values(self, node: Node | None, what: str) -> tuple[tuple[Name, Written], ...]:
        """Names with an expression each."""
        found = []
        for name, value in self.entries(node, what):
            if isinstance(value, Scalar) and value.value is None and not NAME.fullmatch(name.text):
                hint = "between braces a comma ends a value: quote the expression, or give it a line of its own"
                self.sink.error("unquoted-comma", f'"{name}" is the rest of an expression', name.place, hint=hint)
                continue
            written = self.written(value, f'"{name}"')
            if written is not None:
                found.append((name, written))
        return tuple(found)


def required(fields: Fields, key: str) -> Node | None:
    """The value of a key that must be there; null counts as absent."""
    return fields.node(key, required=True)


def name_of(fields: Fields, key: str) -> Name | None:
    """The text of a key as a name; None when it is absent or no text."""
    text = fields.name(key, required=False)
    return Name(text, fields.value_place(key)) if text is not None else None


def place_of(node: Node | None, otherwise: Place) -> Place:
    """The place of a node that may be absent."""
    return node.place if node is not None else otherwise
