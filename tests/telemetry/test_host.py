"""The bash library inside host scripts of all kinds: it does its work and leaves no trace."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from tests.telemetry.support import BASH, FIXED, SAMPLE, Bash, bash_library

WORK = """
sample_span_work agent_id=a work_type=bug tags=x tags=y score=1.50
swarmsh_span_set priority=3 label.K='v w' label.ü=$'\\303\\251\\342\\202\\001\\377"'
sample_span_call agent_id='*' urgent=true
swarmsh_span_event hit agent_id=b
swarmsh_span_link 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
swarmsh_span_error timeout 'too late'
swarmsh_span_end
sample_event_done agent_id=c
sample_metric_added 1 work_type=feature
swarmsh_span_status ok
swarmsh_span_end
"""
REFUSED = "sample_span_work nope=1 work_type=x priority=z\nswarmsh_span_end\nswarmsh_span_end\nsample_metric_added -1\n"

HOSTS = {
    "plain": "",
    "strict": "set -euo pipefail",
    "inherited traps": "set -eEuTo pipefail; trap 'exit 99' ERR",
    "no globbing": "set -f",
    "globbing": "shopt -s nullglob failglob dotglob extglob globstar; : >'[a]' >a >b",
    "case": "shopt -s nocasematch nocaseglob",
    "IFS of letters": "IFS='aeiou019\"{:'",
    "IFS empty": "IFS=",
    "IFS readonly": "readonly IFS=,",
    "posix": "set -o posix",
    "posix strict": "set -o posix; set -eu",
    "allexport": "set -a",
    "noclobber": "set -C",
    "restored locals": "shopt -s localvar_inherit; __value=1 __attributes=2 __given=3 __status=4",
    "old rules": "shopt -s compat42 2>/dev/null || BASH_COMPAT=4.2",
    "UTF-8": "LC_ALL=C.UTF-8",
    "LANG": "LANG=C.UTF-8",
    "locale that is missing": "LC_ALL=xx_XX.UTF-8 2>/dev/null",
    "readonly locale": "readonly LC_ALL=C",
    "readonly names": "readonly name=1 value=2 key=3 line=4 i=5 argument=6 status=7 span=8",
    "readonly context": "readonly TRACEPARENT=x TRACESTATE=y",
    "special variables gone": "unset EPOCHREALTIME SRANDOM RANDOM",
    "no home": "unset HOME PWD OLDPWD",
    "debugger": "shopt -s extdebug; trap ':' DEBUG",
    "no standard error": "exec 2>&-",
}


def own(stderr: bytes) -> list[bytes]:
    """What is not the one warning bash gives when the host itself asks for a locale that is missing."""
    lines = stderr.splitlines()
    warnings = [line for line in lines if b"setlocale" in line]
    assert len(warnings) <= 1
    return [line for line in lines if line not in warnings]


@pytest.mark.parametrize("host", HOSTS)
def test_same_lines_in_every_host(bash: Bash, host: str) -> None:
    done = bash.run(WORK, FIXED)
    assert (done.returncode, done.stderr) == (0, b"")
    wanted = [bash.lines(signal) for signal in ("traces", "metrics", "logs")]
    assert [len(lines) for lines in wanted] == [2, 1, 1]
    for signal in ("traces", "metrics", "logs"):
        (bash.telemetry / f"{signal}.jsonl").unlink()
    done = bash.run(f"{WORK}\nprintf done", FIXED, before=HOSTS[host])
    assert (done.returncode, done.stdout, own(done.stderr)) == (0, b"done", [])
    assert [bash.lines(signal) for signal in ("traces", "metrics", "logs")] == wanted


@pytest.mark.parametrize("host", HOSTS)
def test_refused_calls_in_every_host(bash: Bash, host: str) -> None:
    done = bash.run(f"{REFUSED}\nprintf done", FIXED, before=HOSTS[host])
    assert (done.returncode, done.stdout) == (0, b"done")
    assert len(own(done.stderr)) == (0 if host == "no standard error" else 6)
    (line,) = bash.lines("traces")
    assert b"nope" not in line


STATE = """
state() {
  local LC_ALL=C
  set -o
  shopt
  trap -p
  printf '%q ' "$IFS" "${host_locale-unset}" "${LANG-unset}" "${REPLY-unset}" "$-" "$*"
  for fd in 0 1 2 3 4 5 6 7 8 9 10 63; do { printf '' >&"$fd"; } 2>/dev/null && printf '%s ' "$fd"; done
  printf '\\n'
}
"""


@pytest.mark.parametrize("host", [name for name in HOSTS if name not in ("no standard error", "debugger")])
def test_nothing_changes(bash: Bash, host: str) -> None:
    set_up = f"""
{STATE}
REPLY=kept
set -- one 'two three'
trap 'true' USR1
trap ': "on err"' ERR
{HOSTS[host]}
host_locale=${{LC_ALL-unset}}
state "$@" >before.txt
"""
    done = bash.run(
        f'host_locale=${{LC_ALL-unset}}\nREPLY=kept\n{WORK}\n{REFUSED}\nREPLY=kept\nstate "$@" >after.txt',
        FIXED,
        before=set_up,
    )
    assert done.returncode == 0, done
    assert (bash.folder / "after.txt").read_text() == (bash.folder / "before.txt").read_text()


def test_only_documented_variables_and_functions_appear(bash: Bash) -> None:
    names = "{ compgen -v; compgen -A function; compgen -a; }"
    done = bash.run(f"{WORK}{REFUSED}{names}", FIXED, before=f"{names} >before.txt")
    before = set((bash.folder / "before.txt").read_text().split())
    new = {name for name in done.stdout.decode().split() if name not in before}
    assert {name for name in new if not name.startswith(("_swarmsh_", "swarmsh_", "sample_", "_sample_"))} <= {
        "REPLY", "PIPESTATUS", "BASH_REMATCH", "FUNCNAME", "_", "BASH_LINENO", "BASH_SOURCE"
    }  # fmt: skip
    assert "BASH_REMATCH" not in new


def test_case_matters_under_nocasematch(bash: Bash) -> None:
    script = """
        shopt -s nocasematch
        sample_span_work AGENT_ID=a agent_id=a work_type=BUG urgent=TRUE
        swarmsh_span_link 00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
        swarmsh_span_status OK
        swarmsh_span_end
    """
    done = bash.run(script, {"TRACEPARENT": "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})
    assert len(done.stderr.splitlines()) == 5
    (line,) = bash.lines("traces")
    span = json.loads(line)["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
    assert [pair["key"] for pair in span["attributes"]] == ["sample.operation", "sample.agent.id"]
    assert "parentSpanId" not in span
    assert span["status"] == {}


def test_nothing_is_exported(bash: Bash) -> None:
    done = bash.run(f"set -a\n{WORK}{REFUSED}\nset +a\nexport -p")
    assert done.stdout
    assert b"_swarmsh_" not in done.stdout
    assert b"__" not in done.stdout


def test_inherited_debug_traps_see_next_to_nothing(bash: Bash) -> None:
    script = f"set -TE\ntrap 'seen+=(\"$BASH_COMMAND\")' DEBUG\n{WORK}\ntrap - DEBUG\nprintf '%s\\n' \"${{seen[@]}}\""
    done = bash.run(script)
    assert len(bash.lines("traces")) == 2
    seen = done.stdout.decode(errors="replace").splitlines()
    assert len(seen) < 11 * 30
    assert not [command for command in seen if "__attributes" in command]


def test_void_functions_keep_reply(bash: Bash) -> None:
    done = bash.run(
        """
        sample_span_work agent_id=a; printf '%s ' "$REPLY"
        REPLY=mine
        swarmsh_span_set priority=1; swarmsh_span_event e; swarmsh_span_status ok; sample_event_done agent_id=a
        sample_metric_added 1; swarmsh_resource a=b; swarmsh_span_end
        printf '%s' "$REPLY"
        """
    )
    assert done.stdout == b"1 mine"


def test_strict_mode_returns_2_and_still_records(bash: Bash) -> None:
    script = """
        SWARMSH_TELEMETRY_STRICT=1
        sample_span_work agent_id=a; printf '%s ' $?
        sample_span_work nope=1; printf '%s ' $? "$REPLY"
        swarmsh_span_set priority=x; printf '%s ' $?
        swarmsh_span_end; printf '%s ' $?
        swarmsh_span_end; printf '%s ' $?
        swarmsh_span_end; printf '%s ' $?
        set -e
        swarmsh_span_end
        printf 'not reached'
    """
    done = bash.run(script)
    assert (done.returncode, done.stdout) == (2, b"0 2 2 2 0 0 2 ")
    assert len(bash.lines("traces")) == 2


def test_messages(bash: Bash) -> None:
    script = """
host() {
  sample_span_work work_type=$'huge\\nmess' nope=1 9x=1 priority=99999999999999999999 \\
    urgent=yes score=1e5 exit_code=3 plain tags=a priority=1 tags=b sizes=1 sizes=x
}
host
swarmsh_span_set operation=other label=x
swarmsh_span_event
swarmsh_span_link nothing
swarmsh_span_status perhaps
swarmsh_span_status ok why
swarmsh_span_error
swarmsh_span_set --span 08 priority=1
swarmsh_span_end --span
swarmsh_resource =x
sample_metric_added
sample_metric_added 1.x
"""
    done = bash.run(script)
    assert done.returncode == 0
    said = [line.partition("script.sh:")[2] for line in done.stderr.decode().splitlines()]
    everything = "work_type exit_code priority percent level steps score urgent tags sizes scores answers label header"
    integer = "is not an integer (64 bits, decimal digits, no leading zeros)"
    assert said == [
        '5: sample_span_work: "9x=1" is not of the form NAME=VALUE',
        '5: sample_span_work: exit_code: "3" is not one of 0, 1, 2',
        f'5: sample_span_work: unknown argument "nope"; it takes agent_id {everything}',
        '5: sample_span_work: "plain" is not of the form NAME=VALUE',
        f'5: sample_span_work: priority: "99999999999999999999" {integer}',
        "5: sample_span_work: priority is given twice; the first value is kept",
        '5: sample_span_work: score: "1e5" is not a decimal number such as 12.5 (no exponent, no leading zeros)',
        f'5: sample_span_work: sizes: "x" {integer}',
        '5: sample_span_work: urgent: "yes" is not true or false',
        '5: sample_span_work: work_type: "huge\\nmess" is not one of feature, bug, long story',
        "5: sample_span_work: missing agent_id=VALUE, which is required",
        f'9: swarmsh_span_set: unknown argument "operation"; it takes agent_id {everything}',
        f'9: swarmsh_span_set: unknown argument "label"; it takes agent_id {everything}',
        "10: swarmsh_span_event: give the name of the event first",
        '11: swarmsh_span_link: "nothing" is not a traceparent (00-TRACE-SPAN-FLAGS)',
        "12: swarmsh_span_status: the status is ok or error",
        "13: swarmsh_span_status: a message goes with the status error only",
        "14: swarmsh_span_error: give the type of the error first, such as timeout",
        '15: swarmsh_span_set: no span is open with the handle "08"',
        "16: swarmsh_span_end: no span is open",
        '17: swarmsh_resource: "=x" is not of the form NAME=VALUE',
        '18: sample_metric_added: the value "" is not a decimal number such as 12.5 (no exponent, no leading zeros)',
        '19: sample_metric_added: the value "1.x" is not a decimal number such as 12.5 (no exponent, no leading zeros)',
    ]


def test_spans_named_by_the_caller(bash: Bash) -> None:
    script = """
        sample_span_any agent_id=a name='GET /x' name=y; swarmsh_span_end
        sample_span_any; swarmsh_span_end
    """
    said = [line.partition("any: ")[2] for line in bash.run(script).stderr.decode().splitlines()]
    assert said == ['unknown argument "name"; it takes agent_id', "missing name=VALUE, the name of the span"]
    spans = [json.loads(line)["resourceSpans"][0]["scopeSpans"][0]["spans"][0] for line in bash.lines("traces")]
    assert [(span["name"], span["kind"]) for span in spans] == [("GET /x", 2), ("unnamed", 2)]


def test_hostile_handles_and_numbers_are_not_evaluated(bash: Bash) -> None:
    script = """
        sample_span_work agent_id=a
        for bad in 'a[$(printf pwned >&2)]' 'x=1' '1 + 1' '-1' '0x1' '010' '99999999999999999999'; do
          swarmsh_span_set --span "$bad" priority=1
          swarmsh_span_set priority="$bad"
          sample_metric_added "$bad"
          SWARMSH_NOW_NS=$bad SWARMSH_ID_SEED=$bad
          swarmsh_span_event e
          unset SWARMSH_NOW_NS SWARMSH_ID_SEED
        done
        swarmsh_span_end
        printf done
    """
    done = bash.run(script)
    assert done.stdout == b"done"
    assert b"pwned\n" not in done.stderr.replace(b"printf pwned", b"")
    assert not any(line.endswith(b"pwned") for line in done.stderr.splitlines())


def test_sourced_twice_and_beside_another_library(bash: Bash) -> None:
    other = bash_library() + SAMPLE.read_text().replace("sample", "other").replace("1.2.3", "7")
    (bash.folder / "other.sh").write_text(other)
    script = f"""
        sample_span_work agent_id=a
        . {bash.library}
        . {bash.folder}/other.sh
        other_span_call agent_id=b
        swarmsh_span_set priority=1
        swarmsh_span_end
        swarmsh_span_set priority=2
        swarmsh_span_end
    """
    done = bash.run(script, FIXED)
    assert (done.returncode, done.stderr) == (0, b"")
    child, parent = (json.loads(line)["resourceSpans"][0]["scopeSpans"][0] for line in bash.lines("traces"))
    assert (child["scope"]["name"], parent["scope"]["name"]) == ("other", "sample")
    assert child["spans"][0]["parentSpanId"] == parent["spans"][0]["spanId"]
    assert [pair["key"] for pair in child["spans"][0]["attributes"]] == ["other.agent.id", "other.priority"]


def test_sourced_inside_a_function(bash: Bash) -> None:
    script = f"load() {{ . {bash.library}; }}\nload\n{WORK}"
    path = bash.folder / "inside.sh"
    path.write_text(script)
    done = subprocess.run(
        [BASH, str(path)], env={"SWARMSH_TELEMETRY_DIR": str(bash.telemetry)}, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert len(bash.lines("traces")) == 2


def test_state_is_not_taken_from_the_environment(bash: Bash) -> None:
    state = ("_swarmsh_loaded", "_swarmsh_handle", "_swarmsh_stack", "_swarmsh_words", "_swarmsh_remote")
    poison = dict.fromkeys(state, "1")
    assert bash.run(WORK, FIXED).returncode == 0
    wanted = bash.lines("traces")
    (bash.telemetry / "traces.jsonl").unlink()
    done = bash.run(
        WORK, FIXED | poison | {"_swarmsh_lf": "x", "_swarmsh_version": "a[$(exit)]", "_swarmsh_span_head": "x"}
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert bash.lines("traces") == wanted


def test_xtrace_shows_only_the_calls(bash: Bash) -> None:
    done = bash.run(f"PS4='+ '; set -x\n{WORK}\nset +x", FIXED)
    assert done.returncode == 0
    assert len(done.stderr.splitlines()) < 12 * 20
    assert b"__attributes" not in done.stderr
    assert len(bash.lines("traces")) == 2


def test_run_passes_the_context_and_the_status(bash: Bash) -> None:
    script = """
        show() { printf '%s %s\\n' "$TRACEPARENT" "${TRACESTATE-none}"; return 7; }
        swarmsh_run show; printf '%s\\n' $?
        swarmsh_traceparent; printf '%s\\n' "$REPLY"
        sample_span_work agent_id=a
        swarmsh_run show 'two words'; printf '%s\\n' $?
        swarmsh_traceparent; printf '%s\\n' "$REPLY"
        printf '%s %s\\n' "${TRACEPARENT-none}" "${TRACESTATE-none}"
        swarmsh_run bash-is-not-in-path 2>/dev/null; printf '%s\\n' $?
        swarmsh_span_end
        swarmsh_run; printf '%s\\n' $?
    """
    done = bash.run(script, FIXED)
    own = "00-bdd732262feb6e95ba69ec90eb4fef88-fb452912299a5453-03"
    assert done.stdout.decode().split("\n") == [
        " none", "7", "", f"{own} none", "7", own, "none none", "127", "0", "",
    ]  # fmt: skip
    received = {"TRACEPARENT": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "TRACESTATE": " a=b "}
    done = bash.run(script, FIXED | received)
    lines = done.stdout.decode().split("\n")
    own = "00-0af7651916cd43dd8448eb211c80319c-bdd732262feb6e95-01"
    assert lines[0] == f"{received['TRACEPARENT']} a=b"
    assert lines[2] == received["TRACEPARENT"]
    assert lines[3] == f"{own} a=b"
    assert lines[6] == f"{received['TRACEPARENT']}  a=b "


def test_run_under_errexit_stops_the_host(bash: Bash) -> None:
    done = bash.run("set -e\nfail() { return 5; }\nsample_span_work agent_id=a\nswarmsh_run fail\nprintf 'not reached'")
    assert (done.returncode, done.stdout) == (5, b"")


def test_child_process_continues_the_trace(bash: Bash) -> None:
    child = bash.folder / "child.sh"
    child.write_text(f". {bash.library}\nsample_span_call\nswarmsh_span_end\n")
    done = bash.run(f"sample_span_work agent_id=a\nswarmsh_run '{BASH}' {child}\nswarmsh_span_end")
    assert (done.returncode, done.stderr) == (0, b"")
    inner, outer = (json.loads(line)["resourceSpans"][0]["scopeSpans"][0]["spans"][0] for line in bash.lines("traces"))
    assert inner["traceId"] == outer["traceId"]
    assert inner["parentSpanId"] == outer["spanId"]
    assert (inner["flags"], outer["flags"]) == (768 + 3, 256 + 3)


def test_turned_off(bash: Bash) -> None:
    script = f"""
        set -u
        {WORK}{REFUSED}
        sample_span_work agent_id=a; printf '<%s>' "$REPLY"
        swarmsh_run printf x
        swarmsh_traceparent; printf '<%s>' "$REPLY"
    """
    done = bash.run(script, {"TELEMETRY_ENABLED": "false"})
    assert (done.returncode, done.stdout, done.stderr) == (0, b"<>x<>", b"")
    assert list(bash.telemetry.iterdir()) == []


def test_missing_directory_is_reported_once(bash: Bash) -> None:
    bash.telemetry.rmdir()
    done = bash.run(f"set -eu\n{WORK}{WORK}printf '%s' \"$_swarmsh_lost\"")
    assert done.returncode == 0
    assert done.stdout == b"8"
    assert done.stderr.decode() == (
        f"swarmsh: telemetry is lost: there is no directory {bash.telemetry}; run: mkdir -p '{bash.telemetry}'\n"
    )
    assert not bash.telemetry.exists()


def test_unwritable_file_is_reported_once(bash: Bash) -> None:
    (bash.telemetry / "traces.jsonl").mkdir()
    done = bash.run(WORK + WORK)
    assert done.returncode == 0
    assert done.stderr.count(b"\n") == 1
    assert b"cannot write to" in done.stderr
    assert len(bash.lines("metrics")) == 2


@pytest.mark.parametrize(
    ("env", "where"),
    [
        ({"SWARMSH_TELEMETRY_DIR": ""}, "data/telemetry/side"),
        ({"SWARMSH_TELEMETRY_DIR": "", "SWARMSH_DATA_DIR": "-d x"}, "-d x/telemetry/side"),
        ({"SWARMSH_TELEMETRY_DIR": "t"}, "t"),
    ],
)
def test_directory(bash: Bash, env: dict[str, str], where: str) -> None:
    (bash.folder / where).mkdir(parents=True)
    done = bash.run(f"cd /\n{WORK}", env)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len((bash.folder / where / "traces.jsonl").read_bytes().splitlines()) == 2


def test_no_program_and_no_process_is_started(bash: Bash) -> None:
    # The kernel adds the page faults of children that were waited for, and no child starts without any.
    script = f"""
        faults() {{ local stat; read -r -a stat </proc/self/stat; printf '%s ' "${{stat[10]}}"; }}
        faults
        for round in 1 2 3; do {WORK}{REFUSED}
        done
        faults
        (:)
        faults
    """
    done = bash.run(script)
    before, after, probe = map(int, done.stdout.split())
    assert (before, after) == (0, 0)
    assert probe > 0


def test_arithmetic_is_quoted_where_it_would_be_split() -> None:
    words = [line for line in bash_code().splitlines() if re.search(r"\s\$\(\(", line) and "[[" not in line]
    assert words == []


def test_no_substitution_of_commands_but_for_the_clock() -> None:
    found = re.findall(r"\$\([^()].*|`|[<>]\(.*", bash_code())
    assert found == ["$(command date +%s 2>/dev/null) || :"]


def bash_code() -> str:
    return "\n".join(re.sub(r"(^|\s)#.*", "", line) for line in bash_library().splitlines())


def test_function_names(bash: Bash) -> None:
    done = bash.run("compgen -A function", before="")
    names = done.stdout.decode().split()
    assert [name for name in names if not name.startswith(("_swarmsh_", "swarmsh_", "sample_"))] == []


def test_old_shell_is_refused_with_a_reason() -> None:
    guard = bash_library().split("\n# The mark is")[0]
    for shell in (["/bin/sh"], [BASH, "--norc"]):
        code = guard.replace("${BASH_VERSION-}", "3.2.57").replace("${BASH_VERSION:-", "${NONE:-3.2")
        done = subprocess.run([*shell, "-c", code + "\nprintf 'not reached'"], capture_output=True, check=False)
        assert done.returncode == 1
        assert done.stdout == b""
        assert b"needs bash 4.0" in done.stderr
