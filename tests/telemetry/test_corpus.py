"""The functions of both runtimes against one corpus."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.telemetry.support import Bash, runtime

CORPUS: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("corpus.yaml").read_text(encoding="utf-8"))

anything = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def encoded(values: list[str]) -> list[bytes]:
    return [value.encode(errors="surrogateescape") for value in values]


def expected(section: str) -> list[bytes | None]:
    return [None if value is None else str(value).encode() for value in CORPUS[section].values()]


@pytest.mark.parametrize(("section", "function"), [("integer", "values_integer"), ("double", "values_double")])
def test_bash_reads_numbers(bash: Bash, section: str, function: str) -> None:
    assert bash.map(f"_swarmsh_{function}", encoded(list(CORPUS[section]))) == expected(section)


def test_python_reads_integers() -> None:
    read = runtime("values").integer
    answers = {text: None if (number := read(text)) is None else str(number) for text in CORPUS["integer"]}
    assert answers == CORPUS["integer"]


def test_python_formats_floats() -> None:
    values = runtime("values")
    for text, plain in CORPUS["float"].items():
        if plain is None:
            with pytest.raises(ValueError, match="not a decimal number"):
                values.double(float(text))
        else:
            assert values.double(float(text)) == plain


def test_the_same_decimal_has_the_same_text_in_both() -> None:
    values = runtime("values")
    for text, plain in CORPUS["double"].items():
        if plain is not None and repr(float(text)).lstrip("-") == text.lstrip("-"):
            assert values.double(float(text)) == plain


@anything
@given(numbers=st.lists(st.floats(-1e15, 1e15, allow_nan=False), min_size=1, max_size=20))
def test_bash_keeps_what_python_formats(bash: Bash, numbers: list[float]) -> None:
    plain = [runtime("values").double(number) for number in numbers]
    assert bash.map("_swarmsh_values_double", encoded(plain)) == encoded(plain)
    for number, text in zip(numbers, plain, strict=True):
        assert abs(float(text) - number) <= max(5.1e-10, abs(number) * 1e-15)


def test_repair(bash: Bash) -> None:
    given_bytes = [bytes.fromhex(data) for data in CORPUS["repair"]]
    wanted = [bytes.fromhex(data) for data in CORPUS["repair"].values()]
    assert bash.map("_swarmsh_text_repair", given_bytes) == wanted
    repair = runtime("text").repair
    assert [repair(data.decode(errors="surrogateescape")).encode() for data in given_bytes] == wanted


def test_python_repairs_other_surrogates() -> None:
    assert runtime("text").repair("a\ud800b\udcffc") == "a\ufffd\ufffd\ufffdb\ufffdc"


def test_every_byte_is_escaped_as_the_collector_does(bash: Bash) -> None:
    short = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    singles = [bytes((code,)) for code in range(1, 256)]
    wanted = []
    for code, data in enumerate(singles, start=1):
        character = data.decode(errors="replace")
        wanted.append(short.get(character, f"\\u{code:04x}" if code < 0x20 else character).encode())
    assert bash.map("_swarmsh_text_escape", singles) == wanted
    escape = runtime("text").escape
    assert [escape(data.decode(errors="surrogateescape")).encode() for data in singles] == wanted
    every = b"".join(singles)
    joined = bash.map("_swarmsh_text_escape", [every])[0]
    assert joined is not None
    assert joined.decode() == escape(every.decode(errors="surrogateescape"))
    assert json.loads(b'"' + joined + b'"') == every.decode(errors="replace")


@anything
@given(texts=st.lists(st.binary(max_size=60).map(lambda data: data.replace(b"\0", b"\xe2")), min_size=1, max_size=20))
def test_any_text_is_escaped_alike(bash: Bash, texts: list[bytes]) -> None:
    escape = runtime("text").escape
    answers = [escape(text.decode(errors="surrogateescape")).encode() for text in texts]
    assert bash.map("_swarmsh_text_escape", texts) == answers
    assert [json.loads(b'"' + answer + b'"') for answer in answers] == [text.decode(errors="replace") for text in texts]


@pytest.mark.parametrize("room", [-1, 0, 1, 2, 5, 6, 7, 11, 12, 13, 40])
def test_cut(bash: Bash, room: int) -> None:
    text = 'a"b\n\x01é\u20ac😀\udcff\udce2\udc82end'
    done = bash.run(f'LC_ALL=C; _swarmsh_text_cut {bytes.decode(quoted(text))} {room}; printf %s "$__reply"')
    cut = runtime("text").cut(text, room)
    assert done.stdout.decode() == cut
    assert len(cut.encode()) <= max(room, 0)
    assert runtime("text").escape(text).startswith(cut)


def quoted(text: str) -> bytes:
    return b"$'" + b"".join(b"\\%03o" % byte for byte in text.encode(errors="surrogateescape")) + b"'"


def test_traceparent(bash: Bash) -> None:
    function = 'parse() { _swarmsh_context_parse "$1" && __reply="$__trace $__parent $__flags"; }\n'
    bash.library.write_text(bash.library.read_text() + function)
    wanted = [None if parts is None else "{} {} {}".format(*parts).encode() for parts in CORPUS["traceparent"].values()]
    assert bash.map("parse", encoded(list(CORPUS["traceparent"]))) == wanted
    for text, parts in CORPUS["traceparent"].items():
        read = runtime("context").parse(text)
        assert read == (None if parts is None else (int(parts[0], 16), int(parts[1], 16), parts[2])), text


def test_tracestate(bash: Bash) -> None:
    assert bash.map("_swarmsh_context_state", encoded(list(CORPUS["tracestate"]))) == expected("tracestate")
    state = runtime("context").state
    assert {text: state(text) for text in CORPUS["tracestate"]} == CORPUS["tracestate"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (",".join(f"k{n}=v" for n in range(32)), 32),
        (",".join(f"k{n}=v" for n in range(33)), 0),
        ("a" * 256 + "=v", 1),
        ("a" * 257 + "=v", 0),
        ("a=" + "v" * 256, 1),
        ("a=" + "v" * 257, 0),
        ("a=" + "v" * 250 + ",b=" + "v" * 250 + ",c=123456", 2),
        ("a=" + "v" * 250 + ",b=" + "v" * 250 + ",c=12345,d=1", 2),
        ("a=" + "v" * 250 + ",b=" + "v" * 250 + ",c=1,d=1", 3),
    ],
)
def test_long_tracestate(bash: Bash, text: str, kept: int) -> None:
    wanted = ",".join(text.split(",")[:kept])
    assert runtime("context").state(text) == wanted
    assert bash.map("_swarmsh_context_state", [text.encode()]) == [wanted.encode()]


def test_splitmix(bash: Bash) -> None:
    assert bash.map("_swarmsh_ids_splitmix", encoded(list(CORPUS["splitmix"]))) == expected("splitmix")
    splitmix = runtime("ids").splitmix
    assert {seed: f"{splitmix(int(seed)):016x}" for seed in CORPUS["splitmix"]} == CORPUS["splitmix"]


@anything
@given(seeds=st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=20))
def test_any_seed_gives_the_same_word(bash: Bash, seeds: list[int]) -> None:
    splitmix = runtime("ids").splitmix
    wanted = [b"%016x" % splitmix(seed) for seed in seeds]
    assert bash.map("_swarmsh_ids_splitmix", [b"%d" % seed for seed in seeds]) == wanted


def test_resource(bash: Bash) -> None:
    texts = list(CORPUS["resource"])
    function = 'read_() { __attributes=; _swarmsh_resource_environment "$1" && __reply=$__attributes; }\n'
    bash.library.write_text(bash.library.read_text() + function)
    answers = bash.map("read_", encoded(texts))
    for text, answer in zip(texts, answers, strict=True):
        wanted = CORPUS["resource"][text]
        assert runtime("resource").environment(text) == wanted, text
        if answer is None:
            assert wanted is None, text
        else:
            pairs = [json.loads(line) for line in answer.splitlines()]
            assert {pair["key"]: pair["value"]["stringValue"] for pair in pairs} == wanted, text
