"""The coordinator as a file: clean for the tools, in the right order, and only what bash 4.0 knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath

import pytest
from syrupy.assertion import SnapshotAssertion

from swarmgen.analysis.patterns.names import RESERVED_RECORDS
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


def test_other_operations_follow_each_with_its_line() -> None:
    lines = text().splitlines()
    names = [each.name for each in atomic().operations if each.name not in HOT]
    asked = {name: " || ".join(f"${{{n}-}} != {word}" for n, word in enumerate(name.split(), 1)) for name in names}
    at = {name: lines.index(f"[[ ${{PRELUDE_COLD:-1}} != 1 || {asked[name]} ]] || {{") for name in names}
    assert min(at.values()) > lines.index("recovery_start")
    defined = {line[:-4]: place for place, line in enumerate(lines) if re.fullmatch(r"[a-z]\w*\(\) \{", line)}
    mentioned = {name: place for place, name in reversed(list(_mentions(lines))) if name in defined}
    for name, place in at.items():
        unread = {word for word, first in mentioned.items() if first < place < defined[word]}
        assert not unread, f"{name} is run before bash has read {sorted(unread)}"


def _mentions(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The words of code, but for those that `cold_start` is asked for."""
    asked = {word for line in lines for word in re.findall(r"cold_start ([a-z]\w*)", line)}
    for place, line in enumerate(lines):
        words = [] if line.lstrip().startswith("#") else re.findall(r"[a-z]\w*", line)
        yield from ((place, word) for word in words if word not in asked)


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
        *("case", "esac", "declare", "unset", "set", "shopt", "umask", "exit", "null"),
        "function",  # of awk
    }


@pytest.mark.parametrize("name", ["operation_release_steps", "procedure_count_failure", "work_holdings_enter"])
def test_a_function_reads_like_its_spec(name: str, snapshot: SnapshotAssertion) -> None:
    found = re.search(rf"^{name}\(\) \{{\n(?:.*\n)*?^\}}$", text(), re.MULTILINE)
    assert found is not None and found[0] == snapshot


def test_no_kind_of_record_can_take_a_function_of_the_runtime() -> None:
    """A kind has functions `<kind>_take` and so on; what the runtime calls so cannot be the name of a kind."""
    folder = TEMPLATES / "bash"
    texts = [path.read_text() for part in ("store", "commands", "patterns") for path in (folder / part).glob("*.sh")]
    stems = {
        stem
        for text in texts
        for stem in re.findall(r"^([a-z_]+)_(?:json|line|new|shown|take)\(\)", text, re.MULTILINE)
    }
    assert "lock" in stems
    assert sorted(stems - RESERVED_RECORDS) == []
