"""What the templates of models see."""

from __future__ import annotations

from dataclasses import dataclass

from swarmgen.backends.code import Code


@dataclass(frozen=True, slots=True, kw_only=True)
class RequireView:
    """`name` is the macro that leaves the requirement out."""

    place: Code
    name: Code
    may: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenView:
    """Either branch; both when the model cannot tell."""

    place: Code
    may: Code
    may_not: Code
    then: Code
    otherwise: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class GetView:
    """A record is bound: `value` if it is known which, else any of `most`, and none at all if it `may_miss`."""

    place: Code
    number: Code
    value: Code | None
    most: Code
    may_miss: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeView:
    """Any record that waits in the queue."""

    place: Code
    number: Code
    most: Code
    may: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionView:
    """One of the values that a field can get."""

    may: Code
    value: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentView:
    """A field and the values it can get: a `single` one, one of the `options`, or any from 0 to `most`. `bound` is the
    largest that the model allows."""

    target: Code
    single: Code | None
    options: tuple[OptionView, ...]
    most: Code | None
    bound: Code | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetView:
    """`sources` is the condition of a move; `first` computes values before the `assignments`."""

    place: Code
    sources: Code | None
    first: Code
    leaves: tuple[Code, ...]
    assignments: Code
    enters: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateView:
    """A new record under the next number."""

    place: Code
    made: Code
    bound: Code
    number: Code
    assignments: Code
    enters: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EachView:
    """`members` notes who is in the list and `test` asks for it, None for a list that the model does not hold."""

    place: Code
    counter: Code
    members: Code | None
    test: Code
    bound: Code
    steps: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """`before` sets what is handed over by value."""

    place: Code
    before: Code
    call: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineView:
    """A procedure, an operation or a tick. `inputs` chooses what is given."""

    place: Code
    head: Code
    inputs: Code
    steps: Code
    checks: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A held field."""

    type: Code
    name: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class KindView:
    """A held kind: its type, its fields, how many there may be, where its slots begin."""

    place: Code
    type: Code
    name: Code
    bound: Code
    base: Code
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindsView:
    """All held kinds."""

    kinds: tuple[KindView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedView:
    """An owned kind and its owner's: names, and conditions over record `k` before (`was`) and after (`is`) an entry."""

    kind: Code
    base: Code
    bound: Code
    holdings: Code
    status: Code
    by: Code
    fence: Code
    owner: Code
    owner_bound: Code
    count: Code
    limit: Code
    was_final: Code
    was_open: Code
    is_free: Code
    is_done: Code
    owner_present: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesView:
    """What must hold of all owned kinds."""

    owned: tuple[Code, ...]
    kinds: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartView:
    """Owners are there from the beginning; `lines` put number `k` in the first state of its lifecycle, if any."""

    kind: Code
    lines: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InitView:
    """The beginning."""

    starts: tuple[StartView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MutantView:
    """A mutant of the spec: the macro that asks for it, and a requirement that it leaves out."""

    name: Code
    drops: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelView:
    """A whole model, from top to bottom."""

    about: Code
    left_out: Code
    bounds: Code
    slots: Code
    mutants: tuple[MutantView, ...]
    symbols: Code
    kinds: Code
    store: Code
    rules: Code
    inlines: Code
    operations: tuple[Code, ...]
    locals: tuple[Code, ...]
    protocol: Code
    reader: Code
    init: Code
