"""What the runtime must know of a pattern: names, limits, settings, due times."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from jinja2 import Environment

from swarmgen.backends.bash.patterns import names
from swarmgen.backends.bash.patterns.layout import packed, tabbed
from swarmgen.backends.bash.source import literal
from swarmgen.backends.code import Code
from swarmgen.backends.commands.holding import by_form, claiming, commands_of, exports
from swarmgen.backends.target import Target
from swarmgen.model.conventions import Registry
from swarmgen.model.datatypes import Duration
from swarmgen.model.ir import Pattern, Setting, is_counted


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstantsView:
    """The constants of one pattern."""

    pattern: Code
    layout: Code
    modules: Code
    version: Code
    schema_url: Code
    kinds: tuple[Code, ...]
    counters: tuple[Code, ...]
    state: Code
    settings: tuple[Code, ...]
    defaults: tuple[Code, ...]
    dues: tuple[Code, ...]
    commands: Code
    families: Code
    changes: Code
    queries: Code
    rows: Code
    records: Code
    freeing: Code
    claim_flags: Code
    claim_values: Code
    claim_sets: Code
    judging: Code
    exporting: Code


def constants_code(pattern: Pattern, registry: Registry, target: Target, templates: Environment) -> tuple[Code, Code]:
    """The assignments at the top of a coordinator, and those of its cold part."""
    operations = pattern.operations
    flags, once, often = by_form(claiming(pattern))
    view = ConstantsView(
        pattern=literal(pattern.name),
        layout=literal(pattern.layout),
        modules=literal(json.dumps(pattern.modules, separators=(",", ":"))),
        version=literal(target.version),
        schema_url=literal(registry.schema_url or ""),
        kinds=_listed(names.kind(each.name) for each in pattern.records),
        counters=_listed(names.kind(each.name) for each in pattern.records if is_counted(each, pattern.records)),
        state=_state(names.kind(each.name) for each in pattern.records if is_counted(each, pattern.records)),
        settings=tuple(_setting(each) for each in pattern.settings),
        defaults=tuple(Code(f"s_{names.kind(each.name)}=''") for each in pattern.settings),
        dues=tuple(
            literal(" ".join((due.record, due.name, due.at, due.call, due.bucket_record, due.wheel_record)))
            for record in pattern.records
            for due in record.dues
        ),
        commands=literal(" ".join(each.name for each in commands_of(pattern))),
        families=literal(" ".join(pattern.families)),
        changes=literal(" ".join(each.name.replace(" ", "/") for each in operations if not each.reads)),
        queries=literal(" ".join(each.name.replace(" ", "/") for each in operations if each.reads)),
        rows=literal(" ".join(names.kind(each.name) for each in operations if each.answers_rows)),
        records=literal(" ".join(names.kind(each.name) for each in operations if each.returns_record)),
        judging=literal(" ".join(each.entry for each in operations if each.problem is not None)),
        exporting=literal(" ".join(each.name for each in operations if exports(each))),
        freeing=literal(" ".join(each.entry for each in operations if each.frees)),
        claim_flags=literal(" ".join(flags)),
        claim_values=literal(" ".join(once)),
        claim_sets=literal(" ".join(often)),
    )
    hot, cold = (templates.get_template(f"bash/patterns/{name}.j2") for name in ("constants", "constants_cold"))
    return Code(hot.render(constants=view).rstrip("\n")), Code(cold.render(constants=view).rstrip("\n"))


def _listed(words: Iterable[Code]) -> tuple[Code, ...]:
    return tuple(packed(words))


def _state(counters: Iterable[Code]) -> Code:
    """The pattern of the line of `state`, which says what a number may begin with."""
    starts = {"dirty": "[01]", "due": "[0-9n]*"}
    keys = ("dirty", "sequence", "journal", "traces", "time", "due", "lost", *counters)
    return tabbed(["{" + ",".join(f'"{key}":\t{starts.get(key, "[0-9]*")}\t' for key in keys) + "}"])


def _setting(setting: Setting) -> Code:
    low = setting.low if setting.low is not None else 0
    high = setting.high if setting.high is not None else 2**63 - 1
    kind = "duration" if isinstance(setting.type, Duration) else "int"
    return literal(f"{setting.name} {setting.environment} {setting.default} {low} {high} {kind}")
