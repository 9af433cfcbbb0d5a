"""The doors from values to Markdown source.

Three kinds of value pass here. A *plain* value means itself: `plain` escapes it, `code` and `literal` show it verbatim.
*Inline* Markdown, as in a brief, keeps its emphasis, code and links; what could reach beyond its line is escaped.
A *note* is Markdown of several blocks and is printed as written. Whatever an author writes, what follows it on the page
keeps its meaning.

The dialect is GitHub's: CommonMark with tables.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from swarmgen.backends.code import Code
from swarmgen.backends.docs.fences import fences
from swarmgen.model.conventions import Json

_PUNCTUATION = re.compile(r"[\\`*_{}\[\]<>&#~|]")
_CODE_SPAN = r"(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"
_ESCAPE = r"\\[!-/:-@\[-`{-~]"
_ANGLE_LINK = r"<https?://[^\s<>`]*>|(?<=\]\()<[^<>]*>"
_INLINE = re.compile(rf"(?P<kept>{_CODE_SPAN}|{_ESCAPE}|{_ANGLE_LINK})|(?P<bare>[<>`])")
_BARE = {"<": "&lt;", ">": "&gt;", "`": "\\`"}

_LINK_LABEL = r"\[(?:\\.|[^\]\\])*\]"
_BLOCK_START = re.compile(rf"\A(?=#{{1,6}}(?:\s|$)|[-+*](?:\s|$)|\||~~~|{_LINK_LABEL}:|([-_*])(?:\s*\1){{2,}}\s*$)")
_LIST_NUMBER = re.compile(r"\A(\d{1,9})(?=[.)](?:\s|$))")

# An unclosed comment, or one of these elements, hides the text after it.
_HIDING_TAG = re.compile(r"<(?=[!?]|(?i:script|style|pre|textarea|title|xmp|iframe|noembed|noframes|plaintext)\b)")
_PROSE = re.compile(rf"(?P<kept>{_CODE_SPAN}|{_ESCAPE}|<!--.*?-->)|(?P<hiding>{_HIDING_TAG.pattern})|(?P<stray>`+)")

_LINE_END = re.compile(r"\r\n?|\n")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def plain(value: str) -> Code:
    """Text that reads exactly as `value`, to stand after other text; white space collapses to single spaces."""
    return Code(_PUNCTUATION.sub(r"\\\g<0>", _line(value)))


def code(value: str) -> Code:
    """A code span showing `value`, which must not be empty; a line break becomes a space."""
    line = _printable(_LINE_END.sub(" ", value))
    ticks = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    pad = " " if line.strip(" ") and (line[0] in "` " or line[-1] in "` ") else ""
    return Code(f"{ticks}{pad}{line}{pad}{ticks}")


def literal(value: Json) -> Code:
    """A code span showing `value` as JSON: texts in quotes, so that an empty one and white space are visible."""
    text = json.dumps(_thawed(value), ensure_ascii=False)
    return code(_UNPRINTABLE.sub(lambda m: f"\\u{ord(m[0]):04x}", text))


def inline(markdown: str) -> Code:
    """Authored Markdown on one line, to stand after other text. Its code, emphasis and links are untouched."""
    return Code(_INLINE.sub(lambda token: token["kept"] or _BARE[token["bare"]], _line(markdown)))


def paragraph(markdown: str) -> Code:
    """Authored Markdown as a paragraph of one line: as `inline`, and it starts no heading, list or table."""
    line = _BLOCK_START.sub(r"\\", inline(markdown))
    return Code(_LIST_NUMBER.sub(r"\1\\", line))


def cell(content: Code) -> Code:
    """`content`, which is on one line, inside a table row."""
    return Code(str(content).replace("|", "\\|"))


def note(markdown: str) -> Code:
    """Authored Markdown as blocks of its own, printed as written.

    HTML that would hide the text after it is shown as text. A note that may leave code open is put into a quotation,
    which ends with the note in every reader.
    """
    lines = _LINE_END.split(_printable(markdown).strip("\r\n").rstrip())
    found = fences(lines)
    if not found.closed:
        return Code("\n".join(f"> {_HIDING_TAG.sub('&lt;', line)}".rstrip() for line in lines))
    prose = [line for line, fenced in zip(lines, found.fenced, strict=True) if not fenced]
    shown = iter(_shown(prose))
    return Code("\n".join(line if fenced else next(shown) for line, fenced in zip(lines, found.fenced, strict=True)))


def compose(pattern: str, *parts: Code) -> Code:
    """`pattern`, which is Markdown of ours, with each `{}` replaced by a part.

    Raises:
        TypeError: if a part is not `Code`.
    """
    return Code(pattern.format(*_only_code(parts)))


def joined(parts: Iterable[Code], separator: str = ", ") -> Code:
    """The parts in one text; `separator` is Markdown of ours.

    Raises:
        TypeError: if a part is not `Code`.
    """
    return Code(separator.join(_only_code(parts)))


def link(label: Code, path: str, fragment: str = "") -> Code:
    """A link to `path`, relative to the page and not yet quoted; `fragment` is an anchor or a line (`L12`)."""
    target = quote(path) + (f"#{fragment}" if fragment else "")
    return Code(f"[{label}]({target})")


def anchor(identifier: str) -> Code:
    """The anchor of an id: the id, with each character that a link cannot hold as `~`, hexadecimal code point, `~`."""
    return Code(re.sub(r"[^A-Za-z0-9._-]", lambda m: f"~{ord(m[0]):x}~", identifier))


def _only_code(parts: Iterable[Code]) -> list[str]:
    found = list(parts)
    for part in found:
        if not isinstance(part, Code):
            raise TypeError(f"a plain value cannot be mixed into Markdown: {part!r}")
    return [str(part) for part in found]


def _line(text: str) -> str:
    return " ".join(_printable(text).split())


def _printable(text: str) -> str:
    """`text` without control characters and without those that change the direction of their neighbours."""
    return _UNPRINTABLE.sub("\ufffd", text)


def _shown(prose: Sequence[str]) -> list[str]:
    """The lines with every hiding tag shown as text, except in code.

    Where a code span may cross lines, nothing counts as code.
    """
    if any(token["stray"] for line in prose for token in _PROSE.finditer(line)):
        return [_HIDING_TAG.sub("&lt;", line) for line in prose]
    return [_PROSE.sub(lambda token: token["kept"] or "&lt;", line) for line in prose]


def _thawed(value: Json) -> object:
    """`value` in the containers that the JSON encoder knows."""
    if isinstance(value, Mapping):
        return {key: _thawed(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_thawed(item) for item in value]
    return value
