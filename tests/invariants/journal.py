"""A data directory's journal, read strictly, by the page generator/STORE.md alone and not by the product's own code."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PER_SEGMENT = 1000
_HEADER = "sequence time operation agent subject exit key request answer seal state span"
KEYS = (*(f'{"," if place else "{"}"{key}":' for place, key in enumerate(_HEADER.split())), ',"writes":[')
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_WORD = re.compile(r'"([A-Za-z0-9][A-Za-z0-9._-]{0,63})"')
_PAIR = re.compile(r'\["([0-9a-f]{64})","([0-9a-f]{64})"\]')
_SEAL = re.compile(r'"([0-9a-f]{64})"')
_RECORD = re.compile(r'\["([a-z_]+)",([1-9][0-9]*),(\{"number":)')
_OTHER = re.compile(r'\["([a-z_]+)\.([a-z_]+)",([1-9][0-9]*),(.*)\]', re.DOTALL)


class Malformed(ValueError):
    """A journal that does not have its form. `sequence` is the entry that should have stood there."""

    def __init__(self, sequence: int, message: str) -> None:
        super().__init__(f"entry {sequence}: {message}")
        self.sequence = sequence
        self.message = message


@dataclass(frozen=True, slots=True)
class Write:
    """One value that an entry wrote: a record (`field` empty, `token` its slot line without padding), a text or an own
    id (`token` the JSON string).
    """

    kind: str
    field: str
    number: int
    token: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. Tokens `request`, `answer` and `span` are kept as text, `null` as None; `counters` are the highest
    numbers given, in the order of the file `state`; `size` is the length of the line in bytes.
    """

    sequence: int
    time: int
    operation: str
    agent: str | None
    subject: str | None
    exit: int
    key: str | None
    request: str | None
    answer: str | None
    seal: str | None
    due: int | None
    counters: tuple[int, ...]
    span: str | None
    writes: tuple[Write, ...]
    size: int


def segment_path(store: Path, segment: int) -> Path:
    """The file of a segment, from 1, put away or not."""
    path = store / f"journal/archive/{segment:06d}.jsonl"
    return path if path.exists() else store / f"journal/{segment:06d}.jsonl"


def read_journal(store: Path) -> list[Entry]:
    """All entries of a data directory. Raises Malformed."""
    return list(entries(store))


def entries(store: Path) -> Iterator[Entry]:
    """The entries of a data directory, one after another, segments that were put away among them.

    Raises:
        Malformed: a line has another form, a number is missing, a seal is not the digest of the segment before, or of
            what stands before an `audit-seal`, and no redaction says that it changed that.
    """
    sequence, segment, digest = 0, 1, None
    seals: list[tuple[int, str | None, str | None]] = []
    pairs: set[tuple[str, str]] = set()
    folder = store / "journal"
    names = sorted(path.name for path in folder.rglob("*.jsonl")) if folder.is_dir() else []
    expected = [segment_path(store, number).name for number in range(1, len(names) + 1)]
    if names != expected:
        raise Malformed(0, f"the segments are {names}")
    for segment in range(1, len(names) + 1):
        data = segment_path(store, segment).read_bytes()
        before = hashlib.sha256()
        if data and not data.endswith(b"\n"):
            raise Malformed(sequence + data.count(b"\n") + 1, "the line has no end")
        for line in data.split(b"\n")[:-1]:
            sequence += 1
            entry = parse(line, sequence)
            sealed = digest if sequence % PER_SEGMENT == 1 else None
            if entry.operation == "audit-seal" and sealed is None:
                sealed = before.hexdigest()
            seals.append((sequence, entry.seal, sealed))
            if entry.operation == "redact":
                pairs.update(_PAIR.findall(entry.answer or ""))
            before.update(line + b"\n")
            yield entry
        if segment < len(names) and sequence != segment * PER_SEGMENT:
            raise Malformed(sequence, f"segment {segment} ends with it")
        digest = hashlib.sha256(data).hexdigest()
    for number, seal, sealed in seals:
        if seal != sealed and not _vouched(seal, sealed, pairs):
            raise Malformed(number, f"its seal is {seal}, what it seals has {sealed}")
    if sequence > len(names) * PER_SEGMENT:
        raise Malformed(sequence, "the last segment is too long")


def _vouched(old: str | None, new: str | None, pairs: set[tuple[str, str]]) -> bool:
    """Whether redactions made the one digest from the other."""
    following = {after for before, after in pairs if before == old}
    return new in following or any(_vouched(each, new, pairs - {(str(old), each)}) for each in following)


def parse(line: bytes, sequence: int) -> Entry:
    """The entry in a line without its newline. Raises Malformed."""
    try:
        tokens = line.decode().split("\t")
        if tuple(tokens[0:25:2]) != KEYS or tokens[-1] != "]}":
            raise ValueError("its keys or its end are not those of an entry")
        due, *counters = tokens[21][1:-1].split(",")
        entry = Entry(
            number(tokens[1]),
            number(tokens[3]),
            str(word(tokens[5])),
            word(tokens[7]),
            word(tokens[9]),
            number(tokens[11]),
            word(tokens[13]),
            _present(tokens[15]),
            _present(tokens[17]),
            None if tokens[19] == "null" else _matched(_SEAL, tokens[19])[1],
            None if due == "null" else number(due),
            tuple(map(number, counters)),
            _present(tokens[23]),
            tuple(_writes(tokens[25:-1])),
            len(line) + 1,
        )
    except (ValueError, IndexError) as error:
        raise Malformed(sequence, str(error)) from None
    if entry.sequence != sequence:
        raise Malformed(sequence, f"its number is {entry.sequence}")
    return entry


def _writes(tokens: list[str]) -> Iterator[Write]:
    place = 0
    while tokens != [""]:
        if record := _RECORD.fullmatch(tokens[place]):
            end = tokens.index("}]", place)
            yield Write(record[1], "", int(record[2]), "\t".join((record[3], *tokens[place + 1 : end], "}")))
            place = end
        else:
            other = _matched(_OTHER, tokens[place])
            yield Write(other[1], other[2], int(other[3]), other[4])
        if place + 1 == len(tokens):
            return
        if tokens[place + 1] != ",":
            raise ValueError("its writes are not separated by commas")
        place += 2


def _present(token: str) -> str | None:
    return None if token == "null" else token


def _matched(form: re.Pattern[str], token: str) -> re.Match[str]:
    found = form.fullmatch(token)
    if found is None:
        raise ValueError(f"{token[:80]!r} has another form")
    return found


def number(token: str) -> int:
    """A token that is a number, not negative. Raises ValueError."""
    return int(_matched(_NUMBER, token)[0])


def word(token: str) -> str | None:
    """A token that is an identifier or null. Raises ValueError."""
    return None if token == "null" else _matched(_WORD, token)[1]


def value(token: str) -> Any:
    """A token of a slot: None, bool, int, str of a word, tuple of a set; a text stays the JSON token it is."""
    if token in ("null", "true", "false"):
        return {"null": None, "true": True, "false": False}[token]
    if token[0] == "[":
        return tuple(str(word(one)) for one in token[1:-1].split(",")) if token != "[]" else ()
    if token[0] == '"':
        found = _WORD.fullmatch(token)
        return found[1] if found else token
    return number(token)
