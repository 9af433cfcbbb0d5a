"""The commands that are measured: the coordinators of both languages, and the least a program of their kind can do."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
BASH_FLOOR = ("bash", "-c", 'exec 9<>"$1/lock" && flock 9', "floor")
PYTHON_FLOOR = (
    sys.executable,
    "-IS",
    "-c",
    "import os, sys, fcntl; fcntl.flock(os.open(sys.argv[1] + '/lock', os.O_RDWR | os.O_CLOEXEC), fcntl.LOCK_EX)",
)


@dataclass(frozen=True, slots=True)
class Program:
    """A coordinator: how to start it, and its floor."""

    name: str
    command: tuple[str, ...]
    floor: tuple[str, ...]


BASH = Program("bash", ("bash", str(CHECKOUT / "generated/bash/atomic.sh")), BASH_FLOOR)
PYTHON = Program(
    "python",
    (
        sys.executable,
        "-IS",
        "-c",
        f"import sys; sys.path.insert(0, {str(CHECKOUT / 'generated/python/src')!r})\n"
        "from swarmsh._hot.main import main; sys.exit(main())",
        "atomic",
    ),
    PYTHON_FLOOR,
)
PROGRAMS = (BASH, PYTHON)


def environment(store: Path, **more: str) -> dict[str, str]:
    """The environment of every measured command. Bytecode may be written, as in an installed package."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "SWARMSH_DATA_DIR": str(store), "AGENT_ID": "a-1", "LC_ALL": "C", **more}


def floor(program: Program, store: Path) -> Sequence[str]:
    """The floor of a program on a store."""
    return (*program.floor, str(store))
