"""What the template of the bash library sees."""

from __future__ import annotations

from dataclasses import dataclass

from swarmgen.backends.code import Code


@dataclass(frozen=True, slots=True, kw_only=True)
class ArgumentView:
    """A branch of the package function: the pattern an argument matches, and the words that say what it means."""

    pattern: Code
    meaning: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesView:
    """A variable with argument names that several functions take."""

    variable: Code
    value: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionView:
    """A generated function: `call` is the runtime's function with what is fixed about the signal.

    `required` and `other` are the names of arguments; `constants` are words `name=value`, each before a space.
    """

    comment: Code
    name: Code
    call: Code
    required: Code
    other: Code
    constants: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryView:
    """One library: `runtime` are the hand-written files, in the order they must stand."""

    comment: Code
    package: Code
    scope: Code
    runtime: tuple[Code, ...]
    arguments: tuple[ArgumentView, ...]
    names: tuple[NamesView, ...]
    functions: tuple[FunctionView, ...]
