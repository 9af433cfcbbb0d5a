"""Bytes → `Node`: YAML 1.2 core schema, duplicate keys refused, every limit a located diagnostic.

libyaml composes the tree (it keeps positions and costs a sixth of PyYAML's own composer); tags, scalars and mappings are decided here.
The limits stop hostile files early: they are far above anything a person writes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Final

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # public in fact, missing from the stubs

from swarmgen.diagnostics import Note, Place, Sink
from swarmgen.spec.nodes import Mapping, Node, Scalar, ScalarValue, Sequence

MAX_FILE_BYTES: Final = 16 * 1024 * 1024
MAX_SCALAR_CHARACTERS: Final = 1024 * 1024
MAX_DEPTH: Final = 64
MAX_NODES: Final = 500_000
"""Nodes of one file with aliases expanded; stops anchor bombs."""

_PREFIX: Final = "tag:yaml.org,2002:"
_PLAIN: Final = "plain"
_QUOTED: Final = "quoted"
_CONTAINER: Final = "container"

_INT = re.compile(r"[-+]?[0-9]+")
_RADIX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NUMERIC_START = frozenset("0123456789+-.")
_CONSTANTS: Final[dict[str, ScalarValue]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    ".inf": float("inf"), ".Inf": float("inf"), ".INF": float("inf"),
    "+.inf": float("inf"), "+.Inf": float("inf"), "+.INF": float("inf"),
    "-.inf": float("-inf"), "-.Inf": float("-inf"), "-.INF": float("-inf"),
    ".nan": float("nan"), ".NaN": float("nan"), ".NAN": float("nan"),
}  # fmt: skip  # one line per meaning


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
    text = _decode(data, path, sink)
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
        place = _place_of_offset(text, path, error.position)
        sink.error(
            "invalid-yaml",
            f"the character U+{ord(text[min(error.position, len(text) - 1)]):04X} is not allowed in YAML",
            place,
        )
        return None
    if isinstance(node, Mapping):
        return node
    place = node.place if node is not None else Place(path)
    found = "the file is empty" if node is None else f"found {node.kind}"
    sink.error("not-a-mapping", f"a specification file must be a mapping; {found}", place)
    return None


def _decode(data: bytes, path: str, sink: Sink) -> str | None:
    if len(data) > MAX_FILE_BYTES:
        sink.error("file-too-large", f"the file has {len(data)} bytes; at most {MAX_FILE_BYTES} are read", Place(path))
        return None
    if data.startswith(b"\xef\xbb\xbf"):
        sink.warning(
            "byte-order-mark",
            "the file starts with a byte order mark",
            Place(path),
            hint="save it as UTF-8 without BOM",
        )
        data = data[3:]
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n")
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace"))
        hint = (
            "save the file as UTF-8"
            if not data.startswith((b"\xff\xfe", b"\xfe\xff"))
            else "save it as UTF-8, not UTF-16"
        )
        message = f"the byte 0x{data[error.start]:02x} is not valid UTF-8"
        sink.error("invalid-utf8", message, Place(path, line + 1, column + 1), hint=hint)
        return None


def _report(error: yaml.MarkedYAMLError, text: str, path: str, sink: Sink) -> None:
    mark = error.problem_mark or error.context_mark
    place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)
    message = (error.problem or error.context or "this is not YAML").strip()
    tab = mark is not None and text[mark.index : mark.index + 1] == "\t"
    hint = "indent with spaces, not tabs" if tab else None
    if "second document" in message or "another document" in message:
        message, hint = "a second YAML document starts here", "put it into a file of its own"
    notes: tuple[Note, ...] = ()
    if error.context and error.context_mark and error.context_mark is not mark:
        context = error.context_mark
        notes = (Note(message=error.context.strip(), place=Place(path, context.line + 1, context.column + 1)),)
    sink.error("invalid-yaml", message, place, hint=hint, notes=notes)


def _place_of_offset(text: str, path: str, offset: int) -> Place:
    before = text[:offset]
    return Place(path, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


class _Builder:
    """PyYAML nodes → our nodes. An alias shares the node of its anchor; its size counts again each time."""

    def __init__(self, path: str, sink: Sink) -> None:
        self._path = path
        self._sink = sink
        self._anchored: dict[int, tuple[Node, int] | None] = {}
        self._nodes = 0

    def build(self, node: yaml.Node) -> Node:
        if type(node) is yaml.ScalarNode:
            self._count(1, node)
            return self._scalar(node)
        key = id(node)
        if key in self._anchored:
            known = self._anchored[key]
            if known is None:
                raise _RefusedError("recursive-alias", "an alias refers to the node it stands in", self._place(node))
            self._count(known[1], node)
            return known[0]
        self._anchored[key] = None
        before = self._nodes
        self._count(1, node)
        self._check_tag(node)
        built = self._mapping(node) if isinstance(node, yaml.MappingNode) else self._sequence(node)
        self._anchored[key] = (built, self._nodes - before)
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
            self._sink.error(
                "unknown-tag", f"the tag {node.tag} has no meaning here", self._place(node), hint="remove it"
            )

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
                note = Note(message=f'"{_short(key)}" is first given here', place=keys[key].place)
                self._sink.error(
                    "duplicate-key", f'the key "{_short(key)}" is given twice', scalar.place, notes=(note,)
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
        if text in _CONSTANTS:
            return self._finite(_CONSTANTS[text], node)
        if text[0] not in _NUMERIC_START:
            return text
        if _INT.fullmatch(text):
            return self._integer(text, 10, node)
        if _RADIX.fullmatch(text):
            return self._integer(text, 0, node)
        return self._finite(float(text), node) if _FLOAT.fullmatch(text) else text

    def _finite(self, value: ScalarValue, node: yaml.ScalarNode) -> ScalarValue:
        if not isinstance(value, float) or math.isfinite(value):
            return value
        self._sink.error(
            "number-range", f"{node.value} is not a finite number", self._place(node), hint="quote it to make it a text"
        )
        return 0.0

    def _integer(self, text: str, base: int, node: yaml.ScalarNode) -> ScalarValue:
        value = int(text, base) if len(text) <= 24 else 2**64
        if -(2**63) <= value < 2**63:
            return value
        self._sink.error(
            "integer-range",
            f"{_short(text)} does not fit 64 bits",
            self._place(node),
            hint="quote it to make it a text",
        )
        return 0

    def _tagged(self, text: str, node: yaml.ScalarNode) -> ScalarValue:
        checks: dict[str, Callable[[ScalarValue], bool]] = {
            "null": lambda v: v is None,
            "bool": lambda v: isinstance(v, bool),
            "int": lambda v: isinstance(v, int) and not isinstance(v, bool),
            "float": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
        }
        value = self._plain(text, node) if text else None
        check = checks.get(node.tag.removeprefix(_PREFIX))
        if check is None:
            self._sink.error(
                "unknown-tag", f"the tag {node.tag} has no meaning here", self._place(node), hint="remove it"
            )
        elif not check(value):
            self._sink.error("wrong-type", f"{_short(text)} is not of type {node.tag}", self._place(node))
        return value


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
