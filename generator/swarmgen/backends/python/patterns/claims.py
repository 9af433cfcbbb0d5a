"""The class `Claim` of the library: a claim that its `with` block ends, for patterns that claim and complete."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import Environment

from swarmgen.backends.code import Code
from swarmgen.backends.commands.holding import claiming
from swarmgen.backends.commands.words import is_repeated
from swarmgen.backends.python.helpers.texts import document, prose, sentence
from swarmgen.backends.python.patterns.library_types import Types
from swarmgen.backends.python.patterns.names import attribute, module_name
from swarmgen.backends.python.patterns.signatures import declared, parameter_name
from swarmgen.model import ir
from swarmgen.model.datatypes import Enum, plain
from swarmgen.model.names import pascal_case

_ENDING = ("complete", "release")
_GIVEN = ("agent", "fence")
"""Options that a claim knows itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyView:
    """A value of the claim."""

    name: Code
    annotation: Code
    doc: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """An operation on the claimed item."""

    name: Code
    parameters: Code
    returns: Code
    doc: Code
    ends: bool
    arguments: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """What `claim.j2` sees."""

    result: Code
    fields: tuple[PropertyView, ...]
    methods: tuple[MethodView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """The parameters of a method and what it hands on."""

    parameters: Code
    arguments: Code
    same: Code  # for another method with these parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsView:
    """What `claims.j2` sees."""

    next: CallView
    named: CallView


def claim_code(pattern: ir.Pattern, types: Types, templates: Environment) -> Code | None:
    """The class `Claim`; None for a pattern whose operations are not made for it."""
    claim = _claim(pattern)
    if claim is None:
        return None
    view = ClaimView(
        result=Code(f"{pascal_case(claim.name)}Result"),
        fields=tuple(
            PropertyView(
                name=attribute(each.name),
                annotation=types.given(each.type, each.attribute),
                doc=document(prose(sentence(each.brief))),
            )
            for each in claim.returns
        ),
        methods=tuple(_method(each, types) for each in pattern.operations if _is_on_claim(each, claim)),
    )
    return Code(templates.get_template("python/library/claim.j2").render(claim=view))


def claim_methods(pattern: ir.Pattern, types: Types, templates: Environment) -> Code:
    """The methods of the coordinator that give a `Claim`."""
    claim = _claim(pattern)
    if claim is None:
        raise ValueError(f"{pattern.name} has no claim")
    item = claim.arguments[0]
    others = [each for each in claim.options if each.name != "next"]
    free = [each for each in others if each.only_with is None]
    view = ClaimsView(
        next=_call(["self", "*", *(declared(each, types) for each in others)], None, others),
        named=_call(
            ["self", f"{parameter_name(item)}: str", "*", *(declared(each, types) for each in free)], item, free
        ),
    )
    names = ("claims", "runs") if claiming(pattern) is not None else ("claims",)
    return Code("\n".join(templates.get_template(f"python/library/{name}.j2").render(claims=view) for name in names))


def _call(parameters: list[str], item: ir.Parameter | None, options: list[ir.Parameter]) -> CallView:
    named = [f"{parameter_name(each)}={parameter_name(each)}" for each in options]
    first = [] if item is None else [str(parameter_name(item))]
    return CallView(
        parameters=Code(", ".join(parameters)),
        arguments=Code(", ".join([*(f"{name}={name}" for name in first), *named])),
        same=Code(", ".join([*first, *named])),
    )


def _claim(pattern: ir.Pattern) -> ir.Operation | None:
    """The operation `claim`, if it and `complete` have the inputs and values that a block needs."""
    operations = {each.name: each for each in pattern.operations}
    claim, complete = operations.get("claim"), operations.get("complete")
    if claim is None or complete is None or not claim.arguments or len(complete.arguments) < 2:
        return None
    if is_repeated(claim.arguments[0]):
        return None
    outcome = plain(complete.arguments[1].type)
    options = {each.name for each in complete.options}
    fits = (
        {"id", "fence"} <= {each.name for each in claim.returns}
        and {"agent", "next"} <= {each.name for each in claim.options}
        and {"agent", "fence", "result"} <= options
        and isinstance(outcome, Enum)
        and {"success", "failed"} <= set(outcome.members)
    )
    return claim if fits else None


def _is_on_claim(operation: ir.Operation, claim: ir.Operation) -> bool:
    first = operation.arguments[:1]
    return (
        bool(first)
        and first[0].attribute == claim.arguments[0].attribute
        and set(_GIVEN) <= {each.name for each in operation.options}
    )


def _method(operation: ir.Operation, types: Types) -> MethodView:
    rest = operation.arguments[1:]
    options = [each for each in operation.options if each.name not in _GIVEN]
    parameters = [declared(each, types) for each in rest]
    if options:
        parameters += ["*", *(declared(each, types) for each in options)]
    arguments = ["self._claimed.id", *(str(parameter_name(each)) for each in rest)]
    arguments += [f"{parameter_name(each)}={parameter_name(each)}" for each in options]
    arguments += ["fence=self._claimed.fence", "agent=self._agent"]
    return MethodView(
        name=module_name(operation.name),
        parameters=Code(", ".join(["self", *parameters])),
        returns=Code(f"{pascal_case(operation.name)}Result"),
        doc=document(
            prose(sentence(operation.brief)), f"The arguments are those of `Coordinator.{module_name(operation.name)}`."
        ),
        ends=operation.name in _ENDING,
        arguments=Code(", ".join(arguments)),
    )
