"""`migrate` to a version with other queues, lists, due times or counts: its answers are those of a store that was of
that version from the start.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.coordinator import ties
from tests.coordinator.migrating import copied, migrated, same
from tests.coordinator.ties import Ties
from tests.coordinator.versions import Version
from tests.coordinators import LANGUAGES, NOW, Language, batch, call, difference, line, tree

HOUR = 3600 * 10**9
STACK = "stack: {by: printer, count: load, limit: 3}"
PAST = "past: {by: ended_at, of: room, count: ended}"
BARE = Ties()
FULL = Ties(queue=("[colors]", "state == open"), lists=(STACK, PAST), due="dry_at", counts=True)
OTHER = Ties(queue=("[]", "state == open and pages > 1"), lists=("stack: {by: checker}",), due="late_at")
COUNTED = Ties(lists=("stack: {by: printer}",), counts=True)
WIDE = Ties(queue=("[]", "state == open or state == drying"))
LIMITED = Ties(lists=("stack: {by: printer, count: load, limit: 2}",))
ALL = {"bare": BARE, "full": FULL, "other": OTHER, "counted": COUNTED, "wide": WIDE, "limited": LIMITED}
"""Versions by name."""

Versions = Callable[[str], Version]
_Words = tuple[str, ...]


def _orders() -> Iterator[_Words]:
    """Forty jobs of many kinds."""
    for number in range(1, 41):
        words = ["order", f"job {number}", "--urgency", "today" if number % 7 == 0 else "someday"]
        words += ["--color", ("red", "blue", "green")[number % 3]] * bool(number % 4)
        words += ["--checker", ("ann", "bob")[number % 2]] * bool(number % 5)
        words += ["--dry-at", ("60s", "2h", "9000d")[number % 3]] if number % 6 == 0 else []
        words += ["--late-at", ("3000d", "1h", "60s")[number % 3]] if number % 9 == 0 else []
        yield tuple(words)


LIFE: list[_Words] = [
    ("hire", "ann"),
    ("hire", "bob"),
    *_orders(),
    *(("take", "ann", "j-20"), ("take", "bob", "j-31"), ("take", "ann", "j-7"), ("take", "bob", "j-2")),
    *(("finish", "j-31"), ("finish", "j-7"), ("take", "ann", "j-10"), ("take", "bob", "j-1"), ("finish", "j-2")),
    *(("take", "ann", "j-3"), ("finish", "j-1"), ("take", "bob", "j-40"), ("refile", "j-40"), ("sweep",)),
]
"""Ends with jobs that dry, wait, are held by two printers and are done and put away."""

_MORE: list[_Words] = [
    *(
        ("finish", "j-20"),
        ("take", "bob", "j-11"),
        ("take", "ann", "j-4"),
        ("take", "ann", "j-5"),
        ("take", "ann", "j-8"),
    ),
    *(("refile", "j-10"), ("finish", "j-3"), ("sweep",), ("order", "late", "--dry-at", "2h", "--late-at", "90m")),
]
LATER: list[tuple[int, list[_Words]]] = [
    (NOW, _MORE),
    (NOW + HOUR, [("next", "bob")] * 4),
    (NOW + 3 * HOUR, [("finish", "j-11")]),
]
"""What goes on then, and when."""


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    """Compiles versions when they are first asked for."""
    known: dict[str, Version] = {}

    def get(name: str) -> Version:
        if name not in known:
            known[name] = ties.version(ALL[name], tmp_path_factory.mktemp(name))
        return known[name]

    return get


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory, versions: Versions) -> Callable[[str], Path]:
    """Stores of each version that lived the same life; nobody may write to them."""
    known: dict[str, Path] = {}

    def get(name: str) -> Path:
        if name not in known:
            known[name] = tmp_path_factory.mktemp("stores") / "data"
            live(versions(name), versions(name).languages[1], known[name], LIFE)
        return known[name]

    return get


def live(version: Version, language: Language, store: Path, life: list[_Words], now: int = NOW) -> list[object]:
    """What operations answer; they may be refused, unless they are the life that all stores lead first."""
    env = {**version.environment, "SWARMSH_NOW_NS": str(now)}
    answers = batch(language, store, [line(*words) for words in life], env=env)
    if life is LIFE:
        assert [each for each in answers if each["exit"] != 0] == []
    return [(each["exit"], each.get("answer"), each.get("message")) for each in answers]


def told(version: Version, ties: Ties, store: Path, now: int) -> list[object]:
    """What queries answer about everything that is tied together, the jobs and the counts."""
    env = {**version.environment, "SWARMSH_NOW_NS": str(now)}
    lines = [line(*words) for words in (("counts",), ("jobs",), *ties.queries)]
    counts, *rows = (each["answer"] for each in batch(version.languages[1], store, lines, env=env))
    jobs = [{name: value for name, value in each.items() if name != "queued"} for each in rows[0]["rows"]]
    return [
        {name: counts[name] for name in ties.counted},
        jobs,
        [[job["id"] for job in each["rows"]] for each in rows[1:]],
    ]


def numbers(version: Version, store: Path, *words: str) -> list[int]:
    """The jobs that a query lists."""
    done = version.call(version.languages[1], store, *words, "--print", "id")
    assert done.exit == 0, done
    return [int(each.removeprefix("j-")) for each in done.stdout.decode().split()]


def whole(version: Version, language: Language, store: Path, now: int = NOW) -> None:
    """What is on the disk is what the journal says, and nothing is wrong with either."""
    for words in (("replay", "--check"), ("audit-verify",), ("doctor",)):
        done = version.call(language, store, *words, now=now)
        assert done.exit == 0, (language.name, words, done)
    assert not (store / "migrate").exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        *(("bare", "full"), ("full", "bare"), ("full", "other"), ("other", "full"), ("full", "counted")),
    ],
)
def test_as_if_it_had_always_been_so(versions: Versions, stores: Callable[[str], Path], old: str, new: str) -> None:
    version, ours = versions(new), ALL[new]
    exit, said, _ = same(version, stores(old))
    assert (exit, said[:13]) == (0, b"migrated from")
    for language in version.languages:
        store, born = stores(old).parent / language.name / "data", copied(stores(new), "born")
        whole(version, language, store)
        for now, life in LATER:
            assert told(version, ours, store, now) == told(version, ours, born, now)
            answers = live(version, language, store, life, now)
            assert answers == live(version, version.languages[1], born, life, now)
        assert told(version, ours, store, now) == told(version, ours, born, now)
        whole(version, language, store, now)


def test_what_never_waited_comes_last(versions: Versions, stores: Callable[[str], Path]) -> None:
    waited = numbers(versions("full"), stores("full"), "waiting")
    version = versions("wide")
    assert same(version, stores("full"))[0] == 0
    dries = [number for number in range(1, 41) if number % 6 == 0]
    wanted = [number for urgent in (True, False) for number in (*waited, *dries) if (number % 7 == 0) is urgent]
    for language in version.languages:
        assert numbers(version, stores("full").parent / language.name / "data", "waiting") == wanted


def test_what_was_put_away_stays_so(versions: Versions, stores: Callable[[str], Path]) -> None:
    """Also where a list now leads through it."""
    exit, _, files = same(versions("full"), stores("bare"))
    assert exit == 0
    store = stores("bare").parent / "python" / "data"
    assert numbers(versions("full"), store, "past") == [31, 7, 2, 1]
    assert sorted(path for path in files if re.fullmatch(r"records/job/0/(1|2|7|31)", path)) == []
    assert len(files["archive/job/0"].splitlines()) == 8


def test_a_list_that_is_too_long(versions: Versions, stores: Callable[[str], Path]) -> None:
    exit, said, files = same(versions("limited"), stores("full"))
    message = 'printer "ann" has 2 stack already, the most there may be in this version'
    help_ = "take some out with the version that the store is of"
    assert (exit, said.decode()) == (8, f"PROGRAM: migrate: DIR: {message}; {help_} (limit)\n")
    assert difference(files, tree(stores("full"))) == ""


@pytest.mark.parametrize(("first", "second"), [(0, 1), (1, 0)], ids=["bash", "python"])
def test_killed_at_every_step(versions: Versions, stores: Callable[[str], Path], first: int, second: int) -> None:
    version = versions("full")
    killer, finisher = version.languages[first], version.languages[second]
    finisher_before = versions("bare").languages[second]
    parts, form = ("records/", "archive/"), (stores("bare") / "format").read_bytes()
    ((_, _, files), _) = migrated(version, stores("bare"))
    wanted = {path: data for path, data in files.items() if path.startswith(parts)}
    for die_at in range(1 + first, 60, 3):
        store = copied(stores("bare"), "killed")
        if version.call(killer, store, "migrate", die_at=die_at).exit == 0:
            break
        if (store / "format").read_bytes() == form:
            assert versions("bare").call(finisher_before, store, "counts").exit == 0, die_at
        assert version.call(finisher, store, "migrate").exit == 0, die_at
        assert difference({path: data for path, data in tree(store).items() if path.startswith(parts)}, wanted) == ""
        assert not (store / "migrate").exists()
        if die_at % 4 == 0:
            assert version.call(finisher, store, "replay", "--check").exit == 0, die_at
    assert die_at > 20


def test_durable(versions: Versions, tmp_path: Path) -> None:
    """After the next power failure only what comes then is to be replayed."""
    store, bare, full = tmp_path / "data", versions("bare"), versions("full")
    env = {**bare.environment, "SWARMSH_DURABILITY": "fsync"}
    batch(bare.languages[1], store, [line(*words) for words in LIFE], env=env)
    exit, _, files = same(full, store)
    last = len(files["journal/000001.jsonl"].splitlines())
    assert (exit, files["checkpoint"].split(b"\t")[3]) == (0, str(last - 1).encode())
    (tmp_path / "boot").write_text("another-run\n")
    env = {**full.environment, "SWARMSH_BOOT_ID_FILE": str(tmp_path / "boot")}
    for language in full.languages:
        copy = tmp_path / language.name / "data"
        assert batch(language, copy, [line("take", "bob", "j-4")], env=env)[0]["exit"] == 0
        whole(full, language, copy)


def test_entries_that_open_a_segment(versions: Versions, tmp_path: Path) -> None:
    store = tmp_path / "data"
    bare, full = versions("bare"), versions("full")
    live(bare, bare.languages[1], store, [("hire", "ann"), *(("order", f"job {number}") for number in range(990))])
    exit, _, files = same(full, store)
    assert (exit, len(files["journal/000002.jsonl"].splitlines())) == (0, 991 + 1 + 31 + 1 - 1000)
    for language in full.languages:
        whole(full, language, tmp_path / language.name / "data")
    assert numbers(full, tmp_path / "python" / "data", "waiting") == list(range(1, 991))


BUSY: list[_Words] = [
    *(("register", name, "--skill", "a", "--team", "red") for name in ("ann", "bob")),
    *(("add", f"item {number}", "--priority", ("high", "low")[number % 2]) for number in range(1, 31)),
    *(("add", "more", "--skill", "a", "--team", "red"), ("add", "after", "--after", "w-1", "--after", "w-2")),
    *(
        ("add", "last", "--after", "w-1"),
        ("add", "soon", "--not-before", "30s"),
        ("add", "later", "--not-before", "9d"),
    ),
    *(("claim", f"w-{number}", "--agent", ("ann", "bob")[number % 2]) for number in (9, 1, 4, 12, 7, 3, 20)),
    *(("complete", "w-9", "--agent", "bob"), ("complete", "w-4", "failed", "--agent", "ann")),
    *(("complete", "w-12", "blocked", "--agent", "ann"), ("cancel", "w-30")),
    *(("lock", "acquire", name, "--agent", "ann") for name in ("z", "a")),
    *(("complete", "w-1", "--points", "5", "--agent", "bob"), ("poison", "w-15", "broken")),
]
ASKED: list[_Words] = [
    *(("list", "--limit", "1000"), ("ready",), ("failures",), ("lock", "list"), ("agents",), ("deps", "w-32")),
    *(("agent-status", "ann"), ("health",), ("dashboard",), ("workload",), ("check-stale",)),
]


def test_made_anew_it_is_as_it_was(tmp_path: Path) -> None:
    """A store of the very pattern, but said to be of another: nothing that anybody can ask for changes but the
    number of entries, which `metrics` tells."""
    late = {"SWARMSH_NOW_NS": str(NOW + 8 * 24 * HOUR)}
    store = tmp_path / "data"
    assert {each["exit"] for each in batch(LANGUAGES[1], store, [line(*words) for words in BUSY])} == {0}
    # Time goes on: of two leases that end at the same time either may be the first.
    assert (
        call(LANGUAGES[1], store, "heartbeat", "w-7", "--agent", "bob", env={"SWARMSH_NOW_NS": str(NOW + 1)}).exit == 0
    )
    assert call(LANGUAGES[1], store, "archive", env=late).stdout == b"3 archived, 35 looked at, 0 left\n"
    ends = [[call(LANGUAGES[1], copied(store, "was"), *words, env=late) for words in ASKED]]
    stale = ("recover-stale", "reassign", "--json")
    ends[0].append(call(LANGUAGES[1], tmp_path / "was" / "data", *stale, env=late))
    form = (store / "format").read_bytes()
    (store / "format").write_bytes(re.sub(rb'("layout":\t"[0-9a-f]{8})[0-9a-f]{8}', rb"\g<1>01234567", form))
    trees = []
    for language in LANGUAGES:
        copy = copied(store, language.name)
        assert call(language, copy, "migrate", env=late).exit == 0
        trees.append(tree(copy))
        assert call(language, copy, "replay", "--check", env=late).exit == 0
        ends.append([call(LANGUAGES[1], copy, *words, env=late) for words in (*ASKED, stale)])
    assert difference(*trees) == ""
    assert ends[1] == ends[0] and ends[2] == ends[0]
