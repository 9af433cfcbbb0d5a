"""Bash as text whose every character is known as code, comment or literal: enough of a parser for a lint."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

_DELIMITER = re.compile(r"<<(-?)[ \t]*(?:'([^'\n]*)'|\"([^\"\n]*)\"|\\?([A-Za-z_]\w*))")
_OPERATOR_OF_WORD = re.compile(r"\$\{[!#]?(?:\w+|[@*?$!#-])(?:\[[^]]*\])?:?[-=?+]")
_WORD = re.compile(r"[A-Za-z_]\w*")


class Unreadable(ValueError):
    """Quotes or brackets that do not match, as far as this reader can tell: OFFSET and what is still open."""

    def __init__(self, offset: int, what: str) -> None:
        super().__init__(f"unmatched {what}")
        self.offset = offset


class Span(NamedTuple):
    """A stretch of a text, from `start` to before `end`; `quoted`: it stands between double quotes."""

    start: int
    end: int
    quoted: bool


@dataclass
class _Open:
    """Something that begins at `start` and has not ended: one of `" ${ ( (( ` and the text itself."""

    what: str
    start: int
    quoted: bool = False
    literal_apostrophe: bool = False
    cases: int = 0  # `case` without `esac`: a parenthesis ends a pattern
    depth: int = 0  # parentheses of arithmetic


@dataclass
class ShellText:
    """`raw` as it is; in `code` comments are blanks and literal characters are `_`, at the same offsets."""

    raw: str
    code: str = ""
    expansions: list[Span] = field(default_factory=list)  # ${...}
    ansi: list[Span] = field(default_factory=list)  # $'...'
    comments: list[Span] = field(default_factory=list)

    def line(self, offset: int) -> int:
        """The number of the line that an offset stands in, from 1."""
        return bisect_right(self._starts, offset)

    def ends(self, start: int) -> int | None:
        """Where the expansion that begins at an offset ends; None when none begins there."""
        return self._ends.get(start)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.raw))]

    @cached_property
    def _ends(self) -> dict[int, int]:
        return {one.start: one.end for one in self.expansions}


def parse(raw: str) -> ShellText:
    """Read a script; raises Unreadable where it cannot be followed."""
    return _Reader(raw).read()


class _Reader:
    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.found = ShellText(raw)
        self.out = list(raw)
        self.open = [_Open("text", 0)]
        self.documents: list[tuple[str, bool]] = []  # delimiter, with TABs before it
        self.at = 0

    def read(self) -> ShellText:
        while self.at < len(self.raw):
            if self.open[-1].what == '"':
                self._in_double_quotes()
            else:
                self._in_code()
        if len(self.open) > 1:
            raise Unreadable(self.open[-1].start, self.open[-1].what)
        self.found.code = "".join(self.out)
        return self.found

    def _literal(self, until: int, filler: str = "_") -> None:
        for place in range(self.at, min(until, len(self.raw))):
            if self.raw[place] != "\n":
                self.out[place] = filler
        self.at = until

    def _push(self, what: str, width: int) -> None:
        now = self.open[-1]
        quoted = now.what == '"' or (now.what == "${" and now.quoted)
        word = _OPERATOR_OF_WORD.match(self.raw, self.at) if what == "${" and quoted else None
        self.open.append(_Open(what, self.at, quoted, word is not None))
        self.at += width

    def _pop(self, width: int = 1) -> None:
        ended = self.open.pop()
        self.at += width
        if ended.what == "${":
            self.found.expansions.append(Span(ended.start, self.at, ended.quoted))

    def _expansion(self) -> bool:
        """What begins with a dollar or a backtick, in and outside quotes."""
        for begin, what in (("${", "${"), ("$((", "(("), ("$(", "(")):
            if self.raw.startswith(begin, self.at):
                self._push(what, len(begin))
                return True
        if self.raw[self.at] != "`":
            return False
        if self.open[-1].what == "`":
            self._pop()
        else:
            self._push("`", 1)
        return True

    def _in_double_quotes(self) -> None:
        if self.raw[self.at] == "\\":
            self._literal(self.at + 2)
        elif self.raw[self.at] == '"':
            self._pop()
        elif not self._expansion():
            self._literal(self.at + 1)

    def _in_code(self) -> None:
        now, here = self.open[-1], self.raw[self.at]
        if here == "\\":
            self.at += 1
            self._literal(self.at + 1) if self.raw[self.at : self.at + 1] in tuple("'\"#`${}()<>&;|") else self._skip()
        elif here == "'" and not now.literal_apostrophe:
            self._apostrophes()
        elif self.raw.startswith("$'", self.at):
            self._ansi()
        elif here == '"':
            self._push('"', 1)
        elif here == "#" and self._begins_comment(now):
            self._comment()
        elif self._expansion() or self._bracket(now) or self._document(now):
            return
        elif here == "\n" and self.documents:
            self._bodies()
        elif (word := _WORD.match(self.raw, self.at)) is not None:
            now.cases += {"case": 1, "esac": -1}.get(word[0], 0) if now.what == "(" else 0
            self.at = word.end()
        else:
            self.at += 1

    def _skip(self) -> None:
        self.at += 1

    def _apostrophes(self) -> None:
        end = self.raw.find("'", self.at + 1)
        if end < 0:
            raise Unreadable(self.at, "'")
        self.at += 1
        self._literal(end)
        self.at += 1

    def _ansi(self) -> None:
        end = self.at + 2
        while self.raw[end : end + 1] != "'":
            if end >= len(self.raw):
                raise Unreadable(self.at, "$'")
            end += 2 if self.raw[end] == "\\" else 1
        self.found.ansi.append(Span(self.at, end + 1, self.open[-1].quoted))
        self.at += 2
        self._literal(end)
        self.at += 1

    def _begins_comment(self, now: _Open) -> bool:
        return now.what in ("text", "(", "`") and (self.at == 0 or self.raw[self.at - 1] in " \t\n;&|()")

    def _comment(self) -> None:
        start = self.at
        end = self.raw.find("\n", start)
        self._literal(end if end >= 0 else len(self.raw), " ")
        self.found.comments.append(Span(start, self.at, False))

    def _bracket(self, now: _Open) -> bool:
        """Parentheses and braces that are not expansions."""
        here = self.raw[self.at]
        if here == "}" and now.what == "${":
            self._pop()
        elif now.what == "((" and here in "()":
            self._arithmetic(now, here)
        elif here == "(" and now.what != "${":
            arithmetic = self.raw.startswith("((", self.at) and (self.at == 0 or self.raw[self.at - 1] in " \t\n;!")
            self._push("((" if arithmetic else "(", 2 if arithmetic else 1)
        elif here == ")" and now.what == "(" and not now.cases:
            self._pop()
        else:
            return False
        return True

    def _arithmetic(self, now: _Open, here: str) -> None:
        if here == "(":
            now.depth += 1
            self.at += 1
        elif now.depth:
            now.depth -= 1
            self.at += 1
        elif self.raw.startswith("))", self.at):
            self._pop(2)
        else:
            raise Unreadable(now.start, "((")

    def _document(self, now: _Open) -> bool:
        """A here-document is announced; or a here-string, which has no body."""
        if self.raw.startswith("<<<", self.at):
            self.at += 3
            return True
        match = _DELIMITER.match(self.raw, self.at)
        if match is None or now.what not in ("text", "("):
            return False
        tabs, single, double, bare = match.groups()
        self.documents.append((next(each for each in (single, double, bare) if each is not None), bool(tabs)))
        self.at = match.end()
        return True

    def _bodies(self) -> None:
        self.at += 1
        for delimiter, tabs in self.documents:
            while self.at < len(self.raw):
                end = self.raw.find("\n", self.at)
                end = len(self.raw) if end < 0 else end
                line = self.raw[self.at : end]
                self._literal(end)
                self.at = min(end + 1, len(self.raw))
                if (line.lstrip("\t") if tabs else line) == delimiter:
                    break
            else:
                raise Unreadable(len(self.raw) - 1, f"<<{delimiter}")
        self.documents.clear()
