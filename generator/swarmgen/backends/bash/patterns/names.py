"""What generated bash calls things. The prefixes keep a spec's words apart from the runtime's and from each other's."""

from __future__ import annotations

from typing import Final

from swarmgen.backends.bash.source import identifier
from swarmgen.backends.code import Code
from swarmgen.model.expressions import Source

_INPUTS: Final = {Source.ARGUMENT: "a", Source.OPTION: "o", Source.SETTING: "s", Source.RETURN: "r", Source.ROW: "c"}


def kind(record: str) -> Code:
    """The word for a kind of record in names of functions and arrays."""
    return identifier(record)


def bound(binding: str) -> Code:
    """The variable that says where a bound record begins among the cells of its kind; empty when nothing is bound."""
    return identifier(f"n_{binding}")


def variable(name: str) -> Code:
    """The variable of a `let`, of `each` over a set, or of a procedure's parameter."""
    return identifier(f"v_{name}")


def input_(source: Source, name: str) -> Code:
    """The variable of an argument, an option or a setting."""
    return identifier(f"{_INPUTS[source]}_{name}")


def words(name: str) -> Code:
    """The array of the words given for an input that is a set."""
    return identifier(f"w_{name}")


def returned(name: str) -> Code:
    """The variable of a value of the reply."""
    return identifier(f"r_{name}")


def listed(name: str) -> Code:
    """The variable of a list of the reply: its rows as JSON, a comma before each."""
    return identifier(f"l_{name}")


def told(place: int) -> Code:
    """The variable of the lines that tell of the rows of a list; `place` counts such lines in an answer."""
    return Code(f"m_{place}")


def offset(record: str, field: str) -> Code:
    """The constant that says where the value of a field stands in a record: `work_STATUS`."""
    return Code(f"{kind(record)}_{identifier(field).upper()}")


def place(record: str, at: Code, field: str) -> Code:
    """A cell as the left side of an assignment: `f_work[n_item + work_STATUS]`. `at` is where the record begins, as it
    stands in arithmetic."""
    return Code(f"f_{kind(record)}[{at} + {offset(record, field)}]")


def cell(record: str, at: Code, field: str) -> Code:
    """The token in a cell, as it stands in the slot: `${f_work[n_item + work_STATUS]}`."""
    return Code(f"${{{place(record, at, field)}}}")


def held(record: str, at: Code) -> Code:
    """The number of a record that begins at `at`."""
    return Code(f"${{f_{kind(record)}[{at} + NUMBER]}}")


def expand(name: Code) -> Code:
    """The value of a variable."""
    return Code(f"${{{name}}}")


def operation(name: str, part: str) -> Code:
    """A function of an operation: `operation_agent_status_steps`."""
    return identifier(f"operation_{name}_{part}")


def procedure(name: str) -> Code:
    """The function of a procedure."""
    return identifier(f"procedure_{name}")


def table(name: str, column: str) -> Code:
    """The function that looks up a column of a table."""
    return identifier(f"table_{name}_{column}")


def link(record: str, name: str, verb: str) -> Code:
    """A function of a queue, list or due: `work_ready_leave`."""
    return identifier(f"{record}_{name}_{verb}")


def dashed(name: str) -> str:
    """An operation, argument or option as people type it."""
    return name.replace("_", "-")
