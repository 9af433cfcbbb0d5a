"""Copies of the generated coordinators, changed by exact replacement of text."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests import coordinators
from tests.repository import ROOT
from tests.stress.operations import Programs

BASH, PYTHON = "bash", "python"
SCRIPT = "atomic.sh"
PROBE = "probe.py"
"""A module that only copies have; it stands beside this one as `probe.py`."""
_PACKAGE = ROOT / "generated" / "python" / "src"


@dataclass(frozen=True, slots=True)
class Change:
    """`old` becomes `new` in a file of the copy: `atomic.sh`, or a module below `swarmsh/_hot`."""

    file: str
    old: str
    new: str


class StaleError(Exception):
    """The text that a change replaces is not there exactly once: what is generated has changed."""


def copy(language: str, folder: Path, changes: Sequence[Change]) -> Programs:
    """A changed copy of the coordinator of a language in `folder`; the other language's is the one that is generated.

    Raises:
        StaleError: a change finds no text, or more than one, to replace.
    """
    if language == BASH:
        base = folder
        folder.mkdir(parents=True)
        shutil.copy(ROOT / "generated" / "bash" / SCRIPT, base)
    else:
        base = folder / "swarmsh" / "_hot"
        shutil.copytree(_PACKAGE / "swarmsh", folder / "swarmsh")
        shutil.copy(Path(__file__).with_name(PROBE), base)
    for change in changes:
        path = base / change.file
        text = path.read_text(encoding="utf-8")
        count = text.count(change.old)
        if count != 1:
            raise StaleError(f"{change.file} has not once but {count} times: {change.old}")
        path.write_text(text.replace(change.old, change.new), encoding="utf-8")
    if language == BASH:
        return Programs(("bash", str(base / SCRIPT)), coordinators.PYTHON.command, _PACKAGE)
    python = (sys.executable, "-c", "from swarmsh._hot.main import main; main()", "atomic")
    return Programs(coordinators.BASH.command, python, folder)
