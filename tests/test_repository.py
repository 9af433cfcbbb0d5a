"""House rules that no linter knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.repository import ROOT, files, read

CODE_LINES = 300
TEST_LINES = 550
"""A test module is a list of cases: longer than other code before it becomes hard to read."""

FOLDERS = sorted({path.parts[0] for path in files() if len(path.parts) > 1 and not path.parts[0].startswith(".")})
WRITTEN = [path for path in files() if path.suffix in (".py", ".sh") and path.parts[0] != "generated"]

MACHINE = re.compile(r"(?<![\w.~/-])/(?:work|root|home|Users)/")
PACKAGES = re.compile("|".join(rf"\b{name}\.(?:org|com|dev)\b" for name in ("pypi", "pythonhosted", "npmjs")))
"""Hosts of package registries: whoever installs decides where from."""


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_says_what_it_holds(folder: str) -> None:
    text = read(Path(folder, "README.md"))
    assert text.startswith(("# ", "<!-- ")) and len(text) > 100
    assert f"({folder}/" in read(Path("README.md")), "the first page leads to every folder"


@pytest.mark.parametrize("path", WRITTEN, ids=str)
def test_no_module_is_too_long(path: Path) -> None:
    limit = TEST_LINES if path.parts[0] == "tests" else CODE_LINES
    lines = read(path).count("\n")
    assert lines <= limit, f"{path} has {lines} lines; split it before it has more than {limit}"


def test_nothing_names_a_machine_or_a_host_to_install_from() -> None:
    found = []
    for path in files():
        try:
            text = read(path)
        except UnicodeDecodeError:
            continue  # a case of the corpus that is not text on purpose
        found += [f"{path}: {match[0]}" for rule in (MACHINE, PACKAGES) for match in rule.finditer(text)]
    assert found == []


def test_files_are_the_same_bytes_on_every_system() -> None:
    """`git` must not change line ends: the drift check compares bytes."""
    rules = read(Path(".gitattributes")).splitlines()
    assert "* text=auto eol=lf" in rules
    assert [
        path for path in files() if path.suffix in (".py", ".sh", ".md") and b"\r" in (ROOT / path).read_bytes()
    ] == []


def test_commands_of_the_makefile_are_listed() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", read(Path("Makefile")), re.MULTILINE)
    assert sorted(targets) == sorted(
        [
            *("setup", "generate", "check", "test", "golden", "lint", "bench", "fuzz", "crash", "faults", "stress"),
            *("audit", "heartbeats", "model", "portability", "help", "lock", "clean"),
        ]
    )
    listed = set(re.findall(r"^\| `make (\w+)` \|", read(Path("README.md")), re.MULTILINE))
    assert listed <= set(targets) and {"generate", "check", "test", "golden", "bench"} <= listed
