"""Long lists of words as lines of a width people read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from swarmgen.backends.code import Code

_WIDTH = 100


def packed(words: Iterable[Code], *, width: int = _WIDTH) -> Iterator[Code]:
    """Words joined by blanks to lines of at most `width` columns; a longer word has a line of its own."""
    line: list[str] = []
    length = 0
    for word in words:
        if line and length + 1 + len(word) > width:
            yield Code(" ".join(line))
            line, length = [], 0
        line.append(word)
        length += len(word) + 1
    if line:
        yield Code(" ".join(line))


def declared(names: Iterable[Code], *, given: Iterable[Code] = ()) -> tuple[Code, ...]:
    """Declarations of local variables: those `given` with a value, then `names`, which are empty."""
    words = (*given, *(Code(f"{name}=''") for name in names))
    return tuple(Code(f"local {line}") for line in packed(words))


def wrapped(pieces: Iterable[Code], *, width: int = _WIDTH) -> Code:
    """Pieces of a text inside double quotes, as lines of about `width` columns that bash reads as one."""
    lines = [Code("")]
    for piece in pieces:
        if lines[-1] and len(lines[-1]) + len(piece) > width:
            lines.append(Code(""))
        lines[-1] += piece
    return Code("\\\n".join(lines))


def tabbed(pieces: Iterable[str]) -> Code:
    """Text with TABs in it as one word."""
    text = "".join(pieces).replace("\\", "\\\\").replace("'", "\\'").replace("\t", "\\t")
    return Code(f"$'{text}'")
