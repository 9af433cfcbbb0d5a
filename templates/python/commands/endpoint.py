"""Where spans are sent, and how: what the variables `OTEL_EXPORTER_OTLP_…` say."""

from __future__ import annotations

import os
import re

from . import stops, values

_PREFIX = "OTEL_EXPORTER_OTLP_"
_URL = re.compile(
    r"([Hh][Tt][Tt][Pp][Ss]?://)([!$&-.0-;=A-Z_a-z~%]*@)?"
    r"([0-9A-Za-z._~-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[!$-;=@-Z_a-z~]*)?(\?[!$-;=?-Z_a-z~]*)?"
)
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_OURS = ("connection", "content-length", "content-type", "expect", "host", "transfer-encoding", "user-agent")
_TIMEOUT = 10_000
_LONGEST = 600_000


class Endpoint:
    """An address that takes spans. `shown` is what people may see of it: no credentials, no query. `user` is what
    stands before the host, percent-encoded; `timeout` is in ms.
    """

    __slots__ = ("headers", "shown", "timeout", "url", "user")

    def __init__(self, url: str, user: str, shown: str, headers: list[tuple[str, str]], timeout: int) -> None:
        self.url = url
        self.user = user
        self.shown = shown
        self.headers = headers
        self.timeout = timeout


def given() -> Endpoint | None:
    """What the environment says; None when it names no endpoint.

    Raises:
        Usage: a variable is malformed. The message does not repeat it, since it may hold a secret.
    """
    name, word = _variable("ENDPOINT")
    if not word:
        return None
    match = _URL.fullmatch(word)
    is_base = not name.startswith(f"{_PREFIX}TRACES")
    if match is None or (is_base and match[6]):
        raise stops.Usage(f"{name}: it is not an address like http://localhost:4318")
    scheme, user, host, port, path, query = (part or "" for part in match.groups())
    path = f"{path.removesuffix('/')}/v1/traces" if is_base else path or "/"
    shown = f"{scheme.lower()}{host}{port}{path}"
    return Endpoint(f"{shown}{query}", user[:-1], shown, _headers(), _timeout())


def _variable(name: str) -> tuple[str, str]:
    """The name of a variable and its value; the one for traces goes before the general one."""
    for full in (f"{_PREFIX}TRACES_{name}", f"{_PREFIX}{name}"):
        if os.environ.get(full):
            return full, os.environ[full]
    return f"{_PREFIX}{name}", ""


def _headers() -> list[tuple[str, str]]:
    """Names and values, percent-decoded, without those that each request has. Of one name the last counts."""
    variable, word = _variable("HEADERS")
    found: dict[str, tuple[str, str]] = {}
    for place, item in enumerate(word.split(","), 1):
        if not item.strip(" \t"):
            continue
        name, equals, value = item.partition("=")
        name = name.strip(" \t")
        data = _ESCAPE.sub(lambda hexes: chr(int(hexes[1], 16)), os.fsencode(value.strip(" \t")).decode("latin-1"))
        if not equals or not _NAME.fullmatch(name) or any(each < " " or each == "\x7f" for each in data):
            raise stops.Usage(f"{variable}: item {place} is not NAME=VALUE")
        if name.lower() not in _OURS:
            found[name.lower()] = (name, data)
    return list(found.values())


def _timeout() -> int:
    name, word = _variable("TIMEOUT")
    try:
        return values.integer(word, 1, _LONGEST) if word else _TIMEOUT
    except values.Wrong as wrong:
        raise stops.Usage(f"{name}: {wrong}") from None
