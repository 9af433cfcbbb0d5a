"""The journal as an audit trail: its segments, put away or not, and the outer form of their lines, which is all that
can be told without the pattern.
"""

from __future__ import annotations

import os

from . import files, grammar, paths, stops

EDITED, DELETED, REORDERED, BROKEN = "edited", "deleted", "reordered", "broken_chain"
UNSEALED = "is not what was sealed"
_KEYS = [*(key.encode() for key in grammar.TOKENS), b',"writes":[']
_START, _END = _KEYS[0], b"]}"
_SEALING, _REDACTING = grammar.SEALING.encode(), grammar.REDACTING.encode()
_CONTROLS = bytes(code for code in range(32) if code != 9)
_FEWEST, _DIGITS, _SEAL = 27, 19, 66
_HEX = frozenset(b"0123456789abcdef")


class Finding:
    """What is wrong with a segment: the line (from 1) if it is known, the kind of violation, and what to say of it."""

    __slots__ = ("line", "number", "path", "problem", "violation")

    def __init__(self, segment: Segment, line: int | None, violation: str, problem: str) -> None:
        self.number = segment.number
        self.path = segment.path
        self.line = line
        self.violation = violation
        self.problem = problem


class Segment:
    """A segment as it was found.

    Attributes:
        number, path: which it is, and where it lies in the data directory.
        size: its bytes, as far as they count.
        digest: its SHA-256; empty when there is no file.
        seal: the digest of the segment before, as its first entry has it; empty when it has none.
        finding: the first thing that is wrong with its lines.
        seals: entries that seal what stands before them in the segment: line, the digest they have, the one it has now.
        vouched: what redactions say they changed: pairs of digests, before and after.
        tail: the bytes behind those that count.
    """

    __slots__ = ("digest", "finding", "number", "path", "seal", "seals", "size", "tail", "vouched")

    def __init__(self, number: int, path: str) -> None:
        self.number = number
        self.path = path
        self.size = 0
        self.digest = self.seal = ""
        self.finding: Finding | None = None
        self.vouched: list[tuple[str, str]] = []
        self.seals: list[tuple[int, str, str]] = []
        self.tail = b""


def scan(root: str, number: int, expected: int, limit: int | None = None) -> Segment:
    """Looks at a segment that should have so many entries; `limit` bytes of it count, all without.

    Raises:
        Forbidden: as `files.opened`.
        StorageFailed: it cannot be read.
    """
    from hashlib import sha256  # not cheap to load

    found = Segment(number, paths.segment_of(root, number))
    data = read(root, found.path)
    if data is None:
        found.finding = Finding(found, None, DELETED, "is missing")
        return found
    if limit is not None:
        data, found.tail = data[:limit], data[limit:]
    found.size, found.digest = len(data), sha256(data).hexdigest()
    lines = data.split(b"\n")
    rest = lines.pop()
    _lines(found, data, lines, expected)
    if found.finding is None and len(lines) < expected:
        missing = (number - 1) * paths.PER_SEGMENT + len(lines) + 1
        found.finding = Finding(found, len(lines) + 1, DELETED, f"entry {missing} is missing")
    elif found.finding is None and (len(lines) > expected or rest):
        found.finding = Finding(found, expected + 1, EDITED, "is one too many")
    return found


def _lines(found: Segment, data: bytes, lines: list[bytes], expected: int) -> None:
    """Notes the first thing that is wrong with the lines, what they seal, and what redactions vouch for."""
    first, time, end = (found.number - 1) * paths.PER_SEGMENT + 1, -1, 0
    for place, line in enumerate(lines[:expected], start=1):
        sequence, tokens, offset = first + place - 1, line.split(b"\t"), end
        end += len(line) + 1
        if tokens[0] == _START and tokens[-1] == _END and tokens[5:6] == [_REDACTING]:
            found.vouched += grammar.pairs(tokens[17].decode("latin-1")) if len(tokens) >= _FEWEST else []
        if found.finding is not None:
            continue
        if not _begins(line, tokens):
            found.finding = Finding(found, place, EDITED, "does not have its form")
        elif tokens[1] != b"%d" % sequence:
            found.finding = _misplaced(found, lines, place, sequence, expected)
        elif not _whole(tokens, place == 1 and sequence > 1):
            found.finding = Finding(found, place, EDITED, "does not have its form")
        elif int(tokens[3]) < time and tokens[5] != b'"doctor"':
            found.finding = Finding(found, place, EDITED, "is earlier than the entry before")
        else:
            time = int(tokens[3])
            _seal(found, place, tokens[19], data, offset)


def _seal(found: Segment, place: int, token: bytes, data: bytes, offset: int) -> None:
    from hashlib import sha256

    if token != b"null" and place == 1:
        found.seal = token[1:-1].decode()
    elif token != b"null":
        found.seals.append((place, token[1:-1].decode(), sha256(data[:offset]).hexdigest()))


def _misplaced(found: Segment, lines: list[bytes], place: int, sequence: int, expected: int) -> Finding:
    """What it means that another entry stands in the place of this one."""
    seen = {tokens[1] for tokens in (each.split(b"\t") for each in lines) if tokens[0] == _START and tokens[-1] == _END}
    if b"%d" % sequence in seen:
        return Finding(found, place, REORDERED, f"entry {sequence} is elsewhere")
    if len(lines) < expected:
        return Finding(found, place, DELETED, f"entry {sequence} is missing")
    return Finding(found, place, EDITED, f"is not entry {sequence}")


def _begins(line: bytes, tokens: list[bytes]) -> bool:
    return (
        tokens[0] == _START
        and tokens[-1] == _END
        and len(tokens) >= _FEWEST
        and _is_number(tokens[1])
        and len(line.translate(None, _CONTROLS)) == len(line)
    )


def _whole(tokens: list[bytes], opens: bool) -> bool:
    seals = opens or tokens[5] == _SEALING
    return (
        tokens[0:25:2] == _KEYS
        and _is_number(tokens[3])
        and _is_number(tokens[11])
        and (_is_seal(tokens[19]) if seals else tokens[19] == b"null")
    )


def _is_number(token: bytes) -> bool:
    return token.isdigit() and len(token) <= _DIGITS and (token[0] != 48 or token == b"0")


def _is_seal(token: bytes) -> bool:
    return len(token) == _SEAL and token[:1] == token[-1:] == b'"' and _HEX.issuperset(token[1:-1])


def read(root: str, path: str) -> bytes | None:
    """All bytes of a segment; None when there is none.

    Raises:
        Forbidden: as `files.opened`.
        StorageFailed: it cannot be read.
    """
    try:
        descriptor, _ = files.opened(f"{root}/{path}", files.READ)
        with os.fdopen(descriptor, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError:
        raise stops.StorageFailed(root) from None
