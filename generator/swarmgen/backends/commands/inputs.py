"""An input of an operation in help texts: its word, and all there is to know of it."""

from __future__ import annotations

from swarmgen.backends.commands.layout import sentence
from swarmgen.backends.commands.words import allowed, is_flag, option_word, value_text, value_word
from swarmgen.model.datatypes import plain
from swarmgen.model.ir import Parameter


def capital(text: str) -> str:
    """The text with a capital at its start; `str.capitalize` would change the rest."""
    return f"{text[0].upper()}{text[1:]}"


def option_term(parameter: Parameter) -> str:
    """An option as usage lines show it: `--next`, `--limit N`."""
    word = option_word(parameter.name)
    return word if is_flag(parameter) else f"{word} {value_word(parameter)}"


def about(parameter: Parameter) -> str:
    """An input in sentences: what it is, its values, and what happens without it."""
    form = allowed(plain(parameter.type))
    parts = [sentence(parameter.brief), f"{capital(form)}." if form else ""]
    if parameter.only_with:
        parts.append(f"Only with {option_word(parameter.only_with)}.")
    if parameter.required:
        parts.append(f"Required unless {parameter.environment} is set." if parameter.environment else "Required.")
    elif parameter.environment:
        parts.append(f"{parameter.environment} can hold it.")
    if parameter.default is not None and parameter.default is not False and parameter.default != ():
        parts.append(f"Default: {value_text(plain(parameter.type), parameter.default)}.")
    return " ".join(part for part in parts if part)
