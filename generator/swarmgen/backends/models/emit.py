"""Models: for each pattern in which something is claimed one file, `models/<pattern>.pml`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import PurePosixPath

from swarmgen.backends.code import Code, environment
from swarmgen.backends.models import shape, views
from swarmgen.backends.models.guards import SORTS
from swarmgen.backends.models.operations import operation_inline, tick_inline
from swarmgen.backends.models.roles import roles
from swarmgen.backends.models.rules import rules
from swarmgen.backends.models.source import comment
from swarmgen.backends.models.steps import Steps
from swarmgen.backends.target import Target
from swarmgen.model import ir
from swarmgen.model.artifacts import Artifact, Output
from swarmgen.model.conventions import Registry


def emit(registry: Registry, target: Target, patterns: Sequence[ir.Pattern]) -> Output:
    """The folder `models`: nothing for a pattern in which nothing is claimed."""
    return {
        PurePosixPath("models", f"{pattern.name}.pml"): Artifact(text=model(pattern, target), sources=pattern.sources)
        for pattern in patterns
        if roles(pattern).owned
    }


def model(pattern: ir.Pattern, target: Target) -> str:
    """The text of one model, without the header."""
    templates = environment(target.templates)
    held = roles(pattern)
    steps = Steps(pattern, held, templates)
    changes = {each.name: operation_inline(each, steps) for each in pattern.operations if not each.reads}
    ticks = (tick_inline(due, steps) for record in held.kinds.values() for due in record.dues)
    inlines = [each for each in (*changes.values(), *ticks) if each is not None]
    procedures = (piece.code for piece in steps.inlines.values() if not piece.is_idle)
    body = Code("\n\n").join((*procedures, *(each.code for each in inlines), Code("")))
    view = views.ModelView(
        about=comment(f"Pattern {pattern.name}: {pattern.brief}"),
        left_out=comment(_left_out([name for name, inline in changes.items() if inline is None])),
        bounds=_read(target, "bounds"),
        slots=shape.slots(held),
        mutants=tuple(_mutants(steps)),
        symbols=shape.symbols(pattern, held, body),
        kinds=shape.kinds(held, templates),
        store=_read(target, "store"),
        rules=rules(held, templates),
        inlines=body,
        operations=tuple(Code(f"{each.name}()") for each in inlines),
        locals=tuple(dict.fromkeys(chain(steps.locals, *(each.locals for each in inlines)))),
        protocol=_read(target, "protocol"),
        reader=_read(target, "reader"),
        init=shape.init(held, templates),
    )
    return templates.get_template("models/model.j2").render(model=view)


def _left_out(names: Sequence[str]) -> str:
    if not names:
        return "All operations that change something are here."
    return f"Operations that change nothing of that are not here: {', '.join(names)}."


def _mutants(steps: Steps) -> Iterator[views.MutantView]:
    for sort in SORTS:
        for guard in steps.guards:
            if sort in guard.sorts:
                yield views.MutantView(name=Code(sort), drops=guard.name)


def _read(target: Target, name: str) -> Code:
    """A part that is written by hand."""
    return Code((target.templates / "models" / "store" / f"{name}.pml").read_text("utf-8").rstrip("\n"))
