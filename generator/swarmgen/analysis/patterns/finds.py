"""Steps that bind records: get, find, take."""

from __future__ import annotations

import ast
from dataclasses import replace

from swarmgen.analysis.patterns.expressions import Reader
from swarmgen.analysis.patterns.facts import facts
from swarmgen.analysis.patterns.mistakes import Mistake, Silent, unknown
from swarmgen.analysis.patterns.parsing import Parsed, parse
from swarmgen.analysis.patterns.scope import Broken, Kind, Record, check_free
from swarmgen.analysis.patterns.unify import type_name
from swarmgen.analysis.patterns.unit import Unit
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import Bool, Identifier, Optional, Reference, is_optional, plain
from swarmgen.spec.patterns import syntax as s
from swarmgen.spec.patterns.source import Name, Written


def get(unit: Unit, spec: s.GetSpec) -> ir.Step:
    """`get: {name: kind[id]}`, `get: {name: reference}` or `get: {name: single}`; `find` likewise.

    The first record of a list is found by `find: {name: owner.list}`."""
    check_free(unit.flow, spec.binding)
    parsed = parse(spec.key)
    kind, key, first = _key(unit, parsed, spec)
    if not spec.is_find and is_optional(key.type):
        hint = "ask for it first, or use find"
        raise Mistake("maybe-absent", "get needs a key that is there", spec.key.place, hint=hint)
    is_reference = isinstance(plain(key.type), Reference)
    otherwise = unit.refusal(spec.otherwise) if spec.otherwise is not None else None
    if otherwise is not None and is_reference:
        message = "a reference always leads to a record, so nothing is refused here"
        raise Mistake("needless-refusal", message, spec.key.place, hint="drop else")
    if not spec.is_find and not is_reference:
        unit.refuses(spec.place)
    is_unsure = spec.is_find and (is_optional(key.type) or not is_reference)
    unit.flow.bind(spec.binding.text, Record(kind.name, spec.binding.place, is_optional=is_unsure))
    return ir.Get(
        binding=spec.binding.text,
        record=kind.name,
        key=key,
        list=first,
        optional=spec.is_find,
        otherwise=otherwise,
        place=spec.place,
    )


def _key(unit: Unit, parsed: Parsed, spec: s.GetSpec) -> tuple[Kind, e.Expression, ir.List | None]:
    reader = Reader(unit.scope(), parsed)
    root = parsed.root
    if isinstance(root, ast.Subscript) and isinstance(root.value, ast.Name):
        kind = unit.world.kind(Name(root.value.id, parsed.place(root.value)))
        if kind.spec.prefix is None:
            message = f'records of kind "{kind.name}" have no ids'
            raise Mistake("type-error", message, parsed.place(root), hint="follow a reference or a list")
        key = reader.read(root.slice, Identifier())
        if not isinstance(plain(key.type), Identifier):
            raise Mistake("type-error", f"an id is needed, not {type_name(key.type)}", parsed.place(root.slice))
        return kind, key, None
    single = _single(unit, root)
    if single is not None:
        return single, e.Literal(1, Reference(single.name)), None
    listed = owned_list(unit, spec.key, among_fields=True) if spec.is_find else None
    if listed is not None:
        owner, list_ = listed
        head = e.Field(owner, list_.owner, f"{list_.name}_head", Optional(Reference(list_.record)))
        return unit.world.kinds[list_.record], head, list_
    key = reader.read(root)
    type_ = plain(key.type)
    if not isinstance(type_, Reference):
        hint = "write kind[id] for a record by its id"
        raise Mistake("type-error", f"a reference is needed, not {type_name(type_)}", parsed.place(root), hint=hint)
    return unit.world.kinds[type_.record], key, None


def _single(unit: Unit, root: ast.expr) -> Kind | None:
    """The kind of which there is one record, if an expression names one."""
    if not isinstance(root, ast.Name) or root.id in unit.flow.names:
        return None
    kind = unit.world.kinds.get(root.id)
    return kind if kind is not None and kind.spec.single is not None else None


def take(unit: Unit, spec: s.TakeSpec) -> ir.Step:
    """`take: {name: kind.queue}`."""
    check_free(unit.flow, spec.binding)
    kind, queue = queue_of(unit, parse(spec.queue))
    binding = spec.binding.text
    where: e.Expression = e.Literal(True, Bool())
    if spec.where is not None:
        flow = unit.flow.copy()
        flow.bind(binding, Record(kind.name, spec.binding.place, is_class=True))
        classes = replace(unit.scope(), flow=flow, queue=queue)
        parsed = parse(spec.where)
        where = Reader(classes, parsed).condition(parsed.root)
    refusal = unit.refusal(spec.otherwise)
    unit.refuses(spec.place)
    unit.flow.bind(binding, Record(kind.name, spec.binding.place))
    known = facts(queue.when, True, unit.world)
    if "self" in known.states:
        unit.flow.states[binding] = known.states["self"]
    unit.flow.present |= {("field", binding, path[2]) for path in known.present if path[:2] == ("field", "self")}
    return ir.Take(binding=binding, queue=queue, where=where, otherwise=refusal, place=spec.place)


def kind_of(unit: Unit, written: Written) -> Kind | None:
    """The kind that a bare name means, if it means one of which there can be several records."""
    root = parse(written).root
    if not isinstance(root, ast.Name) or root.id in unit.flow.names:
        return None
    kind = unit.world.kinds.get(root.id)
    return kind if kind is not None and kind.spec.single is None else None


def queue_of(unit: Unit, parsed: Parsed) -> tuple[Kind, ir.Queue]:
    """The queue that `kind.queue` names.

    Raises:
        Mistake: if there is none.
    """
    root = parsed.root
    if not isinstance(root, ast.Attribute) or not isinstance(root.value, ast.Name):
        raise Mistake("type-error", "a queue is named kind.queue", parsed.place(root))
    kind = unit.world.kind(Name(root.value.id, parsed.place(root.value)))
    word = parsed.attribute(root)
    if word not in kind.queues:
        if any(word == spec.name.text for spec in kind.spec.queues):
            raise Silent
        raise unknown("queue", word, parsed.end_place(root), kind.queues, of=f'record "{kind.name}"')
    return kind, kind.queues[word]


def owned_list(unit: Unit, written: Written, *, among_fields: bool = False) -> tuple[str, ir.List] | None:
    """The owner's binding and the list that `owner.list` names; None if that is something else, which with
    `among_fields` any unknown word may be.

    Raises:
        Mistake: if the owner may be absent.
        Silent: if the owner, or the list, was reported already.
    """
    parsed = parse(written)
    root = parsed.root
    if not isinstance(root, ast.Attribute) or not isinstance(root.value, ast.Name):
        return None
    owner = root.value.id
    local = unit.flow.names.get(owner)
    if isinstance(local, Broken):
        raise Silent
    if not isinstance(local, Record):
        return None
    kind, word = unit.world.kinds[local.kind], parsed.attribute(root)
    if word not in kind.owned:
        namesake = unit.world.kinds.get(owner)
        if among_fields or word in kind.fields or (namesake is not None and word in namesake.queues):
            return None
        raise unknown("list or set", word, parsed.end_place(root), kind.owned, of=f'record "{kind.name}"')
    if local.is_optional and ("name", owner) not in unit.flow.present:
        hint = f"ask for it first: {owner} != None"
        raise Mistake("maybe-absent", f'"{owner}" may be no record here', parsed.place(root.value), hint=hint)
    return owner, kind.owned[word]
