"""`redact`: a text leaves the store and its journal; what is left can still be verified."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.audit.support import alike, copied, same, segment, stocked
from tests.coordinators import BASH, LANGUAGES, PYTHON, Language, batch, call, environment, line, tree

WORDS = ('hidden, "quoted" \\ [x],', "A" * 900, ",", "hidden é ☃\n\t]}", "w-9")


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sealed segment and some entries more; the texts of w-2 changed often, with keys."""
    store = stocked(tmp_path_factory.mktemp("stock"), 990)
    rows = [line("edit", "w-2", "--details", word, "--key", f"e.{place}") for place, word in enumerate(WORDS)]
    rows += [line("add", f"later {number}", "--details", ",") for number in range(20)]
    rows += [line("edit", "w-2", "--details", "hidden at last")]
    assert {answer["exit"] for answer in batch(PYTHON, store, rows)} == {0}
    return store


def both(stock: Path, folder: Path) -> tuple[Path, Path]:
    return copied(stock, folder / "bash"), copied(stock, folder / "python")


def holds(store: Path, text: bytes) -> list[str]:
    return [path for path, data in tree(store).items() if text in data]


def test_texts_are_gone(stock: Path, tmp_path: Path) -> None:
    one, other = both(stock, tmp_path)
    assert holds(one, b"hidden")
    assert holds(one, b"AAAA")
    assert same(one, other, "audit-seal").exit == 0
    done = same(one, other, "redact", "w-2", "--field", "details", "--agent", "ann")
    assert done.exit == 0
    assert done.stdout.startswith(b"redact: w-2: ")
    assert not holds(one, b"hidden")
    assert not holds(one, b"AAAA")
    assert holds(one, b'"second"') == ["journal/000001.jsonl", "journal/000002.jsonl", "records/work/0/2"]
    entry = segment(one, 2).read_text().splitlines()[-1]
    assert ',"operation":\t"redact"\t,"agent":\t"ann"\t,"subject":\t"w-2"\t' in entry
    assert ',"request":\t["details"]\t,"answer":\t[' in entry
    assert alike(one, "audit-verify").exit == 0
    assert call(PYTHON, one, "replay", "--check").exit == 0
    assert b"redaction    redact      0     1" in alike(one, "audit-stats").stdout


def test_a_request_with_its_key(stock: Path, tmp_path: Path) -> None:
    """Only the text is replaced, whatever it looks like; the same request is another one after that."""
    one, other = both(stock, tmp_path)
    assert same(one, other, "redact", "w-2").exit == 0
    requests = [text for text in segment(one, 1).read_text().splitlines() if '"key":\t"e.' in text]
    assert len(requests) == len(WORDS)
    for text in requests:
        assert text.split("\t")[15].count('"[redacted]"') == 1
        assert text.split("\t")[15].startswith('["w-2",')
    done = same(one, other, "edit", "w-2", "--details", WORDS[0], "--key", "e.0")
    assert (done.exit, done.stderr) == (3, b'PROGRAM: edit: key "e.0" was used for another request (conflict)\n')
    assert segment(one, 1).read_bytes().count(b'"details":\t","') > 0, "other items keep theirs"


def test_again_and_again(stock: Path, tmp_path: Path) -> None:
    one, other = both(stock, tmp_path)
    for field in ("details", "title"):
        assert same(one, other, "redact", "w-2", "--field", field).exit == 0
    assert same(one, other, "redact", "First", "--json").stdout.startswith(b'{"id":"First","places":')
    for _ in range(2):
        assert same(one, other, "redact", "w-2").stdout == b"redact: w-2: nothing to redact\n"
    assert same(one, other, "edit", "w-2", "--details", "hidden anew").exit == 0
    assert same(one, other, "redact", "w-2").stdout == b"redact: w-2: 2 places\n"
    assert not holds(one, b"hidden")
    assert alike(one, "audit-verify").exit == 0
    assert call(PYTHON, other, "repair").stdout.endswith(b"nothing to repair\n")


def test_the_first_entry_of_a_segment(tmp_path: Path) -> None:
    stock = stocked(tmp_path, 1000)
    one, other = both(stock, tmp_path)
    assert same(one, other, "redact", "First").exit == 0
    assert segment(one, 2).read_bytes().count(b"\n") == 1
    assert alike(one, "audit-verify").stdout == b"audit-verify: 1001 entries, 2 segments, 1 sealed\n"
    assert call(PYTHON, one, "replay", "--check").exit == 0


def test_an_edit_is_not_covered_up(stock: Path, tmp_path: Path) -> None:
    store = copied(stock, tmp_path / "store")
    data = segment(store, 1).read_bytes()
    segment(store, 1).write_bytes(data.replace(b'"agent":\t"bob"', b'"agent":\t"ann"', 1))
    done = alike(store, "redact", "w-2")
    message = f"PROGRAM: redact: {store}/journal/000001.jsonl: edited: is not what was sealed; nothing was changed"
    assert (done.exit, done.stderr.decode()) == (9, f"{message} (damaged)\n")


def test_a_forged_edit_after_it_is_found(stock: Path, tmp_path: Path) -> None:
    store = copied(stock, tmp_path / "store")
    assert call(BASH, store, "redact", "w-2").exit == 0
    data = segment(store, 1).read_bytes()
    segment(store, 1).write_bytes(data.replace(b'"agent":\t"bob"', b'"agent":\t"ann"', 1))
    done = call(PYTHON, store, "audit-verify")
    assert (done.exit, done.stdout) == (11, b"journal/000001.jsonl: edited: is not what was sealed\n")


@pytest.mark.parametrize(
    ("words", "exit", "message"),
    [
        ((), 2, "argument ID is missing (usage)"),
        (("",), 2, "argument ID is empty (usage)"),
        (
            ("a b",),
            2,
            'ID: "a b" is not an identifier (1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or digit) (usage)',
        ),
        (("w-2", "x"), 2, 'unexpected argument "x" (usage)'),
        (("w-2", "--field", ""), 2, "option --field is empty (usage)"),
        (("w-2", "--field", "x"), 2, '--field: "x" is not one of title, details, note, result (usage)'),
        (("w-2", "--agent", ""), 2, "option --agent is empty (usage)"),
        (("w-99",), 6, 'no work "w-99" (not_found)'),
        (("w-2", "--agent", "zed"), 6, 'no agent "zed" (not_found)'),
    ],
)
def test_refusals(words: tuple[str, ...], exit: int, message: str, stock: Path) -> None:
    done = alike(stock, "redact", *words)
    assert (done.exit, done.stdout, done.stderr.decode()) == (exit, b"", f"PROGRAM: redact: {message}\n")


@pytest.mark.parametrize("blocks", [4, 64])
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.name)
def test_no_room(language: Language, blocks: int, tmp_path: Path) -> None:
    """The segment that is written anew does not fit: everything is as it was."""
    store = stocked(tmp_path, 60)
    before = tree(store)
    command = ("bash", "-c", f'ulimit -f {blocks}; exec "$@"', "limited", *language.command, "redact", "First")
    done = subprocess.run(command, env=environment(store), capture_output=True, check=False)
    message = f"{language.program}: redact: {store}: no space left or write error; nothing was changed (storage)\n"
    assert (done.returncode, done.stdout, done.stderr.decode()) == (10, b"", message)
    after = tree(store)
    assert {path: data for path, data in after.items() if not path.startswith("telemetry/side/")} == before
    assert not (store / "redact.new").exists()


def test_no_store(tmp_path: Path) -> None:
    assert alike(tmp_path / "none", "redact", "w-1").exit == 12
    assert not (tmp_path / "none").exists()


def test_the_agent_of_the_environment(stock: Path, tmp_path: Path) -> None:
    one, other = both(stock, tmp_path)
    assert same(one, other, "redact", "w-2", AGENT_ID="bob").exit == 0
    assert ',"agent":\t"bob"\t' in segment(one, 2).read_text().splitlines()[-1]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.name)
def test_a_durable_store(language: Language, tmp_path: Path) -> None:
    store = tmp_path / "store"
    batch(PYTHON, store, [line("add", "hidden", "--details", "hidden " * 100)], env={"SWARMSH_DURABILITY": "fsync"})
    assert call(language, store, "redact", "w-1").stdout == b"redact: w-1: 5 places\n"
    assert not holds(store, b"hidden")
    assert alike(store, "replay", "--check").exit == 0
