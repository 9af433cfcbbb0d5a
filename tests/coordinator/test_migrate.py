"""`migrate`: a store of another version becomes one of this, the same in both languages, or stays as it was."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from tests.coordinator import versions
from tests.coordinator.migrating import copied, refused, same
from tests.coordinator.versions import NEW, OWN, Version, version
from tests.coordinators import batch, difference, line, tree
from tests.unit.swarmgen.backends.python.patterns.press import read

MIGRATED = f"migrated from layout {OWN} to {NEW}\n".encode()
LONG = "long " * 200


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Version:
    return version(tmp_path_factory.mktemp("old"))


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Version:
    return version(tmp_path_factory.mktemp("new"), versions.larger, NEW)


@pytest.fixture(scope="module")
def base(old: Version, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the old version with a little of everything; nobody may write to it."""
    store = tmp_path_factory.mktemp("base") / "data"
    python = old.languages[1]
    for words in (
        ("hire", "Ann"),
        ("order", "x", "--wet"),
        ("order", LONG, "--key", "k1"),
        ("order", "red", "--color", "red", "--urgency", "today", "--pages", "3"),
        ("order", "y"),
        ("take", "Ann"),
    ):
        assert old.call(python, store, *words).exit == 0
    return store


def test_nothing_to_do(old: Version, tmp_path: Path, base: Path) -> None:
    for language in old.languages:
        done = old.call(language, tmp_path / "none", "migrate")
        assert (done.exit, done.stderr) == (
            12,
            f"PROGRAM: migrate: there is no store in {tmp_path}/none (no_data)\n".encode(),
        )
    exit, said, files = same(old, base)
    assert (exit, said) == (0, f"the store has layout {OWN} already\n".encode())
    (span,) = files.pop("telemetry/side/000001.jsonl").splitlines()
    assert b'"name":"swarmsh.coordination.migrate"' in span
    assert difference(files, tree(base)) == ""


def test_records_change(old: Version, new: Version, base: Path) -> None:
    before = json.loads(old.call(old.languages[1], base, "job", "j-2", "--json").stdout)
    exit, said, _ = same(new, base)
    assert (exit, said) == (0, MIGRATED)
    for language, before_it in zip(new.languages, old.languages, strict=True):
        store = base.parent / language.name / "data"
        after = json.loads(new.call(language, store, "job", "j-2", "--json").stdout)
        assert after == {**before, "rating": 5, "label": "", "remark": None} and after["title"] == LONG
        assert new.call(language, store, "order", LONG, "--key", "k1", "--print", "id").stdout == b"j-2\n"
        assert new.call(language, store, "take", "Ann", "--print", "id").stdout == b"j-4\n"
        assert new.call(language, store, "doctor").exit == 0
        assert not (store / "migrate").exists()
        audit = new.call(language, store, "audit", "--print", "sequence,operation", "--operation", "migrate").stdout
        assert audit == b"7\tmigrate\n"
        assert old.call(before_it, store, "jobs").exit == 9


def test_the_span_tells_of_it(new: Version, base: Path) -> None:
    _, _, files = same(new, base)
    span = json.loads(files["journal/000001.jsonl"].splitlines()[-1])["span"]
    assert span["name"] == "swarmsh.coordination.migrate"
    found = {each["key"]: next(iter(each["value"].values())) for each in span["attributes"]}
    assert found == {
        "swarmsh.coordination.operation": "migrate",
        "swarmsh.coordination.layout.stored": OWN,
        "swarmsh.coordination.layout.expected": NEW,
        "swarmsh.coordination.migrated_count": "6",
        "swarmsh.coordination.outcome": "done",
        "swarmsh.coordination.exit_code": "0",
        "swarmsh.coordination.pattern": "press",
        "swarmsh.coordination.sequence": "7",
        "swarmsh.coordination.store_lock_wait": "0",
    }


def test_segments_are_sealed_anew(old: Version, new: Version, tmp_path: Path) -> None:
    store = tmp_path / "data"
    env = {"PYTHONPATH": str(old.folder / "python" / "src")}
    lines = [line("order", f"job {number}") for number in range(1001)]
    answers = batch(old.languages[1], store, lines, env=env)
    assert {answer["exit"] for answer in answers} == {0}
    exit, said, files = same(new, store)
    assert (exit, said) == (0, MIGRATED)
    seal = json.loads(files["journal/000002.jsonl"].splitlines()[0])["seal"]
    assert seal == sha256(files["journal/000001.jsonl"]).hexdigest()


def test_a_long_text_that_is_no_more(tmp_path: Path, base: Path) -> None:
    exit, said, files = same(version(tmp_path / "new", versions.smaller, NEW), base)
    assert (exit, said) == (0, MIGRATED)
    assert b'"job.title"' not in files["journal/000001.jsonl"]
    assert b'"title"' not in files["records/job/0/2"]


def test_a_field_without_a_first_value(tmp_path: Path, base: Path) -> None:
    assert refused(version(tmp_path / "new", versions.demanding, NEW), base) == (
        "DIR: job 1 of entry 2 does not fit this version; it cannot be migrated"
    )


def test_a_value_out_of_its_new_range(tmp_path: Path, base: Path) -> None:
    assert refused(version(tmp_path / "new", versions.stricter, NEW), base) == (
        "DIR: job 3 of entry 4 does not fit this version; it cannot be migrated"
    )


def test_a_setting_out_of_its_new_range(tmp_path: Path, base: Path) -> None:
    (setting,) = read()[1].settings
    other = version(tmp_path / "new", None, NEW, settings=(replace(setting, low=61 * 10**9, default=61 * 10**9),))
    assert refused(other, base) == (
        "DIR: setting drying_time is 60000000000, which is not between 61000000000 and 86400000000000 as this version "
        "wants; it cannot be migrated"
    )


def test_another_pattern(new: Version, tmp_path: Path, base: Path) -> None:
    store = copied(base, "other")
    (store / "format").write_bytes((store / "format").read_bytes().replace(b'"press"', b'"shop"'))
    assert refused(new, store) == 'DIR/format is of pattern "shop", not of pattern "press"'


@pytest.mark.parametrize(
    ("path", "change", "message"),
    [
        (
            "state",
            (b'"dirty":\t0', b'"dirty":\t1'),
            "DIR: an operation was interrupted; run one of the version that the store is of first",
        ),
        ("state", (b'"sequence":\t6', b'"sequence":\t7'), 'DIR/journal/000001.jsonl is damaged; run "PROGRAM repair"'),
        ("state", (b'"job":\t4', b'"job":\tx'), 'DIR/state is damaged; run "PROGRAM repair"'),
        ("format", (b'"settings"', b'"setting"'), 'DIR/format is damaged; run "PROGRAM doctor"'),
        (
            "journal/000001.jsonl",
            (b'"sequence":\t3', b'"sequence":\t4'),
            'DIR/journal/000001.jsonl is damaged; run "PROGRAM repair"',
        ),
        (
            "journal/000001.jsonl",
            (b'"title":\t"red"', b'"title":\tred'),
            "DIR: job 3 of entry 4 does not fit this version; it cannot be migrated",
        ),
    ],
)
def test_damage(new: Version, base: Path, path: str, change: tuple[bytes, bytes], message: str) -> None:
    store = copied(base, "damaged")
    data = (store / path).read_bytes()
    assert data.count(change[0]) >= 1
    (store / path).write_bytes(data.replace(*change, 1))
    assert refused(new, store) == message


def test_a_link_in_the_way(new: Version, tmp_path: Path, base: Path) -> None:
    for language in new.languages:
        store = copied(base, f"link-{language.name}")
        (tmp_path / "precious").write_text("kept")
        (store / "migrate").symlink_to(tmp_path)
        done = new.call(language, store, "migrate")
        assert (done.exit, done.stderr) == (
            5,
            f"PROGRAM: migrate: {store}/migrate is a symbolic link (permission)\n".encode(),
        )
        assert (tmp_path / "precious").read_text() == "kept"
        shutil.rmtree(store.parent)


@pytest.mark.parametrize(("first", "second"), [(0, 1), (1, 0)], ids=["bash", "python"])
def test_killed_at_every_step(old: Version, new: Version, base: Path, first: int, second: int) -> None:
    killer, finisher = new.languages[first], new.languages[second]
    seen = set()
    for die_at in range(1, 40):
        store = copied(base, "killed")
        done = new.call(killer, store, "migrate", die_at=die_at)
        if done.exit == 0:
            break
        late = old.call(old.languages[second], store, "order", "late").exit
        early = new.call(finisher, store, "order", "early").exit
        assert (late, early) in {(0, 9), (9, 9), (9, 0)}, die_at
        seen.add((late, early))
        assert new.call(finisher, store, "migrate").exit == 0
        titles = new.call(finisher, store, "jobs", "--print", "title").stdout.decode().split("\n")[:-1]
        extra = ["late"] * (late == 0) + ["early"] * (early == 0)
        assert titles == ["x", LONG, "red", "y", *extra], die_at
        assert new.call(finisher, store, "doctor").exit == 0
        assert not (store / "migrate").exists()
    assert seen == {(0, 9), (9, 9), (9, 0)}


def test_only_the_version_that_began_may_end_it(new: Version, tmp_path: Path, base: Path) -> None:
    third = version(tmp_path / "third", None, f"00000000{OWN[8:]}")
    store = copied(base, "begun")
    for die_at in range(1, 40):
        new.call(new.languages[1], store, "migrate", die_at=die_at)
        if b'+"' in (store / "format").read_bytes():
            break
    assert refused(third, store) == f"DIR: a migration to layout {NEW} was interrupted; end it with that version"
