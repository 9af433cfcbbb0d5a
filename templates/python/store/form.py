"""The file `format`: what a store is made for. It is written once, as the last thing when a store is made."""

from __future__ import annotations

import os
from stat import S_ISGID, S_IWGRP

from .._runtime import ids
from . import files, paths, state, stops, values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .shapes import Pattern

_KEYS = [
    '{"format":',
    *(f',"{key}":' for key in ("pattern", "modules", "layout", "store", "durability", "shared", "settings")),
    "}",
]
_LIMIT = 65536
_FOLDERS = ("journal", "telemetry/traces", "telemetry/side", "records", "texts", "ids", "keys")
_DURABILITIES = ("none", "fsync")
_NAME, _LAYOUT = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_"), frozenset("0123456789abcdef+")


class Form:
    """What `format` says. `settings` are integers, in nanoseconds where they are durations."""

    __slots__ = ("durable", "raw", "settings", "store")

    def __init__(self, raw: bytes, store: str, durable: bool, settings: dict[str, int]) -> None:
        self.raw = raw
        self.store = store
        self.durable = durable
        self.settings = settings


def is_shared(mode: int) -> bool:
    """Whether a data directory of this mode belongs to a group: it is setgid and the group may write."""
    return bool(mode & S_ISGID and mode & S_IWGRP)


def parse(raw: bytes, path: str, pattern: Pattern) -> Form:
    """What the bytes of `format` say.

    Raises:
        Damaged: they have not its form.
        Stop: 9, they are of another pattern or layout.
        Usage: the environment asks for another setting than the stored one.
    """
    try:
        tokens = raw.decode("ascii").split("\t")
    except UnicodeDecodeError:
        raise stops.Damaged(path) from None
    if tokens[0::2] != [*_KEYS[:-1], "}\n"] or tokens[1] != "1":
        raise stops.Damaged(path)
    name, layout, store = tokens[3], tokens[7], tokens[9]
    if tokens[3:9:2] != _identity(pattern):
        if not (_words(name, _NAME) and _words(layout, _LAYOUT)):
            raise stops.Damaged(path)
        theirs = f"pattern {name}, layout {layout[1:-1]}"
        ours = f'pattern "{pattern.NAME}", layout {pattern.LAYOUT}'
        raise stops.Stop(9, f"{path} is of {theirs}, not of {ours}", "migrate")
    if not (len(store) == 18 and set(store[1:-1]) <= set("0123456789abcdef") and store[0] == store[-1] == '"'):
        raise stops.Damaged(path)
    if tokens[11] not in [f'"{each}"' for each in _DURABILITIES] or tokens[13] not in ("true", "false"):
        raise stops.Damaged(path)
    settings = _settings(tokens[15], pattern)
    if settings is None:
        raise stops.Damaged(path)
    _compare(tokens[11][1:-1], settings, pattern)
    return Form(raw, store[1:-1], tokens[11] == '"fsync"', settings)


def make(root: str, folders: paths.Folders, pattern: Pattern) -> Form:
    """Makes a store in a directory that is there, under the lock.

    Raises:
        Damaged: there is a journal already, so that `format` was lost.
        Usage: the environment asks for settings that there are not.
        Forbidden: something there is not what it should be.
        OSError: the storage failed.
    """
    path, shared = f"{root}/format", folders.shared
    durability, settings = _durability() or "none", {}
    for name, environment, default, low, high, kind in pattern.SETTINGS:
        given = _given(environment, low, high, kind)
        settings[name] = default if given is None else given
    if folders.has("journal") and files.read(f"{root}/{paths.segment_of(root, 1)}", 1):
        raise stops.Damaged(path, "repair")
    for folder in _FOLDERS:
        folders.make(folder)
    files.check(f"{path}.new")
    from . import reserve

    reserve.make(root, shared)
    keys = state.keys(pattern.COUNTERS)
    state.write(f"{root}/state", state.new(pattern.COUNTERS), keys, 0, shared)
    inside = ",".join(f'"{name}":{value}' for name, value in settings.items())
    values = ("1", *_identity(pattern), f'"{ids.word():016x}"', f'"{durability}"', "true" if shared else "false")
    parts: list[str] = []
    for key, value in zip(_KEYS, (*values, f"{{{inside}}}"), strict=False):
        parts += (key, value)
    raw = "\t".join((*parts, "}\n")).encode()
    files.write(f"{path}.new", raw, shared, cut=True)
    os.rename(f"{path}.new", path)
    return parse(raw, path, pattern)


def read(root: str) -> bytes | None:
    """The bytes of `format`; None when there is none.

    Raises:
        Forbidden, StorageFailed: as `files.read`.
    """
    return files.read(f"{root}/format", _LIMIT)


def _identity(pattern: Pattern) -> list[str]:
    modules = ",".join(f'"{module}"' for module in pattern.MODULES)
    return [f'"{pattern.NAME}"', f"[{modules}]", f'"{pattern.LAYOUT}"']


def _words(token: str, letters: frozenset[str]) -> bool:
    """Whether a token is a string of these characters only, so that it can be shown."""
    return len(token) > 2 and token[0] == token[-1] == '"' and letters.issuperset(token[1:-1])


def _settings(token: str, pattern: Pattern) -> dict[str, int] | None:
    found: dict[str, int] = {}
    pairs = token[1:-1].split(",") if len(token) > 2 else []
    for pair, (name, _, _, low, high, _) in zip(pairs, pattern.SETTINGS, strict=False):
        key, _, digits = pair.partition(":")
        number = values.whole(digits)
        if key != f'"{name}"' or number is None or not low <= number <= high:
            return None
        found[name] = number
    whole = token[:1] == "{" and token[-1:] == "}" and len(pairs) == len(pattern.SETTINGS)
    return found if whole else None


def _durability() -> str | None:
    word = os.environ.get("SWARMSH_DURABILITY")
    try:
        return values.enum(word, _DURABILITIES) if word else None
    except values.Wrong as wrong:
        raise stops.Usage(f"SWARMSH_DURABILITY: {wrong}") from None


def _given(environment: str, low: int, high: int, kind: str) -> int | None:
    word = os.environ.get(environment)
    if not word:
        return None
    try:
        if kind != "duration":
            return values.integer(word, low, high)
        return values.between(values.duration(word), low, high)
    except values.Wrong as wrong:
        raise stops.Usage(f"{environment}: {wrong}") from None


def _compare(durability: str, settings: dict[str, int], pattern: Pattern) -> None:
    stored = "the store was made with"
    if _durability() not in (None, durability):
        raise stops.Usage(f"SWARMSH_DURABILITY: {stored} {durability}")
    for name, environment, _, low, high, kind in pattern.SETTINGS:
        if _given(environment, low, high, kind) not in (None, settings[name]):
            raise stops.Usage(f"{environment}: {stored} {settings[name]}")
