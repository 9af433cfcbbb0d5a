"""Types of the typed library, and the imports they need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from swarmgen.backends.code import Code
from swarmgen.model.datatypes import (
    Bool,
    Decimal,
    Duration,
    Enum,
    Identifier,
    Int,
    Reference,
    Set,
    Text,
    Time,
    Type,
    is_optional,
    plain,
)


@dataclass(slots=True)
class Types:
    """The annotations of one module. `enums` are the classes of enumerations by attribute."""

    enums: Mapping[str, Code]
    imports: dict[str, set[str]] = field(default_factory=dict)

    def use(self, module: str, *names: str) -> None:
        """Import names."""
        self.imports.setdefault(module, set()).update(names)

    def enum(self, attribute: str | None) -> Code | None:
        """The class of an enumeration, imported; None where there is none."""
        name = self.enums.get(attribute or "")
        if name is not None:
            self.use(".enums", name)
        return name

    def given(self, type_: Type, attribute: str | None) -> Code:
        """The type of a value of an answer."""
        return _absentable(self._given(type_, attribute), type_)

    def taken(self, type_: Type, attribute: str | None) -> str:
        """The type of a value that a caller gives."""
        match plain(type_):
            case Enum():
                name = self.enum(attribute)
                return f"{name} | str" if name is not None else "str"
            case Time():
                self.use("datetime", "datetime", "timedelta")
                return "datetime | timedelta"
            case Duration():
                self.use("datetime", "timedelta")
                return "timedelta"
            case Decimal():
                self.use("decimal", "Decimal")
                return "Decimal | int"
            case Set():
                self.use("collections.abc", "Iterable")
                return "Iterable[str]"
            case Bool():
                return "bool"
            case Int() | Reference():
                return "int"
            case Identifier() | Text():
                return "str"

    def _given(self, type_: Type, attribute: str | None) -> str:
        match plain(type_):
            case Enum():
                return self.enum(attribute) or "str"
            case Time():
                self.use("datetime", "datetime")
                return "datetime"
            case Duration():
                self.use("datetime", "timedelta")
                return "timedelta"
            case Decimal():
                self.use("decimal", "Decimal")
                return "Decimal"
            case Set():
                return "tuple[str, ...]"
            case Bool():
                return "bool"
            case Int():
                return "int"
            case Identifier() | Text() | Reference():
                return "str"


def _absentable(text: str, type_: Type) -> Code:
    return Code(f"{text} | None" if is_optional(type_) else text)
