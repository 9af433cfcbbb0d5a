"""The command `telemetry`: what spans there are, what was sent of them; sends them, and puts old ones away."""

from __future__ import annotations

import os
from stat import S_ISREG

from . import endpoint, main, segments, stops, text, values, words
from .store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .contracts import PatternModule, Words

_ACTIONS = ("status", "flush", "archive")
_TRIES = 5
_MOST_TRIES = 10

Row = tuple[str, int | str | bool | None]
"""A member of an answer."""


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Does what the one argument says, and gives the exit code: 0, or 11 when not all spans could be sent.

    Raises:
        Stop: a word or a variable is wrong, or the store cannot be read or written.
        HelpWanted: help is asked for.
    """
    kinds = {"--help": "help", "-h": "help", "--json": "flag", "--tries": "once"}
    walk = words.walked(given, kinds, 1, f'see "{program} help telemetry"')
    if not walk.arguments:
        raise stops.Usage("argument ACTION is missing")
    action = _action(walk.arguments[0])
    tries = _tries(walk.options.get("--tries"), action)
    store, place, is_json = Store(main.folder(), pattern), f"{program}: telemetry", "--json" in walk.options
    if action == "status":
        return _status(store, place, is_json)
    if action == "archive":
        from . import archive

        return archive.run(store, place, is_json)
    from . import flush

    return flush.run(store, place, is_json, tries)


def _action(word: str) -> str:
    if not word:
        raise stops.Usage("argument ACTION is empty")
    try:
        return values.enum(word, _ACTIONS)
    except values.Wrong as wrong:
        raise stops.Usage(f"ACTION: {wrong}") from None


def _tries(given: list[str] | None, action: str) -> int:
    if given is None:
        return _TRIES
    if action != "flush":
        raise stops.Usage("option --tries needs flush")
    if not given[0]:
        raise stops.Usage("option --tries is empty")
    try:
        return values.integer(given[0], 1, _MOST_TRIES)
    except values.Wrong as wrong:
        raise stops.Usage(f"--tries: {wrong}") from None


def _status(store: Store, place: str, is_json: bool) -> int:
    target = endpoint.given()
    found = segments.found(store)
    lines, sizes = {"traces": 0, "side": 0}, {"traces": 0, "side": 0}
    sent_lines = sent = refused = 0
    for segment in found.segments:
        refused += segment.refused
        for name, part in segment.parts.items():
            lines[name] += segments.count(store, part.path, 0, part.size)
            sizes[name] += part.size
            sent_lines += segments.count(store, part.path, 0, part.sent)
            sent += part.sent
    total_lines, total = sum(lines.values()), sum(sizes.values())
    rows: list[Row] = [
        ("segments", len(found.segments)),
        ("traces_lines", lines["traces"]),
        ("traces_bytes", sizes["traces"]),
        ("side_lines", lines["side"]),
        ("side_bytes", sizes["side"]),
        ("sent_lines", sent_lines),
        ("sent_bytes", sent),
        ("unsent_lines", total_lines - sent_lines),
        ("unsent_bytes", total - sent),
        ("refused", refused),
        ("lost", found.lost),
        ("archived", _archived(store)),
        ("endpoint", target.shown if target else None),
        ("curl", _has_curl()),
    ]
    return main.said(json(rows) if is_json else _text(dict(rows)), place)


def _text(found: dict[str, int | str | bool | None]) -> str:
    pairs = [
        *((each, f"{found[f'{each}_lines']} lines, {found[f'{each}_bytes']} bytes") for each in ("traces", "side")),
        *((each, f"{found[f'{each}_lines']} lines, {found[f'{each}_bytes']} bytes") for each in ("sent", "unsent")),
        *((each, str(found[each])) for each in ("refused", "lost", "segments")),
        ("archived", f"{found['archived']} files"),
        ("endpoint", str(found["endpoint"] or "none")),
        ("curl", "found" if found["curl"] else "missing"),
    ]
    return "".join(f"{name}: {value}\n" for name, value in pairs)


def json(rows: list[Row]) -> str:
    """An answer as one line of JSON."""
    inside = ",".join(f'"{name}":{_token(value)}' for name, value in rows)
    return f"{{{inside}}}\n"


def _token(value: int | str | bool | None) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value) if isinstance(value, int) else text.token(value.encode(errors="surrogateescape")) or "null"


def _archived(store: Store) -> int:
    """The files that were put away."""
    folders = [f"telemetry/archive/{part}" for part in segments.PARTS]
    found = [os.listdir(f"{store.folders.root}/{each}") for each in folders if store.folders.has(each)]
    return sum(name.endswith(".jsonl") and name[0] != "." for names in found for name in names)


def _has_curl() -> bool:
    """Whether a bash coordinator could send spans here."""
    for folder in os.environ.get("PATH", "").split(":"):
        try:
            status = os.stat(f"{folder or '.'}/curl")
        except OSError:
            continue
        if S_ISREG(status.st_mode) and os.access(f"{folder or '.'}/curl", os.X_OK):
            return True
    return False
