"""The settings of a store: taken from the environment when it is made, and only compared afterwards."""

from __future__ import annotations

from collections.abc import Mapping

from swarmgen.interpret.refusals import Refused
from swarmgen.interpret.texts import Value
from swarmgen.interpret.values import duration, parse
from swarmgen.model import ir
from swarmgen.model.datatypes import Duration
from swarmgen.model.dump_expressions import duration_text


def wanted(pattern: ir.Pattern, environment: Mapping[str, str]) -> dict[str, int]:
    """The settings that the environment gives, by name; an empty variable gives none.

    Raises:
        Refused: with exit 2, for a value that is none or out of range.
    """
    given = ((setting, environment.get(setting.environment)) for setting in pattern.settings)
    return {setting.name: _parsed(setting, word) for setting, word in given if word}


def made(pattern: ir.Pattern, given: Mapping[str, int]) -> dict[str, int]:
    """All settings of a new store."""
    return {setting.name: given.get(setting.name, int(setting.default)) for setting in pattern.settings}


def compare(pattern: ir.Pattern, stored: Mapping[str, int], given: Mapping[str, int]) -> None:
    """Check that the environment asks for what the store has.

    Raises:
        Refused: with exit 2, naming the stored value.
    """
    for setting in pattern.settings:
        if given.get(setting.name, stored[setting.name]) != stored[setting.name]:
            held = _text(setting, stored[setting.name])
            raise Refused(2, f"{setting.environment}: the store was made with {held}")


def _parsed(setting: ir.Setting, word: str) -> int:
    value: Value
    if isinstance(setting.type, Duration):
        value = duration(word)
        if value is None:
            raise Refused(2, f'{setting.environment}: "{word}" is not a duration like 90s or 1h30m')
    else:
        value = parse(word, setting.type, setting.environment, now=0)
    assert isinstance(value, int), f"{setting.name} is no integer"
    low, high = setting.low, setting.high
    if (low is not None and value < low) or (high is not None and value > high):
        bounds = (_text(setting, bound) for bound in (low, high) if bound is not None)
        raise Refused(2, f"{setting.environment}: {word} is not between {' and '.join(bounds)}")
    return value


def _text(setting: ir.Setting, value: int) -> str:
    return duration_text(value) if isinstance(setting.type, Duration) else str(value)
