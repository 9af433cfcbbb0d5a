"""The page of a pattern: `docs/patterns/<pattern>.md`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from jinja2 import Environment

from swarmgen.backends.code import Code
from swarmgen.backends.commands.help import environment_rows
from swarmgen.backends.commands.holding import meanings
from swarmgen.backends.commands.layout import Row
from swarmgen.backends.docs import markdown
from swarmgen.backends.docs.markdown import cell, code, compose, joined
from swarmgen.backends.docs.pages import Pages
from swarmgen.backends.docs.patterns.operations import operation_view
from swarmgen.backends.docs.patterns.phrases import Scene, grid, operation_link, value
from swarmgen.backends.docs.patterns.records import record_view
from swarmgen.backends.docs.patterns.views import PatternView, TableView
from swarmgen.backends.docs.views import Property
from swarmgen.model.artifacts import Artifact, Output
from swarmgen.model.datatypes import Int
from swarmgen.model.ir import Pattern, Table


def pattern_pages(patterns: Sequence[Pattern], site: Pages, package: str, templates: Environment) -> Output:
    """A page for each pattern, below the folder of the index."""
    return {
        PurePosixPath("patterns", f"{each.name}.md"): Artifact(
            text=_page(Scene(each, site, package, templates)), sources=each.sources
        )
        for each in patterns
    }


def pattern_list(patterns: Sequence[Pattern], templates: Environment) -> Code:
    """A table of the patterns for the index; empty without patterns."""
    rows = (
        (
            markdown.link(code(each.name), f"patterns/{each.name}.md"),
            Code(str(len(each.operations))),
            markdown.inline(each.brief),
        )
        for each in patterns
    )
    return grid(templates, ("Pattern", "Operations", "Meaning"), rows)


def _page(scene: Scene) -> str:
    pattern = scene.pattern
    view = PatternView(
        title=compose("Pattern: {}", markdown.plain(pattern.name)),
        brief=markdown.paragraph(pattern.brief),
        properties=tuple(_properties(scene)),
        contents=_contents(scene),
        operations=tuple(
            scene.render("pattern_operation", operation=operation_view(each, scene)) for each in pattern.operations
        ),
        records=tuple(
            scene.render("pattern_record", record=record_view(each, scene)) for each in pattern.records if not each.made
        ),
        settings=_settings(scene),
        tables=tuple(_table(each, scene) for each in pattern.tables),
        environment=_pairs(scene, "Variable", environment_rows(pattern)),
        exits=_pairs(scene, "Code", ((str(number), text) for number, text in meanings(pattern).items())),
    )
    return f"{scene.render('pattern', page=view)}\n"


def _properties(scene: Scene) -> Iterator[Property]:
    pattern = scene.pattern
    if pattern.modules:
        yield Property(label=Code("Modules"), value=cell(joined(map(markdown.plain, pattern.modules))))
    yield Property(label=Code("bash"), value=cell(code(f"./{pattern.name}.sh OPERATION")))
    yield Property(label=Code("Python"), value=cell(code(f"{scene.package} {pattern.name} OPERATION")))
    yield Property(label=Code("Defined in"), value=cell(scene.source(pattern.place)))


def _contents(scene: Scene) -> Code:
    return scene.grid(
        ("Operation", "Kind", "Meaning"),
        (
            (operation_link(each.name), Code("query" if each.reads else "change"), markdown.inline(each.brief))
            for each in scene.pattern.operations
        ),
    )


def _settings(scene: Scene) -> Code:
    return scene.grid(
        ("Setting", "Variable", "Default", "Least", "Most", "Meaning"),
        (
            (
                *(code(each.name), code(each.environment)),
                *(value(each.type, given) for given in (each.default, each.low, each.high)),
                markdown.inline(each.brief),
            )
            for each in scene.pattern.settings
        ),
    )


def _table(table: Table, scene: Scene) -> TableView:
    """The rows of a table, the key or the number of each first."""
    keys = table.keys if table.key is not None else tuple(str(number) for number in range(1, len(table.rows) + 1))
    columns = ("Value" if each.name == "value" else str(markdown.plain(each.name)) for each in table.columns)
    rows = (
        (code(key), *(value(column.type, given) for column, given in zip(table.columns, row, strict=True)))
        for key, row in zip(keys, table.rows, strict=True)
    )
    return TableView(
        anchor=Code(f"table.{markdown.anchor(table.name)}"),
        title=code(table.name),
        brief=markdown.paragraph(table.brief),
        grid=scene.grid(("Key" if table.key else "Number", *columns), rows),
        rest=_rest(table),
    )


def _rest(table: Table) -> Code:
    """How a table by number goes on after its last row."""
    if table.key is not None:
        return Code("")
    if table.times is None:
        return Code("After the last row its value holds.")
    most = value(table.columns[0].type, table.most) if table.most is not None else Code("")
    factor = value(Int(), table.times)
    if not most:
        return compose("After the last row each value is {} times the one before.", factor)
    return compose("After the last row each value is {} times the one before, at most {}.", factor, most)


def _pairs(scene: Scene, title: str, rows: Iterable[Row]) -> Code:
    return scene.grid((title, "Meaning"), ((code(term), markdown.plain(text)) for term, text in rows))
