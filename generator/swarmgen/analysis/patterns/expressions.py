"""Syntax trees → typed expressions, under what is known at one point of a pattern."""

from __future__ import annotations

import ast
from dataclasses import replace

from swarmgen.analysis.patterns import calls, literals, operators
from swarmgen.analysis.patterns.bounds import Bounds
from swarmgen.analysis.patterns.constants import member
from swarmgen.analysis.patterns.facts import facts, learn
from swarmgen.analysis.patterns.mistakes import Mistake, Silent, unknown
from swarmgen.analysis.patterns.parsing import Parsed, parse
from swarmgen.analysis.patterns.scope import Broken, Record, Scope, Variable, path_of
from swarmgen.analysis.patterns.unify import joined, type_name
from swarmgen.model import expressions as e
from swarmgen.model.datatypes import (
    COUNT_MAX,
    Bool,
    Enum,
    Int,
    Optional,
    Reference,
    Time,
    Type,
    is_optional,
    plain,
)
from swarmgen.spec.patterns.source import Written

_ROOTS = ("arguments", "options", "setting", "table")


class Reader:
    """Reads one expression."""

    def __init__(self, scope: Scope, parsed: Parsed) -> None:
        self.scope = scope
        self.parsed = parsed
        self.bounds = Bounds(scope.world, scope.flow)

    def mistake(self, code: str, message: str, node: ast.AST, hint: str | None = None) -> Mistake:
        return Mistake(code, message, self.parsed.place(node), hint=hint)

    def read(self, node: ast.expr, expected: Type | None = None) -> e.Expression:
        """A node as an expression; `expected` gives names of enum members and bare constants their type.

        Raises:
            Mistake: if it is not one of the language.
        """
        match node:
            case ast.Name():
                return self._name(node, expected)
            case ast.Constant():
                return literals.constant(self, node, expected)
            case ast.Attribute():
                return self._attribute(node)
            case ast.Subscript():
                return self._lookup(node, "value", node)
            case ast.Call():
                return calls.call(self, node, expected)
            case ast.List():
                return literals.names(self, node)
            case ast.BoolOp() | ast.UnaryOp() | ast.BinOp() | ast.Compare():
                return operators.operation(self, node, expected)
            case ast.IfExp():
                return self._choose(node, expected)
            case _:
                hint = "known: names, constants, arithmetic, comparisons, and/or/not, a if b else c, functions"
                raise self.mistake("expression-syntax", "this form is not part of the language", node, hint)

    def condition(self, node: ast.expr) -> e.Expression:
        """An expression that is true or false."""
        found = self.present(node, Bool())
        if not isinstance(plain(found.type), Bool):
            message = f"a condition is true or false, not {type_name(found.type)}"
            raise self.mistake("type-error", message, node)
        return found

    def present(self, node: ast.expr, expected: Type | None = None) -> e.Expression:
        """An expression whose value is there for sure.

        Raises:
            Mistake: if it may be absent.
        """
        found = self.read(node, expected)
        if not is_optional(found.type):
            return found
        text = ast.unparse(node)
        hint = f"ask for it first: {text} != None, or give a value for that case: default({text}, …)"
        raise self.mistake("maybe-absent", f"{text} may be absent here", node, hint)

    def after(self, condition: e.Expression, holds: bool) -> Reader:
        """A reader that knows that a condition holds, or that it does not."""
        flow = self.scope.flow.copy()
        learn(flow, facts(condition, holds, self.scope.world))
        return Reader(replace(self.scope, flow=flow), self.parsed)

    def is_loose(self, node: ast.expr) -> bool:
        """Whether a node gets its type from what it stands next to."""
        match node:
            case ast.Name(id=word):
                names = self.scope.flow.names
                own = self.scope.self_kind
                return word not in names and word not in ("now", "sequence") and (own is None or word not in own.fields)
            case ast.Constant() | ast.List():
                return True
            case ast.IfExp(body=body, orelse=orelse):
                return self.is_loose(body) and self.is_loose(orelse)
            case _:
                return False

    # --- names ---

    def _name(self, node: ast.Name, expected: Type | None) -> e.Expression:
        word = node.id
        local = self.scope.flow.names.get(word)
        match local:
            case Broken():
                raise Silent
            case Variable(type=type_):
                return self._narrowed(e.Variable(word, type_))
            case Record(kind=kind, is_optional=optional, is_class=is_class):
                if is_class:
                    message = f'"{word}" is not taken yet: its condition speaks of class fields only'
                    raise self.mistake("class-fields", message, node)
                type_ = Reference(kind)
                return self._narrowed(e.Bound(word, kind, Optional(type_) if optional else type_))
            case _:
                return self._free_name(node, expected)

    def _free_name(self, node: ast.Name, expected: Type | None) -> e.Expression:
        word, own = node.id, self.scope.self_kind
        if own is not None and word in own.fields:
            return e.Field("self", own.name, word, own.fields[word].type)
        if word == "now":
            return e.Clock(Time())
        if word == "sequence":
            if self.scope.reads:
                raise self.mistake("write-in-query", "an operation that reads writes no entry with a number", node)
            self.scope.world.use("word", "sequence")
            return e.Sequence(Int(1, COUNT_MAX))
        enum = plain(expected) if expected is not None else None
        if isinstance(enum, Enum):
            if word in enum.members or not self._names():
                return e.Literal(member(word, enum, self.parsed.place(node)), enum)
            raise unknown(
                f"name or member of {enum.attribute}", word, self.parsed.place(node), {*enum.members, *self._names()}
            )
        raise unknown("name", word, self.parsed.place(node), {*self._names(), "now", "sequence", *_ROOTS})

    def _names(self) -> set[str]:
        own = self.scope.self_kind
        return {*self.scope.flow.names, *(own.fields if own is not None else ())}

    def _narrowed(self, found: e.Variable | e.Bound | e.Field | e.Input) -> e.Expression:
        if isinstance(found.type, Optional) and path_of(found) in self.scope.flow.present:
            return replace(found, type=found.type.inner)
        return found

    # --- fields, inputs, tables ---

    def _attribute(self, node: ast.Attribute) -> e.Expression:
        base, word = node.value, self.parsed.attribute(node)
        if isinstance(base, ast.Subscript):
            return self._lookup(base, word, node)
        if not isinstance(base, ast.Name):
            raise self.mistake(
                "expression-syntax", "a dot follows the name of a record, or arguments, options, setting", node
            )
        if base.id in self.scope.flow.names:
            return self._field(base, word, node)
        match base.id:
            case "arguments" | "options" | "returns" | "row":
                return self._input(base.id, word, node)
            case "setting":
                return self._setting(word, node)
            case "table":
                raise self.mistake("type-error", f'a row of table "{word}" is meant: table.{word}[…]', node)
            case "now" | "sequence":
                raise self.mistake("type-error", f'"{base.id}" is a value; only records have fields', base)
            case _:
                raise unknown("name", base.id, self.parsed.place(base), {*self.scope.flow.names, *_ROOTS})

    def _field(self, base: ast.Name, word: str, node: ast.Attribute) -> e.Expression:
        local = self.scope.flow.names[base.id]
        if isinstance(local, Broken):
            raise Silent
        if not isinstance(local, Record):
            raise self.mistake("type-error", f'"{base.id}" is a value; only records have fields', base)
        kind = self.scope.world.kinds[local.kind]
        found = kind.field(word, self.parsed.end_place(node))
        if local.is_optional and ("name", base.id) not in self.scope.flow.present:
            hint = f"ask for it first: {base.id} != None"
            raise self.mistake("maybe-absent", f'"{base.id}" may be no record here', base, hint)
        if local.is_class and self.scope.queue is not None and word not in self.scope.queue.class_fields:
            message = f'"{word}" is not part of the class of queue "{self.scope.queue.name}"'
            hint = f"a take is decided by {', '.join(self.scope.queue.class_fields)} alone"
            raise Mistake("class-fields", message, self.parsed.end_place(node), hint=hint)
        return self._narrowed(e.Field(base.id, local.kind, word, found.type))

    def _input(self, source: str, word: str, node: ast.Attribute) -> e.Expression:
        if not self.scope.inputs_known:
            hint = "give it to the procedure as a parameter"
            raise self.mistake("unknown-name", f"there are no {source} here", node, hint)
        if (source, word) in self.scope.broken_inputs:
            raise Silent
        found = self.scope.inputs.get((source, word))
        if found is None:
            known = [name for kind, name in self.scope.inputs if kind == source]
            raise unknown(source.removesuffix("s"), word, self.parsed.end_place(node), known)
        return self._narrowed(e.Input(e.Source(source), word, found.type))

    def _setting(self, word: str, node: ast.Attribute) -> e.Expression:
        world = self.scope.world
        if word not in world.settings:
            if word in world.broken:
                raise Silent
            raise unknown("setting", word, self.parsed.end_place(node), world.settings)
        world.use("setting", word)
        return e.Input(e.Source.SETTING, word, world.settings[word].type)

    def _lookup(self, node: ast.Subscript, column: str, whole: ast.expr) -> e.Expression:
        base = node.value
        if not (isinstance(base, ast.Attribute) and isinstance(base.value, ast.Name) and base.value.id == "table"):
            hint = "records are found by the steps get and find"
            raise self.mistake("expression-syntax", "brackets follow the name of a table: table.name[…]", node, hint)
        world, word = self.scope.world, self.parsed.attribute(base)
        if word in world.broken:
            raise Silent
        table = world.tables.get(word)
        if table is None:
            raise unknown("table", word, self.parsed.end_place(base), world.tables)
        found = next((one for one in table.columns if one.name == column), None)
        if found is None:
            place = self.parsed.end_place(whole) if isinstance(whole, ast.Attribute) else self.parsed.place(whole)
            raise unknown("column", column, place, [one.name for one in table.columns], of=f'the table "{word}"')
        world.use("table", word)
        wanted: Type = Int() if table.key is None else Enum(table.key, table.keys)
        index = self.present(node.slice, wanted)
        fits = isinstance(index.type, Int) if table.key is None else self._is_enum(index.type, table.keys)
        if not fits:
            raise self.mistake(
                "type-error", f"a row is found by {type_name(wanted)}, not {type_name(index.type)}", node.slice
            )
        return e.Lookup(word, column, index, found.type)

    def _is_enum(self, type_: Type, members: tuple[str, ...]) -> bool:
        return isinstance(type_, Enum) and type_.members == members

    # --- choices ---

    def _choose(self, node: ast.IfExp, expected: Type | None) -> e.Expression:
        condition = self.condition(node.test)
        first, second = self.after(condition, True), self.after(condition, False)
        then, otherwise = self.sides(node.body, node.orelse, expected, first, second)
        type_ = joined(then.type, otherwise.type)
        if type_ is None:
            message = f"one side is {type_name(then.type)}, the other {type_name(otherwise.type)}"
            raise self.mistake("type-error", message, node)
        return e.Choose(condition, then, otherwise, type_)

    def sides(
        self,
        left: ast.expr,
        right: ast.expr,
        expected: Type | None,
        left_reader: Reader | None = None,
        right_reader: Reader | None = None,
    ) -> tuple[e.Expression, e.Expression]:
        """Two expressions of one type, where each may give the other its type."""
        first, second = left_reader or self, right_reader or self
        if expected is None and first.is_loose(left) and not second.is_loose(right):
            found = second.read(right)
            return first.read(left, found.type), found
        found = first.read(left, expected)
        return found, second.read(right, expected if expected is not None else found.type)


def read_expression(written: Written, scope: Scope, expected: Type | None = None) -> e.Expression:
    """The expression of a text.

    Raises:
        Mistake: if it is none, or not of a kind that `expected` gives to its constants.
        Silent: if it uses something that was reported already.
    """
    parsed = parse(written)
    return Reader(scope, parsed).read(parsed.root, expected)


def read_condition(written: Written, scope: Scope) -> e.Expression:
    """The condition of a text.

    Raises:
        Mistake: if it is none.
        Silent: if it uses something that was reported already.
    """
    parsed = parse(written)
    return Reader(scope, parsed).condition(parsed.root)
