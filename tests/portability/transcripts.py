"""`python -m tests.portability.transcripts FOLDER`: the corpus as files that `replay.sh` runs where only bash is.

Every case becomes a folder: `case.sh` calls, `N.in`, `N.out` and `N.err` belong to invocation N and are there unless
empty, `data/` is what must be left. Expected is what the Python coordinator and the Python telemetry helpers do.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.parity_patterns.corpus import START, Call, Case, cases, fits
from tests.parity_patterns.systems import PROGRAM, Ran, batch_input, start
from tests.telemetry.support import command

HERE = Path(__file__).parent
SCRIPT = "atomic.sh"


def write(case: Case, folder: Path) -> None:
    """Make one folder for a case; what is expected must agree with the corpus.

    Raises:
        AssertionError: the Python coordinator does not do what the corpus says.
    """
    target = folder / case.id
    target.mkdir(parents=True)
    calls = [*_before(case), *case.calls]
    lines = []
    with TemporaryDirectory() as name:
        system = start("python", case.pattern, Path(name))
        for number, call in enumerate(calls, start=1):
            ran = system.call(call.words, call.environment, call.clock, call.stdin)
            assert ran.exit == call.exit and fits(call.out, ran.out), f"{case.id}: invocation {number}: {ran}"
            _answer(target, number, call.stdin, ran)
            fixed = {"SWARMSH_NOW_NS": str(call.clock), "SWARMSH_ID_SEED": "1"}
            lines.append(_line(ran.exit, "coordinator", {**fixed, **call.environment}, call.words))
        _data(Path(name) / "data", target)
    (target / "case.sh").write_bytes(b"".join(lines))


def write_telemetry(folder: Path) -> None:
    """The case of the telemetry library."""
    target = folder / "telemetry"
    target.mkdir(parents=True)
    shutil.copy(HERE / "telemetry.sh", target)
    fixed = {"SWARMSH_NOW_NS": str(START), "SWARMSH_ID_SEED": "42", "SWARMSH_TELEMETRY_DIR": "data"}
    with TemporaryDirectory() as name:
        (Path(name) / "data").mkdir()
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "SWARMSH_", "TRACE"))
        }
        subprocess.run([sys.executable, HERE / "telemetry.py"], cwd=name, env={**clean, **fixed}, check=True)
        _data(Path(name) / "data", target)
    (target / "case.sh").write_bytes(b'mkdir "${work}/data"\n' + _line(0, "telemetry.sh", fixed, ()))


def _before(case: Case) -> list[Call]:
    if not case.start:
        return []
    lines = batch_input([one.words for one in case.start])
    return [Call(words=("batch",), environment=case.start[0].environment, clock=START, stdin=lines)]


def _answer(target: Path, number: int, stdin: bytes, ran: Ran) -> None:
    texts = {"out": ran.out or "", "err": ran.err}
    files = {name: text.replace(PROGRAM, SCRIPT).encode(errors="surrogateescape") for name, text in texts.items()}
    for name, data in {"in": stdin, **files}.items():
        if data:
            (target / f"{number}.{name}").write_bytes(data)


def _line(exit_code: int, program: str, variables: Mapping[str, str], words: Sequence[str]) -> bytes:
    settings = [f"{name}={value}" for name, value in variables.items()]
    return command(["call", str(exit_code), program, *settings, "--", *words])


def _data(left: Path, target: Path) -> None:
    if left.exists():
        shutil.copytree(left, target / "data", symlinks=True)
        (target / "data" / "reserve").unlink(missing_ok=True)


def export(chosen: Iterable[Case], folder: Path) -> None:
    """Write cases and the telemetry case to a folder, which must not have them yet."""
    for case in chosen:
        write(case, folder)
    write_telemetry(folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.portability.transcripts", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="each Nth case only")
    options = parser.parse_args()
    export(cases()[:: options.every], options.folder)
