"""Documentation of generated constants: what it says, and the doors from text to string literals.

The texts follow the published package `opentelemetry-semantic-conventions` to the letter: tools and readers know them.
"""

from __future__ import annotations

from swarmgen.backends.code import Code
from swarmgen.backends.python.source import escaped_text
from swarmgen.model.conventions import Deprecated


def trimmed(text: str) -> str:
    """The text without outer spaces and newlines, without final dots and without spaces at the end of lines."""
    return "\n".join(line.rstrip() for line in text.strip(" \n").split("\n")).rstrip(".")


def one_line(text: str) -> str:
    """The text with its lines joined by spaces."""
    return " ".join(line.strip() for line in text.split("\n"))


def own_words(brief: str, note: str = "") -> str:
    """Brief and note of a definition as sentences; empty without a brief."""
    if not brief.strip():
        return ""
    return f"{trimmed(brief)}." + (f"\n{note_line(note)}" if note.strip() else "")


def note_line(note: str) -> str:
    """`Note: <note>.`"""
    return f"Note: {trimmed(note)}."


def replacement(deprecated: Deprecated | None, stable_path: str | None) -> str | None:
    """What stands in for a definition's own words: that it is deprecated, or that its stable twin is to be used.

    `stable_path` is the import path of the stable twin, given only in the tree that has everything.
    """
    if deprecated is not None:
        return f"Deprecated: {trimmed(deprecated.note)}."
    if stable_path is not None:
        return in_favor_of(stable_path)
    return None


def in_favor_of(stable_path: str) -> str:
    """The sentence that points from an incubating definition to its stable twin."""
    return f"Deprecated in favor of stable :py:const:`{stable_path}`."


def text_block(text: str) -> Code:
    """A string literal on lines of its own, quotes included; nothing for an empty text."""
    return Code(f'"""\n{escaped_text(text)}\n"""' if text else "")


def text_line(text: str) -> Code:
    """A string literal that begins and ends with the text; further lines are indented as the body of a function."""
    lines = escaped_text(text).split("\n")
    body = "\n".join([lines[0], *(f"    {line}".rstrip() for line in lines[1:])])
    return Code(f'"""{body}"""' if text else "")
