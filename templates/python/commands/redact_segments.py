"""Segments of the journal, and a shard of the archive, written anew without the texts of a record."""

from __future__ import annotations

from . import paths

MARK = '"[redacted]"'
"""What stands where a text was."""

EMPTY = ("null", '""', MARK)
"""What holds no text."""


class Taker:
    """Takes the texts of a record out of the segments of the journal, in their order, and counts the places; `files`
    are the fields of which there are files. Where the record was put away, what was put into its shard of the archive
    after it stands elsewhere from then on.
    """

    def __init__(self, kind: str, number: int, fields: tuple[str, ...]) -> None:
        self.count = 0
        self.files: set[str] = set()
        self._record = f'["{kind}",{number},{{"number":'.encode()
        self._keys = {f',"{field}":'.encode() for field in fields}
        self._texts = {f'["{kind}.{field}",{number},'.encode(): field for field in fields}
        self._away = f'["{kind}.{paths.SHELVED}",'.encode()
        self._number = number
        self._moved = 0  # bytes by which the next line of the shard begins later than it did
        self._mark = MARK.encode()
        self._taken: set[bytes] = set()

    def segment(self, data: bytes) -> bytes:
        """The lines of a segment without the texts."""
        return b"".join(map(self._line, data.splitlines(keepends=True)))

    def shard(self, data: bytes) -> bytes:
        """The lines of the record's shard without the texts; these places are not counted, the journal has them too."""
        lines, head = data.splitlines(keepends=True), f'{{"number":\t{self._number}\t'.encode()
        for place, line in enumerate(lines):
            if line.startswith(head):
                tokens = line.split(b"\t")
                for at in range(0, len(tokens) - 1, 2):
                    if tokens[at] in self._keys and tokens[at + 1].decode() not in EMPTY:
                        tokens[at + 1] = self._mark
                lines[place] = b"\t".join(tokens)
        return b"".join(lines)

    def _line(self, line: bytes) -> bytes:
        is_of_it = self._record in line or any(each in line for each in self._texts)
        if not is_of_it and not (self._moved and self._away in line):
            return line
        tokens = line.split(b"\t")
        self._taken = set()
        inside, grown = False, 0
        for place in range(25, len(tokens)):
            token = tokens[place]
            if token == self._record:
                inside = True
            elif token == b"}]":
                inside = False
            elif inside and token in self._keys:
                old, tokens[place + 1] = tokens[place + 1], self._take(tokens[place + 1])
                grown += len(tokens[place + 1]) - len(old)
            elif token.startswith(self._away) and token[len(self._away) :][:1].isdigit():
                tokens[place] = self._place(token, grown)
            else:
                tokens[place] = self._text(token)
        if self._taken and tokens[15] != b"null":
            tokens[15] = b"[" + b",".join(map(self._asked, _items(tokens[15]))) + b"]"
        return b"\t".join(tokens)

    def _text(self, token: bytes) -> bytes:
        for head, field in self._texts.items():
            if token.startswith(head):
                self.files.add(field)
                return head + self._take(token[len(head) : -1]) + b"]"
        return token

    def _place(self, token: bytes, grown: int) -> bytes:
        """Where a record is put in the archive; `grown` is by how much the line of this one has."""
        number, offset = map(int, token[len(self._away) : -1].split(b","))
        if number // paths.PER_FOLDER != self._number // paths.PER_FOLDER:
            return token
        offset += self._moved
        if number == self._number:
            self._moved += grown
        return b"%s%d,%d]" % (self._away, number, offset)

    def _take(self, token: bytes) -> bytes:
        """What stands in the place of a text from now on."""
        if token in (b"null", b'""', self._mark):
            return token
        if token[:1] == b'"':
            self._taken.add(token)
        self.count += 1
        return self._mark

    def _asked(self, token: bytes) -> bytes:
        if token not in self._taken:
            return token
        self.count += 1
        return self._mark


def _items(array: bytes) -> list[bytes]:
    """The items of a JSON array of strings, numbers and arrays of identifiers."""
    from re import findall

    return findall(rb'"(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^,]+', array[1:-1])
