"""A strict reader of OTLP JSON lines: stricter than receivers, which must ignore what they do not know."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from google.protobuf import json_format
from google.protobuf.message import Message
from opentelemetry.proto.logs.v1.logs_pb2 import LogsData
from opentelemetry.proto.metrics.v1.metrics_pb2 import MetricsData
from opentelemetry.proto.trace.v1.trace_pb2 import TracesData

MESSAGES: dict[str, type[Message]] = {"traces": TracesData, "metrics": MetricsData, "logs": LogsData}
LIMIT = 4095
_LISTS = {"traces": "resourceSpans", "metrics": "resourceMetrics", "logs": "resourceLogs"}

_IDS = {"traceId": 32, "spanId": 16, "parentSpanId": 16}
_LONG = re.compile(r".*UnixNano|intValue|asInt|count")  # 64-bit integers
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_ZEROS = {"boolValue", "doubleValue", "asDouble", "sum", "min", "max"}  # fields that may be zero
_ENUMS = {"kind": 5, "code": 2, "aggregationTemporality": 2}


class RefusedError(Exception):
    """The line breaks a rule."""


def parse(signal: str, line: bytes) -> dict[str, Any]:
    """The JSON of one line, after all checks."""
    require(len(line) <= LIMIT, f"{len(line)} bytes")
    require(b"\n" not in line and b"\r" not in line, "a raw line end")
    text = line.decode()  # raises when it is not UTF-8
    data: dict[str, Any] = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    require(not re.search(r"\s", _STRING.sub("", text)), "spaces between tokens")
    for string in _STRING.findall(text):
        require(not re.search(r"\\[^\"\\nrtu]|\\u(?!00[01])", string.replace("\\\\", "")), f"escapes in {string}")
    message = MESSAGES[signal]()
    json_format.ParseDict(_protobuf(data), message, ignore_unknown_fields=False)
    require(list(data) == [_LISTS[signal]], f"fields {list(data)}")
    _in_order(data, message.DESCRIPTOR)
    return data


def require(condition: bool, problem: str) -> None:
    if not condition:
        raise RefusedError(problem)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    require(len({key for key, _ in pairs}) == len(pairs), "a field twice")
    return dict(pairs)


def _no_constant(name: str) -> None:
    raise RefusedError(name)


def _protobuf(value: Any, field: str = "") -> Any:
    """The value as protobuf's JSON has it: ids in base64. Checks what protobuf is lax about."""
    if isinstance(value, dict):
        require(field not in ("attributes", "events", "links"), f"{field} is an object")
        require("_" not in "".join(value), f"snake case in {list(value)}")
        if field in ("value", "values", "body") and set(value) != {"key", "value"}:
            require(len(value) == 1, f"a value of {len(value)} types")
        return {key: _protobuf(one, key) for key, one in value.items()}
    if isinstance(value, list):
        require(len(value) > 0, f"{field} is empty")
        if field == "attributes":
            require(all(isinstance(one, dict) for one in value), "attributes without keys")
            keys = [one["key"] for one in value]
            require(len(set(keys)) == len(keys), f"an attribute twice: {keys}")
        return [_protobuf(one, "values" if field == "values" else "") for one in value]
    if field in _IDS:
        require(
            len(value) == _IDS[field] and not value.strip("0123456789abcdef") and value.strip("0") != "", f"id {value}"
        )
        return base64.b64encode(bytes.fromhex(value)).decode()
    if field in _ENUMS:
        require(type(value) is int and 0 < value <= _ENUMS[field], f"{field} {value}")
    require(
        value != 0 or field in ("boolValue", "doubleValue", "asDouble", "sum", "min", "max"), f"{field} is a default"
    )
    if _LONG.fullmatch(field):
        require(isinstance(value, str) and re.fullmatch(r"0|-?[1-9][0-9]*", value) is not None, f"{field} {value!r}")
    return value


def _in_order(data: Any, descriptor: Any) -> None:
    """Checks that the fields stand in the order of the protocol files."""
    order = [field.json_name for field in descriptor.fields]
    require(list(data) == sorted(data, key=order.index), f"order of {list(data)}")
    for field in descriptor.fields:
        if field.message_type is not None and field.json_name in data:
            value = data[field.json_name]
            for one in value if isinstance(value, list) else [value]:
                _in_order(one, field.message_type)
