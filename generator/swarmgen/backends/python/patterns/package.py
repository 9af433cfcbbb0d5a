"""The packages `_hot.<pattern>`: everything that runs a pattern's operations, below the hand-written runtime."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from jinja2 import Environment

from swarmgen.backends.code import Code
from swarmgen.backends.python.patterns.answers import views_view
from swarmgen.backends.python.patterns.expressions import constant
from swarmgen.backends.python.patterns.helps import helps_view
from swarmgen.backends.python.patterns.links import links_view
from swarmgen.backends.python.patterns.names import class_name, local, module_name
from swarmgen.backends.python.patterns.operations import operation_view
from swarmgen.backends.python.patterns.procedures import lookups_view, procedures_view
from swarmgen.backends.python.patterns.records import records_view
from swarmgen.backends.python.patterns.ties import ties_view
from swarmgen.backends.python.source import docstring, literal
from swarmgen.backends.target import Target
from swarmgen.model import ir
from swarmgen.model.datatypes import COUNT_MAX, Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """A row of `DUES`."""

    values: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternView:
    """What `pattern.j2` sees."""

    doc: Code
    name: Code
    modules: Code
    layout: Code
    version: Code
    schema_url: Code
    settings: Code
    operations: Code
    families: Code
    dues: tuple[DueRow, ...]
    imports: Code


def pattern_modules(
    pattern: ir.Pattern, target: Target, schema_url: str | None, templates: Environment
) -> dict[PurePosixPath, str]:
    """The modules of a pattern by their path below `_hot`."""
    folder = PurePosixPath(str(module_name(pattern.name)))

    def rendered(template: str, view: object) -> str:
        return templates.get_template(f"python/patterns/{template}.j2").render(module=view)

    texts = {
        folder / "__init__.py": rendered("pattern", _pattern(pattern, target, schema_url)),
        folder / "records.py": rendered("records", records_view(pattern, templates)),
        folder / "links.py": rendered("functions", links_view(pattern, templates)),
        folder / "procedures.py": rendered("functions", procedures_view(pattern, templates)),
        folder / "ties.py": rendered("ties", ties_view(pattern)),
        folder / "helps.py": rendered("helps", helps_view(pattern, target)),
        folder / "views.py": rendered("functions", views_view(pattern, templates)),
    }
    if pattern.tables:
        texts[folder / "lookups.py"] = rendered("functions", lookups_view(pattern, templates))
    for operation in pattern.operations:
        view = operation_view(operation, pattern, templates)
        texts[folder / f"{module_name(operation.name)}.py"] = rendered("operation", view)
    return texts


def _pattern(pattern: ir.Pattern, target: Target, schema_url: str | None) -> PatternView:
    operations = {each.name: str(module_name(each.name)) for each in pattern.operations}
    has_dues = any(record.dues for record in pattern.records)
    return PatternView(
        doc=docstring(pattern.brief),
        name=literal(pattern.name),
        modules=constant(pattern.modules),
        layout=literal(pattern.layout),
        version=literal(target.version),
        schema_url=literal(schema_url or ""),
        settings=Code(f"({''.join(f'{_setting(each)}, ' for each in pattern.settings)})"),
        operations=Code(
            f"{{{', '.join(f'{literal(name)}: {literal(module)}' for name, module in operations.items())}}}"
        ),
        families=_families(pattern),
        dues=tuple(DueRow(values=_due(due, record)) for record in pattern.records for due in record.dues),
        imports=Code("links, procedures, records" if has_dues else "records"),
    )


def _families(pattern: ir.Pattern) -> Code:
    rows = (
        f"{literal(first)}: {constant(tuple(each.name.partition(' ')[2] for each in operations))}"
        for first, operations in pattern.families.items()
    )
    return Code(f"{{{', '.join(rows)}}}")


def _setting(setting: ir.Setting) -> str:
    is_duration = isinstance(setting.type, Duration)
    most = 3650 * 86400 * 10**9 if is_duration else COUNT_MAX
    row = (
        literal(setting.name),
        literal(setting.environment),
        constant(setting.default),
        constant(setting.low if setting.low is not None else 0),
        constant(setting.high if setting.high is not None else most),
        literal("duration" if is_duration else "int"),
    )
    return f"({', '.join(row)})"


def _due(due: ir.Due, record: ir.Record) -> Code:
    names = f"{record.name}_{due.name}"
    row = (
        literal(record.name),
        literal(due.name),
        literal(due.at),
        f"links.{local(f'{names}_leave')}",
        f"links.{local(f'{names}_enter')}",
        f"procedures.{local(due.call)}",
        f"records.{class_name(due.bucket_record)}",
        f"records.{class_name(due.wheel_record)}",
    )
    return Code(f"({', '.join(row)})")
