"""Completion scripts: every shell accepts its own, and bash and fish complete with them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest
from syrupy.assertion import SnapshotAssertion

from swarmgen.backends.commands.completion import completion
from swarmgen.model.datatypes import Enum
from swarmgen.model.ir import Pattern
from swarmgen.output.format import format_text
from tests.repository import ROOT
from tests.unit.swarmgen.backends.commands.shop import SHOP, operation, parameter

BASH, ZSH, FISH = shutil.which("bash") or "bash", shutil.which("zsh"), shutil.which("fish")
needs_zsh = pytest.mark.skipif(ZSH is None, reason="zsh is not installed")
needs_fish = pytest.mark.skipif(FISH is None, reason="fish is not installed")
COMMANDS = [
    *("audit", "audit-archive", "audit-seal", "audit-stats", "audit-verify", "batch", "completion", "diagram"),
    *("doctor", "help", "migrate", "redact", "repair", "replay", "stats", "telemetry"),
]
OPERATIONS = ["add", "pack-up", "finish", "show", "list"]


def script(shell: str, program: str = "shop.sh", pattern: Pattern = SHOP) -> str:
    text = completion(pattern, shell, ROOT / "templates")
    return text.replace("@PROGRAM@", program).replace("@COMMAND@", program.split()[0])


def run(*command: str, text: str = "") -> str:
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


FAMILY = replace(
    SHOP,
    operations=(*SHOP.operations, operation("cart fill", "Fill it."), operation("cart show", "Show it.", reads=True)),
)
"""The shop, with operations of two words."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "script"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts(shell: str, snapshot: SnapshotAssertion) -> None:
    assert completion(SHOP, shell, ROOT / "templates") == snapshot


def test_an_unknown_shell_is_refused() -> None:
    with pytest.raises(KeyError):
        completion(SHOP, "tcsh", ROOT / "templates")


def test_bash_and_its_tools_accept_the_script(file: Path) -> None:
    file.write_text(script("bash"))
    assert run(BASH, "-n", str(file)) == ""
    checker = [str(Path(sys.executable).parent / "shellcheck"), "-s", "bash", f"--rcfile={ROOT}/.shellcheckrc"]
    assert run(*checker, str(file)) == ""
    assert format_text(PurePosixPath("script.sh"), script("bash")) == script("bash")


@needs_zsh
@pytest.mark.parametrize("program", ["shop.sh", "swarmsh shop"])
def test_zsh_accepts_the_script(program: str, file: Path) -> None:
    file.write_text(script("zsh", program))
    assert run(str(ZSH), "-f", "-n", str(file)) == ""


@needs_fish
@pytest.mark.parametrize("program", ["shop.sh", "swarmsh shop"])
def test_fish_accepts_the_script(program: str, file: Path) -> None:
    file.write_text(script("fish", program))
    assert run(str(FISH), "--no-execute", str(file)) == ""


def bash(line: str, program: str = "shop.sh", pattern: Pattern = SHOP) -> list[str]:
    """What bash offers at the end of a line; words are split as readline splits them, at `=` too."""
    words = line.replace("=", " = ").split()
    if line.endswith((" ", "=")) and not line.endswith(" ="):
        words += [""] if line.endswith(" ") else []
    listed = " ".join(f"'{word}'" for word in words)
    calls = f"COMP_WORDS=({listed}) COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n_swarmsh_shop\n"
    show = "((${#COMPREPLY[@]} == 0)) || printf '%s\\n' \"${COMPREPLY[@]}\"\n"
    return run(BASH, "--norc", "-eu", text=script("bash", program, pattern) + calls + show).splitlines()


COMMON = ["--json", "-h", "--help"]
LINES = [
    ("shop.sh ", [*OPERATIONS, *COMMANDS]),
    ("shop.sh pa", ["pack-up"]),
    ("shop.sh finish o-7 ", ["open", "packed", "sent"]),
    ("shop.sh finish --key k o-7 s", ["sent"]),
    ("shop.sh finish ", []),
    ("shop.sh finish o-7 sent ", []),
    ("shop.sh add --speed ", ["express", "normal"]),
    ("shop.sh add --speed=", ["express", "normal"]),
    ("shop.sh add --speed=n", ["normal"]),
    ("shop.sh add --speed=normal --sp", ["--speed"]),
    ("shop.sh add --title --speed", ["--speed"]),
    ("shop.sh completion z", ["zsh"]),
    ("shop.sh help l", ["list"]),
    ("shop.sh doctor --a", ["--accept-clock"]),
    ("shop.sh nonsense ", []),
    ("shop.sh pack-up --n", ["--next"]),
]


@pytest.mark.parametrize(("line", "offered"), LINES, ids=lambda each: each if isinstance(each, str) else "")
def test_bash_completes(line: str, offered: list[str]) -> None:
    assert bash(line) == offered


TWO_WORDS = [
    ("shop.sh ca", ["cart"]),
    ("shop.sh cart ", ["fill", "show"]),
    ("shop.sh cart f", ["fill"]),
    ("shop.sh cart show --k", []),
    ("shop.sh cart fill --k", ["--key"]),
    ("shop.sh cart nonsense -", []),
    ("shop.sh fill ", []),
    ("shop.sh help c", ["cart", "completion"]),
    ("shop.sh help cart s", ["show"]),
    ("shop.sh finish o-7 s", ["sent"]),
]


@pytest.mark.parametrize(("line", "offered"), TWO_WORDS, ids=lambda each: each if isinstance(each, str) else "")
def test_bash_completes_operations_of_two_words(line: str, offered: list[str]) -> None:
    assert bash(line, pattern=FAMILY) == offered


@needs_fish
@pytest.mark.parametrize(("line", "offered"), TWO_WORDS, ids=lambda each: each if isinstance(each, str) else "")
def test_fish_completes_operations_of_two_words(line: str, offered: list[str], tmp_path: Path) -> None:
    assert sorted(fish(line, tmp_path, pattern=FAMILY)) == offered


def test_shells_accept_operations_of_two_words(file: Path) -> None:
    file.write_text(script("bash", pattern=FAMILY))
    checker = [str(Path(sys.executable).parent / "shellcheck"), "-s", "bash", f"--rcfile={ROOT}/.shellcheckrc"]
    assert run(*checker, str(file)) == ""
    assert format_text(PurePosixPath("script.sh"), script("bash", pattern=FAMILY)) == script("bash", pattern=FAMILY)


@needs_zsh
def test_zsh_accepts_operations_of_two_words(file: Path) -> None:
    file.write_text(script("zsh", pattern=FAMILY))
    assert run(str(ZSH), "-f", "-n", str(file)) == ""


def test_bash_offers_the_options_of_an_operation() -> None:
    assert bash("shop.sh list -") == [*COMMON, "--state", "--print"]


def test_bash_completes_a_pattern_of_a_program_that_has_several() -> None:
    assert bash("swarmsh ", "swarmsh shop") == ["shop"]
    assert bash("swarmsh shop fin", "swarmsh shop") == ["finish"]
    assert bash("swarmsh shop add --speed e", "swarmsh shop") == ["express"]
    assert bash("swarmsh market add --speed e", "swarmsh shop") == []


@needs_fish
@pytest.mark.parametrize(("line", "offered"), LINES, ids=lambda each: each if isinstance(each, str) else "")
def test_fish_completes(line: str, offered: list[str], tmp_path: Path) -> None:
    found = fish(line, tmp_path)
    assert sorted(each.rpartition("=")[2] for each in found) == sorted(offered)


@needs_fish
def test_fish_completes_a_pattern_of_a_program_that_has_several(tmp_path: Path) -> None:
    assert fish("swarmsh ", tmp_path, "swarmsh shop") == ["shop"]
    assert fish("swarmsh shop fin", tmp_path, "swarmsh shop") == ["finish"]
    assert fish("swarmsh market fin", tmp_path, "swarmsh shop") == []


def fish(line: str, home: Path, program: str = "shop.sh", pattern: Pattern = SHOP) -> list[str]:
    env = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_DATA_HOME": str(home)}
    text = f"{script('fish', program, pattern)}\ncomplete -C '{line}'\n"
    done = subprocess.run([str(FISH), "-N"], input=text, env=env, capture_output=True, text=True, check=False)
    return [each.partition("\t")[0] for each in done.stdout.splitlines()]


def test_values_that_would_need_quotes_are_not_offered() -> None:
    odd = parameter("odd", Enum("a.b", ("fine", "two words", "$(date)", "a'b")))
    pattern = replace(SHOP, operations=(operation("go", "Go.", options=(odd,)),))
    for shell in ("bash", "zsh", "fish"):
        text = completion(pattern, shell, ROOT / "templates")
        assert "fine" in text and "two words" not in text and "date" not in text and "a'b" not in text


def test_briefs_cannot_leave_their_quotes() -> None:
    hostile = 'It\'s [a] $(touch x): `b` \\ "c"\nnext'
    pattern = replace(
        SHOP, operations=(operation("go", hostile, options=(parameter("o", Enum("a.b", ("p",)), hostile),)),)
    )
    zsh, fish_text = (completion(pattern, shell, ROOT / "templates") for shell in ("zsh", "fish"))
    assert "$'go:It\\'s [a] $(touch x): `b` \\\\ \"c\" next.'" in zsh
    assert '--o=[It\\\'s \\\\[a\\\\] $(touch x)\\\\: `b` \\\\\\\\ "c" next.]' in zsh
    assert "-d 'It\\'s [a] $(touch x): `b` \\\\ \"c\" next.'" in fish_text
