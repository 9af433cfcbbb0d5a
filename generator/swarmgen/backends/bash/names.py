"""The names of generated bash functions and variables, apart from those of the runtime."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from swarmgen.backends.bash.source import identifier
from swarmgen.backends.code import Code
from swarmgen.backends.naming import Signal
from swarmgen.model.conventions import GroupType

_VERBS: Final[Mapping[GroupType, str]] = {
    GroupType.SPAN: "span",
    GroupType.EVENT: "event",
    GroupType.METRIC: "metric",
    GroupType.ENTITY: "resource",
}


def function(package: str, signal: Signal) -> Code:
    """The function of a signal: `acme_span_work_claim`, `acme_resource_agent`."""
    return identifier(f"{package}_{_VERBS[signal.group.type]}_{signal.name}")


def dictionary(package: str, word: str = "") -> Code:
    """The private function that knows the arguments of a package, or those that start with one word."""
    return identifier(f"_swarmsh_package_{package}_{word}" if word else f"_swarmsh_package_{package}")


def shared_list(package: str, name: str) -> Code:
    """The private variable that lists arguments which several functions take."""
    return identifier(f"_swarmsh_names_{package}_{name}")
