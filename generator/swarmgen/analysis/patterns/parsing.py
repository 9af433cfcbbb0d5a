"""Texts of expressions → Python's syntax trees, with places that lead back into the file."""

from __future__ import annotations

import ast
import keyword
import re
from dataclasses import dataclass
from typing import Final

from swarmgen.analysis.patterns.mistakes import Mistake
from swarmgen.diagnostics import Place
from swarmgen.spec.patterns.source import Written
from swarmgen.spec.scalars import shortened

MAX_CHARACTERS: Final = 1000
MAX_DEPTH: Final = 60
_KEYWORDS: Final = "|".join(sorted(keyword.kwlist))
_FOREIGN: Final = re.compile(r"[\\#\0]")
_PROTECTED: Final = re.compile(rf"'[^']*'|\"[^\"]*\"|(?<=\.)(?:{_KEYWORDS})\b")
"""Texts, and names after a dot that Python reserves: `options.from` is a name here."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A tree and the text it was made from."""

    root: ast.expr
    written: Written
    blanks: int
    """How many stood in front and were not parsed."""
    is_ascii: bool

    def place(self, node: ast.AST) -> Place:
        """Where a part of the expression stands."""
        if not isinstance(node, ast.expr):
            return self.written.place
        start, end = node.col_offset, node.end_col_offset
        return self.written.place_at(self._column(start), self._column(end if end is not None else start + 1))

    def end_place(self, node: ast.Attribute) -> Place:
        """Where the name after the dot stands."""
        end = self._column(node.end_col_offset or 0)
        return self.written.place_at(end - len(node.attr), end)

    def attribute(self, node: ast.Attribute) -> str:
        """The name after the dot, as written."""
        end = self._column(node.end_col_offset or 0)
        return self.written.text[end - len(node.attr) : end]

    def within(self, node: ast.Constant) -> Written:
        """What stands between the quotes of a text."""
        end = node.end_col_offset if node.end_col_offset is not None else node.col_offset
        return self.written.part(self._column(node.col_offset) + 1, self._column(end) - 1)

    def _column(self, offset: int) -> int:
        """Python counts the bytes of UTF-8."""
        if self.is_ascii:
            return offset + self.blanks
        return len(self.written.text[self.blanks :].encode()[:offset].decode(errors="ignore")) + self.blanks


def parse(written: Written) -> Parsed:
    """The syntax tree of an expression.

    Raises:
        Mistake: if it is no expression.
    """
    text = written.text
    if len(text) > MAX_CHARACTERS:
        raise Mistake("expression-syntax", f"an expression has more than {MAX_CHARACTERS} characters", written.place)
    bad = _FOREIGN.search(text)
    if bad is not None:
        message = "an expression has neither backslashes nor comments"
        raise Mistake("expression-syntax", message, written.place_at(bad.start(), bad.end()))
    protected = _PROTECTED.sub(_protect, re.sub(r"\s", " ", text))
    try:
        root = ast.parse(protected.lstrip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise _unreadable(error, written) from None
    _check_depth(root, written)
    return Parsed(root, written, len(protected) - len(protected.lstrip()), protected.isascii())


def _protect(found: re.Match[str]) -> str:
    return found[0] if found[0][0] in "'\"" else found[0].upper()


def _unreadable(error: Exception, written: Written) -> Mistake:
    """Python's own words for it differ between its versions."""
    end = len(written.text.rstrip()) - 1
    blanks = len(written.text) - len(written.text.lstrip())
    offset = error.offset if isinstance(error, SyntaxError) else None
    column = min(offset - 1 + blanks, end) if offset else end  # 0: something is missing at the end
    place = written.place_at(column, column + 1)
    hint = f'what was read: "{shortened(written.text.strip())}"'
    return Mistake("expression-syntax", "this is no expression of the language", place, hint=hint)


def _check_depth(root: ast.expr, written: Written) -> None:
    level: list[ast.AST] = [root]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return
    raise Mistake("expression-syntax", f"an expression is nested more than {MAX_DEPTH} levels deep", written.place)
