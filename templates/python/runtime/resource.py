"""What all records of this process say about their origin."""

from __future__ import annotations

from _collections_abc import Mapping

from . import text, values


def json(environ: Mapping[str, str], own: Mapping[str, object]) -> str:
    """The resource: service.name (`OTEL_SERVICE_NAME`, else unknown_service), then `OTEL_RESOURCE_ATTRIBUTES`, then
    `own` attributes; a later source wins, except that `OTEL_SERVICE_NAME` wins over `OTEL_RESOURCE_ATTRIBUTES`.
    Keys are in byte order.
    """
    attributes: dict[str, object] = {"service.name": "unknown_service"}
    given = environment(environ.get("OTEL_RESOURCE_ATTRIBUTES", ""))
    if given is None:
        text.warn("resource", "OTEL_RESOURCE_ATTRIBUTES is ignored: write KEY=VALUE,KEY=VALUE with %XX escapes")
    else:
        attributes |= given
    if name := environ.get("OTEL_SERVICE_NAME"):
        attributes["service.name"] = name
    attributes |= own
    encoded = {text.escape(key): values.attribute(key, value) for key, value in attributes.items()}
    return f'{{"attributes":[{",".join(encoded[key] for key in sorted(encoded))}]}}'


def environment(attributes: str) -> dict[str, str] | None:
    """The attributes of KEY=VALUE,KEY=VALUE; None when any part of it is malformed."""
    found: dict[str, str] = {}
    for pair in attributes.split(","):
        if not pair.strip(" \t"):
            continue
        key, equals, value = pair.partition("=")
        name, content = decode(key.strip(" \t")), decode(value.strip(" \t"))
        if not equals or not key.strip(" \t") or name is None or content is None:
            return None
        found[name] = content
    return found


def decode(escaped: str) -> str | None:
    """`escaped` with %XX decoded, repaired; None unless each % is followed by two hexadecimal digits, not 00."""
    head, *tails = escaped.encode(errors="surrogateescape").split(b"%")
    decoded = [head]
    for tail in tails:
        digits = tail[:2]
        if len(digits) < 2 or digits == b"00" or digits.strip(b"0123456789abcdefABCDEF"):
            return None
        decoded += (bytes((int(digits, 16),)), tail[2:])
    return b"".join(decoded).decode(errors="replace")
