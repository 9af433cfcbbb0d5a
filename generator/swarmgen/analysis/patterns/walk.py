"""What expressions and steps are made of."""

from __future__ import annotations

from collections.abc import Iterator

from swarmgen.model import expressions as e


def parts(expression: e.Expression) -> Iterator[e.Expression]:
    """An expression and everything in it."""
    yield expression
    match expression:
        case e.Negate(operand=one) | e.Not(operand=one) | e.IsAbsent(operand=one) | e.OneOf(operand=one):
            yield from parts(one)
        case e.Size(operand=one) | e.Glob(operand=one) | e.Lookup(index=one):
            yield from parts(one)
        case e.Binary(left=left, right=right) | e.Compare(left=left, right=right) | e.Subset(left=left, right=right):
            yield from (*parts(left), *parts(right))
        case e.Extreme(left=left, right=right) | e.Default(operand=left, fallback=right):
            yield from (*parts(left), *parts(right))
        case e.Member(item=left, container=right):
            yield from (*parts(left), *parts(right))
        case e.All(operands=operands) | e.Any(operands=operands):
            for operand in operands:
                yield from parts(operand)
        case e.Choose(condition=condition, then=then, otherwise=otherwise):
            yield from (*parts(condition), *parts(then), *parts(otherwise))
        case e.Phrase(parts=pieces):
            for piece in pieces:
                yield from () if isinstance(piece, str) else parts(piece)
        case _:
            pass


def fields_of(expression: e.Expression) -> frozenset[str]:
    """The names of the fields an expression reads."""
    return frozenset(part.field for part in parts(expression) if isinstance(part, e.Field))
