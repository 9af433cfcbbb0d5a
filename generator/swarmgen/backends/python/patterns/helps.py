"""The texts of a pattern: help and completion scripts, with places for the program's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from swarmgen.backends.code import Code
from swarmgen.backends.commands.completion import completion
from swarmgen.backends.commands.help import command_help, family_help, general_help, operation_help, pattern_help
from swarmgen.backends.commands.holding import commands_of
from swarmgen.backends.commands.standard import SHELLS
from swarmgen.backends.python.patterns.expressions import constant
from swarmgen.backends.python.source import docstring, escaped_text, literal
from swarmgen.backends.target import Target
from swarmgen.model import ir

_ABOUT: Final = "Texts that a program says about itself; `@PROGRAM@` stands for its name."


@dataclass(frozen=True, slots=True, kw_only=True)
class TextView:
    """A text under a name; both are literals."""

    name: Code
    text: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpsView:
    """What `helps.j2` sees."""

    doc: Code
    pattern: Code
    operations: tuple[TextView, ...]
    completions: tuple[TextView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogView:
    """What `catalog.j2` sees."""

    patterns: Code
    version: Code
    help: Code


def helps_view(pattern: ir.Pattern, target: Target) -> HelpsView:
    """All texts of a pattern; operations and commands share their names."""
    operations = [(each.name, operation_help(pattern, each)) for each in pattern.operations]
    families = [(first, family_help(first, found)) for first, found in pattern.families.items()]
    commands = [(each.name, command_help(each)) for each in commands_of(pattern)]
    return HelpsView(
        doc=docstring(_ABOUT),
        pattern=_block(pattern_help(pattern)),
        operations=tuple(_text(name, text) for name, text in (*operations, *families, *commands)),
        completions=tuple(_text(shell, completion(pattern, shell, target.templates)) for shell in SHELLS),
    )


def catalog_view(patterns: Sequence[ir.Pattern], target: Target) -> CatalogView:
    """The patterns of the package."""
    return CatalogView(
        patterns=constant(tuple(pattern.name for pattern in patterns)),
        version=literal(target.version),
        help=_block(general_help(patterns)),
    )


def _text(name: str, text: str) -> TextView:
    return TextView(name=literal(name), text=_block(text))


def _block(text: str) -> Code:
    """A literal over several lines, which begins below its quotes."""
    return Code(f'"""\\\n{escaped_text(text)}"""')
