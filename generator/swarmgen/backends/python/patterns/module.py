"""One generated module in the making: the pattern it belongs to and the imports it collects."""

from __future__ import annotations

from dataclasses import dataclass, field

from swarmgen.backends.code import Code
from swarmgen.backends.python.patterns.names import class_name
from swarmgen.model import ir


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportView:
    """`from module import names`; a class of the runtime that only annotations mention is `typed`."""

    module: Code
    names: Code
    typed: bool


@dataclass(slots=True)
class Module:
    """The imports of a module, by the relative name of the module they come from.

    `name` is the module's own. `is_query` says that functions here take a reader instead of a transaction,
    `is_looking_up` that the present one uses the tables, which are imported only then.
    """

    pattern: ir.Pattern
    name: str
    is_query: bool = False
    is_looking_up: bool = False
    _imports: dict[str, set[str]] = field(default_factory=dict)
    _types: dict[str, set[str]] = field(default_factory=dict)

    def use(self, module: str, name: str) -> Code:
        """A name of another module, imported."""
        self._imports.setdefault(module, set()).add(name)
        return Code(name)

    def typed(self, module: str, name: str) -> Code:
        """A name of another module that only annotations mention."""
        self._types.setdefault(module, set()).add(name)
        return Code(name)

    def record(self, kind: str) -> Code:
        """The class of a kind of record, imported."""
        return self.use(".records", class_name(kind))

    def record_type(self, kind: str) -> Code:
        """The same, for annotations."""
        return self.typed(".records", class_name(kind))

    def kind(self, name: str) -> ir.Record:
        """A kind of record of the pattern."""
        return next(record for record in self.pattern.records if record.name == name)

    @property
    def store(self) -> Code:
        """The class of what functions here read and write records through."""
        return self.typed("..reader", "Reader") if self.is_query else self.typed("..transaction", "Transaction")

    def imports(self) -> tuple[ImportView, ...]:
        """Imports that run, in the order of their modules: runtime first."""
        return _views(self._imports, typed=False)

    def types(self) -> tuple[ImportView, ...]:
        """Imports for type checkers, without what is imported anyway."""
        left = {module: names - self._imports.get(module, set()) for module, names in self._types.items()}
        return _views({module: names for module, names in left.items() if names}, typed=True)


def _views(imports: dict[str, set[str]], *, typed: bool) -> tuple[ImportView, ...]:
    return tuple(
        ImportView(module=Code(module), names=Code(", ".join(sorted(names))), typed=typed)
        for module, names in sorted(imports.items(), key=lambda each: (not each[0].startswith(".."), each[0]))
    )
