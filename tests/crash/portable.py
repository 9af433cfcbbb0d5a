"""Killing without ptrace: bash between its commands, Python between its calls of the system. Children are not reached,
and nothing dies within a call.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from subprocess import Popen

from tests.coordinators import BASH
from tests.crash.tracer import Mode, Outcome, Point

# The count is exported, because the script begins again, in the same process, for rare work. The script takes back that
# functions inherit the trap; the next command at the top sets it again.
_TRAP = """
export TRIP_COUNT=${TRIP_COUNT:-0}
trip_count() {
  set -T
  case $1 in
    *'>'* | mkdir* | rm* | mv* | dd* | flock* | sync*) ;;
    *) return 0 ;;
  esac
  TRIP_COUNT=$((TRIP_COUNT + 1))
  [[ ${TRIP_COUNT} -ne ${TRIP_AT} ]] || kill -KILL "$$"
}
trap 'trip_count "${BASH_COMMAND}"' DEBUG
"""
_CALLS = """
import fcntl, os, runpy, signal, sys
at, count = int(os.environ["TRIP_AT"]), 0
def tripping(real):
    def call(*words, **more):
        global count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*words, **more)
    return call
for module, names in ((os, "mkdir rename unlink write pwrite ftruncate fsync fdatasync"), (fcntl, "flock")):
    for name in names.split():
        setattr(module, name, tripping(getattr(module, name)))
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def run(
    command: Sequence[str],
    env: Mapping[str, str],
    store: Path,
    place: int = 0,
    mode: Mode = "all",
    stdin: Path = Path("/dev/null"),
    meanwhile: Callable[[], Popen[bytes]] | None = None,
) -> Outcome:
    """As `tracer.run`, but there is one mode only, and the points are the commands and calls that look like changes."""
    if command[: len(BASH.command)] == BASH.command:
        script = store.parent / Path(BASH.command[-1]).name
        first, _, rest = Path(BASH.command[-1]).read_text().partition("\n")
        script.write_text(f"{first}{_TRAP}{rest}")
        words = [*BASH.command[:-1], str(script), *command[len(BASH.command) :]]
    else:
        words = [command[0], "-c", _CALLS, *command[1:]]
    with stdin.open("rb") as file:
        variables = {**env, "TRIP_AT": str(place)}
        done = subprocess.run(words, env=variables, stdin=file, capture_output=True, check=False)
    point = Point("command", "", True, True, 0, -1, -1, 0, 0) if done.returncode == -9 else None
    return Outcome(done.returncode, done.stdout, done.stderr, point)
