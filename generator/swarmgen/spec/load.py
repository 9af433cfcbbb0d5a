"""Bytes → `Node`: YAML 1.2 core schema, duplicate keys refused, every limit a located diagnostic.

libyaml composes the tree (it keeps positions and costs a sixth of PyYAML's own composer); tags, scalars and mappings
are decided here. The limits stop hostile files early: they are far above anything a person writes.
"""

from __future__ import annotations

from typing import Final

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # public in fact, missing from the stubs

from swarmgen.diagnostics import Note, Place, Sink
from swarmgen.spec.nodes import Mapping, Node, Scalar, ScalarValue, Sequence
from swarmgen.spec.scalars import ScalarError, plain_value, shortened
from swarmgen.spec.text import decode, place_after

MAX_SCALAR_CHARACTERS: Final = 1024 * 1024
MAX_DEPTH: Final = 64
MAX_NODES: Final = 500_000
"""Nodes of one file with aliases expanded; stops anchor bombs."""

_PREFIX: Final = "tag:yaml.org,2002:"
_FLOATS: Final = (int, float)
_TAGGED: Final = {"null": (type(None),), "bool": (bool,), "int": (int,), "float": _FLOATS}
"""The types that a plain scalar may have under an explicit tag."""
_PLAIN: Final = "plain"
_QUOTED: Final = "quoted"
_CONTAINER: Final = "container"


class _RefusedError(Exception):
    """Stops composing; `place` and `message` become the diagnostic."""

    def __init__(self, code: str, message: str, place: Place, hint: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.place, self.hint = code, message, place, hint


class _Composer(CParser):
    """libyaml's composer with tags decided later and the depth limited."""

    def __init__(self, text: str, path: str) -> None:
        super().__init__(text)
        self._depth = 0
        self._path = path

    def descend_resolver(self, parent: yaml.Node | None, index: object) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH and parent is not None:
            mark = parent.start_mark
            place = Place(self._path, mark.line + 1, mark.column + 1)
            raise _RefusedError("too-deep", f"nested more than {MAX_DEPTH} levels deep", place)

    def ascend_resolver(self) -> None:
        self._depth -= 1

    def resolve(self, kind: type[yaml.Node], value: object, implicit: tuple[bool, bool]) -> str:
        if kind is not yaml.ScalarNode:
            return _CONTAINER
        return _PLAIN if implicit[0] else _QUOTED


def load(data: bytes, path: str, sink: Sink) -> Mapping | None:
    """Read one specification file.

    Args:
        data: the file's bytes.
        path: how messages name the file.
        sink: receives what is wrong; None is returned after an error.
    """
    text = decode(data, path, sink)
    if text is None:
        return None
    try:
        composer = _Composer(text, path)
        try:
            root = composer.get_single_node()
        finally:
            composer.dispose()
        node = _Builder(path, sink).build(root) if root is not None else None
    except _RefusedError as refused:
        sink.error(refused.code, refused.message, refused.place, hint=refused.hint)
        return None
    except yaml.MarkedYAMLError as error:
        _report(error, text, path, sink)
        return None
    except yaml.reader.ReaderError as error:
        before = text.encode()[: error.position].decode(errors="ignore")  # libyaml counts bytes here
        message = f"the character U+{error.character:04X} is not allowed in YAML"
        sink.error("invalid-yaml", message, place_after(before, path))
        return None
    if isinstance(node, Mapping):
        return node
    place = node.place if node is not None else Place(path)
    found = "the file is empty" if node is None else f"found {node.kind}"
    sink.error("not-a-mapping", f"a specification file must be a mapping; {found}", place)
    return None


def _report(error: yaml.MarkedYAMLError, text: str, path: str, sink: Sink) -> None:
    mark = error.problem_mark or error.context_mark
    place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)
    message = (error.problem or error.context or "this is not YAML").strip()
    tab = mark is not None and text[mark.index : mark.index + 1] == "\t"
    hint = "indent with spaces, not tabs" if tab else None
    if "second document" in message or "another document" in message:
        message, hint = "a second YAML document starts here", "put it into a file of its own"
    sink.error("invalid-yaml", message, place, hint=hint, notes=_context(error, place))


def _context(error: yaml.MarkedYAMLError, place: Place) -> tuple[Note, ...]:
    """Where the construct began that went wrong at `place`, unless it is the same place."""
    if not error.context or not error.context_mark:
        return ()
    begin = Place(place.path, error.context_mark.line + 1, error.context_mark.column + 1)
    return () if begin == place else (Note(message=error.context.strip(), place=begin),)


class _Builder:
    """PyYAML nodes → our nodes. An alias shares the node of its anchor; its size and depth count again each time."""

    def __init__(self, path: str, sink: Sink) -> None:
        self._path = path
        self._sink = sink
        self._built: dict[int, tuple[Node, int, int] | None] = {}
        """By identity of the PyYAML node: ours, how many nodes it has and how deep it is; None while it is built."""
        self._nodes = 0
        self._depth = 0
        self._deepest = 0

    def build(self, node: yaml.Node) -> Node:
        if type(node) is yaml.ScalarNode:
            self._count(1, node)
            return self._scalar(node)
        key = id(node)
        if key in self._built:
            return self._alias(node, self._built[key])
        self._built[key] = None
        nodes, deepest = self._nodes, self._deepest
        self._count(1, node)
        self._depth += 1
        self._deepest = self._depth
        self._check_tag(node)
        built = self._mapping(node) if isinstance(node, yaml.MappingNode) else self._sequence(node)
        self._depth -= 1
        self._built[key] = (built, self._nodes - nodes, self._deepest - self._depth)
        self._deepest = max(self._deepest, deepest)
        return built

    def _alias(self, node: yaml.Node, known: tuple[Node, int, int] | None) -> Node:
        if known is None:
            raise _RefusedError("recursive-alias", "an alias refers to the node it stands in", self._place(node))
        built, nodes, depth = known
        self._count(nodes, node)
        self._deepest = max(self._deepest, self._depth + depth)
        if self._deepest > MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} levels deep once its aliases are expanded"
            raise _RefusedError("too-deep", message, self._place(node))
        return built

    def _count(self, nodes: int, node: yaml.Node) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            raise _RefusedError(
                "too-many-nodes",
                f"the file has more than {MAX_NODES} nodes once its aliases are expanded",
                self._place(node),
                "write the values out, or split the file",
            )

    def _place(self, node: yaml.Node) -> Place:
        return Place(self._path, node.start_mark.line + 1, node.start_mark.column + 1)

    def _check_tag(self, node: yaml.Node) -> None:
        expected = "map" if type(node) is yaml.MappingNode else "seq"
        if node.tag not in (_CONTAINER, _PREFIX + expected):
            self._unknown_tag(node)

    def _sequence(self, node: yaml.Node) -> Sequence:
        return Sequence(self._path, node.start_mark, node.end_mark, [self.build(child) for child in node.value])

    def _mapping(self, node: yaml.MappingNode) -> Mapping:
        entries: dict[str, Node] = {}
        keys: dict[str, Scalar] = {}
        for key_node, value_node in node.value:
            if type(key_node) is not yaml.ScalarNode:
                self._sink.error("invalid-key", "a key must be a text", self._place(key_node))
                continue
            key = key_node.value
            scalar = Scalar(self._path, key_node.start_mark, key_node.end_mark, key)
            if key in keys:
                note = Note(message=f'"{shortened(key)}" is first given here', place=keys[key].place)
                self._sink.error(
                    "duplicate-key", f'the key "{shortened(key)}" is given twice', scalar.place, notes=(note,)
                )
                continue
            keys[key] = scalar
            entries[key] = self.build(value_node)
        return Mapping(self._path, node.start_mark, node.end_mark, entries, keys)

    def _scalar(self, node: yaml.ScalarNode) -> Scalar:
        text: str = node.value
        if len(text) > MAX_SCALAR_CHARACTERS:
            message = f"a text of {len(text)} characters; at most {MAX_SCALAR_CHARACTERS} are allowed"
            raise _RefusedError("text-too-long", message, self._place(node))
        tag = node.tag
        value: ScalarValue
        if tag == _QUOTED or tag == _PREFIX + "str":
            value = text
        elif tag == _PLAIN:
            value = self._plain(text, node)
        else:
            value = self._tagged(text, node)
        return Scalar(self._path, node.start_mark, node.end_mark, value)

    def _plain(self, text: str, node: yaml.ScalarNode) -> ScalarValue:
        try:
            return plain_value(text)
        except ScalarError as error:
            self._sink.error(error.code, error.message, self._place(node), hint="quote it to make it a text")
            return 0

    def _tagged(self, text: str, node: yaml.ScalarNode) -> ScalarValue:
        kind = _TAGGED.get(node.tag.removeprefix(_PREFIX))
        if kind is None:
            self._unknown_tag(node)
            return text
        value = self._plain(text, node)
        if type(value) not in kind:
            self._sink.error("wrong-type", f"{shortened(text)} is not of type {_tag_name(node)}", self._place(node))
        return float(value) if kind is _FLOATS and isinstance(value, int) else value

    def _unknown_tag(self, node: yaml.Node) -> None:
        message = f"the tag {_tag_name(node)} has no meaning here"
        self._sink.error("unknown-tag", message, self._place(node), hint="remove it")


def _tag_name(node: yaml.Node) -> str:
    """A tag as authors write it: `!!int` for the long name."""
    tag: str = node.tag
    return shortened(f"!!{tag.removeprefix(_PREFIX)}" if tag.startswith(_PREFIX) else tag)
