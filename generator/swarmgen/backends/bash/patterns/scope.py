"""What names mean inside one generated function, and the locals it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from swarmgen.backends.bash.patterns import names
from swarmgen.backends.code import Code


@dataclass(slots=True)
class Locals:
    """The local variables of a function, in the order of first use."""

    names: dict[Code, None] = field(default_factory=dict)
    temporaries: int = 0

    def add(self, name: Code) -> Code:
        """Declare a variable."""
        self.names[name] = None
        return name

    def temporary(self) -> Code:
        """Declare a variable that nobody else uses: `t_1`, `t_2` …"""
        self.temporaries += 1
        return self.add(Code(f"t_{self.temporaries}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Where the fields of a binding are: a kind of record, and the variable or `$1` that says where it begins."""

    record: str
    at: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Bindings that are not plain `n_<binding>` variables, and the locals of the function around."""

    locals: Locals = field(default_factory=Locals)
    bindings: Mapping[str, Cells] = field(default_factory=dict)

    def cells(self, binding: str, record: str) -> Cells:
        """Where the fields of `binding` are."""
        found = self.bindings.get(binding)
        return found or Cells(record=record, at=names.bound(binding))

    def bind(self, binding: str, cells: Cells) -> Scope:
        """The same scope with one binding that means other cells."""
        return replace(self, bindings={**self.bindings, binding: cells})
