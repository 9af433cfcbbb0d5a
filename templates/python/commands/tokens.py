"""The tokens of slots: what generated records are read from and written as. Nothing but the exact form of a value
passes: what was edited by hand, or torn, is refused.
"""

from __future__ import annotations

from . import paths, stops, text, values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    from .shapes import R, Record
    from .view import View

    N = TypeVar("N", int, int | None)

_LONGEST_TEXT = 6 * 65536 + 2
"""Bytes of the longest token: every character escaped, and the quotes."""


def flag(token: str) -> bool:
    """A truth value.

    Raises:
        ValueError: the token is none.
    """
    if token not in ("true", "false"):
        raise ValueError(token)
    return token == "true"


def whole(token: str, low: int, high: int) -> int:
    """An integer between `low` and `high`.

    Raises:
        ValueError: the token is none.
    """
    number = int(token)
    if str(number) != token or not low <= number <= high:
        raise ValueError(token)
    return number


def member(token: str, members: tuple[str, ...]) -> str:
    """A member of an enum.

    Raises:
        ValueError: the token is none.
    """
    word = token[1:-1]
    if word not in members or token != f'"{word}"':
        raise ValueError(token)
    return word


def identifier(token: str) -> str:
    """An identifier.

    Raises:
        ValueError: the token is none.
    """
    word = token[1:-1]
    if token != f'"{word}"' or not values.is_identifier(word):
        raise ValueError(token)
    return word


def string(token: str) -> str:
    """A text: the token itself, or the length of a token that is kept in a file.

    Raises:
        ValueError: it is neither.
    """
    if token[:1] != '"':
        whole(token, text.INLINE + 1, _LONGEST_TEXT)
    elif text.size(token) > text.INLINE or not text.valid(token):
        raise ValueError(token)
    return token


def names(token: str, most: int) -> tuple[str, ...]:
    """A sorted set of at most `most` identifiers.

    Raises:
        ValueError: the token is none.
    """
    if token == "[]":
        return ()
    found = tuple(identifier(part) for part in token[1:-1].split(","))
    if token != array(found) or len(found) > most or any(map(str.__ge__, found, found[1:])):
        raise ValueError(token)
    return found


def word(value: str | None) -> str:
    """The token of an identifier or an enum member."""
    return "null" if value is None else f'"{value}"'


def number(value: int | None) -> str:
    """The token of an integer."""
    return "null" if value is None else str(value)


def plain(value: str | None) -> str:
    """The token of a text, which is one already."""
    return "null" if value is None else value


def truth(value: bool | None) -> str:
    """The token of a truth value."""
    return "null" if value is None else "true" if value else "false"


def array(value: tuple[str, ...] | None) -> str:
    """The token of a set."""
    if value is None:
        return "null"
    return '["' + '","'.join(value) + '"]' if value else "[]"


def named(view: View, cls: type[R], reference: int | None) -> str | None:
    """The id of the record that a reference leads to."""
    if reference is None:
        return None
    found: str = getattr(view.load(cls, reference), "id")  # noqa: B009  # kinds with a prefix have ids
    return found


def glob(name: str, pattern: str) -> bool:
    """Whether a name fits a pattern of `*` (any characters), `?` (one of them) and plain characters."""
    head, star, rest = pattern.partition("*")
    if not _fits(name[: len(head)], head) or (not star and len(name) != len(head)):
        return False
    return not star or any(glob(name[place:], rest) for place in range(len(head), len(name) + 1))


def _fits(part: str, pattern: str) -> bool:
    return len(part) == len(pattern) and all(want in ("?", have) for have, want in zip(part, pattern, strict=True))


def broken(view: View, record: Record) -> stops.Damaged:
    """The refusal of a record whose list does not end where it should."""
    return stops.Damaged(f"{view.folders.root}/{paths.slot(record.KIND, record.number)}")


def inside(value: N, low: int, high: int, what: str) -> N:
    """`value`, if it is absent or in range.

    Raises:
        Refused: 8, it is not; `what` names the field and its record.
    """
    if value is None or low <= value <= high:
        return value
    raise stops.Refused(8, f"{what} would leave its range")


def text_of(view: View, record: Record, field: str) -> str:
    """The whole token of a text that a record always has."""
    return view.text(record, field) or '""'


def number_of(record: Record) -> int:
    """What records are ordered by."""
    return record.number
