"""Runs pieces of generated bash, with the hand-written functions that they call."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import PurePosixPath

from swarmgen.output.format import format_text
from tests.unit.swarmgen.backends.bash.shell import BASH, TEMPLATES

RUNTIME = ("store/values.sh", "store/text.sh", "patterns/records_warm.sh")


def runtime() -> str:
    """Hand-written functions that need nothing else."""
    return "\n".join((TEMPLATES / "bash" / name).read_text(encoding="utf-8") for name in RUNTIME)


def run(script: str, environment: Mapping[str, str] | None = None) -> str:
    """What a script prints under `set -u`, after the runtime.

    Raises:
        AssertionError: if it says anything on standard error.
    """
    head = f"set -uf\nLC_ALL=C\nTAB=$'\\t'\nnull=0 NUMBER=1\nTEXT_INLINE=386\n{runtime()}\n"
    done = subprocess.run(
        [BASH, "--norc", "-c", head + script],
        env={"PATH": "/nonexistent", **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout


def formatted(code: str) -> str:
    """Code as users get it."""
    return format_text(PurePosixPath("x.sh"), str(code))
