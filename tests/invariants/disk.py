"""Q12: the files of a data directory are what the journal comes to, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from pathlib import Path

from swarmsh._hot import atomic
from tests.invariants.fold import Fold
from tests.invariants.journal import PER_SEGMENT, Entry
from tests.invariants.rules import Finding

STATE, NAME = 512, 24
FOLDERS = ("records", "archive", "texts", "ids", "keys")


class Lengths:
    """What the file `state` says of the last segment, gathered entry by entry; spans are kept by segment."""

    def __init__(self) -> None:
        self.journal = 0
        self.spans: dict[int, list[str]] = {}

    def add(self, entry: Entry) -> None:
        """Takes an entry into account."""
        if entry.sequence % PER_SEGMENT == 1:
            self.journal = 0
        self.journal += entry.size
        if entry.span is not None:
            self.spans.setdefault((entry.sequence - 1) // PER_SEGMENT + 1, []).append(entry.span)


def settings(store: Path) -> dict[str, int]:
    """The settings that a store was made with."""
    found: dict[str, int] = json.loads((store / "format").read_text())["settings"]
    return found


def disk(store: Path, fold: Fold, lengths: Lengths) -> Iterator[Finding]:
    """Where the files differ from the fold."""
    expected = dict(_expected(fold))
    found = {
        str(path.relative_to(store)): path
        for folder in FOLDERS
        for path in sorted((store / folder).rglob("*"))
        if not path.is_dir()
    }
    for name in sorted({*expected, *found}):
        if name not in found or name not in expected:
            yield "Q12", f"{name} is {'missing' if name in expected else 'too many'}"
        elif (data := found[name].read_bytes()) != expected[name]:
            yield "Q12", f"{name} holds {data[:200]!r}, the journal comes to {expected[name][:200]!r}"
    lost = yield from _state(store, fold, lengths)
    yield from _traces(store, lengths, lost)


def padded(line: str, size: int) -> bytes:
    """A slot: the line, blanks, a newline; `size` bytes altogether."""
    return f"{line}{' ' * (size - 1 - len(line.encode()))}\n".encode()


def sharded(name: str) -> str:
    """Where the file of an identifier stands in its folder."""
    coded = "".join(f"+{letter.lower()}" if letter.isupper() else letter for letter in name)
    return f"{coded[-2:].replace('.', '_')}/{coded}"


def _expected(fold: Fold) -> Iterator[tuple[str, bytes]]:
    for (kind, number), line in fold.lines.items():
        yield f"records/{kind}/{number // 1000}/{number}", padded(line, atomic.KINDS[kind].SLOT)
    for (kind, shard), lines in fold.shards.items():
        yield f"archive/{kind}/{shard}", lines.encode()
    for (kind, field, number), token in fold.texts.items():
        yield f"texts/{kind}/{number // 1000}/{number}.{field}", f"{token}\n".encode()
    for (kind, name), number in fold.ids.items():
        yield f"ids/{kind}/{sharded(name)}", padded(str(number), NAME)
    for name, sequence in fold.keys.items():
        yield f"keys/{sharded(name)}", padded(str(sequence), NAME)


def _state(store: Path, fold: Fold, lengths: Lengths) -> Generator[Finding, None, int]:
    """Also gives how many spans the store says it lost."""
    path = store / "state"
    data = path.read_bytes() if path.is_file() else b""
    try:
        words = json.loads(data)
        lost, traces = int(words["lost"]), int(words["traces"])
    except (ValueError, KeyError):
        if fold.last is not None or data:
            yield "Q12", f"state holds {data!r}"
        return 0
    last = fold.last
    due = "null" if last is None or last.due is None else last.due
    counters = last.counters if last else (0,) * len(atomic.COUNTERS)
    values = (0, last.sequence if last else 0, lengths.journal, traces, last.time if last else 0, due, lost, *counters)
    names = ("dirty", "sequence", "journal", "traces", "time", "due", "lost", *atomic.COUNTERS)
    pairs = [f'"{name}":\t{value}\t' for name, value in zip(names, values, strict=True)]
    if data != (expected := padded(f"{{{','.join(pairs)}}}", STATE)):
        yield "Q12", f"state holds {data.rstrip()!r}, the journal comes to {expected.rstrip()!r}"
    highest = tuple(max(fold.records[kind], default=0) for kind in atomic.COUNTERS)
    if counters != highest:
        yield "Q13", f"the counters are {counters}, the highest numbers {highest}"
    segment = (last.sequence - 1) // PER_SEGMENT + 1 if last else 1
    file = store / f"telemetry/traces/{segment:06d}.jsonl"
    size = file.stat().st_size if file.is_file() else 0
    if size != traces:
        yield "Q12", f"{file.name} of the traces has {size} bytes, state says {traces}"
    return lost


def _traces(store: Path, lengths: Lengths, lost: int) -> Iterator[Finding]:
    folder = store / "telemetry/traces"
    found = {path.name: path.read_text().splitlines() for path in sorted(folder.glob("*"))}
    first = next((line for lines in found.values() for line in lines), "")
    before, _, after = first.partition('"spans":[')
    frame, end = f'{before}"spans":[', after[after.rfind('],"schemaUrl"') :]
    missing = 0
    for segment, spans in lengths.spans.items():
        lines = found.pop(f"{segment:06d}.jsonl", [])
        place = 0
        for span in spans:
            if place < len(lines) and lines[place] == f"{frame}{span}{end}":
                place += 1
            else:
                missing += 1
        if place != len(lines):
            yield "Q12", f"segment {segment} of the traces has {len(lines)} lines, {place} of them of the journal"
    if any(found.values()) or missing != lost:
        yield "Q12", f"{missing} spans are missing, state says {lost}; segments of nobody: {sorted(found)}"
