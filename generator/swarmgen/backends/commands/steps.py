"""The steps that an operation can reach, through branches, loops and procedures."""

from __future__ import annotations

from collections.abc import Iterator

from swarmgen.model.ir import Call, EachMember, EachName, EachRecord, EachRow, Operation, Pattern, Step, When


def steps(pattern: Pattern, operation: Operation) -> Iterator[Step]:
    """Every step once, those of a called procedure at its first call."""
    procedures = {procedure.name: procedure.steps for procedure in pattern.procedures}
    entered: set[str] = set()

    def walk(block: tuple[Step, ...]) -> Iterator[Step]:
        for step in block:
            yield step
            match step:
                case When():
                    yield from walk(step.then)
                    yield from walk(step.otherwise)
                case EachName() | EachMember() | EachRecord() | EachRow():
                    yield from walk(step.steps)
                case Call() if step.procedure not in entered:
                    entered.add(step.procedure)
                    yield from walk(procedures[step.procedure])
                case _:
                    pass

    yield from walk(operation.steps)
