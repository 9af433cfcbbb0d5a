"""Patterns as authors wrote them: names unresolved, expressions still texts."""

from __future__ import annotations

from dataclasses import dataclass, field

from swarmgen.diagnostics import Place
from swarmgen.spec.nodes import Node
from swarmgen.spec.patterns.source import Name, Written
from swarmgen.spec.patterns.step_syntax import (
    ArchiveSpec as ArchiveSpec,
)
from swarmgen.spec.patterns.step_syntax import (
    CallSpec as CallSpec,
)
from swarmgen.spec.patterns.step_syntax import (
    CreateSpec as CreateSpec,
)
from swarmgen.spec.patterns.step_syntax import (
    EachSpec as EachSpec,
)
from swarmgen.spec.patterns.step_syntax import (
    FailSpec as FailSpec,
)
from swarmgen.spec.patterns.step_syntax import (
    FollowSpec as FollowSpec,
)
from swarmgen.spec.patterns.step_syntax import (
    GetSpec as GetSpec,
)
from swarmgen.spec.patterns.step_syntax import (
    LetSpec as LetSpec,
)
from swarmgen.spec.patterns.step_syntax import (
    PointSpec as PointSpec,
)
from swarmgen.spec.patterns.step_syntax import (
    RefusalSpec as RefusalSpec,
)
from swarmgen.spec.patterns.step_syntax import (
    ReplySpec as ReplySpec,
)
from swarmgen.spec.patterns.step_syntax import (
    RequireSpec as RequireSpec,
)
from swarmgen.spec.patterns.step_syntax import (
    RowsSpec as RowsSpec,
)
from swarmgen.spec.patterns.step_syntax import (
    SetSpec as SetSpec,
)
from swarmgen.spec.patterns.step_syntax import (
    StepSpec as StepSpec,
)
from swarmgen.spec.patterns.step_syntax import (
    TakeSpec as TakeSpec,
)
from swarmgen.spec.patterns.step_syntax import (
    Values as Values,
)
from swarmgen.spec.patterns.step_syntax import (
    WhenSpec as WhenSpec,
)

# --- values ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeSpec:
    """What stands for a type: exactly one of `attribute`, `word` (`bool`, `time`, a kind …), `form` (`int: [1, 9]`),
    `reference`, `metric` (with `labels`, the attributes of one of its values), `rows` (their values), `is_flag`."""

    attribute: Name | None = None
    word: Name | None = None
    form: tuple[Name, Node] | None = None
    reference: Name | None = None
    rows: tuple[ValueSpec, ...] = ()
    metric: Name | None = None
    labels: tuple[tuple[Name, Name], ...] = ()
    is_flag: bool = False
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueSpec:
    """A field, an argument, an option, a return, a parameter or a column. Of an argument `repeated` is how many
    values it takes at most, each a word of its type, and where that is said."""

    name: Name
    type: TypeSpec
    brief: str | None = None
    repeated: tuple[int, Place] | None = None
    is_optional: bool = False
    default: Node | None = None
    environment: str | None = None
    only_with: Name | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingSpec:
    name: Name
    type: TypeSpec
    brief: str
    environment: Name
    default: Node
    low: Node | None
    high: Node | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec:
    name: Name
    brief: str
    key: Name | None
    columns: tuple[ValueSpec, ...]
    """One, named "value", for a table of single values."""
    is_single: bool
    rows: tuple[tuple[Name | None, Node], ...]
    times: Node | None
    most: Node | None


# --- records ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LifecycleSpec:
    """`counts` names the single record that counts, and the field for each state that it counts."""

    state_field: Name
    initial: tuple[Name, ...]
    final: tuple[Name, ...]
    transitions: tuple[tuple[Name, tuple[Name, ...]], ...]
    counts: tuple[Name, tuple[tuple[Name, Name], ...]] | None = None
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSpec:
    name: Name
    when: Written
    class_fields: tuple[Name, ...]
    priority: Name
    sequence: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSpec:
    """`of` names the single record that owns the list, where `by` refers to no owner."""

    name: Name
    by: Name
    of: Name | None
    count: Name | None
    limit: Node | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSpec:
    name: Name
    at: Name
    call: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSpec:
    name: Name
    brief: str
    prefix: Name | None
    single: Place | None
    """Where it says that there is exactly one."""
    fields: tuple[ValueSpec, ...]
    lifecycle: LifecycleSpec | None
    queues: tuple[QueueSpec, ...]
    lists: tuple[ListSpec, ...]
    dues: tuple[DueSpec, ...]


# --- files -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureSpec:
    name: Name
    brief: str
    parameters: tuple[ValueSpec, ...]
    steps: tuple[StepSpec, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSpec:
    """A line of a text answer, and when it is printed; with `each` several `lines` for each row of a list."""

    when: Written | None = None
    text: Written | None = None
    each: Name | None = None
    lines: tuple[LineSpec, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationSpec:
    """The answer is `returns`, or a `record`, or `rows` with `columns`. `frees` is where that is said, `rows_place`
    where it is said that the answer is rows of its returns."""

    name: Name
    brief: str
    span: Name | None
    reads: bool
    rows_place: Place | None
    frees: Place | None
    arguments: tuple[ValueSpec, ...]
    options: tuple[ValueSpec, ...]
    exactly_one: tuple[tuple[Name, ...], ...]
    waits: Name | None
    returns: tuple[ValueSpec, ...]
    record: Name | None
    rows: Name | None
    columns: tuple[Name, ...]
    prints: Written | None
    lines: tuple[LineSpec, ...]
    problem: Written | None
    attributes: Values
    steps: tuple[StepSpec, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionSpec:
    """Steps for the point `point` of the operation or procedure `target`."""

    target: Name
    point: Name
    steps: tuple[StepSpec, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleSpec:
    """A file of patterns/modules, or the definitions of a pattern's own file."""

    name: Name
    path: str
    """Relative to the registry's folder."""
    settings: tuple[SettingSpec, ...]
    tables: tuple[TableSpec, ...]
    records: tuple[RecordSpec, ...]
    procedures: tuple[ProcedureSpec, ...]
    operations: tuple[OperationSpec, ...]
    extensions: tuple[ExtensionSpec, ...]
    parts: tuple[tuple[Name, tuple[StepSpec, ...]], ...]
    """Steps that stand for every point of that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternSpec:
    """A file of patterns/: what it includes, by name, and what it defines itself."""

    name: Name
    brief: str
    include: tuple[Name, ...]
    own: ModuleSpec
