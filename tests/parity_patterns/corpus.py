"""The cases of `tests/corpus/`, as data."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from tests.repository import ROOT

FOLDER = ROOT / "tests" / "corpus"
START = 1_767_225_600_000_000_000
_KEYS = {"run", "exit", "out", "err", "env", "in", "clock"}
_CASE_KEYS = {"id", "env", "start", "calls", "records", "journal", "spans", "files"}
_ALL = ("interpreter", "python", "bash")
_ANYTHING = "{...}"
_REPEATED = re.compile(r"\{([^{}\s0-9]?)([0-9]+)\}")
_MANY = re.compile(r"(.*)\{([0-9]+)\.\.([0-9]+)\}")
_STEP = re.compile(r"([+-])(.*)")
_UNITS = {"ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9, "d": 86_400 * 10**9}


@dataclass(frozen=True, kw_only=True)
class Call:
    """One invocation and what it must answer; None is not looked at. `clock` is in nanoseconds since 1970."""

    words: tuple[str, ...]
    environment: Mapping[str, str]
    clock: int
    stdin: bytes = b""
    exit: int = 0
    out: str | None = None
    err: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """A case; `start` must only succeed. Equal to itself only: results are kept by case. `spans` and `files` are not
    looked at when they are None.
    """

    id: str
    pattern: str
    start: tuple[Call, ...]
    calls: tuple[Call, ...]
    records: Mapping[str, Mapping[str, Mapping[str, object]]]
    journal: tuple[str, ...] | None
    spans: tuple[str, ...] | None
    files: Mapping[str, str | None] | None
    systems: tuple[str, ...]
    shown_by: Mapping[str, str]


@cache
def cases() -> tuple[Case, ...]:
    """All cases, by file and place."""
    return tuple(case for path in sorted(FOLDER.glob("*.yaml")) for case in _file(path.read_text()))


def _file(text: str) -> Iterator[Case]:
    content = yaml.safe_load(text)
    for written in content["cases"]:
        assert set(written) <= _CASE_KEYS, f"{written['id']}: unknown key among {sorted(written)}"
        yield _case(written, content["pattern"], content["shown_by"], tuple(content.get("systems", _ALL)))


def _case(
    written: Mapping[str, Any], pattern: str, shown_by: Mapping[str, str], systems: tuple[str, ...] = _ALL
) -> Case:
    environment = written.get("env", {})
    clock = START
    start = [call for one in written.get("start", ()) for call in _repeated(one, environment, clock)]
    calls = []
    for one in written["calls"]:
        mapping = one if isinstance(one, dict) else {"run": one}
        assert set(mapping) <= _KEYS and "run" in mapping, f"{written['id']}: wrong keys in {mapping}"
        clock += _step(mapping.get("clock", "+0s"))
        calls.append(_call(mapping, environment, clock))
    journal, spans, files = (written.get(key) for key in ("journal", "spans", "files"))
    return Case(
        id=written["id"],
        pattern=pattern,
        start=tuple(start),
        calls=tuple(calls),
        records=written.get("records", {}),
        journal=None if journal is None else tuple(journal),
        spans=None if spans is None else tuple(spans),
        files=None if files is None else {name: _output(text) for name, text in files.items()},
        systems=systems,
        shown_by=shown_by,
    )


def fits(wanted: str | None, found: str | None) -> bool:
    """Whether an output is what a case wants; `{...}` in it stands for anything within a line."""
    if wanted is None or found is None or _ANYTHING not in wanted:
        return wanted is None or wanted == found
    return re.fullmatch(".+".join(map(re.escape, wanted.split(_ANYTHING))), found) is not None


def _repeated(one: str | Mapping[str, Any], environment: Mapping[str, str], clock: int) -> Iterator[Call]:
    if isinstance(one, str):
        yield Call(words=_words(one), environment=environment, clock=clock)
        return
    for n in range(1, one["repeat"] + 1):
        yield Call(words=_words(one["run"].replace("{n}", str(n))), environment=environment, clock=clock)


def _call(written: Mapping[str, Any], environment: Mapping[str, str], clock: int) -> Call:
    data = written.get("in", "")
    return Call(
        words=_words(written["run"]),
        environment={**environment, **{name: str(value) for name, value in written.get("env", {}).items()}},
        clock=clock,
        stdin=data if isinstance(data, bytes) else data.encode(),
        exit=written.get("exit", 0),
        out=_output(written.get("out", "")),
        err=_output(written.get("err", "")),
    )


def _words(written: str | list[str | bytes]) -> tuple[str, ...]:
    words = [each for word in shlex.split(written) for each in _counted(word)] if isinstance(written, str) else written
    texts = (word.decode(errors="surrogateescape") if isinstance(word, bytes) else str(word) for word in words)
    return tuple(map(_long, texts))


def _counted(word: str) -> list[str]:
    """The words that `n-{1..1000}` stands for; any other word stands for itself."""
    match = _MANY.fullmatch(word)
    return [word] if match is None else [f"{match[1]}{n}" for n in range(int(match[2]), int(match[3]) + 1)]


def _output(written: str | list[str] | None) -> str | None:
    if written is None:
        return None
    text = "\n".join(written) if isinstance(written, list) else written
    return _long(f"{text}\n") if text else ""


def _long(text: str) -> str:
    """A text with its `{383}` written out."""
    return _REPEATED.sub(lambda match: (match[1] or "x") * int(match[2]), text)


def _step(written: str) -> int:
    match = _STEP.fullmatch(written)
    assert match is not None, f"{written!r} is no step of the clock"
    parts = re.findall(r"([0-9]+)(ms|[smhd])", match[2])
    assert "".join(map("".join, parts)) == match[2], f"{written!r} is no step of the clock"
    return (-1 if match[1] == "-" else 1) * sum(int(count) * _UNITS[unit] for count, unit in parts)
