"""Surroundings that must not change anything: each is something a caller has by accident, or an attacker on purpose."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.portability.running import BASH, CODE, SCRIPT, Surroundings
from tests.repository import ROOT

BUILTINS = (
    *("[", "alias", "builtin", "cd", "command", "declare", "echo", "enable", "eval", "exec", "exit", "export", "false"),
    *("getopts", "hash", "kill", "local", "mapfile", "printf", "pwd", "read", "readonly", "return", "set", "shift"),
    *("shopt", "source", "test", "trap", "true", "type", "typeset", "ulimit", "umask", "unalias", "unset", "wait"),
)
PROGRAMS = (
    *("awk", "cat", "date", "dd", "df", "flock", "ls", "mkdir", "mv", "od", "perl", "rm", "rmdir", "sed"),
    *("sha256sum", "sleep", "sort", "sync", "tail", "tr", "wc"),
)
NEEDED = ("dd", "flock", "ls", "mkdir", "mv", "sha256sum", "sleep", "tail", "wc")
"""Whatever operations start, ever; besides there are `date` where bash has no clock, `sync` for durability and `df`."""
ALSO = ("awk", "cat", "curl", "head", "rm", "rmdir", "sort", "tr", "false", "sh", "true")
"""What commands start besides, and what cases of the corpus have `run` start."""
STARTUP = Path(__file__).with_name("startup.sh")
FLOCK = Path(__file__).with_name("flock_of_busybox.sh")
_ASSIGNED = re.compile(r"\b([A-Za-z]\w*)(?:\[\w+\])?\+?=", re.ASCII)
_DOCUMENTED = re.compile(
    r"SWARMSH_\w+|AGENT_ID|STALE_THRESHOLD|TELEMETRY_ENABLED|TRACE\w+|PATH|LC_ALL|IFS|POSIXLY_CORRECT"
)


def environments(locales: Path | None) -> dict[str, Surroundings]:
    """All of them by name; `locales` is a folder with the locales of `make_locales`, if there is one."""
    found = [
        *_started_otherwise(),
        *_startup_files(),
        *_variables(),
        *_programs(),
        *_older(),
        Surroundings(
            name="folder-and-data-like-options",
            folder="-n *?[a]\n$(>pwned)",
            data="-rf dir/-p 'x\"",
            clutter=("w-1", "*", "-rf", "state", "work", "a=b"),
        ),
    ]
    if locales is not None:
        found += _locales(locales)
    return {one.name: one for one in found}


def make_locales(folder: Path) -> bool:
    """Compile a locale with a decimal comma and one whose capital of i is not I; False where that cannot be done."""
    if shutil.which("localedef") is None:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    for name, charset in (("de_DE", "UTF-8"), ("tr_TR", "UTF-8"), ("de_DE", "ISO-8859-1")):
        words = ["localedef", "--no-archive", "-i", name, "-f", charset, f"{folder}/{name}.{charset}"]
        if subprocess.run(words, capture_output=True, check=False).returncode != 0:
            return False
    return True


def _locales(folder: Path) -> list[Surroundings]:
    return [
        Surroundings(
            name=name,
            variables={
                "LOCPATH": str(folder),
                "LC_ALL": locale,
                "LC_NUMERIC": locale,
                "LANG": locale,
                "LANGUAGE": "de",
            },
        )
        for name, locale in (
            ("decimal-comma", "de_DE.UTF-8"),
            ("turkish", "tr_TR.UTF-8"),
            ("bytes-that-are-letters", "de_DE.ISO-8859-1"),
        )
    ]


def _started_otherwise() -> list[Surroundings]:
    """The same shell, told to be another."""
    inherit = 'trap \'\' HUP PIPE USR1; exec 3</ 4>/dev/null 7>&1 8</dev/null 9>/dev/null; umask 0; exec "$0" "$@"'
    pipe = 'mkdir "../$$" && p=../$$/atomic.sh && mkfifo "$p" && { cat "$0" >"$p" & . "$p"; }'
    return [
        Surroundings(name="posix", command=(BASH, "--posix")),
        Surroundings(name="posix-and-all-options", command=(BASH, "--posix", "-aeuhkBCEPTf", "-o", "pipefail")),
        Surroundings(name="read-from-a-pipe", command=(BASH, "-c", pipe)),
        Surroundings(name="inherited-descriptors-and-signals", command=(BASH, "-c", inherit, BASH)),
        Surroundings(name="called-sh", command=("sh",), tools={**here(*PROGRAMS, *NEEDED, *ALSO), "sh": Path(BASH)}),
    ]


def _startup_files() -> list[Surroundings]:
    functions = "".join(f"{name}() {{ printf 'HOSTILE %s\\n' {name}; return 1; }}\n" for name in (*BUILTINS, *PROGRAMS))
    return [
        Surroundings(name="nounset", startup="set -u\n"),
        Surroundings(name="errexit", startup="set -euo pipefail\nset -o errtrace -o functrace\n"),
        Surroundings(name="startup-file", startup=STARTUP.read_text()),
        Surroundings(name="functions-of-the-startup-file", startup=functions),
        Surroundings(
            name="no-special-variables", startup="unset EPOCHREALTIME EPOCHSECONDS SRANDOM RANDOM SECONDS BASHPID\n"
        ),
    ]


def _variables() -> list[Surroundings]:
    exported = {f"BASH_FUNC_{name}%%": f"() {{ echo HOSTILE {name}; return 1; }}" for name in (*BUILTINS, *PROGRAMS)}
    old = {f"BASH_FUNC_{name}()": "() { echo HOSTILE; }" for name in ("printf", "local")}
    caller = {
        **dict.fromkeys(("PS4", "PS1", "PROMPT_COMMAND", "TIMEFORMAT", "ENV"), CODE),
        **dict.fromkeys(("TMOUT", "COLUMNS", "LINES", "OPTIND", "BASH_XTRACEFD", "FUNCNEST", "POSIXLY_CORRECT"), "1"),
        **dict.fromkeys(("TMPDIR", "HISTFILE", "HOME", "PWD", "OLDPWD"), "/nowhere"),
        **dict.fromkeys(("GLOBIGNORE", "EXECIGNORE"), "*"),
        "CDPATH": "/:..",
        "GREP_OPTIONS": "-v",
        "IFS": "aeiou0123456789",
        "LC_ALL": "xx_XX.nothing",
        "TZ": ":x/../y",
    }
    names = ("nocaseglob", "nocasematch", "nullglob", "failglob", "dotglob", "extglob", "globstar", "xpg_echo")
    options = ":".join((*names, "execfail", "lastpipe", "shift_verbose", "gnu_errfmt"))
    return [
        Surroundings(name="exported-functions", variables={**exported, **old}),
        Surroundings(name="variables-of-the-caller", variables=caller, loud=True),
        Surroundings(
            name="options-of-the-caller",
            variables={"BASHOPTS": options, "SHELLOPTS": "noglob:nounset:errexit"},
        ),
        Surroundings(
            name="traced", variables={"SHELLOPTS": "xtrace:verbose:functrace:allexport:noclobber:keyword"}, loud=True
        ),
        Surroundings(name="own-names", variables=own_names(CODE)),
        Surroundings(name="own-names-in-arithmetic", variables=own_names(f"a[{CODE}]")),
        Surroundings(name="compatible-4.0", variables={"BASH_COMPAT": "4.0"}),
    ]


def _programs() -> list[Surroundings]:
    found = []
    if (busybox := shutil.which("busybox")) is not None:
        listed = subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True).stdout.split()
        found.append(Surroundings(name="busybox", tools={**dict.fromkeys(listed, Path(busybox)), **here("flock")}))
    real = {"REAL_FLOCK": str(here("flock").get("flock", ""))}
    return [
        *found,
        Surroundings(name="needed-programs", tools=here(*NEEDED, *ALSO)),
        Surroundings(name="flock-that-cannot-wait", tools={**here(*NEEDED, *ALSO), "flock": FLOCK}, variables=real),
    ]


def _older() -> list[Surroundings]:
    """The branches for shells without a clock or a source of random numbers of their own."""
    version = "PRELUDE_VERSION=$((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1]))"
    return [
        Surroundings(
            name=f"as-if-{number // 100}.{number % 100}", replacements=((version, f"PRELUDE_VERSION={number}"),)
        )
        for number in (400, 402, 500)
    ]


def own_names(value: str) -> Mapping[str, str]:
    """Everything that the script ever assigns, set to something else before it starts."""
    names = set(_ASSIGNED.findall((ROOT / SCRIPT).read_text()))
    return {name: value for name in sorted(names) if not _DOCUMENTED.fullmatch(name)}


def here(*names: str) -> dict[str, Path]:
    """Programs of this machine, those that there are."""
    return {name: Path(found) for name in names if (found := shutil.which(name)) is not None}
