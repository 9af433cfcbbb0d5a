"""A pattern written by hand, as small as it can be with everything a store knows: own ids, texts, a list, a queue by
class and priority, due times. It has the names that a generated pattern has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

from swarmsh._hot import due, stops, text
from swarmsh._hot.transaction import Transaction

PRIORITIES = ("high", "low")


class Kind:
    """A record whose slot is described by `FIELDS`: names and types."""

    __slots__ = ("__dict__", "changed", "number")

    KIND: ClassVar[str]
    PREFIX: ClassVar[str | None]
    SLOT: ClassVar[int]
    MADE: ClassVar[bool]
    COUNTER: ClassVar[int]
    TEXTS: ClassVar[tuple[str, ...]]
    FIELDS: ClassVar[dict[str, str]]
    number: int
    changed: bool

    if TYPE_CHECKING:  # the fields are data here

        def __getattr__(self, field: str) -> Any: ...

        def __setattr__(self, field: str, value: Any) -> None: ...

    def __init_subclass__(
        cls, kind: str, *, prefix: str | None = None, slot: int = 512, counter: int = -1, texts: tuple[str, ...] = ()
    ) -> None:
        cls.KIND, cls.PREFIX, cls.SLOT, cls.COUNTER, cls.TEXTS = kind, prefix, slot, counter, texts
        cls.MADE = prefix is None

    @classmethod
    def keys(cls) -> list[str]:
        return ['{"number":', *(f',"{field}":' for field in cls.FIELDS), "}"]

    @classmethod
    def decode(cls, number: int, tokens: list[str], path: str) -> Self:
        record = cls.empty(number)
        if tokens[0::2] != cls.keys() or tokens[1] != str(number):
            raise stops.Damaged(path)
        for (field, kind), token in zip(cls.FIELDS.items(), tokens[3::2], strict=True):
            try:
                setattr(record, field, _value(kind, token))
            except ValueError:
                raise stops.Damaged(path) from None
        return record

    @classmethod
    def empty(cls, number: int) -> Self:
        record = cls()
        record.number, record.changed = number, False
        for field, kind in cls.FIELDS.items():
            setattr(record, field, None if kind.endswith("?") else {"int": 0, "set": ()}.get(kind))
        return record

    def encode(self) -> str:
        values = [str(self.number), *(_token(kind, getattr(self, field)) for field, kind in self.FIELDS.items())]
        pairs = zip(self.keys(), values, strict=False)
        return "\t".join([part for pair in pairs for part in pair] + ["}"])


def _value(kind: str, token: str) -> Any:
    if token == "null":
        if kind.endswith("?"):
            return None
        raise ValueError
    plain = kind.removesuffix("?")
    if plain == "int":
        if token != str(int(token)):
            raise ValueError
        return int(token)
    if plain == "set":
        return tuple(one[1:-1] for one in token[1:-1].split(",")) if token != "[]" else ()
    if plain == "text" and token[0] != '"':
        return str(int(token))
    if not text.valid(token):
        raise ValueError
    return token if plain == "text" else token[1:-1]


def _token(kind: str, value: Any) -> str:
    if value is None:
        return "null"
    plain = kind.removesuffix("?")
    if plain == "set":
        return f"[{','.join(map(_quoted, value))}]"
    return _quoted(value) if plain == "word" else str(value)


def _quoted(value: str) -> str:
    return f'"{value}"'


class Agent(Kind, kind="agent", prefix="a", counter=0):
    FIELDS: ClassVar = {
        "id": "word",
        "held": "int",
        "holdings_head": "int?",
        "holdings_tail": "int?",
    }


class Work(Kind, kind="work", prefix="w", counter=1, slot=1536, texts=("title", "note")):
    FIELDS: ClassVar = {
        "id": "word",
        "title": "text",
        "note": "text?",
        "status": "word",
        "priority": "word",
        "skills": "set",
        "agent": "int?",
        "due_at": "int?",
        "queued_sequence": "int?",
        "holdings_previous": "int?",
        "holdings_next": "int?",
        "ready_class": "int?",
        "ready_previous": "int?",
        "ready_next": "int?",
        "wake_bucket": "int?",
        "wake_previous": "int?",
        "wake_next": "int?",
    }


class ReadyClass(Kind, kind="ready_class", counter=2):
    FIELDS: ClassVar = {
        "skills": "set",
        "length": "int",
        **{f"{one}_{end}": "int?" for one in PRIORITIES for end in ("head", "tail", "sequence")},
    }


class WakeBucket(Kind, kind="wake_bucket", slot=128):
    FIELDS: ClassVar = {"head": "int?", "tail": "int?"}


class WakeWheel(Kind, kind="wake_wheel"):
    FIELDS: ClassVar = {"cursor": "int", **{f"level_{level}": "int" for level in range(9)}}


def work_holdings_enter(tx: Transaction, member: Any) -> None:
    owner = tx.load(Agent, member.agent)
    tail = owner.holdings_tail
    tx.touch(member)
    member.holdings_previous, member.holdings_next = tail, None
    if tail is not None:
        last = tx.load(Work, tail)
        tx.touch(last)
        last.holdings_next = member.number
    tx.touch(owner)
    if tail is None:
        owner.holdings_head = member.number
    owner.holdings_tail = member.number
    owner.held += 1


def work_holdings_leave(tx: Transaction, member: Any) -> None:
    owner = tx.load(Agent, member.agent)
    previous, following = member.holdings_previous, member.holdings_next
    tx.touch(member)
    member.holdings_previous = member.holdings_next = None
    if previous is not None:
        tx.touch(tx.load(Work, previous))
        tx.load(Work, previous).holdings_next = following
    if following is not None:
        tx.touch(tx.load(Work, following))
        tx.load(Work, following).holdings_previous = previous
    tx.touch(owner)
    if previous is None:
        owner.holdings_head = following
    if following is None:
        owner.holdings_tail = previous
    owner.held -= 1


def work_ready_enter(tx: Transaction, member: Any) -> None:
    known = [tx.load(ReadyClass, number) for number in range(1, tx.count(ReadyClass) + 1)]
    cls = next((one for one in known if one.skills == member.skills), None)
    cls = cls or next((one for one in known if one.length == 0), None) or tx.fresh(ReadyClass)
    p = member.priority
    tail = getattr(cls, f"{p}_tail")
    tx.touch(member)
    member.ready_class, member.queued_sequence = cls.number, tx.sequence
    member.ready_previous, member.ready_next = tail, None
    if tail is not None:
        last = tx.load(Work, tail)
        tx.touch(last)
        last.ready_next = member.number
    tx.touch(cls)
    cls.skills = member.skills
    setattr(cls, f"{p}_tail", member.number)
    if tail is None:
        setattr(cls, f"{p}_head", member.number)
        setattr(cls, f"{p}_sequence", tx.sequence)
    cls.length += 1


def work_ready_leave(tx: Transaction, member: Any) -> None:
    cls, p = tx.load(ReadyClass, member.ready_class), member.priority
    previous, following = member.ready_previous, member.ready_next
    tx.touch(member)
    member.ready_class = member.ready_previous = member.ready_next = None
    if previous is not None:
        tx.touch(tx.load(Work, previous))
        tx.load(Work, previous).ready_next = following
    if following is not None:
        tx.touch(tx.load(Work, following))
        tx.load(Work, following).ready_previous = previous
    tx.touch(cls)
    if previous is None:
        setattr(cls, f"{p}_head", following)
        sequence = None if following is None else tx.load(Work, following).queued_sequence
        setattr(cls, f"{p}_sequence", sequence)
    if following is None:
        setattr(cls, f"{p}_tail", previous)
    cls.length -= 1


def best(tx: Any) -> Any:
    """The work that is to be taken next, or None."""
    found = []
    for number in range(1, tx.count(ReadyClass) + 1):
        cls = tx.load(ReadyClass, number)
        for order, p in enumerate(PRIORITIES):
            if getattr(cls, f"{p}_head") is not None:
                found.append((order, getattr(cls, f"{p}_sequence"), getattr(cls, f"{p}_head")))
                break
    return tx.load(Work, min(found)[2]) if found else None


def work_wake_enter(tx: Transaction, member: Any) -> None:
    due.enter(tx, member, "wake", member.due_at, WakeBucket, WakeWheel)


def work_wake_leave(tx: Transaction, member: Any) -> None:
    due.leave(tx, member, "wake", WakeBucket, WakeWheel)


def wake(tx: Transaction, member: Any) -> None:
    """What happens to work whose time has come."""
    tx.touch(member)
    member.due_at, member.status = None, "pending"
    work_ready_enter(tx, member)


NAME = "small"
MODULES: tuple[str, ...] = ("agents", "work")
LAYOUT = "0123456789abcdef"
VERSION = "1.0.0"
SCHEMA_URL = "https://example.invalid/schemas/1.0.0"
SETTINGS: Sequence[tuple[str, str, int, int, int, str]] = (
    ("lease", "SMALL_LEASE", 300 * 10**9, 10**9, 86400 * 10**9, "duration"),
    ("most", "SMALL_MOST", 10, 1, 100, "int"),
)
KINDS: dict[str, type[Any]] = {cls.KIND: cls for cls in (Agent, Work, ReadyClass, WakeBucket, WakeWheel)}
COUNTERS: tuple[str, ...] = ("agent", "work", "ready_class")
DUES: Sequence[Any] = (("work", "wake", "due_at", work_wake_leave, work_wake_enter, wake, WakeBucket, WakeWheel),)
