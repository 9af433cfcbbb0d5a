"""The coordinator as a file: clean for the tools, in the right order, and only what bash 4.0 knows."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path, PurePosixPath

import pytest
from syrupy.assertion import SnapshotAssertion

from swarmgen.backends.bash.patterns.emit import HOT, coordinator, hot_operations
from swarmgen.backends.target import Target
from swarmgen.model.conventions import Registry
from swarmgen.output.format import format_text
from tests.patterns_here import atomic
from tests.portability.lint import findings
from tests.unit.swarmgen.backends.bash.shell import TEMPLATES, complaints


@cache
def text() -> str:
    target = Target(package="swarmsh", version="0.1.0", templates=TEMPLATES, registry_path="")
    registry = Registry(url="https://example.org", schema_url="https://example.org/0.1.0", groups=(), definitions={})
    return format_text(PurePosixPath("atomic.sh"), coordinator(atomic(), registry, target))


def code() -> list[str]:
    return [line for line in text().splitlines() if not line.lstrip().startswith("#")]


def test_tools_have_no_complaints(tmp_path: Path) -> None:
    assert complaints(text(), tmp_path) == ""


def test_only_what_every_bash_knows() -> None:
    assert findings(text()) == []


def test_hot_operations_come_first_and_exit() -> None:
    assert tuple(each.name for each in hot_operations(atomic())) == HOT
    lines = text().splitlines()
    at = [lines.index(f"[[ -n ${{PRELUDE_COLD}} || ${{1-}} != {name} ]] || {{") for name in HOT]
    assert at == sorted(at)
    assert all(lines[place + 1 : place + 4] == ['  dispatch_operation "$@"', "  exit", "}"] for place in at)
    assert lines[-1] == "exit"


def test_nothing_runs_between_functions_but_assignments_and_dispatch() -> None:
    depth, loose = 0, set()
    for line in code():
        if re.fullmatch(r"[a-z]\w*\(\) \{", line):
            depth = 1
        elif line == "}":
            depth = 0
        elif depth == 0 and line and re.match(r"[a-z]", line):
            loose.add(line.split()[0].partition("=")[0].partition("+")[0])
    assert not {word for word in loose if "_" not in word} - {
        *("case", "esac", "declare", "unset", "set", "shopt", "umask", "exit", "null")
    }


@pytest.mark.parametrize("name", ["operation_release_steps", "procedure_count_failure", "work_holdings_enter"])
def test_a_function_reads_like_its_spec(name: str, snapshot: SnapshotAssertion) -> None:
    found = re.search(rf"^{name}\(\) \{{\n(?:.*\n)*?^\}}$", text(), re.MULTILINE)
    assert found is not None and found[0] == snapshot
