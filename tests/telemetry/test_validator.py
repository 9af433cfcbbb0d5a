"""The validator has teeth: each broken line is refused."""

from __future__ import annotations

import pytest
from google.protobuf.json_format import ParseError

from tests.telemetry import validator

GOOD = (
    b'{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c",'
    b'"spanId":"b7ad6b7169203331","flags":259,"name":"n\\u0008","kind":1,"startTimeUnixNano":"1","endTimeUnixNano":"2",'
    b'"attributes":[{"key":"a","value":{"intValue":"1"}},{"key":"b","value":{"doubleValue":0.5}}],'
    b'"status":{"message":"m","code":2}}]}]}]}'
)

REFUSED = (validator.RefusedError, ValueError, ParseError, TypeError)  # by the rules, as text or JSON, by protobuf
BROKEN: dict[str, tuple[bytes, bytes]] = {
    "kind by name": (b'"kind":1', b'"kind":"SPAN_KIND_INTERNAL"'),
    "kind as text": (b'"kind":1', b'"kind":"1"'),
    "kind zero": (b'"kind":1', b'"kind":0'),
    "kind too large": (b'"kind":1', b'"kind":6'),
    "time as number": (b'"endTimeUnixNano":"2"', b'"endTimeUnixNano":2'),
    "integer as number": (b'"intValue":"1"', b'"intValue":1'),
    "integer with leading zero": (b'"intValue":"1"', b'"intValue":"01"'),
    "id in base64": (b"b7ad6b7169203331", b"t61rcWkgMzE="),
    "short id": (b"b7ad6b7169203331", b"b7ad6b716920333"),
    "zero id": (b"b7ad6b7169203331", b"0000000000000000"),
    "upper case id": (b"b7ad6b7169203331", b"B7AD6B7169203331"),
    "null id": (b'"b7ad6b7169203331"', b"null"),
    "snake case": (b"startTimeUnixNano", b"start_time_unix_nano"),
    "unknown field": (b'"kind":1', b'"kind":1,"sort":2'),
    "attributes as object": (b'[{"key":"a","value":{"intValue":"1"}},', b'{"a":[1],"b":['),
    "attribute twice": (b'"key":"b"', b'"key":"a"'),
    "two types": (b'{"intValue":"1"}', b'{"intValue":"1","boolValue":true}'),
    "no type": (b'{"intValue":"1"}', b"{}"),
    "empty list": (b'"status"', b'"events":[],"status"'),
    "field twice": (b'"kind":1', b'"kind":1,"kind":1'),
    "zero count": (b'"status"', b'"droppedAttributesCount":0,"status"'),
    "wrong order": (b'"flags":259,"name":"n\\u0008"', b'"name":"n\\u0008","flags":259'),
    "raw tab": (b"n\\u0008", b"n\t"),
    "other escape": (b"n\\u0008", b"n\\b"),
    "needless escape": (b"n\\u0008", b"n\\/"),
    "escaped letter": (b"n\\u0008", b"n\\u00e9"),
    "invalid UTF-8": (b"n\\u0008", b"n\xff"),
    "space": (b'"kind":1', b'"kind": 1'),
    "not a number": (b"0.5", b"NaN"),
    "other signal": (b"resourceSpans", b"resourceLogs"),
    "carriage return": (b"]}]}]}", b"]}]}]}\r"),
    "two documents": (b"]}]}]}", b"]}]}]}{}"),
    "cut off": (b"]}]}]}", b"]}]}"),
    "too long": (b'"message":"m"', b'"message":"' + b"m" * 4000 + b'"'),
}


def test_good_line() -> None:
    validator.parse("traces", GOOD)


@pytest.mark.parametrize("case", BROKEN)
def test_broken_line(case: str) -> None:
    old, new = BROKEN[case]
    assert old in GOOD
    with pytest.raises(REFUSED):
        validator.parse("traces", GOOD.replace(old, new, 1))
