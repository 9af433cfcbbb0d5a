"""A coordinator put together from the runtime and the small pattern, and ways to run it and to stop it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.permissions import obey_permissions
from tests.store.python import small

ROOT = Path(__file__).parents[3]
STORE = ROOT / "templates" / "bash" / "store"
HERE = Path(__file__).parent

FIRST = "prelude"
NOW = 1_800_000_000 * 10**9
SECOND = 10**9
TAKE = "take end look"
"""Operations that need no warm part."""

TRIP = """
# Counts what changes the store, and dies at number TRIP_AT; else runs COMMAND.
trip() {
  TRIP=$((${TRIP:-0} + 1))
  [[ ${TRIP} -ne ${TRIP_AT:-0} ]] || kill -KILL "${BASHPID}"
  "$@"
}
"""
"""Put into copies of the coordinator that are to die."""


def stems(part: str) -> list[str]:
    """The files of the runtime that are "hot", "warm" or "cold", in the order in which they are inlined."""
    names = sorted(file.stem for file in STORE.glob("*.sh"))
    if part != "hot":
        return [name for name in names if name.endswith(f"_{part}")]
    return [FIRST, *(name for name in names if not name.endswith(("_warm", "_cold")) and name != FIRST)]


def script(path: Path, *, killable: bool = False) -> Path:
    """The coordinator `small.sh`: hot operations are dispatched before the cold part is parsed."""
    text = [
        *("#!/usr/bin/env bash\n", _parts("hot"), _records(), (HERE / "small.sh").read_text(), _dispatch(TAKE)),
        *(_parts("warm"), _dispatch("add enlist"), _parts("cold"), 'recovery_start\nsmall_main "$@"\nexit\n'),
    ]
    whole = "\n".join(text)
    path.write_text(_killable(whole) if killable else whole)
    path.chmod(0o755)
    return path


def _parts(part: str) -> str:
    return "\n".join((STORE / f"{name}.sh").read_text() for name in stems(part))


def _dispatch(operations: str) -> str:
    """Runs one of these operations, if nothing asks for the cold part."""
    named = f'" {operations} " == *" ${{1-}} "*'
    return f'if [[ -z ${{PRELUDE_COLD}} && " $* " != *" -- "* && {named} ]]; then\n  small_main "$@"\n  exit\nfi\n'


def _killable(text: str) -> str:
    """The same text with `trip` before all that changes the store."""
    text = text.replace("{ printf '", "{ trip printf '").replace("{ : >>", "{ trip : >>")
    for word in ("mkdir -p", "rm -f", "mv -f", "dd if="):
        text = text.replace(f" {word}", f" trip {word}")
    head, mark, tail = text.partition("\n# Goes on with everything parsed.")
    assert mark and text.count(" trip ") >= 15
    return f"{head}{TRIP}{mark}{tail}"


def _records() -> str:
    """The functions that a generated coordinator has for every kind."""
    return (HERE / "tokens.sh").read_text() + "".join(
        _record(kind, record.PREFIX or "", record.SLOT, record.MADE, record.TEXTS, record.FIELDS)
        for kind, record in small.KINDS.items()
    )


def _record(kind: str, prefix: str, size: int, made: bool, texts: Sequence[str], fields: Mapping[str, str]) -> str:
    last = 2 * len(fields) + 2
    lines = [
        f"SLOT_{kind}={size} PREFIX_{kind}='{prefix}' MADE_{kind}={str(made).lower()} TEXTS_{kind}='{' '.join(texts)}'",
        f"declare -A f_{kind}",
        f"{kind}_decode() {{",
        f'  [[ ${{#TOKENS[@]}} -eq {last + 1} && ${{TOKENS[0]}}${{TOKENS[1]}} == \'{{"number":\'"$1" ]] || return 1',
    ]
    for place, (field, type_) in enumerate(fields.items(), start=1):
        lines += [
            f"  [[ ${{TOKENS[{2 * place}]}} == ',\"{field}\":' ]] || return 1",
            f"  small_value '{type_}' \"${{TOKENS[{2 * place + 1}]}}\" || return 1",
            f"  f_{kind}[$1_{field}]=${{REPLY}}",
        ]
    lines += [f"  [[ ${{TOKENS[{last}]}} == '}}' ]]", "}", f"{kind}_empty() {{"]
    lines += [f"  f_{kind}[$1_{field}]={'0' if type_ == 'int' else ''}" for field, type_ in fields.items()]
    lines += [f"  f_{kind}[$1_id]=${{2-}}"] * bool(prefix)
    lines += ["}", f"{kind}_encode() {{", '  local line="{\\"number\\":${TAB}$1"']
    for field, type_ in fields.items():
        lines += [
            f'  line+="${{TAB}},\\"{field}\\":${{TAB}}"',
            f"  small_token '{type_}' \"${{f_{kind}[$1_{field}]}}\"",
        ]
    lines += ['  REPLY="${line}${TAB}}"', "}", ""]
    return "\n".join(lines)


def run(program: Path, folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the coordinator on a data directory, with fixed clock and ids unless the environment says otherwise. An
    empty value takes a variable away; with `obeys` it obeys permissions even as root.
    """
    obeys = environment.pop("obeys", "")
    fixed = {"PATH": os.environ["PATH"], "SWARMSH_NOW_NS": str(NOW), "SWARMSH_ID_SEED": "7"}
    given = {**fixed, "SWARMSH_DATA_DIR": str(folder), **environment}
    return subprocess.run(
        [shutil.which("bash") or "bash", program, *words],
        env={name: value for name, value in given.items() if value},
        cwd=folder.parent,
        capture_output=True,
        text=True,
        errors="surrogateescape",
        check=False,
        timeout=60,
        preexec_fn=obey_permissions if obeys else None,  # no threads here
    )


def does(program: Path, folder: Path, *words: str, **environment: str) -> str:
    """What an operation answers that must succeed and must say nothing else."""
    found = run(program, folder, *words, **environment)
    assert (found.returncode, found.stderr) == (0, ""), found.stderr
    return found.stdout.removesuffix("\n")


def refused(program: Path, folder: Path, *words: str, **environment: str) -> tuple[int, str]:
    """Exit code and message of an operation that must not succeed."""
    found = run(program, folder, *words, **environment)
    assert found.stdout == "" and found.stderr.count("\n") == 1, found.stderr
    return found.returncode, found.stderr.removeprefix(f"small.sh: {words[0]}: ").rpartition(" (")[0]


def filled(program: Path, folder: Path) -> Path:
    """A store with some of everything: two agents, work in two classes, a holding, a delay."""
    steps = ("enlist id=Ann", "enlist", "add title=one priority=high skills=go,sql", "add title=two", "add title=three")
    for words in (*steps, f"add title=later at={NOW + 5 * SECOND}", "take agent=Ann"):
        does(program, folder, *words.split())
    return folder


def copied(folder: Path, name: str) -> Path:
    """A fresh copy of a store beside it."""
    copy = folder.with_name(name)
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    return copy


def entries(folder: Path) -> list[list[str]]:
    """The tokens of every line of the journal."""
    lines: list[str] = []
    for path in sorted(folder.glob("journal/*.jsonl")):
        lines += path.read_text().splitlines()
    return [line.split("\t") for line in lines]


def snapshot(folder: Path) -> dict[str, bytes]:
    """What every file holds, but for what differs from run to run (`reserve`, spans on the side) and for empty files,
    which an interrupted operation may leave.
    """
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {path: data for path, data in sorted(found.items()) if data and path != "reserve" and "/side/" not in path}
