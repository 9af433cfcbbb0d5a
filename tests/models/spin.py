"""Runs SPIN: from a model to a verdict."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_STATES: Final = re.compile(r"^ *([\d.e+]+) states, stored", re.MULTILINE)
_ERRORS: Final = re.compile(r"errors: (\d+)$", re.MULTILINE)
_MEMORY: Final = re.compile(r"^ *([\d.]+)\ttotal actual memory usage", re.MULTILINE)
_WRONG: Final = re.compile(r"^pan:\d+: (.*) \(at depth (\d+)\)$", re.MULTILINE)
_UNREACHED: Final = re.compile(r'^\t[^\n]*:(\d+), state \d+, "(.*)"$', re.MULTILINE)
_INCOMPLETE: Final = ("max search depth too small", "out of memory", "Search not completed", "VECTORSZ is too small")

DEPTH: Final = 1_000_000
"""The longest path looked at; a longer one makes a verdict incomplete."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a search came to. `wrong` is what SPIN found, empty if nothing; `complete` when all states were seen.
    `seconds` is the search alone, `memory` MiB. `unreached` are the statements that never ran, with their lines."""

    states: int
    seconds: float
    memory: float
    wrong: str
    complete: bool
    unreached: tuple[tuple[int, str], ...]
    output: str

    @property
    def holds(self) -> bool:
        """Whether everything was looked at and nothing was wrong."""
        return self.complete and not self.wrong

    def __str__(self) -> str:
        if self.wrong:
            return f"refuted: {self.wrong}"
        return "holds" if self.complete else "not completed"


def missing() -> str:
    """What this host lacks, as a sentence that says how to get it; empty when it lacks nothing."""
    lacks = [package for program, package in (("spin", "spin"), ("gcc", "gcc")) if shutil.which(program) is None]
    return f"needs {' and '.join(lacks)} (Debian: apt-get install {' '.join(lacks)})" if lacks else ""


def search(
    model: Path, folder: Path, defines: Sequence[str] = (), *, fast: bool = False, memory: int = 4000
) -> Verdict:
    """Explore all states of a model. Files go to `folder`, which is made; `fast` optimises the search at the price of a
    longer compilation; `memory` is the most it may use, in MiB.

    Raises:
        RuntimeError: SPIN or the compiler refuse the model.
    """
    folder.mkdir(parents=True, exist_ok=True)
    words = [f"-D{each}" for each in defines]
    said = _run(["spin", "-a", *words, str(model.resolve())], folder)
    if not (folder / "pan.c").exists() or "rror:" in said:
        raise RuntimeError(f"spin refuses {model.name} with {' '.join(words) or 'no defines'}:\n{said}")
    options = ("-O2", "-DCOLLAPSE") if memory > 4000 else ("-O2",) if fast else ("-O0",)
    said = _run(["gcc", "-w", *options, "-DSAFETY", "-DNOREDUCE", f"-DMEMLIM={memory}", "-o", "pan", "pan.c"], folder)
    if said:
        raise RuntimeError(f"gcc refuses what spin made of {model.name}:\n{said}")
    start = time.monotonic()
    output = _run(["./pan", f"-m{DEPTH}", f"-w{24 if fast else 21}"], folder)
    return _verdict(output, time.monotonic() - start)


def _run(command: Sequence[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.stdout.decode(errors="replace")


def _verdict(output: str, seconds: float) -> Verdict:
    states, errors, memory = _STATES.search(output), _ERRORS.search(output), _MEMORY.search(output)
    if states is None or errors is None:
        return Verdict(0, seconds, 0, "", False, (), output)
    wrong = _WRONG.search(output)
    found = wrong[1] if wrong else "" if errors[1] == "0" else "an error that SPIN does not name"
    return Verdict(
        states=int(float(states[1])),
        seconds=seconds,
        memory=float(memory[1]) if memory else 0,
        wrong=re.sub(r"\s+", " ", found),
        complete=not any(each in output for each in _INCOMPLETE),
        unreached=tuple((int(line), text) for line, text in _UNREACHED.findall(output)),
        output=output,
    )
