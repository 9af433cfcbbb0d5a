"""The commands that every pattern has, where the languages do not share all words."""

from __future__ import annotations

from pathlib import Path

from tests.coordinators import BASH, LANGUAGES, NOW, batch, call, difference, line, tree

LATER = {"SWARMSH_NOW_NS": str(NOW + 3600 * 10**9)}


def report(store: Path, *words: str, exit: int = 0, **env: str) -> dict[str, tuple[str, str]]:
    """Verdict and text by the name of the check."""
    done = call(BASH, store, "doctor", *words, env=env)
    assert (done.exit, done.stderr) == (exit, b"")
    checks = (line.partition(": ") for line in done.stdout.decode().splitlines())
    return {head[5:]: (head[:4].rstrip(), text) for head, _, text in checks}


def test_doctor_without_a_store_makes_none(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert report(store)["data directory"] == ("warn", f"{store} is not there yet")
    assert not store.exists()


def test_doctor_of_a_healthy_store(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert call(BASH, store, "register").exit == 0
    found = report(store)
    assert [verdict for verdict, _ in found.values()] == ["ok"] * 7
    assert found["state"] == ("ok", "1 entries")
    size = (store / "journal" / "000001.jsonl").stat().st_size
    assert found["journal"] == ("ok", f"{store}/journal/000001.jsonl, {size} bytes")


def test_doctor_names_what_is_damaged(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert call(BASH, store, "register").exit == 0
    state = store / "state"
    state.write_bytes(state.read_bytes().replace(b'"sequence":\t1\t', b'"sequence":\tx\t'))
    found = report(store, exit=11)
    assert found["state"] == ("fail", f'{store}/state is damaged; run "PROGRAM repair"')


def test_doctor_sees_a_journal_that_was_edited(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert call(BASH, store, "register").exit == 0
    journal = store / "journal" / "000001.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b'"exit":\t0\t', b'"exit":\t00\t'))
    assert report(store, exit=11)["journal"][0] == "fail"


def test_the_clock_can_be_accepted(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert call(BASH, store, "register", env=LATER).exit == 0
    assert call(BASH, store, "add", "one").exit == 9
    assert report(store, exit=11)["state"][0] == "fail"
    assert report(store, "--accept-clock")["state"] == ("ok", "2 entries")
    assert call(BASH, store, "add", "one").stdout == b"w-1\n"
    audit = call(BASH, store, "audit", "--print", "operation,time,exit").stdout.decode().splitlines()
    assert audit == [f"register\t{NOW + 3600 * 10**9}\t0", f"doctor\t{NOW}\t0", f"add\t{NOW}\t0"]


def test_what_is_due_by_the_accepted_clock_moves_first(tmp_path: Path) -> None:
    stores = []
    for language in LANGUAGES:
        store = tmp_path / language.name
        lines = [line("add", "one", "--not-before", "5m"), *[line("add", "more", "--not-before", "10m")] * 40]
        assert all(each["exit"] == 0 for each in batch(language, store, lines))
        assert call(language, store, "doctor", "--accept-clock", env=LATER).exit == 0
        assert call(language, store, "show", "w-41", "--print", "status", env=LATER).stdout == b"pending\n"
        journal = (store / "journal" / "000001.jsonl").read_bytes()
        assert journal.count(b'"operation":\t"tick"') >= 3
        stores.append(tree(store))
    assert not difference(*stores)


def test_a_format_that_a_terminal_would_obey_is_not_shown(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert call(BASH, store, "register").exit == 0
    sound = (store / "format").read_bytes()
    for changed in (sound.replace(b'"atomic"', b'"at\x1bmic"'), sound.replace(b'"layout":\t"', b'"layout":\t"\x1b')):
        (store / "format").write_bytes(changed)
        for language in LANGUAGES:
            said = call(language, store, "register").stderr
            assert said == f'PROGRAM: register: {store}/format is damaged; run "PROGRAM doctor" (damaged)\n'.encode()


def test_audit_chooses_entries(tmp_path: Path) -> None:
    store = tmp_path / "store"
    for words in (("register", "ann"), ("add", "one"), ("add", "two"), ("claim", "w-2")):
        assert call(BASH, store, *words, env={"AGENT_ID": "ann"}).exit == 0
    assert call(BASH, store, "audit", "--limit", "1", "--json").stdout == (
        b'{"rows":[{"sequence":4,"time":"1767225600000000000","operation":"claim","agent":"ann","subject":"w-2","exit":0}],'
        b'"from_sequence":4,"to_sequence":4,"next":null}\n'
    )
    for chosen, wanted in (
        (("--operation", "add"), b"2\n3\n"),
        (("--subject", "w-2"), b"3\n4\n"),
        (("--agent", "ann", "--from", "3"), b"3\n4\n"),
        (("--since", "@1767225601"), b""),
    ):
        assert call(BASH, store, "audit", *chosen, "--print", "sequence").stdout == wanted


def test_audit_without_a_store(tmp_path: Path) -> None:
    done = call(BASH, tmp_path / "store", "audit")
    assert (done.exit, done.stderr) == (
        12,
        f"PROGRAM: audit: there is no store in {tmp_path}/store (no_data)\n".encode(),
    )


def test_waiting_in_vain_leaves_the_span_of_the_last_try(tmp_path: Path) -> None:
    words = ("claim", "--next", "--wait", "350ms", "--agent", "a-1")
    for language in LANGUAGES:
        store = tmp_path / language.name
        assert call(language, store, "register").exit == 0
        assert call(language, store, *words).exit == 7
        side = store / "telemetry" / "side" / "000001.jsonl"
        assert len(side.read_bytes().splitlines()) == 1
        assert [answer["exit"] for answer in batch(language, store, [line(*words), line(*words[:2], *words[4:])])] == [
            7,
            7,
        ]
        spans = side.read_bytes().splitlines()
        assert len(spans) == 3
        assert all(b'"name":"swarmsh.work.claim"' in span and b'"stringValue":"empty"' in span for span in spans)
    assert difference(tree(tmp_path / "bash"), tree(tmp_path / "python")) == ""
