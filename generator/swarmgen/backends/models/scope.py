"""What the names of a spec stand for in a model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from swarmgen.backends.code import Code
from swarmgen.backends.models.roles import OFFERED_FENCE, Domain, Roles
from swarmgen.backends.models.source import identifier
from swarmgen.model import datatypes as d
from swarmgen.model import expressions as e
from swarmgen.model import ir

VIEW: Final = Code("view")
"""The records as an operation holds them in memory."""


@dataclass(slots=True)
class Unit:
    """An operation or a procedure while it is written: its bindings (None when the model does not hold their kind), the
    domains of its value parameters, and what turned out to be needed: inputs and local variables."""

    name: Code
    roles: Roles
    parameters: dict[tuple[e.Source, str], ir.Parameter] = field(default_factory=dict)
    bindings: dict[str, Code | None] = field(default_factory=dict)
    variables: dict[str, Domain] = field(default_factory=dict)
    inputs: dict[tuple[e.Source, str], None] = field(default_factory=dict)
    locals: dict[Code, None] = field(default_factory=dict)
    requires: int = 0
    root: Code = VIEW

    def bind(self, binding: str, kind: str, prefix: str = "") -> Code | None:
        """The variable that holds a record's number; None when the model does not hold records of that kind."""
        held = local("n", f"{prefix}{binding}") if kind in self.roles.kinds else None
        self.bindings[binding] = held
        if held is not None:
            self.locals[held] = None
        return held

    def cell(self, binding: str, kind: str, name: str) -> Code | None:
        """A held field of a bound record."""
        at = self.bindings.get(binding)
        domain = self.roles.domain(kind, name)
        if at is None or domain is None:
            return None
        return capacity(kind, at) if domain is Domain.LIMIT else cell(self.root, kind, at, name)

    def input(self, source: e.Source, name: str) -> tuple[Code, ir.Parameter] | None:
        """An argument or option, which the operation then chooses first of all; None for settings."""
        parameter = self.parameters.get((source, name))
        if parameter is None:
            return None
        self.inputs[source, name] = None
        return input_name(source, name), parameter


def local(kind: str, name: str) -> Code:
    """A local variable: `n` before numbers of records, `o` and `a` before inputs, `v` before values."""
    return Code(f"{kind}_{identifier(name)}")


def input_name(source: e.Source, name: str) -> Code:
    """The variable of an argument or option."""
    return local("a" if source is e.Source.ARGUMENT else "o", name)


def cell(root: Code, kind: str, at: Code, name: str) -> Code:
    """A field of a record among those of `root`."""
    return Code(f"{root}.{identifier(kind)}[{at}].{identifier(name)}")


def capacity(kind: str, at: Code) -> Code:
    """How much a record of an owner's kind may hold."""
    return Code(f"CAPACITY({at})") if kind else at


def input_domain(parameter: ir.Parameter) -> Domain:
    """What the model keeps of an input."""
    match d.plain(parameter.type):
        case d.Enum():
            return Domain.MEMBER
        case d.Int() if parameter.attribute == OFFERED_FENCE:
            return Domain.COUNT
        case _:
            return Domain.PRESENCE
