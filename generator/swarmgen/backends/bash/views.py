"""What the template of the bash library sees."""

from __future__ import annotations

from dataclasses import dataclass

from swarmgen.backends.code import Code


@dataclass(frozen=True, slots=True, kw_only=True)
class ArgumentView:
    """A branch of a dictionary: the pattern an argument matches, and the words that say what it means."""

    pattern: Code
    meaning: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class DictionaryView:
    """The function that knows the arguments which start with one word, and the pattern they match."""

    pattern: Code
    name: Code
    arguments: tuple[ArgumentView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """A variable with the names of arguments that several functions take."""

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
class IntroductionView:
    """The head of a library: `about` is a comment, `start` a call to show."""

    about: Code
    file: Code
    prefix: Code
    start: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryView:
    """One library: `runtime` are the hand-written files, in the order they must stand."""

    introduction: Code
    file: Code
    scope: Code
    runtime: tuple[Code, ...]
    dictionary: Code
    dictionaries: tuple[DictionaryView, ...]
    lists: tuple[ListView, ...]
    functions: tuple[FunctionView, ...]
