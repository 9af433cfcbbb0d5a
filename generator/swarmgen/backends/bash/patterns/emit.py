"""Coordinators: for each pattern one standalone file, `bash/<pattern>.sh`.

The file is in the order in which bash reads it: what a hot operation needs stands above it, and after each hot
operation comes the line that runs it and exits, so that nothing below is parsed. The other operations follow likewise,
below what they share; then commands, help texts, completion.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from jinja2 import Environment

from swarmgen.backends.bash.patterns import links, names
from swarmgen.backends.bash.patterns.constants import constants_code
from swarmgen.backends.bash.patterns.counts import counts_part
from swarmgen.backends.bash.patterns.help import help_code
from swarmgen.backends.bash.patterns.operations import Functions
from swarmgen.backends.bash.patterns.parts import Part, needed
from swarmgen.backends.bash.patterns.records import new_code, record_code
from swarmgen.backends.bash.patterns.shown import shown_code
from swarmgen.backends.bash.patterns.ties import ties_code
from swarmgen.backends.bash.source import DELIMITERS, comment, literal
from swarmgen.backends.code import Code, environment
from swarmgen.backends.commands.steps import steps
from swarmgen.backends.target import Target
from swarmgen.model.artifacts import Artifact, Output
from swarmgen.model.conventions import Registry
from swarmgen.model.ir import Operation, Pattern, Rows

HOT: Final = ("claim", "progress", "add", "complete")
"""Operations that many callers run all the time, in the order in which they stand in the file."""
_BY_FUNCTION: Final = ("json_warm", "links_warm", "records_warm", "words_warm", "show_cold", "text_cold")
"""Files whose functions have nothing to do with each other."""
_WIDTH: Final = 118
_FUNCTIONS: Final = re.compile(r"(?:^#.*\n)*^[a-z]\w*\(\) \{\n(?:.*\n)*?^\}$", re.MULTILINE)
"""A function as shfmt writes it."""
_FIRST: Final = "prelude"
_DISPATCH: Final = Code("dispatch_query recovery_start keys_find")
"""What runs operations that are not hot."""
_DUE_PARTS: Final = ("enter", "leave", "wheel", "marks")
_ON_DEMAND: Final = ("clock_cold", "show_cold", "text_cold")
"""Cold files that stand where the first operation needs them, as all files named `_warm` do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationView:
    """An operation: what it needs and is not there yet, its functions, when another one is meant, and how it is run."""

    parts: tuple[Code, ...]
    code: Code
    other: Code
    run: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """One coordinator, from top to bottom."""

    about: Code
    file: Code
    prelude: Code
    constants: Code
    runtime: tuple[Code, ...]
    hot: tuple[OperationView, ...]
    below: tuple[Code, ...]
    others: tuple[OperationView, ...]
    rest: tuple[Code, ...]


def emit(patterns: Sequence[Pattern], registry: Registry, target: Target) -> Output:
    """One executable file for each pattern."""
    return {
        PurePosixPath("bash", f"{pattern.name}.sh"): Artifact(
            text=coordinator(pattern, registry, target), sources=pattern.sources, executable=True
        )
        for pattern in patterns
    }


def coordinator(pattern: Pattern, registry: Registry, target: Target) -> str:
    """The text of one coordinator, before shfmt and without the header."""
    templates = environment(target.templates, **DELIMITERS)
    functions = Functions(pattern=pattern, templates=templates)
    runtime = _runtime(target.templates / "bash")
    parts = [*_warm(runtime), *_parts(pattern, functions, templates)]
    done: list[Part] = []
    hot = [_ordered(each, functions, parts, done) for each in hot_operations(pattern)]
    warm = tuple(code for stem, code in runtime.items() if stem != _FIRST and not _is_later(stem))
    cold = [Part(code) for stem, code in runtime.items() if _is_later(stem)]
    early = _below(pattern, functions, warm, parts, cold)
    shown = tuple(shown_code(each, templates) for each in pattern.records if _is_shown(pattern, each.name))
    remembered = tuple(functions.remembered(each) for each in hot_operations(pattern))
    codes = (_mentioned(pattern), *shown, *remembered, *(part.code for part in early))
    common = needed(_joined(codes), parts, done)
    done += common
    others = [_ordered(each, functions, parts, done) for each in other_operations(pattern)]
    constants, constants_cold = constants_code(pattern, registry, target, templates)
    view = FileView(
        about=comment(textwrap.fill(pattern.brief, _WIDTH)),
        file=literal(f"{pattern.name}.sh"),
        prelude=runtime[_FIRST],
        constants=constants,
        runtime=warm,
        hot=tuple(hot),
        below=(
            constants_cold,
            *(part.code for part in early),
            *(part.code for part in common),
            _clear(pattern, templates),
            *remembered,
            *shown,
        ),
        others=tuple(others),
        rest=(
            *(part.code for part in parts if part not in done),
            *(part.code for part in cold if part not in early),
            ties_code(pattern, templates),
            *help_code(pattern, target.templates, templates),
        ),
    )
    return templates.get_template("bash/patterns/coordinator.j2").render(file=view)


def hot_operations(pattern: Pattern) -> tuple[Operation, ...]:
    """The hot operations of a pattern: those of `HOT` that it has, else the first four that change state."""
    changes = {each.name: each for each in pattern.operations if not each.reads}
    found = tuple(changes[name] for name in HOT if name in changes)
    return found or tuple(changes.values())[:4]


def other_operations(pattern: Pattern) -> tuple[Operation, ...]:
    """The operations that are not hot: queries first, because they are short."""
    hot = {each.name for each in hot_operations(pattern)}
    others = [each for each in pattern.operations if each.name not in hot]
    return tuple(sorted(others, key=lambda each: not each.reads))


def _ordered(operation: Operation, functions: Functions, parts: Sequence[Part], done: list[Part]) -> OperationView:
    code = functions.operation(operation)
    remembered = functions.remembered(operation)
    if remembered and all(operation is not each for each in hot_operations(functions.pattern)):
        code = Code(f"{remembered}\n\n{code}")
    wanted = needed(Part(code), parts, done)
    done += wanted
    first, _, second = operation.name.partition(" ")
    run = "dispatch_query" if operation.reads else "dispatch_operation"
    return OperationView(
        parts=tuple(part.code for part in wanted),
        code=code,
        other=Code(f"${{1-}} != {first}" if not second else f"${{1-}} != {first} || ${{2-}} != {second}"),
        run=Code(f'{run} "$@"' if not second else f'{run} {literal(operation.name)} "${{@:3}}"'),
    )


def _below(
    pattern: Pattern, functions: Functions, warm: Sequence[Code], parts: Sequence[Part], cold: Sequence[Part]
) -> list[Part]:
    """The cold files that operations need."""
    codes = [*warm, *(part.code for part in parts), *map(functions.operation, pattern.operations), _DISPATCH]
    codes += map(functions.remembered, pattern.operations)
    return needed(_joined(codes), cold)


def _joined(codes: Iterable[Code]) -> Part:
    return Part(Code("\n".join(codes)))


def _mentioned(pattern: Pattern) -> Code:
    """What is used by names that are put together: every record, and what moves those that are due."""
    kinds = [names.kind(each.name) for each in pattern.records]
    dues = [due for record in pattern.records for due in record.dues]
    words = [f"transaction_load {kind}\ntransaction_create {kind}" for kind in kinds]
    words += [f"procedure_{names.kind(due.call)}" for due in dues]
    words += [f"{names.kind(due.record)}_{names.kind(due.name)}_{part}" for due in dues for part in _DUE_PARTS]
    return Code("\n".join(words))


def _is_later(stem: str) -> bool:
    return stem.endswith(("_cold", "_rest"))


def _runtime(folder: Path) -> dict[str, Code]:
    """The hand-written files by stem, the order of each folder by name."""
    files = [path for part in ("store", "patterns", "commands") for path in sorted((folder / part).glob("*.sh"))]
    return {path.stem: Code(path.read_text(encoding="utf-8").rstrip("\n")) for path in files}


def _warm(runtime: dict[str, Code]) -> Iterator[Part]:
    """The warm files of the store, and the functions of others, each with the comments above it. They are taken out of
    `runtime`."""
    for stem in [stem for stem in runtime if stem.endswith("_warm") or stem in _ON_DEMAND]:
        text = runtime.pop(stem)
        yield from (Part(Code(each)) for each in (_FUNCTIONS.findall(text) if stem in _BY_FUNCTION else [text]))


def _parts(pattern: Pattern, functions: Functions, templates: Environment) -> Iterator[Part]:
    """Records, links, tables and procedures."""
    for record in pattern.records:
        kind = names.kind(record.name)
        yield Part(record_code(record, templates), frozenset({f"kind:{kind}", f"f_{kind}"}))
        # Loading a record of a kind that is made on the way may give a new one.
        new = {f"new:{kind}", *([f"kind:{kind}"] if record.made or record.single else [])}
        yield Part(new_code(record, templates), frozenset(new))
    yield from counts_part(pattern, templates)
    for record in pattern.records:
        yield from map(Part, _links(pattern, record.name, functions, templates))
    for table in pattern.tables:
        yield from map(Part, functions.table(table))
    for procedure in pattern.procedures:
        yield Part(functions.procedure(procedure))


def _links(pattern: Pattern, kind: str, functions: Functions, templates: Environment) -> Iterator[Code]:
    record = functions.kinds[kind]
    trees = {step.list: step.to for step in _rows(pattern) if step.list is not None and step.to is not None}
    for queue in record.queues:
        for part in ("enter", "leave", "offer", "walk"):
            yield links.queue_part(queue, part, functions.kinds, templates)
    for list_ in record.lists:
        for part in ("enter", "leave", "members", "walk"):
            yield links.list_part(list_, part, functions.kinds, templates)
        if list_ in trees:
            yield links.list_part(list_, "tree", functions.kinds, templates, to=trees[list_] or "")
    for due in record.dues:
        for part in _DUE_PARTS:
            yield links.due_part(due, part, templates)


def _rows(pattern: Pattern) -> Iterator[Rows]:
    for operation in pattern.operations:
        for step in steps(pattern, operation):
            if isinstance(step, Rows):
                yield step


def _is_shown(pattern: Pattern, kind: str) -> bool:
    return any(kind in (each.returns_record, each.returns_rows) for each in pattern.operations)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearView:
    """All kinds of records."""

    kinds: tuple[Code, ...]


def _clear(pattern: Pattern, templates: Environment) -> Code:
    view = ClearView(kinds=tuple(names.kind(each.name) for each in pattern.records))
    return Code(templates.get_template("bash/patterns/clear.j2").render(clear=view))
