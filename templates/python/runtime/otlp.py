"""Lines of OTLP JSON in the form the OpenTelemetry Collector writes: fields in the order of the protocol files,
defaults left out, no spaces. Elements of lists come as JSON fragments.
"""

from __future__ import annotations

from _collections_abc import Sequence

from . import text

LIMIT = 4095
"""Bytes in a line without its newline; bash would write a longer one in two pieces."""

_ENDLESS = 10**9
_SUMS = {"counter": ',"isMonotonic":true', "updowncounter": ""}


def scope(name: str, version: str, schema_url: str) -> tuple[str, str]:
    """The instrumentation scope and the field with its schema; version and URL may be empty."""
    number = f',"version":"{text.escape(version)}"' if version else ""
    schema = f',"schemaUrl":"{text.escape(schema_url)}"' if schema_url else ""
    return f'{{"name":"{text.escape(name)}"{number}}}', schema


def around(names: tuple[str, str, str], resource: str, library: tuple[str, str]) -> tuple[str, str]:
    """The text before and after one record; `names` are those of the lists of resources, scopes and records."""
    before = f'{{"{names[0]}":[{{"resource":{resource},"{names[1]}":[{{"scope":{library[0]},"{names[2]}":['
    return before, f"]{library[1]}}}]}}]}}"


def field(name: str, count: str, room: int, fragments: Sequence[str]) -> str:
    """`,"name":[…]` with as many fragments as fit `room` bytes, the last dropped first, and `,"count":n` with the
    number dropped. An empty `count` is not written, nor is an empty list.
    """
    if not fragments:
        return ""
    full = f',"{name}":[{",".join(fragments)}]'
    if text.size(full) <= room:
        return full
    fitting = f',"{count}":{len(fragments)}' if count else ""
    kept = ""
    for number, fragment in enumerate(fragments, start=1):
        kept += f",{fragment}" if kept else fragment
        dropped = len(fragments) - number
        tail = f',"{count}":{dropped}' if count and dropped else ""
        longer = f',"{name}":[{kept}]{tail}'
        if text.size(longer) > room:
            break  # each further element only makes it longer
        fitting = longer
    return fitting


def span_head(
    *, trace: int, span: int, state: str, parent: int, remote: bool, flags: int, name: str, kind: int, start: int
) -> str:
    """The JSON of a span up to its start time (ns); `parent` is 0 for a root, `flags` are those of W3C."""
    trace_state = f',"traceState":"{text.escape(state)}"' if state else ""
    parent_id = f',"parentSpanId":"{parent:016x}"' if parent else ""
    return (
        f'{{"traceId":"{trace:032x}","spanId":"{span:016x}"{trace_state}{parent_id},"flags":{link_flags(flags, remote)}'
        f',"name":"{text.escape(name)}","kind":{kind},"startTimeUnixNano":"{start}"'
    )


def link_flags(flags: int, remote: bool) -> int:
    """W3C flags together with what is known about the context: whether it came from another process."""
    return (768 if remote else 256) | flags


def span_line(
    wrapping: tuple[str, str],
    head: str,
    end: int,
    attributes: Sequence[str],
    events: Sequence[str],
    links: Sequence[str],
    code: int,
    message: str,
) -> str:
    """The line of a finished span. What does not fit is dropped: attributes, then events, then links; at last the
    message of the status is cut.
    """
    before = f'{wrapping[0]}{head},"endTimeUnixNano":"{end}"'
    lists = (
        ("attributes", "droppedAttributesCount", attributes),
        ("events", "droppedEventsCount", events),
        ("links", "droppedLinksCount", links),
    )
    parts = [field(name, count, _ENDLESS, fragments) for name, count, fragments in lists]
    state = status(code, message, _ENDLESS)
    left = LIMIT - text.size("".join((before, *parts, state, wrapping[1])))
    for place, (name, count, fragments) in enumerate(lists):
        if left < 0:
            room = text.size(parts[place]) + left
            parts[place] = field(name, count, room, fragments)
            left = room - text.size(parts[place])
    if left < 0:
        state = status(code, message, text.size(state) + left)
    return "".join((before, *parts, state, wrapping[1]))


def status(code: int, message: str, room: int) -> str:
    """The end of a span, in `room` bytes as far as possible."""
    fields = f'"code":{code}' if code else ""
    if message:
        cut = text.cut(message, room - 34)  # the rest of it: ,"status":{"message":"","code":2}}
        fields = f'"message":"{cut}",{fields}' if cut else fields
    return f',"status":{{{fields}}}}}'


def event(name: str, time: int, attributes: Sequence[str]) -> str:
    """An event of a span, as fragment."""
    return f'{{"timeUnixNano":"{time}","name":"{text.escape(name)}"{field("attributes", "", _ENDLESS, attributes)}}}'


def link(trace: int, span: int, state: str, flags: int, remote: bool, attributes: Sequence[str]) -> str:
    """A link of a span, as fragment."""
    trace_state = f',"traceState":"{text.escape(state)}"' if state else ""
    tail = f'{field("attributes", "", _ENDLESS, attributes)},"flags":{link_flags(flags, remote)}'
    return f'{{"traceId":"{trace:032x}","spanId":"{span:016x}"{trace_state}{tail}}}'


def metric_line(
    wrapping: tuple[str, str],
    instrument: str,
    names: tuple[str, str, str],
    number: str,
    is_int: bool,
    times: tuple[int, int],
    attributes: Sequence[str],
) -> str:
    """The line of one measurement. `names` are name, description and unit; `times` the start and the end of the time
    measured, in ns. Attributes that do not fit are left out: a metric has no field to count them.
    """
    labels = zip(("name", "description", "unit"), map(text.escape, names), strict=True)
    before = wrapping[0] + "{" + ",".join(f'"{label}":"{value}"' for label, value in labels if value)
    point = f'"timeUnixNano":"{times[1]}"'
    if instrument != "gauge":
        point = f'"startTimeUnixNano":"{times[0]}",{point}'
    if instrument == "histogram":
        # One measurement is its own minimum and maximum, so bounds and buckets, which are optional, would add nothing.
        # A sum that includes negative values is not to be written.
        total = "" if number.startswith("-") else f',"sum":{number}'
        point += f',"count":"1"{total},"min":{number},"max":{number}}}'
    else:
        point += f',"asInt":"{number}"}}' if is_int else f',"asDouble":{number}}}'
    kind = "sum" if instrument in _SUMS else instrument
    before += f',"{kind}":{{"dataPoints":['
    temporality = "" if instrument == "gauge" else f',"aggregationTemporality":1{_SUMS.get(instrument, "")}'
    after = f"]{temporality}}}}}{wrapping[1]}"
    listed = field("attributes", "", LIMIT - text.size(f"{before}{point}{after}") - 1, attributes)
    return f"{before}{{{listed[1:]}{',' if listed else ''}{point}{after}"


def log_line(
    wrapping: tuple[str, str], times: tuple[int, int], details: str, attributes: Sequence[str], trace: str, name: str
) -> str:
    """The line of a log record. `times` are those of the event and of its observation, `details` the fields from
    severity to body and `trace` those of the trace context, with a comma before each; `name` is that of the event, if
    it is one.
    """
    before = f'{wrapping[0]}{{"timeUnixNano":"{times[0]}","observedTimeUnixNano":"{times[1]}"{details}'
    event_name = f',"eventName":"{text.escape(name)}"' if name else ""
    after = f"{trace}{event_name}}}{wrapping[1]}"
    room = LIMIT - text.size(before) - text.size(after)
    return f"{before}{field('attributes', 'droppedAttributesCount', room, attributes)}{after}"
