"""The names of the installed `opentelemetry-semantic-conventions` package, read from its source without importing it.

The package keeps stable attributes in `opentelemetry.semconv.attributes` and all of them in
`opentelemetry.semconv._incubating.attributes`, one module for each root namespace. It holds names, enum values and
deprecations, but no attribute types.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from swarmgen.model.names import pascal_case, root_namespace, screaming_case, snake_case

_STABLE: Final = "opentelemetry.semconv.attributes"
_INCUBATING: Final = "opentelemetry.semconv._incubating.attributes"
_SUFFIX: Final = "_attributes"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardConstant:
    """The constant of an attribute: `from <module> import <constant>`."""

    module: str
    constant: str
    is_template: bool = False
    deprecated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardMember:
    constant: str
    value: str | int | float
    deprecated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardEnum:
    """The class of an attribute with members: `from <module> import <class_name>`."""

    module: str
    class_name: str
    members: tuple[StandardMember, ...]

    def has(self, constant: str) -> bool:
        """Whether one of the members has this constant."""
        return any(member.constant == constant for member in self.members)


def is_installed() -> bool:
    """Whether the package is there at all."""
    return bool(_folders(_INCUBATING))


def stable_constant(name: str) -> StandardConstant | None:
    """The stable constant of the attribute `name`."""
    return _module(_STABLE, _namespace(name)).constants.get(name)


def stable_enum(name: str) -> StandardEnum | None:
    """The enum class of the stable attribute `name`; it has the stable members only."""
    return _enum(_STABLE, name)


def known_constant(name: str) -> StandardConstant | None:
    """The constant of the attribute `name`, stable or not, from the package's incubating part."""
    return _module(_INCUBATING, _namespace(name)).constants.get(name)


def known_enum(name: str) -> StandardEnum | None:
    """The enum class of the attribute `name`, stable or not, with all members, from the package's incubating part."""
    return _enum(_INCUBATING, name)


def known_names(name: str) -> tuple[str, ...]:
    """The attributes in the root namespace of `name`, sorted; all attributes when there is no such namespace."""
    namespace = _namespace(name)
    namespaces = [namespace] if _module(_INCUBATING, namespace).constants else _namespaces()
    return tuple(sorted(known for each in namespaces for known in _module(_INCUBATING, each).constants))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Module:
    """One source file: constants by attribute name, enum classes by lower-case class name."""

    constants: Mapping[str, StandardConstant]
    enums: Mapping[str, StandardEnum]


def _namespace(name: str) -> str:
    return snake_case(root_namespace(name))


def _enum(package: str, name: str) -> StandardEnum | None:
    class_name = f"{pascal_case(name)}Values"
    return _module(package, _namespace(name)).enums.get(class_name.lower())  # one class is written CPython…


@cache
def _folders(package: str) -> tuple[Path, ...]:
    """Where the modules of `package` are; finding the top package imports nothing."""
    top, *below = package.split(".")
    spec = find_spec(top)
    places = spec.submodule_search_locations if spec is not None else None
    folders = (Path(place).joinpath(*below) for place in places or ())
    return tuple(folder for folder in folders if folder.is_dir())


def _namespaces() -> list[str]:
    files = (path for folder in _folders(_INCUBATING) for path in folder.glob(f"*{_SUFFIX}.py"))
    return sorted(path.stem.removesuffix(_SUFFIX) for path in files)


@cache
def _module(package: str, namespace: str) -> _Module:
    for folder in _folders(package):
        path = folder / f"{namespace}{_SUFFIX}.py"
        if path.is_file():
            return _read(path, f"{package}.{path.stem}")
    return _Module(constants={}, enums={})


def _read(path: Path, module: str) -> _Module:
    constants: dict[str, StandardConstant] = {}
    enums: dict[str, StandardEnum] = {}
    for statement, text in _documented(ast.parse(path.read_bytes()).body):
        match statement:
            case ast.AnnAssign(target=ast.Name(id=constant), value=ast.Constant(value=str(name))):
                constants[name] = StandardConstant(
                    module=module,
                    constant=constant,
                    is_template=constant == f"{screaming_case(name)}_TEMPLATE",
                    deprecated=_is_deprecated(text),
                )
            case ast.ClassDef(name=class_name, body=body):
                members = tuple(_members(body))
                enums[class_name.lower()] = StandardEnum(module=module, class_name=class_name, members=members)
            case _:
                pass
    return _Module(constants=constants, enums=enums)


def _members(body: list[ast.stmt]) -> Iterator[StandardMember]:
    for statement, text in _documented(body):
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=constant)], value=ast.Constant(value=str() | int() | float() as value)
            ):
                yield StandardMember(constant=constant, value=value, deprecated=_is_deprecated(text))
            case _:
                pass


def _documented(body: list[ast.stmt]) -> Iterator[tuple[ast.stmt, str]]:
    """Each statement with the text literal that follows it, empty when none does."""
    for index, statement in enumerate(body):
        match body[index + 1 : index + 2]:
            case [ast.Expr(value=ast.Constant(value=str(text)))]:
                yield statement, text
            case _:
                yield statement, ""


def _is_deprecated(text: str) -> bool:
    return text.strip().startswith("Deprecated:")  # "Deprecated in favor of stable" is about the module only
