"""Reading the fields of one mapping: the right type, or a diagnostic at the value; a key nobody read is unknown."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TypeVar

from swarmgen.diagnostics import Place, Sink, did_you_mean
from swarmgen.model.conventions import Json
from swarmgen.spec.nodes import Mapping, Node, Scalar, Sequence

E = TypeVar("E", bound=StrEnum)


class Fields:
    """The fields of a mapping. `what` names it in messages ("an attribute", "a group").

    Every reader returns None (or an empty tuple) when the field is absent, null or wrong; wrong ones are reported.
    """

    __slots__ = ("_entries", "_known", "_node", "_what", "sink")

    def __init__(self, node: Node, what: str, sink: Sink) -> None:
        self.sink = sink
        self._what = what
        self._node = node
        self._known: set[str] = set()
        self._entries: dict[str, Node] = {}
        if isinstance(node, Mapping):
            self._entries = node.entries
        else:
            sink.error("wrong-type", f"{what} must be a mapping, not {node.kind}", node.place)

    @property
    def place(self) -> Place:
        return self._node.place

    @property
    def is_mapping(self) -> bool:
        return isinstance(self._node, Mapping)

    def has(self, key: str) -> bool:
        """Whether the key is written, be it with nothing after it."""
        return key in self._entries

    def given(self, key: str) -> bool:
        """Whether the key is written with a value, right or wrong."""
        node = self._entries.get(key)
        return node is not None and not (isinstance(node, Scalar) and node.value is None)

    def is_empty(self, key: str) -> bool:
        """Whether the key is absent, or has nothing or an empty list after it."""
        node = self._entries.get(key)
        return not self.given(key) or (isinstance(node, Sequence) and not node.items)

    def key_place(self, key: str) -> Place:
        """The place of the key, or of the mapping when it is absent."""
        if isinstance(self._node, Mapping) and key in self._node.keys:
            return self._node.keys[key].place
        return self._node.place

    def value_place(self, key: str) -> Place:
        """The place of the value, or of the mapping when it is absent."""
        node = self._entries.get(key)
        return node.place if node is not None else self._node.place

    def node(self, key: str, *, required: bool = False) -> Node | None:
        """The raw value, None when absent or null."""
        self._known.add(key)
        if self.given(key):
            return self._entries[key]
        if required and self.is_mapping:
            self.sink.error("missing-field", f'{self._what} needs "{key}"', self.value_place(key))
        return None

    def text(self, key: str, *, required: bool = False) -> str | None:
        node = self.node(key, required=required)
        if node is None:
            return None
        if isinstance(node, Scalar) and isinstance(node.value, str):
            return node.value
        hint = "quote it to make it a text" if isinstance(node, Scalar) else None
        self._wrong(key, "a text", node, hint)
        return None

    def name(self, key: str, *, required: bool = True) -> str | None:
        """A text that names something: not blank."""
        text = self.text(key, required=required)
        if text is None or text.strip():
            return text
        self.sink.error("empty-name", f'"{key}" of {self._what} is empty', self.value_place(key))
        return None

    def boolean(self, key: str) -> bool | None:
        node = self.node(key)
        if node is None:
            return None
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        self._wrong(key, "true or false", node)
        return None

    def choice(
        self, key: str, choices: type[E], *, required: bool = False, aliases: dict[str, E] | None = None
    ) -> E | None:
        """One of the values of a closed vocabulary."""
        text = self.text(key, required=required)
        if text is None:
            return None
        if aliases and text in aliases:
            return aliases[text]
        try:
            return choices(text)
        except ValueError:
            self.not_one_of(key, text, [c.value for c in choices])
            return None

    def not_one_of(self, key: str, text: str, allowed: list[str]) -> None:
        hint = did_you_mean(text, allowed) or f"one of {', '.join(allowed)}"
        self.sink.error("unknown-value", f'"{key}" cannot be "{text}"', self.value_place(key), hint=hint)

    def nodes(self, key: str, *, required: bool = False) -> list[Node]:
        """The items of a list."""
        node = self.node(key, required=required)
        if node is None:
            return []
        if isinstance(node, Sequence):
            return node.items
        self._wrong(key, "a list", node)
        return []

    def texts(self, key: str) -> Iterator[tuple[str, Place]]:
        """The items of a list of texts, each with its place."""
        for item in self.nodes(key):
            if isinstance(item, Scalar) and isinstance(item.value, str):
                yield item.value, item.place
            else:
                self.sink.error("wrong-type", f'an item of "{key}" must be a text, not {item.kind}', item.place)

    def mapping(self, key: str) -> dict[str, Json] | None:
        """A mapping of anything."""
        node = self.node(key)
        if node is None:
            return None
        if isinstance(node, Mapping):
            return {name: to_json(value) for name, value in node.entries.items()}
        self._wrong(key, "a mapping", node)
        return None

    def ignore(self, key: str) -> None:
        """Accept a key that has no meaning here; older files carry it, and the OpenTelemetry tools skip it silently."""
        if self.has(key):
            self._known.add(key)
            message = f'{self._what} has no "{key}"; it is ignored'
            self.sink.warning("ignored-field", message, self.key_place(key), hint="remove it")

    def finish(self) -> None:
        """Report every key that nobody asked for."""
        if self._entries.keys() <= self._known:
            return
        for key in self._entries.keys() - self._known:
            hint = did_you_mean(key, self._known - self._entries.keys()) or f"known: {', '.join(sorted(self._known))}"
            self.sink.error("unknown-field", f'{self._what} has no "{key}"', self.key_place(key), hint=hint)

    def _wrong(self, key: str, expected: str, node: Node, hint: str | None = None) -> None:
        self.sink.error("wrong-type", f'"{key}" must be {expected}, not {node.kind}', node.place, hint=hint)


def to_json(node: Node) -> Json:
    """The plain value of a node."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return tuple(to_json(item) for item in node.items)
        case Mapping():
            return {key: to_json(value) for key, value in node.entries.items()}
    raise AssertionError(f"a node of unknown class: {type(node)}")
