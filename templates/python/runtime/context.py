"""W3C Trace Context (Level 2), in environment variables."""

from __future__ import annotations

from _collections_abc import Mapping

_HEX = frozenset("0123456789abcdef")
_KEY = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_*/@-")
_STATE_LIMIT = 512  # bytes of a tracestate that are passed on
_MEMBER_LIMIT = 32


def parse(traceparent: str) -> tuple[int, int, int] | None:
    """Trace id, span id and flags (0 to 3: sampled 1, random trace id 2) of a traceparent; None if malformed.

    A later version than 00 is read as far as 00 goes, as the standard asks; flags it does not know are cleared.
    """
    parts = traceparent.split("-", 4)
    if [len(part) for part in parts[:4]] != [2, 32, 16, 2] or not _HEX.issuperset("".join(parts[:4])):
        return None
    version, trace, span, flags = parts[:4]
    if version == "ff" or (version == "00" and len(parts) > 4):
        return None
    if not int(trace, 16) or not int(span, 16):
        return None
    return int(trace, 16), int(span, 16), int(flags, 16) & 3


def format(trace: int, span: int, flags: int) -> str:
    """A traceparent, version 00."""
    return f"00-{trace:032x}-{span:016x}-{flags:02x}"


def state(tracestate: str) -> str:
    """The members of a tracestate without the spaces around them; nothing when any is malformed, one key occurs twice
    or there are more than 32. Above 512 bytes members are dropped from the last.
    """
    members = [stripped for member in tracestate.split(",") if (stripped := member.strip(" \t"))]
    keys = {member.partition("=")[0] for member in members}
    if len(members) > _MEMBER_LIMIT or len(keys) < len(members) or not all(map(_member, members)):
        return ""
    while len(",".join(members)) > _STATE_LIMIT:
        members.pop()
    return ",".join(members)


def _member(member: str) -> bool:
    key, equals, value = member.partition("=")
    return (
        equals == "="
        and 0 < len(key) <= 256
        and _KEY.issuperset(key)
        and key[0] not in "_*/@-"
        and 0 < len(value) <= 256
        and value.isascii()
        and value.isprintable()
        and "=" not in value
    )


def remote(environ: Mapping[str, str]) -> tuple[int, int, int, str] | None:
    """Trace id, span id, flags and tracestate of `TRACEPARENT` and `TRACESTATE`; None without a well-formed one."""
    parent = parse(environ.get("TRACEPARENT", ""))
    return (*parent, state(environ.get("TRACESTATE", ""))) if parent else None
