"""Help texts and completion scripts, as functions that print them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment

from swarmgen.backends.bash.source import identifier, literal
from swarmgen.backends.code import Code
from swarmgen.backends.commands.completion import completion
from swarmgen.backends.commands.help import command_help, family_help, operation_help, pattern_help
from swarmgen.backends.commands.holding import commands_of
from swarmgen.backends.commands.standard import SHELLS
from swarmgen.model.ir import Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class TextView:
    """A function that prints lines."""

    name: Code
    lines: tuple[Code, ...]


def help_code(pattern: Pattern, folder: Path, templates: Environment) -> Iterator[Code]:
    """A function for each help text, `help_<name>`, and each shell, `completion_<shell>`."""
    yield _text("help_", pattern_help(pattern), templates)
    for operation in pattern.operations:
        yield _text(f"help_{operation.name}", operation_help(pattern, operation), templates)
    for first, found in pattern.families.items():
        yield _text(f"help_{first}", family_help(first, found), templates)
    for command in commands_of(pattern):
        yield _text(f"help_{command.name}", command_help(command), templates)
    for shell in SHELLS:
        yield _text(f"completion_{shell}", completion(pattern, shell, folder), templates)


def _text(name: str, text: str, templates: Environment) -> Code:
    lines = tuple(literal(line) for line in text.rstrip("\n").split("\n"))
    view = TextView(name=identifier(name), lines=lines)
    return Code(templates.get_template("bash/patterns/text.j2").render(text=view))
