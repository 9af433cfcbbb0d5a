"""The module `<package>.<pattern>`: one typed method for each operation, over the same runtime as the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from jinja2 import Environment

from swarmgen.backends.code import Code
from swarmgen.backends.commands.exits import exit_codes
from swarmgen.backends.commands.holding import claiming
from swarmgen.backends.python.helpers.texts import argument_list, document, prose, sentence
from swarmgen.backends.python.patterns.answers import shown
from swarmgen.backends.python.patterns.claims import claim_code, claim_methods
from swarmgen.backends.python.patterns.library_records import records_of, result_name, row_name
from swarmgen.backends.python.patterns.library_types import Types
from swarmgen.backends.python.patterns.names import attribute, class_name, module_name
from swarmgen.backends.python.patterns.operations import is_tree, shape
from swarmgen.backends.python.patterns.signatures import InputView, Signature, signature
from swarmgen.backends.python.source import literal
from swarmgen.model import ir
from swarmgen.model.datatypes import Enum, Type, plain
from swarmgen.model.names import screaming_case

ERRORS: Final[Mapping[int, tuple[str, str]]] = {
    1: ("InternalError", "A mistake of this library."),
    2: ("InvalidValue", "An argument is missing, or has a value that it cannot have."),
    3: ("Conflict", "The present state forbids it."),
    4: ("Locked", "Others held the lock of the store for too long."),
    5: ("Forbidden", "The system, a foreign owner or a symbolic link forbids it."),
    6: ("NotFound", "Something named does not exist."),
    7: ("NothingToClaim", "There is nothing to take."),
    8: ("LimitReached", "A limit would be passed."),
    9: ("Damaged", "The store is damaged, or of another format."),
    10: ("StorageFailed", "There is no space, or writing failed; nothing was changed."),
    12: ("NoData", "There is no store."),
}
"""Exit code → exception, and what it means."""

_NAMES: Final = tuple(name for name, _ in ERRORS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportView:
    """`from module import names`."""

    module: Code
    names: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumsView:
    """A constant with the enumerations of an answer."""

    name: Code
    value: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """What `method.j2` sees."""

    name: Code
    parameters: Code
    returns: Code
    doc: Code
    inputs: tuple[InputView, ...]
    module: Code
    has_key: bool
    answer: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinatorView:
    """What `coordinator.j2` sees."""

    doc: Code
    imports: tuple[ImportView, ...]
    all: Code
    records: tuple[Code, ...]
    enums: tuple[EnumsView, ...]
    about: Code
    methods: tuple[Code, ...]
    claims: tuple[Code, ...]


@dataclass(slots=True)
class _Maker:
    """One library module in the making."""

    pattern: ir.Pattern
    types: Types
    templates: Environment

    def module(self) -> str:
        """Its text."""
        pattern = self.pattern
        methods = [self._rendered("method", method=self._method(each)) for each in pattern.operations]
        claim = claim_code(pattern, self.types, self.templates)
        if claim is not None:
            methods.append(claim_methods(pattern, self.types, self.templates))
            self.types.use("._api.held", "Held")
        runs = ["LeaseLost", "Run"] if claim is not None and claiming(pattern) is not None else []
        if runs:
            self.types.use("._api.errors", "LeaseLost")
            self.types.use("._api.running", "Run")
        records = [self._rendered("record", record=each) for each in records_of(pattern, self.types)]
        names = sorted(
            {"Coordinator", "CoordinationError", "Rows", "Node", *_NAMES, *(["Claim"] if claim else []), *runs}
            | {str(each.name) for each in records_of(pattern, self.types)}
        )
        self._imports()
        view = CoordinatorView(
            doc=document(sentence(pattern.brief), _USAGE),
            imports=tuple(
                ImportView(module=Code(module), names=Code(", ".join(sorted(names_))))
                for module, names_ in sorted(self.types.imports.items(), key=_place)
            ),
            all=Code(f"[{', '.join(map(literal, names))}]"),
            records=tuple(records),
            enums=tuple(each for operation in pattern.operations for each in self._enums(operation)),
            about=document(sentence(pattern.brief), _ABOUT),
            methods=tuple(methods),
            claims=(claim,) if claim is not None else (),
        )
        return self._rendered("coordinator", module=view)

    def _rendered(self, template: str, **view: object) -> Code:
        return Code(self.templates.get_template(f"python/library/{template}.j2").render(**view).rstrip("\n"))

    def _imports(self) -> None:
        self.types.use("dataclasses", "dataclass")
        self.types.use("._api.base", "Base", "Enums")
        self.types.use("._api.errors", "CoordinationError", *_NAMES)
        self.types.use("._api.rows", "Node", "Rows")
        self.types.use("._hot", f"{module_name(self.pattern.name)} as _pattern")
        for each in self.pattern.operations:
            name = module_name(each.name)
            self.types.use(f"._hot.{module_name(self.pattern.name)}", f"{name} as _{name}")

    def _enums(self, operation: ir.Operation) -> Iterator[EnumsView]:
        yield self._classes(_enums_name(operation), _answers(operation, self.pattern))
        for listing in operation.lists:
            values = [(each.name, each.attribute, each.type) for each in listing.returns]
            yield self._classes(_enums_name(operation, listing), values)

    def _classes(self, name: Code, values: list[tuple[str, str | None, Type]]) -> EnumsView:
        pairs = [
            f"{literal(word)}: {self.types.enum(attribute_)}"
            for word, attribute_, type_ in values
            if isinstance(plain(type_), Enum) and self.types.enum(attribute_)
        ]
        return EnumsView(name=name, value=Code(f"{{{', '.join(pairs)}}}"))

    def _method(self, operation: ir.Operation) -> MethodView:
        given = signature(operation, self.types)
        module = Code(f"_{module_name(operation.name)}")
        return MethodView(
            name=module_name(operation.name),
            parameters=given.parameters,
            returns=self._returns(operation),
            doc=self._doc(operation, given),
            inputs=given.inputs,
            module=module,
            has_key=not operation.reads,
            answer=self._answer(operation, module),
        )

    def _returns(self, operation: ir.Operation) -> Code:
        match shape(operation):
            case "record":
                return class_name(operation.returns_record or "")
            case "rows" if operation.is_listed:
                return Code(f"Rows[{result_name(operation)}]")
            case "rows":
                record = class_name(operation.returns_rows or "")
                return Code(f"Rows[Node[{record}]]" if is_tree(operation.steps) else f"Rows[{record}]")
            case _:
                return result_name(operation) if operation.returns or operation.lists else Code("None")

    def _answer(self, operation: ir.Operation, module: Code) -> Code:
        given = f"{module}, told, {_enums_name(operation)}"
        match shape(operation):
            case "record":
                return Code(f"{class_name(operation.returns_record or '')}(**self._values({given}))")
            case "rows" if operation.is_listed:
                return Code(f"self._rows({given}, {result_name(operation)})")
            case "rows":
                verb = "_tree" if is_tree(operation.steps) else "_rows"
                return Code(f"self.{verb}({given}, {class_name(operation.returns_rows or '')})")
            case _:
                lists = "".join(f", {self._list(operation, each, module)}" for each in operation.lists)
                return Code(
                    f"{result_name(operation)}(**self._values({given}){lists})" if operation.returns else "None"
                )

    def _list(self, operation: ir.Operation, listing: ir.Listing, module: Code) -> Code:
        given = f"{module}, told, {literal(listing.name)}, {_enums_name(operation, listing)}"
        return Code(f"{attribute(listing.name)}=self._list({given}, {row_name(operation, listing)})")

    def _doc(self, operation: ir.Operation, given: Signature) -> Code:
        codes = [code for code in exit_codes(self.pattern, operation) if code in ERRORS]
        raises = "\n".join(["Raises:", *(f"    {ERRORS[code][0]}: {ERRORS[code][1]}" for code in codes)])
        return document(prose(sentence(operation.brief)), argument_list(given.docs), raises)


def library_module(pattern: ir.Pattern, types: Types, templates: Environment) -> str:
    """The text of the typed library of a pattern."""
    return _Maker(pattern, types, templates).module()


def _enums_name(operation: ir.Operation, listing: ir.Listing | None = None) -> Code:
    of = "" if listing is None else f"_{screaming_case(listing.name)}"
    return Code(f"_{screaming_case(operation.name)}{of}_ENUMS")


def _answers(operation: ir.Operation, pattern: ir.Pattern) -> list[tuple[str, str | None, Type]]:
    kind = operation.returns_record or operation.returns_rows
    if kind is None:
        return [(each.name, each.attribute, each.type) for each in operation.returns]
    record = next(each for each in pattern.records if each.name == kind)
    return [(field.name, field.attribute, field.type) for field in shown(record)]


def _place(each: tuple[str, set[str]]) -> tuple[bool, str]:
    return each[0].startswith("."), each[0]


_ABOUT = """It may be used from several threads.

Args:
    path: The folder of the store; by default `SWARMSH_DATA_DIR`, else `./data`. It is made at the first
        operation.
    tracer_provider: Gets a span for each operation; by default the global provider, if one was set. The
        line in the store's files has the ids of that span."""

_USAGE = prose(
    "Operations are methods of `Coordinator`. What is not done raises a `CoordinationError` with an exit code and a "
    "message. Times are datetimes, lengths of time are timedeltas; enumerations may be given as members or as their "
    "values."
)
