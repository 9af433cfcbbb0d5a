"""Settings and tables."""

from __future__ import annotations

from collections.abc import Iterator

from swarmgen.analysis.patterns.bounds import fits, limits
from swarmgen.analysis.patterns.constants import Constant, constant
from swarmgen.analysis.patterns.mistakes import Mistake, reported, unknown
from swarmgen.analysis.patterns.scope import World
from swarmgen.analysis.patterns.types import Types
from swarmgen.analysis.patterns.unify import is_integer
from swarmgen.model import ir
from swarmgen.model.datatypes import Duration, Enum, Int, Plain
from swarmgen.spec.nodes import Mapping, Node
from swarmgen.spec.patterns.source import Name
from swarmgen.spec.patterns.syntax import SettingSpec, TableSpec

TIMES_MAX = 1000


def build_settings(specs: tuple[SettingSpec, ...], types: Types, world: World) -> None:
    """Put the settings of a pattern into `world`; mistakes go to its sink."""
    environments: dict[str, SettingSpec] = {}
    for spec in specs:
        world.broken.add(spec.name.text)
        with reported(world.sink):
            world.settings[spec.name.text] = _setting(spec, types)
            world.broken.discard(spec.name.text)
            earlier = environments.setdefault(spec.environment.text, spec)
            if earlier is not spec:
                message = f'"{spec.environment}" seeds the setting "{earlier.name}" already'
                raise Mistake("duplicate-name", message, spec.environment.place)


def _setting(spec: SettingSpec, types: Types) -> ir.Setting:
    type_ = types.meaning(spec.type).type
    if not isinstance(type_, Int | Duration):
        raise Mistake("type-error", "a setting is an int or a duration", spec.type.place)
    if not spec.environment.text.replace("_", "A").isalnum() or spec.environment.text != spec.environment.text.upper():
        hint = "capitals, digits and underscores"
        raise Mistake("invalid-name", f'"{spec.environment}" is no variable', spec.environment.place, hint=hint)
    what = f'of the setting "{spec.name}"'
    default = constant(spec.default, type_, f"the default {what}")
    low, high = (
        None if node is None else constant(node, type_, f'"{word}" {what}')
        for word, node in (("min", spec.low), ("max", spec.high))
    )
    if isinstance(type_, Int):
        low, high = type_.low if low is None else low, type_.high if high is None else high
    assert isinstance(default, int) and isinstance(low, int | None) and isinstance(high, int | None), "integers"
    if (low is not None and default < low) or (high is not None and default > high):
        raise Mistake("value-range", f"the default {what} is outside its range", spec.default.place)
    return ir.Setting(
        name=spec.name.text,
        type=type_,
        environment=spec.environment.text,
        default=default,
        low=low,
        high=high,
        brief=spec.brief,
        place=spec.name.place,
    )


def build_tables(specs: tuple[TableSpec, ...], types: Types, world: World) -> None:
    """Put the tables of a pattern into `world`; mistakes go to its sink."""
    for spec in specs:
        world.broken.add(spec.name.text)
        with reported(world.sink):
            world.tables[spec.name.text] = _table(spec, types)
            world.broken.discard(spec.name.text)


def _table(spec: TableSpec, types: Types) -> ir.Table:
    columns = tuple(ir.Column(name=value.name.text, type=types.meaning(value.type).type) for value in spec.columns)
    key = _key(spec.key, types) if spec.key is not None else None
    rows = [(name, tuple(_cells(spec, node, columns))) for name, node in spec.rows]
    times, most = _then(spec, columns)
    if times is not None and most is not None:
        last = rows[-1][1][0]
        if isinstance(last, int) and (last < 0 or not fits((0, max(last, most) * times))):
            raise Mistake("overflow", "the rows that follow the last one leave 64 bits", spec.name.place)
    return ir.Table(
        name=spec.name.text,
        brief=spec.brief,
        key=key.attribute if key is not None else None,
        keys=key.members if key is not None else (),
        columns=columns,
        rows=_ordered(spec, key, rows) if key is not None else tuple(cells for _, cells in rows),
        times=times,
        most=most,
        place=spec.name.place,
    )


def _key(name: Name, types: Types) -> Enum:
    found = types.attribute(name).type
    if isinstance(found, Enum):
        return found
    raise Mistake("type-error", f'"{name}" has no members to find rows by', name.place)


def _cells(spec: TableSpec, node: Node, columns: tuple[ir.Column, ...]) -> Iterator[bool | int | str]:
    if spec.is_single:
        yield _cell(constant(node, columns[0].type, f'a row of table "{spec.name}"'), node)
        return
    if not isinstance(node, Mapping):
        hint = f"a mapping with {', '.join(column.name for column in columns)}"
        raise Mistake("wrong-type", "a row of several columns is a mapping", node.place, hint=hint)
    known = [column.name for column in columns]
    for key, scalar in node.keys.items():
        if key not in known:
            raise unknown("column", key, scalar.place, known, of=f'the table "{spec.name}"')
    for column in columns:
        if column.name not in node.entries:
            raise Mistake("missing-value", f'the row has no "{column.name}"', node.place)
        value = node.entries[column.name]
        yield _cell(constant(value, column.type, f'"{column.name}" of table "{spec.name}"'), value)


def _cell(value: Constant, node: Node) -> bool | int | str:
    if isinstance(value, tuple):
        raise Mistake("type-error", "a table holds no sets", node.place)
    return value


def _ordered(
    spec: TableSpec, key: Enum, rows: list[tuple[Name | None, tuple[bool | int | str, ...]]]
) -> tuple[tuple[bool | int | str, ...], ...]:
    """The rows in the order of the enum, one for every member."""
    by_member = {}
    for name, cells in rows:
        assert name is not None, "rows of a table with a key have names"
        if name.text not in key.members:
            raise unknown("member", name.text, name.place, key.members, of=key.attribute)
        by_member[name.text] = cells
    missing = [member for member in key.members if member not in by_member]
    if missing:
        message = f'the table "{spec.name}" has no row for {", ".join(missing)}'
        raise Mistake("missing-value", message, spec.name.place, hint="every member of the enum needs one")
    return tuple(by_member[member] for member in key.members)


def _then(spec: TableSpec, columns: tuple[ir.Column, ...]) -> tuple[int | None, int | None]:
    """How a table by number goes on after its last row."""
    if spec.times is None:
        return None, None
    type_: Plain = columns[0].type
    if spec.key is not None or len(columns) != 1 or not is_integer(type_):
        message = "only a table by number with one column of integers goes on by multiplying"
        raise Mistake("type-error", message, spec.times.place)
    times = constant(spec.times, Int(2, TIMES_MAX), '"times"')
    if spec.most is None:
        message = 'a table that goes on for ever needs a greatest value: "max"'
        raise Mistake("missing-value", message, spec.times.place)
    most = constant(spec.most, type_, '"max"')
    assert isinstance(times, int) and isinstance(most, int) and limits(type_) is not None, "integers"
    return times, most
