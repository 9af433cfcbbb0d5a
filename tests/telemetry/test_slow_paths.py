"""What older versions of bash and other machines make the library do, forced on this one."""

from __future__ import annotations

import re
import time

import pytest

from tests.telemetry.support import Bash


@pytest.mark.parametrize("source", ["SRANDOM", "kernel", "last resort"])
def test_random_ids(bash: Bash, source: str) -> None:
    hook = {"SRANDOM": "", "kernel": "_swarmsh_version=500", "last resort": "_swarmsh_version=500 _swarmsh_uuid=/none"}
    draw = "for n in {1..200}; do _swarmsh_ids_word; printf '%s\\n' \"$__reply\"; done"
    done = bash.run(f"{hook[source]}\n{draw}\n({draw})\n({draw})\n{draw}")
    assert done.stderr == b""
    words = done.stdout.split()
    assert len(words) == len(set(words)) == 800
    assert all(re.fullmatch(rb"[0-9a-f]{16}", word) for word in words)
    for place in range(16):  # no digit is fixed
        assert len({word[place] for word in words}) == 16


def test_invalid_uuid_source_is_not_used(bash: Bash) -> None:
    (bash.folder / "uuid").write_text("no uuid\n")
    done = bash.run(
        f"_swarmsh_version=500 _swarmsh_uuid={bash.folder}/uuid\n_swarmsh_ids_word; printf '%s' \"$__reply\""
    )
    assert re.fullmatch(rb"[0-9a-f]{16}", done.stdout)


@pytest.mark.parametrize(
    ("version", "resolution"), [(502, 1000), (500, 1000), (499, 10**9), (402, 10**9), (401, 10**9), (400, 10**9)]
)
def test_clock(bash: Bash, version: int, resolution: int) -> None:
    programs = bash.folder / "bin"
    programs.mkdir()
    (programs / "date").symlink_to("/bin/date")
    before = time.time_ns()
    script = f"_swarmsh_version={version}\n_swarmsh_clock_now; printf '%s' \"$__reply\""
    done = bash.run(script, {"PATH": str(programs)})
    now = int(done.stdout)
    assert before - resolution <= now <= time.time_ns() + 1000
    assert now % resolution == 0


@pytest.mark.parametrize("program", [None, "printf nonsense", "exit 1"])
def test_no_clock_at_all(bash: Bash, program: str | None) -> None:
    programs = bash.folder / "bin"
    programs.mkdir()
    if program is not None:
        (programs / "date").write_text(f"#!/bin/sh\n{program}\n")
        (programs / "date").chmod(0o755)
    script = "_swarmsh_version=401\nset -eu\nsample_span_work agent_id=a\nswarmsh_span_end"
    done = bash.run(script, {"PATH": str(programs)})
    assert (done.returncode, done.stderr) == (0, b"")
    assert (
        b'"startTimeUnixNano":"0000000000"' in bash.lines("traces")[0]
        or b'TimeUnixNano":"0"' in bash.lines("traces")[0]
    )


def test_comma_locale(bash: Bash) -> None:
    done = bash.run("EPOCHREALTIME_=1\n_swarmsh_clock_now; printf '%s' \"$__reply\"", {"LC_NUMERIC": "de_DE.UTF-8"})
    assert abs(int(done.stdout) - time.time_ns()) < 60 * 10**9


@pytest.mark.parametrize("bad", ["-1", "x", "1.5", "9223372036854775808", "01"])
def test_bad_fixed_clock_and_seed(bash: Bash, bad: str) -> None:
    script = "sample_span_work agent_id=a\nsample_span_call\nswarmsh_span_end\nswarmsh_span_end"
    done = bash.run(script, {"SWARMSH_NOW_NS": bad, "SWARMSH_ID_SEED": bad + "x"})
    assert done.returncode == 0
    assert done.stderr.decode().splitlines() == [
        "swarmsh: SWARMSH_NOW_NS is not a number of nanoseconds; the clock is used",
        "swarmsh: SWARMSH_ID_SEED is not a 64-bit integer; ids are random",
    ]
    assert len(bash.lines("traces")) == 2


def test_time_never_runs_backwards(bash: Bash) -> None:
    script = """
        SWARMSH_NOW_NS=1000; sample_span_work agent_id=a; sample_metric_added 1
        SWARMSH_NOW_NS=500; sample_metric_added 1; swarmsh_span_end
    """
    assert bash.run(script).stderr == b""
    assert b'"startTimeUnixNano":"1000","endTimeUnixNano":"1000"' in bash.lines("traces")[0]
    first, second = bash.lines("metrics")
    assert b'"startTimeUnixNano":"1000","timeUnixNano":"1000"' in first
    assert b'"startTimeUnixNano":"500","timeUnixNano":"500"' in second
