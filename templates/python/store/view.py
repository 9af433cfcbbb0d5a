"""Records as an operation or a query sees them: each is read once, at its first use."""

from __future__ import annotations

import os

from . import names, paths, slots, stops, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .shapes import R


class View:
    """The records of a store at one point in time, `now` (ns). `counts` are the highest numbers given."""

    __slots__ = ("counts", "folders", "loaded", "now", "settings", "shards")

    def __init__(self, folders: paths.Folders, settings: dict[str, int], now: int, counts: list[int]) -> None:
        self.folders = folders
        self.settings = settings
        self.now = now
        self.counts = counts
        self.loaded: dict[tuple[str, int], object] = {}
        self.shards: dict[str, dict[int, str]] = {}

    def load(self, cls: type[R], number: int) -> R:
        """The record of this number, at least 1, wherever it stands. Records of made kinds that were never written are
        empty.

        Raises:
            Damaged: there is no such record, or its slot does not have its form.
            Forbidden, StorageFailed: as `files.read`.
        """
        place = (cls.KIND, number)
        record = self.loaded.get(place)
        if record is None:
            record = self.loaded[place] = self._read(cls, number)
        return record  # type: ignore[return-value]  # what is loaded under a kind is of its class

    def _read(self, cls: type[R], number: int) -> R:
        folder = f"records/{cls.KIND}/{number // paths.PER_FOLDER}"
        path = f"{self.folders.root}/{folder}/{number}"
        record = self._stored(cls, number, path) if self.folders.has(folder) else None
        if record is not None:
            return record
        if cls.MADE:
            return cls.empty(number)
        from . import shelf

        line = shelf.lines(self, cls.KIND, number).get(number)
        if line is None:
            raise stops.Damaged(path)
        return cls.decode(number, line.split("\t"), path)

    def hot(self, cls: type[R], number: int) -> R | None:
        """The record of this number; None when it was put away.

        Raises:
            as `load`.
        """
        return None if self._is_away(cls.KIND, number) else self.load(cls, number)

    def _is_away(self, kind: str, number: int) -> bool:
        """Whether a record was put away and not changed since."""
        if getattr(self.loaded.get((kind, number)), "changed", False):
            return False
        if os.path.lexists(f"{self.folders.root}/{paths.slot(kind, number)}"):
            return False
        from . import shelf

        return number in shelf.lines(self, kind, number)

    def _stored(self, cls: type[R], number: int, path: str) -> R | None:
        """The record in a slot; None when there is no such file."""
        tokens = slots.read(path, cls.SLOT)
        return None if tokens is None else cls.decode(number, tokens, path)

    def count(self, cls: type[R]) -> int:
        """The highest number given to a record of this kind; 0 when there is none."""
        return self.counts[cls.COUNTER]

    def find(self, cls: type[R], id: str) -> R | None:
        """The record with this id, an identifier; None when there is none.

        Raises:
            Damaged: the name and the record do not agree.
            and as `load`.
        """
        number = names.made(cls.PREFIX or "", id)
        if number is not None:
            return self._with(cls, number, id) if number <= self.counts[cls.COUNTER] else None
        number = self._named(cls.KIND, id)
        if number is None:
            return None
        record = self._with(cls, number, id) if number <= self.counts[cls.COUNTER] else None
        if record is None:
            raise stops.Damaged(f"{self.folders.root}/{paths.own(cls.KIND, id)}")
        return record

    def _with(self, cls: type[R], number: int, id: str) -> R | None:
        record = self.load(cls, number)
        return record if record.id == id else None  # type: ignore[attr-defined]  # kinds with a prefix have ids

    def _named(self, kind: str, id: str) -> int | None:
        path = paths.own(kind, id)
        return names.find(f"{self.folders.root}/{path}") if self.folders.has(path.rpartition("/")[0]) else None

    def get(self, cls: type[R], id: str) -> R:
        """The record with this id.

        Raises:
            Refused: 6, there is none.
            and as `find`.
        """
        record = self.find(cls, id)
        if record is None:
            raise stops.Refused(6, f'no {cls.KIND} "{id}"')
        return record

    def text(self, record: R, field: str) -> str | None:
        """The whole token of a text; None when it is absent.

        Raises:
            Damaged, Forbidden, StorageFailed: as `texts.read`.
        """
        token: str | None = getattr(record, field)
        if token is None or token[0] == '"':
            return token
        return self._text(record.KIND, record.number, field, int(token))

    def _text(self, kind: str, number: int, field: str, size: int) -> str:
        path = paths.text(kind, number, field)
        if not self.folders.has(path.rpartition("/")[0]):
            raise stops.Damaged(f"{self.folders.root}/{path}")
        from . import texts

        return texts.read(f"{self.folders.root}/{path}", size)


def is_long(token: str) -> bool:
    """Whether a text token, which starts with a quote, is too long for a slot."""
    return len(token) > text.INLINE or (not token.isascii() and text.size(token) > text.INLINE)
