"""The words of expressions: operators, where inputs come from, what a store counts."""

from __future__ import annotations

from enum import StrEnum


class Arithmetic(StrEnum):
    """Integer operators; the compiler has proved that no result leaves 64 bits."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "//"
    MODULO = "%"


class Comparison(StrEnum):
    """Comparisons of two present values of one type; enums compare by declared order, identifiers by bytes."""

    EQUAL = "=="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="


class Source(StrEnum):
    """Where the value of an `Input` comes from."""

    ARGUMENT = "arguments"
    OPTION = "options"
    SETTING = "setting"
    RETURN = "returns"
    ROW = "row"


class Count(StrEnum):
    """What a store knows of itself: entries of the journal, its segments, spans that could not be written."""

    ENTRIES = "entries"
    SEGMENTS = "segments"
    LOST_SPANS = "lost_spans"
