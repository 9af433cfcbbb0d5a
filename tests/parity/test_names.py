"""Helpers take arguments of the same names in both languages."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable

import pytest

from swarmgen.backends.interface import argument_names
from swarmgen.backends.naming import Signal
from swarmgen.backends.traits import is_setter_only
from swarmgen.model.conventions import GroupType
from tests.parity.calls import Languages
from tests.parity.conftest import MAKERS

PLACES = {
    GroupType.SPAN: ("spans", "span"),
    GroupType.EVENT: ("events", "event"),
    GroupType.METRIC: ("instruments", "metric"),
    GroupType.ENTITY: ("entities", "resource"),
}
NO_ATTRIBUTES = {"self", "amount", "context", "options", "body"}


def python_arguments(of: Languages, signal: Signal) -> tuple[set[str], set[str]]:
    """The arguments of a Python helper: required ones and others."""
    module = importlib.import_module(f"{of.package}.{PLACES[signal.group.type][0]}")
    if signal.group.type is GroupType.METRIC:
        kind = inspect.unwrap(getattr(module, signal.class_name))
        (function,) = (getattr(kind, verb) for verb in ("add", "record", "set") if hasattr(kind, verb))
    else:
        function = inspect.unwrap(getattr(module, signal.name))
    given = [each for each in inspect.signature(function).parameters.values() if each.name not in NO_ATTRIBUTES]
    required = {each.name for each in given if each.default is inspect.Parameter.empty}
    return required, {each.name for each in given} - required


def bash_arguments(of: Languages, signal: Signal) -> tuple[set[str], set[str]]:
    """The same of a bash function, read from its text."""
    text = of.library.read_text(encoding="utf-8").replace(" \\\n", " ")
    lists = dict(re.findall(r'^(_swarmsh_names_\w+)="(.*)"$', text, re.MULTILINE))
    name = f"{of.package}_{PLACES[signal.group.type][1]}_{signal.name}"
    found = re.search(rf'((?:^# .*\n)+){name}\(\) \{{\n.*? "([\w ]*)" +"([^"]*)" .*-- "\$@"\n', text, re.MULTILINE)
    assert found, name
    about, required, other = found.groups()
    other = re.sub(r"\$\{(\w+)\}", lambda match: str(lists[match[1]]), other)
    names, kinds = ["name"] * ("Needs name=" in about), ["kind"] * ("Takes kind=" in about)
    return {*required.split(), *names}, {*other.split(), *kinds}


@pytest.mark.parametrize("kind", PLACES)
@pytest.mark.parametrize("name", MAKERS)
def test_arguments_are_called_alike(name: str, kind: GroupType, languages: Callable[[str], Languages]) -> None:
    of = languages(name)
    names = argument_names(of.registry)
    assert of.helpers(kind)
    for signal in of.helpers(kind):
        required, other = python_arguments(of, signal)
        if kind is GroupType.SPAN:  # in bash a span takes at its start what has a setter only in Python
            other |= {str(names[each.name]) for each in signal.group.attributes if is_setter_only(each)}
        assert bash_arguments(of, signal) == (required, other), signal.group.id
