"""An argument that takes several words: usage, help, examples, messages, completion."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from swarmgen.backends.commands.completion import completion
from swarmgen.backends.commands.help import operation_help, operation_usage
from swarmgen.backends.commands.offered import words
from swarmgen.backends.commands.samples import samples
from swarmgen.backends.commands.usage import usage_words
from swarmgen.model.datatypes import Set
from swarmgen.model.ir import Operation, Parameter
from tests.repository import ROOT
from tests.unit.swarmgen.backends.commands.shop import AGENT, SHOP, flag, operation, parameter
from tests.unit.swarmgen.backends.commands.test_completion import ZSH, bash, needs_zsh, run, script

SEVERAL = parameter("order", Set(20), "Identifies the orders.", required=True, attribute="shop.order.id")
ANY = parameter("order", Set(20), "Identifies the orders.", attribute="shop.order.id")
STATE = SHOP.operations[4].options[0]


def _operation(*arguments: Parameter, options: tuple[Parameter, ...] = ()) -> Operation:
    return operation("send", "Send them.", arguments=arguments, options=options)


ONE_AT_LEAST = _operation(SEVERAL, options=(AGENT,))
NONE_TOO = _operation(parameter("state", STATE.type, "Says how.", required=True), ANY)  # type: ignore[arg-type]
CHOICE = replace(_operation(ANY, options=(flag("all", "All."),)), exactly_one=(("order", "all"),))


@pytest.mark.parametrize(
    ("shown", "usage"),
    [
        (ONE_AT_LEAST, "send ORDER... [--clerk ID] [--json]"),
        (NONE_TOO, "send STATE [ORDER]... [--json]"),
        (CHOICE, "send (ORDER... | --all) [--json]"),
    ],
)
def test_usage(shown: Operation, usage: str) -> None:
    assert operation_usage(shown).startswith(f"@PROGRAM@ {usage}")


def test_help_says_how_many() -> None:
    row = "ORDER Identifies the orders. Repeat it for several, at most 20."
    assert f"{row} Common options" in " ".join(operation_help(SHOP, NONE_TOO).split())
    assert f"{row} Required. Options" in " ".join(operation_help(SHOP, ONE_AT_LEAST).split())


def test_examples_name_one_and_two() -> None:
    assert samples(SHOP, ONE_AT_LEAST) == ("@PROGRAM@ send o-7 --clerk c-7", "@PROGRAM@ send o-7 o-8 --clerk c-7")
    assert samples(SHOP, NONE_TOO) == ("@PROGRAM@ send open", "@PROGRAM@ send open o-7 o-8")


def test_messages() -> None:
    said = usage_words(SHOP, ONE_AT_LEAST)
    assert (said.words["order"], said.missing["order"]) == ("ORDER", "argument ORDER is missing")
    assert said.outside["order"] == "more than 20 values"
    assert usage_words(SHOP, CHOICE).exactly_one == ("give exactly one of ORDER and --all",)


def test_completion_knows_that_the_last_is_repeated() -> None:
    pattern = replace(SHOP, operations=(NONE_TOO,))
    (found, *_) = words(pattern)
    assert found.many and not any(each.many for each in words(SHOP))
    text = completion(pattern, "zsh", ROOT / "templates")
    assert "':STATE:(open packed sent)'" in text and "'*:ORDER: '" in text


def test_bash_offers_nothing_in_place_of_ids() -> None:
    pattern = replace(SHOP, operations=(NONE_TOO,))
    assert bash("shop.sh send ", pattern=pattern) == ["open", "packed", "sent"]
    assert bash("shop.sh send open ", pattern=pattern) == bash("shop.sh send open o-1 o-2 ", pattern=pattern) == []
    assert "--json" in bash("shop.sh send open o-1 o-2 --j", pattern=pattern)


@needs_zsh
def test_zsh_accepts_the_script(tmp_path: Path) -> None:
    path = tmp_path / "script"
    path.write_text(script("zsh", pattern=replace(SHOP, operations=(NONE_TOO, CHOICE))))
    assert run(str(ZSH), "-n", str(path)) == ""


def test_bash_tools_accept_the_script(tmp_path: Path) -> None:
    path = tmp_path / "script"
    path.write_text(script("bash", pattern=replace(SHOP, operations=(NONE_TOO, CHOICE))))
    assert run(shutil.which("bash") or "bash", "-n", str(path)) == ""
