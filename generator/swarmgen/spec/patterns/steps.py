"""Steps: one mapping each, told apart by the word it has for a key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from swarmgen.diagnostics import Place, did_you_mean
from swarmgen.spec.fields import Fields
from swarmgen.spec.nodes import Mapping, Node, Sequence
from swarmgen.spec.patterns.archiving import read_archive
from swarmgen.spec.patterns.choosing import read_chosen
from swarmgen.spec.patterns.reading import File, required
from swarmgen.spec.patterns.source import Name
from swarmgen.spec.patterns.syntax import (
    CallSpec,
    CreateSpec,
    EachSpec,
    FailSpec,
    FollowSpec,
    GetSpec,
    LetSpec,
    PointSpec,
    RefusalSpec,
    ReplySpec,
    RequireSpec,
    RowsSpec,
    SetSpec,
    StepSpec,
    TakeSpec,
    WhenSpec,
)

REFUSALS: Final = ("conflict", "missing", "empty", "limit", "usage", "no_data")

Steps = tuple[StepSpec, ...]


def read_steps(file: File, node: Node | None, what: str) -> Steps:
    """A list of steps, nested ones included."""
    if node is None:
        return ()
    if not isinstance(node, Sequence):
        file.sink.error("wrong-type", f"{what} must be a list, not {node.kind}", node.place)
        return ()
    return tuple(step for item in node.items for step in _step(file, item))


def _step(file: File, node: Node) -> Steps:
    fields = Fields(node, "a step", file.sink)
    if not isinstance(node, Mapping):
        return ()
    word = next((word for word in _READERS if word in node.entries), None)
    if word is None:
        _unknown(file, node)
        return ()
    steps = _READERS[word](file, fields, node.keys[word].place)
    fields.finish()
    return steps


def _unknown(file: File, node: Mapping) -> None:
    known = f"one of {', '.join(sorted(_READERS))}"
    key = next(iter(node.entries), None)
    if key is None:
        file.sink.error("unknown-step", "a step is empty", node.place, hint=known)
        return
    hint = did_you_mean(key, _READERS) or known
    file.sink.error("unknown-step", f'there is no step "{key}"', node.keys[key].place, hint=hint)


def read_refusal(file: File, node: Node | None) -> RefusalSpec | None:
    """A refusal: one of the kinds with its message, and whether it is recorded, or waited for."""
    if node is None:
        return None
    entries = file.entries(node, "a refusal")
    kinds = [(name, value) for name, value in entries if name.text not in ("recorded", "waits")]
    fields = Fields(node, "a refusal", file.sink) if entries else None
    is_recorded, waits = (fields is not None and bool(fields.boolean(key)) for key in ("recorded", "waits"))
    if len(kinds) != 1:
        if isinstance(node, Mapping):
            message = f"a refusal needs exactly one of {', '.join(REFUSALS)}"
            place = kinds[1][0].place if kinds else node.place
            file.sink.error("wrong-number" if kinds else "missing-field", message, place)
        return None
    kind, value = kinds[0]
    message_ = file.message(value, f'"{kind}"')
    if kind.text not in REFUSALS:
        hint = did_you_mean(kind.text, REFUSALS) or f"one of {', '.join(REFUSALS)}"
        file.sink.error("unknown-refusal", f'there is no refusal "{kind}"', kind.place, hint=hint)
        return None
    if message_ is None:
        return None
    return RefusalSpec(kind=kind, message=message_, is_recorded=is_recorded, waits=waits)


def _binding(file: File, fields: Fields, key: str) -> tuple[Name, Node] | None:
    """`word: {name: value}`."""
    pair = file.pair(fields.node(key, required=True), f'"{key}"')
    return pair if pair is not None and file.defined(pair[0]) is not None else None


def _let(file: File, fields: Fields, place: Place) -> Steps:
    node = required(fields, "let")
    _check_not_empty(file, node, '"let" binds nothing')
    if fields.node("by") is not None:
        return read_chosen(file, node, file.written(fields.node("by"), '"by"'), place)
    values = file.values(node, '"let"')
    return tuple(
        LetSpec(name=name, values=((name, value),), place=place) for name, value in values if file.defined(name)
    )


def _require(file: File, fields: Fields, place: Place) -> Steps:
    condition = file.written(required(fields, "require"), '"require"')
    otherwise = read_refusal(file, required(fields, "else"))
    if condition is None or otherwise is None:
        return ()
    return (RequireSpec(condition=condition, otherwise=otherwise, place=place),)


def _fail(file: File, fields: Fields, place: Place) -> Steps:
    refusal = read_refusal(file, required(fields, "fail"))
    return () if refusal is None else (FailSpec(refusal=refusal, place=place),)


def _when(file: File, fields: Fields, place: Place) -> Steps:
    condition = file.written(required(fields, "when"), '"when"')
    then = read_steps(file, required(fields, "then"), '"then"')
    otherwise = read_steps(file, fields.node("otherwise"), '"otherwise"')
    return () if condition is None else (WhenSpec(condition=condition, then=then, otherwise=otherwise, place=place),)


def _each(file: File, fields: Fields, place: Place) -> Steps:
    pair = _binding(file, fields, "each")
    steps = read_steps(file, required(fields, "do"), '"do"')
    source = file.written(pair[1], '"each"') if pair is not None else None
    while_, limit = file.written(fields.node("while"), '"while"'), file.written(fields.node("limit"), '"limit"')
    if pair is None or source is None:
        return ()
    return (EachSpec(name=pair[0], source=source, while_=while_, limit=limit, steps=steps, place=place),)


def _call(file: File, fields: Fields, place: Place) -> Steps:
    procedure = file.name(required(fields, "call"), '"call"')
    given = file.values(fields.node("with"), '"with"')
    return () if procedure is None else (CallSpec(procedure=procedure, given=given, place=place),)


def _get(file: File, fields: Fields, place: Place) -> Steps:
    pair = _binding(file, fields, "get")
    key = file.written(pair[1], '"get"') if pair is not None else None
    otherwise = read_refusal(file, fields.node("else"))
    if pair is None or key is None:
        return ()
    return (GetSpec(binding=pair[0], key=key, is_find=False, otherwise=otherwise, place=place),)


def _find(file: File, fields: Fields, place: Place) -> Steps:
    pair = _binding(file, fields, "find")
    key = file.written(pair[1], '"find"') if pair is not None else None
    if pair is None or key is None:
        return ()
    return (GetSpec(binding=pair[0], key=key, is_find=True, otherwise=None, place=place),)


def _create(file: File, fields: Fields, place: Place) -> Steps:
    pair = _binding(file, fields, "create")
    record = file.name(pair[1], '"create"') if pair is not None else None
    id_ = file.written(fields.node("id"), '"id"')
    values = file.values(fields.node("set"), '"set"')
    if pair is None or record is None:
        return ()
    return (CreateSpec(binding=pair[0], record=record, id=id_, values=values, place=place),)


def _move(file: File, fields: Fields, place: Place) -> Steps:
    pair = _binding(file, fields, "move")
    state = file.name(pair[1], '"move"') if pair is not None else None
    values = file.values(fields.node("set"), '"set"')
    if pair is None or state is None:
        return ()
    return (SetSpec(binding=pair[0], state=state, values=values, place=place),)


def _set(file: File, fields: Fields, place: Place) -> Steps:
    steps = []
    whole = required(fields, "set")
    _check_not_empty(file, whole, '"set" changes nothing')
    for name, node in file.entries(whole, '"set"'):
        values = file.values(node, f'the fields of "{name}"')
        _check_not_empty(file, node, f'"set" changes no field of "{name}"')
        if values:
            steps.append(SetSpec(binding=name, state=None, values=values, place=name.place))
    return tuple(steps)


def _check_not_empty(file: File, node: Node | None, message: str) -> None:
    if isinstance(node, Mapping) and not node.entries:
        file.sink.error("wrong-number", message, node.place)


def _take(file: File, fields: Fields, place: Place) -> Steps:
    pair = _binding(file, fields, "take")
    queue = file.written(pair[1], '"take"') if pair is not None else None
    where = file.written(fields.node("where"), '"where"')
    otherwise = read_refusal(file, required(fields, "else"))
    if pair is None or queue is None or otherwise is None:
        return ()
    return (TakeSpec(binding=pair[0], queue=queue, where=where, otherwise=otherwise, place=place),)


def _rows(file: File, fields: Fields, place: Place) -> Steps:
    pair = _binding(file, fields, "rows")
    source = file.written(pair[1], '"rows"') if pair is not None else None
    start = file.written(fields.node("from"), '"from"')
    while_ = file.written(fields.node("while"), '"while"')
    where = file.written(fields.node("where"), '"where"')
    limit = file.written(required(fields, "limit"), '"limit"')
    follow = _follow(file, fields.node("follow"))
    archived = file.written(fields.node("archived"), '"archived"')
    if pair is None or source is None or limit is None:
        return ()
    return (
        RowsSpec(
            binding=pair[0],
            source=source,
            start=start,
            while_=while_,
            where=where,
            limit=limit,
            follow=follow,
            archived=archived,
            place=place,
        ),
    )


def _follow(file: File, node: Node | None) -> FollowSpec | None:
    if node is None:
        return None
    entries = file.entries(node, '"follow"')
    fields = Fields(node, '"follow"', file.sink) if entries else None
    to = file.written(fields.node("to", required=True), '"to"') if fields is not None else None
    edges = [(name, value) for name, value in entries if name.text != "to"]
    if len(edges) != 1:
        if isinstance(node, Mapping):
            message = '"follow" needs one list besides "to": {edge: node.list, to: edge.field}'
            file.sink.error("wrong-number", message, node.place)
        return None
    edge, value = edges[0]
    list_ = file.written(value, f'"{edge}"')
    if to is None or list_ is None or file.defined(edge) is None:
        return None
    return FollowSpec(edge=edge, list=list_, to=to)


def _archive(file: File, fields: Fields, place: Place) -> Steps:
    return read_archive(file, fields, _binding(file, fields, "archive"), place)


def _reply(file: File, fields: Fields, place: Place) -> Steps:
    node = fields.node("reply")
    return (ReplySpec(values=file.values(node, '"reply"'), place=place),)


def _row(file: File, fields: Fields, place: Place) -> Steps:
    values, of = file.values(fields.node("row"), '"row"'), file.name(fields.node("of"), '"of"')
    return (ReplySpec(values=values, is_row=True, of=of, place=place),)


def _point(file: File, fields: Fields, place: Place) -> Steps:
    name = file.name(required(fields, "point"), '"point"')
    return () if name is None or file.defined(name) is None else (PointSpec(name=name, place=place),)


_READERS: Final[dict[str, Callable[[File, Fields, Place], Steps]]] = {
    "let": _let,
    "require": _require,
    "fail": _fail,
    "when": _when,
    "each": _each,
    "call": _call,
    "get": _get,
    "find": _find,
    "create": _create,
    "move": _move,
    "set": _set,  # after create and move, which have a "set" of their own
    "take": _take,
    "rows": _rows,
    "archive": _archive,
    "reply": _reply,
    "row": _row,
    "point": _point,
}
