"""The same calls give the same bytes in both languages, and the bytes are strict OTLP."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.telemetry import validator
from tests.telemetry.sequence import Step, run_bash, run_python
from tests.telemetry.support import Bash

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331"
SIGNALS = ("traces", "metrics", "logs")

ONE_SPAN = [Step(do="start", name="work", values={"agent_id": "a-1"}), Step(do="end")]
EVERYTHING = [
    Step(do="start", name="work", values={"agent_id": 'a "1"\n', "priority": -3, "urgent": True}),
    Step(do="clock", number=1_500_000),
    Step(do="start", name="call", values={"score": Decimal("12.50"), "tags": ["x", "", "x"], "header.Accept": ["*/*"]}),
    Step(do="set", values={"exit_code": 2, "score": Decimal("-0.0"), "label.a b": "c", "answers": [True, False]}),
    Step(do="set", span=0, values={"priority": 2**63 - 1, "work_type": "long story", "sizes": [0, -(2**63)]}),
    Step(do="event", name="cache miss"),
    Step(do="event", name="é\x01", values={"agent_id": "\udcff", "scores": [Decimal("0.1"), Decimal("100")]}),
    Step(do="link", name=f"{PARENT}-01", values={"urgent": False}),
    Step(do="link", span=0, name=f"{PARENT}-00"),
    Step(do="log", values={"agent_id": "b"}),
    Step(do="error", name="timeout", message='after "3 s"'),
    Step(do="clock", number=2_000),
    Step(do="end"),
    Step(do="status", name="ok"),
    Step(do="status", name="error", message="too late"),
    Step(do="end", span=0),
    Step(do="log", values={"agent_id": "c", "priority": 0}),
    Step(do="metric", name="added", number=1, values={"work_type": "bug"}),
    Step(do="clock", number=7),
    Step(do="metric", name="added", number=Decimal("0.5")),
    Step(do="metric", name="open", number=-1),
    Step(do="clock", number=-5),
    Step(do="metric", name="load", number=Decimal("-2.25"), values={"agent_id": "z"}),
    Step(do="metric", name="duration", number=Decimal("0.125")),
    Step(do="metric", name="duration", number=Decimal("-1")),
    Step(do="metric", name="duration", number=0),
]


def both(bash: Bash, steps: Sequence[Step], env: Mapping[str, str] | None = None, before: str = "") -> bytes:
    """Performs the steps in both languages, compares the files and checks every line; returns bash's messages."""
    python = bash.folder / "python"
    for folder in (python, bash.telemetry):
        shutil.rmtree(folder, ignore_errors=True)
    bash.telemetry.mkdir()
    said = run_bash(bash, steps, env, before)
    run_python(python, steps, env)
    for signal in SIGNALS:
        path = python / f"{signal}.jsonl"
        assert bash.lines(signal) == (path.read_bytes().splitlines() if path.exists() else []), signal
        for line in bash.lines(signal):
            validator.parse(signal, line)
    return said


def test_one_span(bash: Bash) -> None:
    assert both(bash, ONE_SPAN) == b""
    assert bash.lines("traces") == [
        b'{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"unknown_service"}}]},'
        b'"scopeSpans":[{"scope":{"name":"sample","version":"1.2.3"},"spans":[{'
        b'"traceId":"bdd732262feb6e95ba69ec90eb4fef88","spanId":"fb452912299a5453","flags":259,"name":"sample.work","kind":1,'
        b'"startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000000000000000","attributes":['
        b'{"key":"sample.operation","value":{"stringValue":"work"}},{"key":"sample.agent.id","value":{"stringValue":"a-1"}}],'
        b'"status":{}}],"schemaUrl":"https://example.com/schemas/1.2.3"}]}]}'
    ]


ENVIRONMENTS: dict[str, dict[str, str]] = {
    "nothing": {},
    "sampled": {"TRACEPARENT": f"{PARENT}-01", "TRACESTATE": "1a=b, c@d=e"},
    "not sampled": {"TRACEPARENT": f"{PARENT}-02", "TRACESTATE": "a=b"},
    "later version": {"TRACEPARENT": f"cc{PARENT[2:]}-0b-x"},
    "malformed": {"TRACEPARENT": f"{PARENT}-1", "TRACESTATE": "a=b"},
    "malformed state": {"TRACEPARENT": f"{PARENT}-03", "TRACESTATE": "a"},
    "resource": {
        "OTEL_SERVICE_NAME": "sérvice",
        "OTEL_RESOURCE_ATTRIBUTES": "z=1,service.name=no,b%2Cc=%FF%0A,a!=2,a=3",
    },
    "resource name": {"OTEL_RESOURCE_ATTRIBUTES": "service.name=yes"},
    "malformed resource": {"OTEL_SERVICE_NAME": "s", "OTEL_RESOURCE_ATTRIBUTES": "a=1,b=%"},
    "other seed": {"SWARMSH_ID_SEED": "-9223372036854775808", "SWARMSH_NOW_NS": "0"},
    "zero word": {"SWARMSH_ID_SEED": "7046029254386353129"},
    "two zero words in a trace id": {"SWARMSH_ID_SEED": "7046029254386353131"},
}


@pytest.mark.parametrize("case", ENVIRONMENTS)
def test_everything(bash: Bash, case: str) -> None:
    said = both(bash, EVERYTHING, ENVIRONMENTS[case])
    assert (b"OTEL_RESOURCE_ATTRIBUTES is ignored" in said) == (case == "malformed resource")
    assert len(bash.lines("metrics")) == 7
    assert len(bash.lines("logs")) == 2
    assert len(bash.lines("traces")) == (0 if case == "not sampled" else 2)


LONG = "x" * 300
MANY: dict[str, list[Step]] = {
    "attributes": [Step(do="set", values={f"label.{n}": LONG}) for n in range(20)],
    "events": [Step(do="event", name=f"e{n}", values={"agent_id": LONG}) for n in range(30)],
    "links": [Step(do="link", name=f"{PARENT}-01", values={"agent_id": LONG}) for n in range(30)],
    "message": [Step(do="status", name="error", message=('é"' * 20 + "\x02") * 100)],
}


@pytest.mark.parametrize(
    "parts", [("attributes",), ("events",), ("links",), ("message",), tuple(MANY), ("events", "links", "message")]
)
def test_what_does_not_fit_is_dropped(bash: Bash, parts: tuple[str, ...]) -> None:
    both(bash, [ONE_SPAN[0], *(step for part in parts for step in MANY[part]), Step(do="end")])
    (line,) = bash.lines("traces")
    span = validator.parse("traces", line)["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
    given = {"attributes": 2 + 20 * ("attributes" in parts), "events": 30, "links": 30}
    for part, count in given.items():
        if part in parts or part == "attributes":
            assert len(span.get(part, [])) + span.get(f"dropped{part.capitalize()}Count", 0) == count
    first = next(part for part in ("attributes", "events", "links", "message") if part in parts)
    if first == "message":
        assert span["status"]["message"] == MANY["message"][0].message[: len(span["status"]["message"])]  # type: ignore[index]
    else:
        assert span[f"dropped{first.capitalize()}Count"] > 0


@pytest.mark.parametrize("extra", range(-3, 4))
def test_the_limit_is_exact(bash: Bash, extra: int) -> None:
    both(bash, [*ONE_SPAN[:1], Step(do="set", values={"label.a": ""}), Step(do="end")])
    spare = validator.LIMIT - len(bash.lines("traces")[0])
    both(bash, [*ONE_SPAN[:1], Step(do="set", values={"label.a": "y" * (spare + extra)}), Step(do="end")])
    (line,) = bash.lines("traces")
    assert (b"droppedAttributesCount" in line) == (extra > 0)
    assert len(line) == validator.LIMIT + extra if extra <= 0 else len(line) < 700


def test_too_long_without_its_attributes(bash: Bash) -> None:
    env = {"OTEL_SERVICE_NAME": "s" * 4000}
    said = both(bash, EVERYTHING, env)
    assert said.count(b"a record is lost") == 1
    assert bash.lines("traces") == []


def test_metrics_and_logs_keep_to_the_limit(bash: Bash) -> None:
    values = {f"label.{n}": LONG for n in range(20)}
    both(
        bash,
        [Step(do="metric", name="added", number=1, values=values), Step(do="log", values=values | {"agent_id": "a"})],
    )
    assert 3500 < len(bash.lines("metrics")[0]) <= validator.LIMIT
    assert b'"droppedAttributesCount":' in bash.lines("logs")[0]


def test_slow_paths_give_the_same(bash: Bash) -> None:
    both(bash, EVERYTHING)
    fast = [bash.lines(signal) for signal in SIGNALS]
    with (bash.library).open("a") as library:
        library.write("_swarmsh_version=400\n")
    both(bash, EVERYTHING)
    assert [bash.lines(signal) for signal in SIGNALS] == fast


hostile = st.binary(max_size=40).map(lambda data: data.replace(b"\0", b"\n").decode(errors="surrogateescape"))
texts = st.one_of(
    st.sampled_from(["", "a", "-", "--", "--span", "$(exit 9)", "`x`", "*", "a=b", "\\"]),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20),
    hostile,
)
integers = st.integers(-(2**63), 2**63 - 1)
decimals = st.decimals(-1000, 1000, places=11) | st.decimals(-(10**6), 10**6, places=2)
label = texts.map(lambda text: text.replace("=", "-")).filter(bool).map(lambda text: f"label.{text}")


@st.composite
def some_values(draw: st.DrawFn) -> dict[str, object]:
    fixed: dict[str, object] = draw(st.fixed_dictionaries({}, optional={
        "agent_id": texts,
        "work_type": st.sampled_from(["feature", "bug", "long story"]),
        "exit_code": st.sampled_from([0, 1, 2]),
        "priority": integers,
        "score": decimals,
        "urgent": st.booleans(),
        "tags": st.lists(texts, min_size=1, max_size=3),
        "sizes": st.lists(integers, min_size=1, max_size=3),
        "scores": st.lists(decimals, min_size=1, max_size=2),
        "answers": st.lists(st.booleans(), min_size=1, max_size=2),
    }))  # fmt: skip
    labels = draw(st.dictionaries(label, texts, max_size=2))
    repaired = {name.encode(errors="surrogateescape").decode(errors="replace"): name for name in labels}
    return fixed | {name: labels[name] for name in repaired.values()}


spans = st.none() | st.integers(0, 3)
described = st.one_of(
    st.builds(Step, do=st.just("set"), values=some_values(), span=spans),
    st.builds(Step, do=st.just("event"), name=texts.filter(bool), values=some_values(), span=spans),
    st.builds(
        Step,
        do=st.just("link"),
        name=st.sampled_from([f"{PARENT}-00", f"{PARENT}-03", "x"]),
        values=some_values(),
        span=spans,
    ),
    st.builds(Step, do=st.just("status"), name=st.just("error"), message=st.none() | texts, span=spans),
    st.builds(Step, do=st.just("status"), name=st.just("ok"), span=spans),
    st.builds(Step, do=st.just("error"), name=texts.filter(bool), message=st.none() | texts, span=spans),
    st.builds(Step, do=st.just("end"), span=spans),
)
others = st.one_of(
    st.builds(Step, do=st.just("start"), name=st.sampled_from(["work", "call"]), values=some_values()),
    st.builds(
        Step,
        do=st.just("metric"),
        name=st.sampled_from(["open", "load", "duration"]),
        number=integers | decimals,
        values=some_values(),
    ),
    st.builds(
        Step, do=st.just("metric"), name=st.just("added"), number=st.integers(0, 2**63 - 1), values=some_values()
    ),
    st.builds(Step, do=st.just("log"), values=some_values()),
    st.builds(Step, do=st.just("clock"), number=st.integers(-(10**9), 10**12)),
)
first = [Step(do="start", name=name, values={"agent_id": "a"}) for name in ("work", "call", "work", "call")]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(steps=st.lists(described | others, max_size=25), env=st.sampled_from(list(ENVIRONMENTS.values())))
def test_any_sequence(steps: list[Step], env: dict[str, str]) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        both(Bash(folder), [*first, *steps, *[Step(do="end")] * 12], env)
    finally:
        shutil.rmtree(folder)
