"""What a type checker says about the generated packages and about programs that use them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from swarmgen.model.conventions import Registry
from tests.helpers_python.building import build
from tests.helpers_python.conftest import PACKAGE
from tests.helpers_python.registries import empty_registry, hostile_registry

PROGRAM = f"""
from {PACKAGE} import events, entities, instruments, spans
from {PACKAGE}.enums import WorkKind

with spans.work_claim(agent_id="a", work_kind=WorkKind.BUG) as span:
    span.set_work_id("w")
    span.set_work_label("area", "ui")
    span.add(events.lease_lost(work_id="w"))
    reveal_type(span)  # note: WorkClaimSpan

@spans.work_claim(agent_id="a")
def work(a: int) -> str:
    return str(a)

@spans.work_claim(agent_id="a")
async def later(a: int) -> str:
    return str(a)

async def main() -> str:
    return await later(1)

def falls_through() -> int:  # a block never swallows an exception, so this function returns
    with spans.work_claim(agent_id="a"):
        return 1

def common(span: spans.CommonAttributes) -> None:
    span.set_work_wait(1)

instruments.WorkClaims().add(1, work_kind=WorkKind.BUG)
resource: dict[str, object] = dict(entities.agent(agent_id="a"))

spans.work_claim()  # error: call-arg
spans.work_claim(agent_id=1)  # error: arg-type
spans.work_claim(agent_id="a", work_kind="bug")  # error: arg-type
spans.work_claim(agent_id="a", work_priority="high")  # error: arg-type
spans.work_claim(agent_id="a", nothing=1)  # error: call-arg
spans.work_claim(agent_id="a", start_time="now")  # error: arg-type
spans.work_claim(agent_id="a", operation="claim")  # error: call-arg
spans.work_free()  # error: call-arg
spans.no_such_span  # error: attr-defined
span.set_agent_id("a")  # error: attr-defined
span.set_work_skills([1])  # error: list-item
span.add("lost")  # error: arg-type
work("a")  # error: arg-type
events.lease_lost()  # error: call-arg
instruments.WorkClaims().add(1)  # error: call-arg
entities.agent()  # error: call-arg
"""


def mypy(folder: Path, *arguments: str, cache: Path) -> str:
    # A search path from outside must not shadow the package under test.
    environment = {name: value for name, value in os.environ.items() if name != "MYPYPATH"}
    command = [sys.executable, "-m", "mypy", "--strict", "--warn-unreachable", f"--cache-dir={cache}", "--config-file="]
    return subprocess.run([*command, *arguments], cwd=folder, env=environment, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mypy")


def test_the_plain_package_and_its_users_are_checked(plain_source: Path, tmp_path: Path, cache: Path) -> None:
    assert mypy(plain_source, PACKAGE, cache=cache).startswith("Success")
    program = plain_source / "program.py"
    program.write_text(PROGRAM)
    told = mypy(plain_source, "program.py", cache=cache)
    expected = {
        (number, kind, word)
        for number, line in enumerate(PROGRAM.splitlines(), start=1)
        for kind, word in re.findall(r"# (error|note): ([\w-]+)", line)
    }
    found = re.findall(r"^program\.py:(\d+): (error|note): (.*)$", told, re.MULTILINE)
    seen = {(int(number), kind, _word(text)) for number, kind, text in found if not text.startswith("    ")}
    assert {each for each in seen if each[2]} == expected, told


def _word(text: str) -> str:
    """The error's code, or the class that a note reveals."""
    word = re.search(r'\[([\w-]+)\]$|^Revealed type is ".*?(\w+)"$', text)
    return (word[1] or word[2]) if word else ""


@pytest.mark.parametrize("make", [hostile_registry, empty_registry])
def test_any_package_is_clean(make: Callable[[], Registry], tmp_path: Path, cache: Path) -> None:
    source = build(make(), "typed_telemetry", tmp_path, formatted=False)
    assert mypy(source, "typed_telemetry", cache=cache).startswith("Success")
