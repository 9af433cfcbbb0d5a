"""A coordinator put together from the runtime and the small pattern, and ways to run and to stop it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[3]
STORE = ROOT / "templates" / "bash" / "store"
HERE = Path(__file__).parent

HOT = "prelude clock ids context values text paths slots names lock form state journal spans transaction commit".split()
NOW = 1_800_000_000 * 10**9
SECOND = 10**9

Fields = Mapping[str, str]
TYPES = {"?": "null", "int": "0", "set": "[]"}

PRIORITIES = ("high", "low")
KINDS: dict[str, tuple[str, int, bool, str, Fields]] = {
    "agent": ("a", 512, False, "", {"id": "word", "held": "int", "holdings_head": "int?", "holdings_tail": "int?"}),
    "work": (
        "w",
        1536,
        False,
        "title note",
        {
            **{"id": "word", "title": "text", "note": "text?", "status": "word", "priority": "word", "skills": "set"},
            **dict.fromkeys(("agent", "due_at", "queued_sequence", "holdings_previous", "holdings_next"), "int?"),
            **dict.fromkeys(("ready_class", "ready_previous", "ready_next"), "int?"),
            **dict.fromkeys(("wake_bucket", "wake_previous", "wake_next"), "int?"),
        },
    ),
    "ready_class": (
        "",
        512,
        True,
        "",
        {
            "skills": "set",
            "length": "int",
            **{f"{one}_{end}": "int?" for one in PRIORITIES for end in ("head", "tail", "sequence")},
        },
    ),
    "wake_bucket": ("", 128, True, "", {"head": "int?", "tail": "int?"}),
    "wake_wheel": ("", 512, True, "", {"cursor": "int", **{f"level_{level}": "int" for level in range(9)}}),
}
"""Prefix, size of the slot, whether it is made, texts, and fields with their types."""


def records() -> str:
    """The functions that a generated coordinator has for every kind."""
    return _TOKENS + "".join(_record(kind, *rest) for kind, rest in KINDS.items())


_TOKENS = r"""
# Sets REPLY to the value of a TOKEN of a TYPE, or fails.
small_value() {
  REPLY=$2
  case $1:$2 in
    *\?:null) REPLY='' ;;
    int*) values_whole "$2" ;;
    text*:[1-9]*) [[ $2 != *[!0-9]* ]] ;;
    text*) text_valid "$2" ;;
    set:\[\]) REPLY='' ;;
    set:\[\"*\"\])
      REPLY=${2//[\"\]\[]/}
      ;;
    word*:\"*\")
      REPLY=${2//\"/}
      ;;
    *) return 1 ;;
  esac
}

# Adds to `line` of the caller the token of a VALUE of a TYPE.
small_token() {
  local comma=, between='","'
  case $1:$2 in
    *\?:) line+=null ;;
    set:) line+='[]' ;;
    set:*) line+="[\"${2//"${comma}"/"${between}"}\"]" ;;
    word*) line+="\"$2\"" ;;
    text*)
      if [[ ${#2} -gt ${TEXT_INLINE} ]]; then
        line+=${#2}
      else
        line+=$2
      fi
      ;;
    *) line+=$2 ;;
  esac
}
"""


def _record(kind: str, prefix: str, size: int, made: bool, texts: str, fields: Fields) -> str:
    lines = [
        f"SLOT_{kind}={size} PREFIX_{kind}='{prefix}' MADE_{kind}={str(made).lower()} TEXTS_{kind}='{texts}'",
        f"declare -A f_{kind}",
        f"{kind}_decode() {{",
        f"  [[ ${{#TOKENS[@]}} -eq {2 * len(fields) + 3} && ${{TOKENS[0]}}${{TOKENS[1]}} == '{{\"number\":'\"$1\" ]] || return 1",
    ]
    for place, (field, type_) in enumerate(fields.items(), start=1):
        lines += [
            f"  [[ ${{TOKENS[{2 * place}]}} == ',\"{field}\":' ]] || return 1",
            f"  small_value '{type_}' \"${{TOKENS[{2 * place + 1}]}}\" || return 1",
            f"  f_{kind}[$1_{field}]=${{REPLY}}",
        ]
    lines += [f"  [[ ${{TOKENS[{2 * len(fields) + 2}]}} == '}}' ]]", "}", f"{kind}_empty() {{"]
    lines += [f"  f_{kind}[$1_{field}]={'0' if type_ == 'int' else ''}" for field, type_ in fields.items()]
    lines += [f"  f_{kind}[$1_id]=${{2-}}"] * bool(prefix)
    lines += ["}", f"{kind}_encode() {{", '  local line="{\\"number\\":${TAB}$1"']
    for field, type_ in fields.items():
        lines += [f"  line+=\"${{TAB}},\\\"{field}\\\":${{TAB}}\"", f"  small_token '{type_}' \"${{f_{kind}[$1_{field}]}}\""]
    lines += ["  REPLY=\"${line}${TAB}}\"", "}", ""]
    return "\n".join(lines)


def parts(names: Sequence[str]) -> str:
    """Files of the runtime, one after the other."""
    return "\n".join((STORE / f"{name}.sh").read_text() for name in names)


def script(path: Path) -> Path:
    """The coordinator `small.sh`: hot operations are dispatched before the cold part is parsed."""
    warm, cold = (sorted(file.stem for file in STORE.glob(f"*_{part}.sh")) for part in ("warm", "cold"))
    text = [parts(HOT), records(), (HERE / "small.sh").read_text(), _dispatch("take end look"), parts(warm)]
    text += [_dispatch("add enlist"), parts(cold), 'recovery_start\nsmall_main "$@"\n']
    path.write_text("#!/usr/bin/env bash\n" + "\n".join(text) + "exit\n")
    path.chmod(0o755)
    return path


def _dispatch(operations: str) -> str:
    """Runs one of these operations, if nothing asks for the cold part."""
    named = f'" {operations} " == *" ${{1-}} "*'
    return f'if [[ -z ${{PRELUDE_COLD}} && " $* " != *" -- "* && {named} ]]; then\n  small_main "$@"\n  exit\nfi\n'


def run(program: Path, folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the coordinator on a data directory, with fixed clock and ids unless the environment says otherwise."""
    inherited = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    fixed = {"SWARMSH_DATA_DIR": str(folder), "SWARMSH_NOW_NS": str(NOW), "SWARMSH_ID_SEED": "7"}
    return subprocess.run(
        [environment.pop("shell", "bash"), program, *words],
        env={**inherited, **fixed, **environment},
        capture_output=True,
        text=True,
        errors="surrogateescape",
        check=False,
        timeout=60,
    )
