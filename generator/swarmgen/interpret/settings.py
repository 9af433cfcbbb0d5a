"""The settings of a store: taken from the environment when it is made, and only compared afterwards."""

from __future__ import annotations

from collections.abc import Mapping

from swarmgen.interpret.refusals import Refused
from swarmgen.interpret.values import parse
from swarmgen.model import ir


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
            raise Refused(2, f"{setting.environment}: the store was made with {stored[setting.name]}")


def _parsed(setting: ir.Setting, word: str) -> int:
    value = parse(word, setting.type, setting.environment, now=0)
    assert isinstance(value, int), f"{setting.name} is no integer"
    low, high = setting.low, setting.high
    if (low is not None and value < low) or (high is not None and value > high):
        raise Refused(2, f"{setting.environment}: {value} is not between {low} and {high}")
    return value
