"""What names mean at one point of a pattern, and what is known there of values that may be absent and of states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from swarmgen.analysis.patterns.mistakes import Mistake, Silent, unknown
from swarmgen.analysis.patterns.names import RESERVED_NAMES
from swarmgen.diagnostics import Note, Place, Sink
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import Enum, Type, plain
from swarmgen.spec.patterns.source import Name
from swarmgen.spec.patterns.syntax import RecordSpec

Path: TypeAlias = tuple[str, ...]
"""What facts are about: ("name", binding or variable), ("field", binding, field), ("arguments" or "options", name)."""


@dataclass(slots=True)
class Kind:
    """A kind of records while it is put together. `managed` says why no step may assign a field."""

    name: str
    spec: RecordSpec
    fields: dict[str, ir.Field] = field(default_factory=dict)
    lifecycle: ir.Lifecycle | None = None
    queues: dict[str, ir.Queue] = field(default_factory=dict)
    lists: dict[str, ir.List] = field(default_factory=dict)
    owned: dict[str, ir.List] = field(default_factory=dict)
    dues: dict[str, ir.Due] = field(default_factory=dict)
    managed: dict[str, str] = field(default_factory=dict)
    links: list[ir.Field] = field(default_factory=list)
    decides: dict[str, frozenset[str]] = field(default_factory=dict)
    """Queue, list or due time → the fields it depends on."""
    broken: set[str] = field(default_factory=set)
    """Fields that were reported; using them is not reported again."""

    @property
    def states(self) -> frozenset[str]:
        if self.lifecycle is None:
            return frozenset()
        type_ = plain(self.fields[self.lifecycle.field].type)
        return frozenset(type_.members) if isinstance(type_, Enum) else frozenset()

    def field(self, word: str, place: Place) -> ir.Field:
        """A field by name.

        Raises:
            Mistake: if there is none.
        """
        found = self.fields.get(word)
        if found is None and word in self.broken:
            raise Silent
        if found is None:
            raise unknown("field", word, place, self.fields, of=f'record "{self.name}"')
        return found


@dataclass(frozen=True, slots=True)
class Record:
    """A name bound to a record. `is_new` when a step of this operation made it."""

    kind: str
    place: Place
    is_optional: bool = False
    is_new: bool = False
    is_class: bool = False
    """Bound in the condition of a `take`: only fields of the queue's class can be read."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A name bound to a value."""

    type: Type
    place: Place
    interval: tuple[int, int] | None = None
    """Where its value lies for sure, if that is narrower than its type."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A name whose declaration is wrong; using it is not reported again."""

    place: Place


Local: TypeAlias = Record | Variable | Broken


@dataclass(slots=True)
class Flow:
    """What holds at one point: names, paths known to be present, possible states of bound records."""

    names: dict[str, Local] = field(default_factory=dict)
    present: frozenset[Path] = frozenset()
    states: dict[str, frozenset[str]] = field(default_factory=dict)
    is_ended: bool = False
    """Nothing goes on after this point: it was refused, or answered."""

    def copy(self) -> Flow:
        return Flow(dict(self.names), self.present, dict(self.states), self.is_ended)

    def become(self, other: Flow) -> None:
        self.names, self.present = other.names, other.present
        self.states, self.is_ended = other.states, other.is_ended

    def bind(self, name: str, local: Local) -> None:
        """Give a name a meaning; what was known of an earlier one of that name, on ways that met, holds no longer."""
        self.names[name] = local
        self.present = frozenset(path for path in self.present if path[:2] not in (("name", name), ("field", name)))
        self.states.pop(name, None)

    def forget(self, fields: Iterable[tuple[str, str]]) -> None:
        """Fields of a kind were assigned: what was known of them, through any name, holds no longer."""
        changed = frozenset(fields)
        self.present = frozenset(path for path in self.present if not self._is_of(path, changed))

    def _is_of(self, path: Path, changed: frozenset[tuple[str, str]]) -> bool:
        if path[0] != "field":
            return False
        local = self.names.get(path[1])
        return not isinstance(local, Record) or (local.kind, path[2]) in changed

    def moved(self, kind: str, targets: frozenset[str]) -> None:
        """A record of a kind took on a state: so may have any bound record of the kind."""
        for name, local in self.names.items():
            if isinstance(local, Record) and local.kind == kind and name in self.states:
                self.states[name] |= targets


@dataclass(slots=True)
class Summary:
    """What a procedure does to records, as its callers need to know."""

    assigned: frozenset[tuple[str, str]] = frozenset()
    moved: dict[str, frozenset[str]] = field(default_factory=dict)
    states: dict[str, frozenset[str]] = field(default_factory=dict)
    """The states its record parameters can be in when it ends."""
    is_ended: bool = False
    writes: bool = False
    refusing: Place | None = None
    """A step that may refuse."""


@dataclass(slots=True)
class World:
    """All of a pattern that is not inside an operation or procedure."""

    sink: Sink
    kinds: dict[str, Kind] = field(default_factory=dict)
    settings: dict[str, ir.Setting] = field(default_factory=dict)
    tables: dict[str, ir.Table] = field(default_factory=dict)
    procedures: dict[str, ir.Procedure] = field(default_factory=dict)
    summaries: dict[str, Summary] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    """Settings, tables, procedures and records that were reported; using them is not reported again."""
    used: set[tuple[str, str]] = field(default_factory=set)
    moves: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    """Kind → the transitions that steps use."""

    def kind(self, name: Name) -> Kind:
        """A kind of records by name.

        Raises:
            Mistake: if there is none.
        """
        if name.text in self.kinds:
            return self.kinds[name.text]
        if name.text in self.broken:
            raise Silent
        raise unknown("record", name.text, name.place, self.kinds)

    def use(self, what: str, name: str) -> None:
        self.used.add((what, name))


@dataclass(slots=True)
class Scope:
    """Where an expression stands: the pattern, the inputs of the operation, and what holds at the point."""

    world: World
    flow: Flow = field(default_factory=Flow)
    inputs: Mapping[tuple[str, str], ir.Parameter] = field(default_factory=dict)
    inputs_known: bool = True
    """False inside procedures, which have no arguments and options."""
    reads: bool = False
    self_kind: Kind | None = None
    """The kind whose fields are names by themselves: in the condition of a queue."""
    broken_inputs: frozenset[tuple[str, str]] = frozenset()
    queue: ir.Queue | None = None
    """The queue that is taken from: of the record to be taken only class fields can be read."""


def path_of(expression: e.Expression) -> Path | None:
    """What an expression speaks of, if facts can be about it."""
    match expression:
        case e.Variable(name=name) | e.Bound(binding=name):
            return ("name", name)
        case e.Field(binding=binding, field=name):
            return ("field", binding, name)
        case e.Input(source=source, name=name):
            return (source.value, name)
        case _:
            return None


def check_free(flow: Flow, name: Name) -> None:
    """A name that a step binds must not be bound already.

    Raises:
        Mistake: if it is.
    """
    if name.text in RESERVED_NAMES:
        raise Mistake("reserved-name", f'"{name}" is a word of the language', name.place)
    found = flow.names.get(name.text)
    if found is not None:
        notes = (Note(message=f'"{name}" is bound here', place=found.place),)
        raise Mistake("duplicate-name", f'"{name}" is bound already', name.place, notes=notes)
