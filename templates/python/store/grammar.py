"""The form of a line of the journal, to the last byte. Recovery trusts a line that it finds whole, since it was written
just before; what reads the journal from its first entry trusts nothing.
"""

from __future__ import annotations

from . import names, paths, slots, text, values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .shapes import Pattern

START, END, WRITES, BETWEEN = '{"sequence":\t', "\t]}\n", '\t,"writes":[\t', "\t,\t"
_KEYS = (
    "sequence",
    "time",
    "operation",
    "agent",
    "subject",
    "exit",
    "key",
    "request",
    "answer",
    "seal",
    "state",
    "span",
)
TOKENS = [f'{"," if place else "{"}"{key}":' for place, key in enumerate(_KEYS)]
SEALING, REDACTING = '"audit-seal"', '"redact"'
AWAY = -1
"""Instead of the size of a slot: the record is put away, and the line of the file is an offset."""

_CONTROLS = bytes(code for code in range(32) if code != 9)
_HEX = frozenset("0123456789abcdef")
_HIGHEST_EXIT = 12


class Line:
    """What an entry comes to: `puts` are the files it changes, as (path, line, size of the slot or 0 for a text, AWAY
    for a slot that was changed before and goes); `span` is a token, `seal` the digest or nothing; `vouched` are the
    digests, before and after, of what a redaction changed.
    """

    __slots__ = ("counts", "due", "puts", "seal", "span", "time", "vouched")

    def __init__(self, time: int, due: int | None, counts: tuple[int, ...], seal: str, span: str) -> None:
        self.time = time
        self.due = due
        self.counts = counts
        self.seal = seal
        self.span = span
        self.puts: list[tuple[str, str, int]] = []
        self.vouched: list[tuple[str, str]] = []


def looks_whole(data: bytes) -> bool:
    """Whether `data` begins and ends like a line: somebody wrote all of it once. Zeroes nobody did."""
    return data.startswith(START.encode()) and data.endswith(END.encode()) and b"\0" not in data


def parse(data: bytes, sequence: int, pattern: Pattern) -> Line | None:
    """The line of entry `sequence`, newline included; None when it does not have its form."""
    if len(data.translate(None, _CONTROLS)) != len(data) - 1:  # the newline is the only one
        return None
    try:
        line = data.decode()
        if not line.startswith(f"{START}{sequence}\t") or not line.endswith(END):
            return None
        header, mark, writes = line[: -len(END)].partition(WRITES)
        _require(bool(mark))
        found, key = _header(header.split("\t"), sequence, len(pattern.COUNTERS))
        if writes:
            found.puts += [_write(each, pattern) for each in writes.split(BETWEEN)]
            _away(found.puts)
        if key:
            found.puts.append((paths.key(key), str(sequence), names.SIZE))
    except (IndexError, ValueError):
        return None
    return found


def _header(tokens: list[str], sequence: int, counters: int) -> tuple[Line, str]:
    """What the header says, and its key.

    Raises:
        ValueError, IndexError: it does not have its form.
    """
    if tokens[0::2] != TOKENS or len(tokens) != 2 * len(TOKENS):
        raise ValueError
    _, time, operation, agent, subject, exit, key, request, answer, seal, state, span = tokens[1::2]
    for word in (operation, *(each for each in (agent, subject, key) if each != "null")):
        _word(word)
    for token, ends in ((request, "[]"), (answer, "[]"), (span, "{}")):
        _require(token == "null" or token[0] + token[-1] == ends)
    seals = (sequence > 1 and sequence % paths.PER_SEGMENT == 1) or operation == SEALING
    _require(
        (len(seal) == 66 and seal[0] == seal[-1] == '"' and _HEX.issuperset(seal[1:-1])) if seals else seal == "null"
    )
    due, *counts = state[1:-1].split(",")
    _require(state[0] + state[-1] == "[]" and len(counts) == counters and _number(exit) <= _HIGHEST_EXIT)
    found = Line(
        _number(time),
        None if due == "null" else _number(due),
        tuple(map(_number, counts)),
        seal[1:-1] if seals else "",
        span,
    )
    if operation == REDACTING:
        found.vouched = pairs(answer)
    return found, "" if key == "null" else key[1:-1]


def _write(write: str, pattern: Pattern) -> tuple[str, str, int]:
    """The file that a write is about.

    Raises:
        ValueError: it does not have its form.
    """
    name, mark, rest = write.removeprefix('["').partition('",')
    digits, comma, value = rest.partition(",")
    _require(write.startswith('["') and bool(mark and comma) and write.endswith("]"))
    number, value = _number(digits), value[:-1]
    kind, dot, field = name.partition(".")
    _require(number > 0 and kind in pattern.KINDS)
    cls = pattern.KINDS[kind]
    if not dot:
        head = f'{{"number":\t{number}\t'
        _require(value.startswith(head) and value[len(head) :].endswith("\t}") and text.size(value) < cls.SLOT)
        return paths.slot(kind, number), value, cls.SLOT
    if field == "id":
        return paths.own(kind, _word(value)), str(number), names.SIZE
    if field == paths.SHELVED:
        return paths.slot(kind, number), str(_number(value)), AWAY
    _require(field in cls.TEXTS and len(value) > 1 and value[0] == value[-1] == '"')
    return paths.text(kind, number, field), value, 0


def pairs(answer: str) -> list[tuple[str, str]]:
    """The digests in the answer of a redaction: of what it changed, before and after."""
    from re import findall

    found: list[tuple[str, str]] = findall(r'\["([0-9a-f]+)","([0-9a-f]+)"\]', answer)
    return [(old, new) for old, new in found if len(old) == len(new) == 64]


def stands(old: str, new: str, vouched: list[tuple[str, str]]) -> bool:
    """Whether what had the digest `old` may have the digest `new` now: nothing was changed, or by redactions only."""
    reached = {old}
    while new not in reached:
        more = {after for before, after in vouched if before in reached} - reached
        if not more:
            return False
        reached |= more
    return True


def _away(puts: list[tuple[str, str, int]]) -> None:
    """Looks whether what goes was written before by the same entry.

    Raises:
        ValueError: it was not.
    """
    written = set()
    for path, _, size in puts:
        _require(size != AWAY or path in written)
        written.add(path)


def shard(path: str) -> str:
    """The shard of the archive for the slot at a path."""
    return f"archive{path.removeprefix('records').rpartition('/')[0]}"


def _word(token: str) -> str:
    """The identifier in a token.

    Raises:
        ValueError: there is none.
    """
    word = token[1:-1]
    _require(token == f'"{word}"' and values.is_identifier(word))
    return word


def _number(digits: str) -> int:
    number = values.whole(digits)
    if number is None or number < 0:
        raise ValueError(digits)
    return number


def _require(found: bool) -> None:
    if not found:
        raise ValueError


def content(line: str, size: int) -> bytes:
    """The bytes of a file with this line: a slot of this size, or a text (0)."""
    return slots.padded(line, size) if size else f"{line}\n".encode()
