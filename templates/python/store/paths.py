"""Where things lie in a data directory; every path is relative to it."""

from __future__ import annotations

import os
from errno import EEXIST
from stat import S_ISDIR, S_ISLNK

from . import files, stops

PER_FOLDER = 1000
PER_SEGMENT = 1000
SHELVED = "archive"
"""Stands where a text's field would, in an entry that puts a record away."""


def slot(kind: str, number: int) -> str:
    """The slot of a record."""
    return f"records/{kind}/{number // PER_FOLDER}/{number}"


def text(kind: str, number: int, field: str) -> str:
    """The file of a text that is too long for its slot."""
    return f"texts/{kind}/{number // PER_FOLDER}/{number}.{field}"


def archive(kind: str, number: int) -> str:
    """The shard that has the record's line when it was put away."""
    return f"archive/{kind}/{number // PER_FOLDER}"


def own(kind: str, identifier: str) -> str:
    """The file that holds the number of the record whose own id this is."""
    return f"ids/{kind}/{_sharded(identifier)}"


def key(identifier: str) -> str:
    """The file that holds the number of the entry that this idempotency key made."""
    return f"keys/{_sharded(identifier)}"


def renewer(identifier: str) -> str:
    """The slot of the process that renews the leases of an agent."""
    return f"renewers/{_sharded(identifier)}"


def name(identifier: str) -> str:
    """An identifier as a file name that no disk confuses with another, whatever it thinks of capitals."""
    if identifier == identifier.lower():
        return identifier
    return "".join(f"+{one.lower()}" if "A" <= one <= "Z" else one for one in identifier)


def _sharded(identifier: str) -> str:
    encoded = name(identifier)
    return f"{encoded[-2:].replace('.', '_')}/{encoded}"


def segment(sequence: int) -> int:
    """The segment of an entry; what happens before the first entry belongs to the first one."""
    return (sequence - 1) // PER_SEGMENT + 1 if sequence else 1


def journal(number: int) -> str:
    """A segment of the journal."""
    return f"journal/{number:06d}.jsonl"


def archived(number: int) -> str:
    """A segment of the journal that was put away."""
    return f"journal/archive/{number:06d}.jsonl"


def segment_of(root: str, number: int) -> str:
    """Where a segment of the journal lies: put away, or where it was made. It is only ever moved one way."""
    path = journal(number)
    return archived(number) if not os.path.lexists(f"{root}/{path}") and _is_away(root, number) else path


def _is_away(root: str, number: int) -> bool:
    return os.path.lexists(f"{root}/{archived(number)}")


def traces(number: int) -> str:
    """The spans of the committed operations of a segment."""
    return f"telemetry/traces/{number:06d}.jsonl"


def side(number: int) -> str:
    """The other spans of the time of a segment."""
    return f"telemetry/side/{number:06d}.jsonl"


class Folders:
    """The folders of one data directory. What was found to be one is not looked at again: nobody removes them, and
    whoever may change them is trusted anyway.
    """

    __slots__ = ("known", "root", "shared")

    def __init__(self, root: str, shared: bool) -> None:
        self.root = root
        self.shared = shared
        self.known: set[str] = set()

    def has(self, folder: str) -> bool:
        """Whether the folder is there.

        Raises:
            Forbidden: something on the way is a symbolic link, or no folder.
        """
        if folder in self.known:
            return True
        parent = folder.rpartition("/")[0]
        if parent and not self.has(parent):
            return False
        path = f"{self.root}/{folder}"
        try:
            mode = os.lstat(path).st_mode
        except FileNotFoundError:
            return False
        except OSError as error:
            raise files.refusal(path, error) or stops.StorageFailed(self.root) from None
        if not S_ISDIR(mode):
            raise stops.Forbidden(path, files.SYMLINK if S_ISLNK(mode) else files.FOLDER)
        self.known.add(folder)
        return True

    def make(self, folder: str) -> None:
        """Makes the folder, and those above it, where it is missing.

        Raises:
            Forbidden: as `has`, or it may not be made.
            OSError: the storage failed.
        """
        if folder in self.known or self.has(folder):
            return
        parent = folder.rpartition("/")[0]
        if parent:
            self.make(parent)
        make(f"{self.root}/{folder}", self.shared)
        self.has(folder)


def make(path: str, shared: bool) -> None:
    """Makes one folder, if it is not there.

    Raises:
        Forbidden: it may not be made.
        OSError: the storage failed.
    """
    try:
        os.mkdir(path, 0o770 if shared else 0o700)
        if shared:
            os.chmod(path, 0o2770)  # whatever the umask of the process
    except OSError as error:
        if error.errno == EEXIST:
            return
        raise files.refusal(path, error) or error from None


def make_all(path: str) -> None:
    """Makes a folder, and those above it, where it is missing.

    Raises:
        as `make`.
    """
    parent = os.path.dirname(path)
    if parent and not os.path.isdir(parent):
        make_all(parent)
    make(path, False)
