"""What is killed: every operation that changes something, in a state in which it has all its work to do."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.coordinators import NOW, PYTHON, batch, call, environment, line

SECOND = 10**9
LONG = "long " * 100
LONGER = "longer " * 1000
"""Its line has several pages, and bash writes it in several pieces."""

_Lines = list[tuple[str, ...]]
_BUSY: _Lines = [
    ("register", "ann", "--skill", "a", "--skill", "b", "--team", "red"),
    ("register", "bob"),
    ("register", "eve"),
    ("register", "gone"),
    ("deregister", "gone"),
    ("add", "first", "--id", "First"),
    ("add", "second", "--after", "First", "--priority", "high"),
    ("add", "third", "--after", "First", "--skill", "a"),
    ("add", "fourth"),
    ("add", "fifth"),
    ("add", "sixth", "--team", "red"),
    ("add", "seventh", "--skill", "b", "--priority", "low"),
    ("add", "eighth"),
    ("add", "ninth", "--not-before", "10s"),
    ("claim", "First", "--agent", "ann"),
    ("claim", "w-4", "--agent", "eve"),
    ("progress", "w-4", "10", "--agent", "eve"),
    ("claim", "w-5", "--agent", "eve"),
    ("claim", "w-7", "--agent", "ann"),
    ("complete", "w-7", "failed", "--agent", "ann"),
    ("claim", "w-7", "--agent", "ann"),
    ("claim", "w-6", "--agent", "ann"),
    ("complete", "w-6", "blocked", "--agent", "ann"),
]
_MADE: _Lines = [("register", "ann", "--skill", "a")]
_STALE: _Lines = [
    ("register", "ann"),
    ("register", "bob"),
    *(("add", f"item {number}") for number in range(1, 7)),
    *(("claim", item, "--agent", agent) for item, agent in (("w-3", "bob"), ("w-1", "ann"), ("w-2", "bob"))),
]
_LOCKED: _Lines = [
    ("register", "ann"),
    ("register", "bob"),
    ("add", "one"),
    *(
        ("lock", "acquire", name, "--ttl", ttl, "--agent", "ann")
        for name, ttl in (("a", "9m"), ("b", "1s"), ("c", "1s"))
    ),
    ("lock", "release", "a", "--agent", "ann"),
    ("lock", "acquire", "a", "--ttl", "9m", "--agent", "ann"),
]
_FAILED: _Lines = [
    *_STALE,
    *(("claim", "w-4", "--agent", "ann"), ("complete", "w-4", "failed", "--agent", "ann")) * 2,
    ("poison", "w-5", "why"),
]
_ENDED: _Lines = [
    ("register", "ann"),
    ("add", "one", "--details", LONGER),
    *(("add", f"item {number}") for number in range(2, 6)),
    ("add", "six", "--after", "w-1"),
    *(("cancel", f"w-{number}") for number in (1, 2, 3, 6)),
    ("archive", "--days", "0", "--limit", "1"),
]
BASES: dict[str, _Lines] = {
    "busy": _BUSY,
    "stale": _STALE,
    "failed": _FAILED,
    "locked": _LOCKED,
    "ended": _ENDED,
    "cancelled": _ENDED[:-1],
    "shelved": [*_ENDED, ("archive", "--days", "0"), ("add", "plain", "--after", "w-2")],
    "full": [*_BUSY, *(("progress", "w-4", "20", "--agent", "eve"),) * (1000 - len(_BUSY))],
    "closed": [*_BUSY, *(("progress", "w-4", "20", "--agent", "eve"),) * (1003 - len(_BUSY))],
    "durable": _MADE,
    "durable text": [*_MADE, ("add", LONG, "--details", LONGER)],
    "durable full": _MADE * 1000,
}
"""States by name, as lines of a batch; `none` is no data directory at all."""
DIRTY = ("to redo", "to undo")
"""States that need recovery: an `add` died when it had written its line, or half of it."""
SPENT = "spent"
"""The state whose reserve was given to a full disk."""
JOURNAL = "journal/000001.jsonl"


@dataclass(frozen=True, slots=True)
class Case:
    """An operation (`words`, or the `lines` of a batch) on a state, some time (ns) after it was made."""

    name: str
    base: str
    words: tuple[str, ...] = ("batch",)
    later: int = 0
    lines: tuple[tuple[str, ...], ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    exit: int = 0
    reads: bool = False

    def variables(self, store: Path, **more: str) -> dict[str, str]:
        """The environment of its calls."""
        return environment(store, **{"SWARMSH_NOW_NS": str(NOW + SECOND + self.later), **self.env, **more})

    def stdin(self) -> bytes:
        """What is read on standard input."""
        return b"".join(line(*words) + b"\n" for words in self.lines)


def case(name: str, words: str, base: str = "busy", **more: object) -> Case:
    """A case from words separated by spaces; LONG and LONGER stand for texts."""
    texts = {"LONG": LONG, "LONGER": LONGER}
    return Case(name, base, tuple(texts.get(word, word) for word in words.split()), **more)  # type: ignore[arg-type]


_DURABLE = {"SWARMSH_DURABILITY": "fsync"}
# What is due is moved by whoever comes first, and its span says how much that was: the tick goes without spans.
CASES = (
    case("register, first of a store", "register ann --skill a", "none"),
    case("add, first of a store", "add LONG --id Own.Id --key k", "none"),
    case("register, new", "register zed --skill a --skill c --team blue"),
    case("register, changed", "register ann --max-work 3 --skill c"),
    case("register, back again", "register gone"),
    case("deregister", "deregister eve --release"),
    case("add", "add plain --priority critical --points 5"),
    case("add, own id", "add plain --id Own.Id --skill c"),
    case("add, long text", "add LONG --details LONGER"),
    case("add, key", "add plain --key Key.1"),
    case("add, after", "add plain --after First --after w-2 --after w-4"),
    case("add, delayed", "add plain --not-before 1h"),
    case("add, claimed", "add plain --claim --agent bob"),
    case("claim, next", "claim --next --agent ann --key k.2"),
    case("claim, named", "claim w-8 --agent bob"),
    case("progress", "progress w-4 50 --note LONG --agent eve --fence 1"),
    case("complete", "complete First --result LONG --agent ann"),
    case("complete, failed", "complete w-7 failed --agent ann --fence 2"),
    case("complete, poisoned", "complete w-7 failed --no-retry --agent ann"),
    case("complete, blocked", "complete w-4 blocked --agent eve"),
    case("complete, stale fence", "complete w-7 --agent ann --fence 1", exit=3),
    case("release", "release w-4 --agent eve"),
    case("unblock", "unblock w-6"),
    case("cancel", "cancel w-4"),
    case("reprioritize", "reprioritize w-8 critical"),
    case("edit", "edit w-8 --title LONG --skill b --type research"),
    case("edit, delayed", "edit w-8 --not-before 1h"),
    *(
        case(f"recover-stale, {strategy}", f"recover-stale {strategy} --limit 2", "stale", later=299 * SECOND)
        for strategy in ("reassign", "fail", "retry")
    ),
    case("heartbeat", "heartbeat --agent bob", "stale", later=10 * SECOND),
    case("heartbeat, named", "heartbeat w-3 --fence 1 --agent bob", "stale", later=10 * SECOND),
    case("heartbeat, several", "heartbeat w-3 w-2 w-3 --agent bob --key k", "stale", later=10 * SECOND),
    case("retry", "retry w-4", "failed"),
    case("poison", "poison w-1 LONG", "failed"),
    case("unpoison", "unpoison w-5", "failed"),
    case("purge-failures", "purge-failures --days 0", "failed"),
    case("assign", "assign w-8 bob"),
    case("assign, chosen", "assign w-8 --key k.3"),
    case("lock acquire, new", "lock acquire d --agent bob --key k.4", "locked"),
    case("lock acquire, taken over", "lock acquire b --agent bob", "locked", later=10 * SECOND),
    case("lock acquire, renewed", "lock acquire a --fence 2 --agent ann", "locked"),
    case("lock acquire, stale fence", "lock acquire a --fence 1 --agent ann", "locked", exit=3),
    case("lock release, forced", "lock release a --force --agent bob", "locked"),
    case("lock clean", "lock clean", "locked", later=10 * SECOND),
    case("archive", "archive --days 0 --limit 2", "ended"),
    case("archive, first of a store", "archive --days 0 --key k", "cancelled"),
    case("archive, brought back", "add plain --after w-1", "ended"),
    case("tick", "claim --next --agent bob", later=11 * SECOND, env={"TELEMETRY_ENABLED": "false"}),
    Case(
        "batch",
        "busy",
        lines=(("add", "one"), ("claim", "w-8", "--agent", "bob"), ("release", "w-8", "--agent", "bob")),
    ),
    case("seal", "claim --next --agent bob", "full"),
    case("fsync", "add plain", "durable", env=_DURABLE),
    case("fsync, seal", "add LONG --id x", "durable full", env=_DURABLE),
    case("audit-seal", "audit-seal"),
    case("audit-archive", "audit-archive", "closed", later=40 * 86400 * SECOND),
    case("redact", "redact First --agent ann"),
    case("redact, seal", "redact w-4", "full"),
    case("fsync, redact", "redact w-1", "durable text", env=_DURABLE),
    case("redact, archived", "redact w-1", "shelved"),
    case("redact, archived once", "redact w-2 --agent ann", "shelved"),
    case("reserve made again", "release w-4 --agent eve", SPENT),
    case("recovery, redo", "release w-4 --agent eve", "to redo"),
    case("recovery, undo", "release w-4 --agent eve", "to undo"),
    case("recovery by a query, redo", "list", "to redo", reads=True),
    case("recovery by a query, undo", "list", "to undo", reads=True),
)


def made(base: str, folder: Path) -> Path:
    """The data directory of a state, made once in `folder`; for `none` one that is not there."""
    store = folder / base.replace(" ", "-")
    if base == "none" or store.exists():
        return store
    if base in DIRTY:
        return _dirty(base, folder, store)
    if base == SPENT:
        shutil.copytree(made("busy", folder), store, ignore=shutil.ignore_patterns("reserve"))
        return store
    env = _DURABLE if base.startswith("durable") else {}
    answers = batch(PYTHON, store, [line(*words) for words in BASES[base]], env=env)
    wrong = [answer for answer in answers if answer["exit"]]
    if wrong:
        raise AssertionError(f"the state {base!r} cannot be made: {wrong[0]}")
    return store


def _dirty(base: str, folder: Path, store: Path) -> Path:
    clean = made("busy", folder)
    shutil.copytree(clean, store)
    words = ("add", LONG, "--id", "Half", "--key", "half", "--after", "w-8")
    done = call(PYTHON, store, *words, env={"SWARMSH_NOW_NS": str(NOW + SECOND)})
    assert done.exit == 0, done.stderr
    journal = (store / JOURNAL).read_bytes()
    shutil.rmtree(store)
    shutil.copytree(clean, store)
    size = (store / JOURNAL).stat().st_size
    (store / JOURNAL).write_bytes(journal[: (len(journal) + size) // 2] if base == "to undo" else journal)
    state = (store / "state").read_bytes()
    (store / "state").write_bytes(state.replace(b'"dirty":\t0', b'"dirty":\t1'))
    return store
