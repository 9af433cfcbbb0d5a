"""An operation or a procedure while its steps are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from swarmgen.analysis.patterns.assign import Target, fitted
from swarmgen.analysis.patterns.expressions import read_condition, read_expression
from swarmgen.analysis.patterns.messages import read_message
from swarmgen.analysis.patterns.mistakes import Mistake
from swarmgen.analysis.patterns.scope import Flow, Scope, World
from swarmgen.diagnostics import Place
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import Type
from swarmgen.spec.patterns.source import Name, Written
from swarmgen.spec.patterns.syntax import RefusalSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an operation answers with; `values` by name, None where they were reported already."""

    values: Mapping[str, Type | None] = field(default_factory=dict)
    record: str | None = None
    rows: str | None = None
    is_listed: bool = False
    lists: Mapping[str, Mapping[str, Type | None]] = field(default_factory=dict)


@dataclass(slots=True)
class Unit:
    """Where the steps stand, what holds at the current point, and what they have done so far."""

    world: World
    name: Name
    inputs: Mapping[tuple[str, str], ir.Parameter] = field(default_factory=dict)
    broken_inputs: frozenset[tuple[str, str]] = frozenset()
    answer: Answer | None = None
    """None in procedures."""
    reads: bool = False
    waits: bool = True
    """Whether it may be an operation that waits."""
    rebound: Mapping[str, bool] = field(default_factory=dict)
    """Names that `let` binds more than once, and whether they may go down."""
    flow: Flow = field(default_factory=Flow)
    depth: int = 0
    """Loops around the current point."""
    assigned: set[tuple[str, str]] = field(default_factory=set)
    moved: dict[str, frozenset[str]] = field(default_factory=dict)
    writes: bool = False
    refusing: Place | None = None
    is_excused: bool = False
    """That some way ends without an answer was reported already."""

    @property
    def is_procedure(self) -> bool:
        return self.answer is None

    def scope(self) -> Scope:
        return Scope(
            self.world,
            self.flow,
            self.inputs,
            inputs_known=not self.is_procedure,
            reads=self.reads,
            broken_inputs=self.broken_inputs,
        )

    def expression(self, written: Written, expected: Type | None = None) -> e.Expression:
        return read_expression(written, self.scope(), expected)

    def condition(self, written: Written) -> e.Expression:
        return read_condition(written, self.scope())

    def value(self, written: Written, target: Target) -> tuple[e.Expression, bool]:
        """The value for something, and whether it must be tested against the range of that."""
        return fitted(self.expression(written, target.type), target, written.place, self.scope())

    def refusal(self, spec: RefusalSpec, flow: Flow | None = None) -> ir.Refusal:
        """A refusal whose message is read where `flow` holds, by default at the current point."""
        if spec.is_recorded and self.reads:
            message = "an operation that reads leaves no entry"
            raise Mistake("write-in-query", message, spec.kind.place, hint="drop recorded: true")
        if spec.waits and (spec.is_recorded or not self.waits):
            message = "what is recorded is not tried again" if spec.is_recorded else "the operation does not wait"
            raise Mistake("needless-wait", message, spec.kind.place, hint="drop waits: true")
        self.writes |= spec.is_recorded
        scope = replace(self.scope(), flow=flow if flow is not None else self.flow)
        message_ = read_message(spec.message, scope)
        exit_ = ir.Exit[spec.kind.text.upper()]
        return ir.Refusal(
            exit=exit_, message=message_, recorded=spec.is_recorded, again=spec.waits or exit_ is ir.Exit.EMPTY
        )

    def refuses(self, place: Place) -> None:
        """Note that a step may refuse."""
        if self.refusing is None:
            self.refusing = place

    def write(self, place: Place, what: str) -> None:
        """Note that a step writes.

        Raises:
            Mistake: if the operation only reads.
        """
        if self.reads:
            hint = "drop reads: true, or the step"
            raise Mistake("write-in-query", f'"{what}" has no place in an operation that reads', place, hint=hint)
        self.writes = True
