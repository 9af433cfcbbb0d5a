"""Several writers of one file do not tear each other's lines."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.telemetry import validator
from tests.telemetry.support import BASH, Bash, runtime

ROUNDS = 60


def test_bash_and_python_processes_and_threads(bash: Bash) -> None:
    script = bash.folder / "writer.sh"
    script.write_text(
        f". {bash.library}\n"
        "printf -v long '%3300s' ''\n"
        f"for ((n = 0; n < {ROUNDS}; n++)); do\n"
        '  sample_span_work agent_id="${long// /$1}"\n  swarmsh_span_end\ndone\n'
    )
    env = {"SWARMSH_TELEMETRY_DIR": str(bash.telemetry)}
    writers = [subprocess.Popen([BASH, str(script), letter], env=env) for letter in "abc"]
    tracer = runtime("spans").FileTracerProvider(directory=str(bash.telemetry)).get_tracer("threads")

    def write(letter: str) -> None:
        for _ in range(ROUNDS):
            with tracer.start_as_current_span("thread") as span:
                span.set_attribute("sample.agent.id", letter * 3300)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, "wxyz"))
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    lines = bash.lines("traces")
    assert len(lines) == 7 * ROUNDS
    ids = set()
    for line in lines:
        span = validator.parse("traces", line)["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
        ids.add(span["spanId"])
        value = span["attributes"][-1]["value"]["stringValue"]
        assert value == value[0] * 3300
    assert len(ids) == len(lines)


def test_python_creates_the_directory_in_a_fresh_process(bash: Bash) -> None:
    folder = bash.folder / "new" / "deep"
    code = (
        "from tests.telemetry.support import runtime\n"
        "span = runtime('spans').FileTracerProvider().get_tracer('t').start_span('s')\n"
        "span.end()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"SWARMSH_TELEMETRY_DIR": str(folder), "PYTHONPATH": "."}, check=False
    )
    assert done.returncode == 0
    assert len((folder / "traces.jsonl").read_bytes().splitlines()) == 1
