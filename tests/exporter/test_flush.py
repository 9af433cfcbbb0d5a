"""`telemetry flush`: every span arrives once, whatever the endpoint does."""

from __future__ import annotations

import base64
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.coordinators import BASH, LANGUAGES, Language, batch, call, difference, line, tree
from tests.exporter.receiver import Answer, Receiver, receiving, spans
from tests.exporter.support import all_spans, answer, copied, stocked, telemetry

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
pytestmark = needs_curl
both = pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.name)


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two segments: 1,030 entries, 3 queries."""
    return stocked(tmp_path_factory.mktemp("stock"), 1030)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One segment: 5 entries, 3 queries."""
    return stocked(tmp_path_factory.mktemp("small"), 5)


def to(receiver: Receiver) -> dict[str, str]:
    return {"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.base}


def test_both_send_the_same_and_write_down_the_same(stock: Path, tmp_path: Path) -> None:
    bodies: list[list[bytes]] = []
    trees = []
    for language in LANGUAGES:
        store = copied(stock, tmp_path / language.name)
        with receiving() as receiver:
            done = answer(telemetry(language, store, "flush", "--json", **to(receiver)))
            assert done == {"sent": 1033, "requests": 4, "refused": 0, "damaged": 0, "left": 0, "problem": None}
            again = telemetry(language, store, "flush", **to(receiver))
            assert again.stdout == b"flush: 0 spans sent in 0 requests, 0 refused, 0 damaged, 0 left\n"
            if not bodies:
                receiver.check()
        assert {path for path, _, _ in receiver.requests} == {"/v1/traces"}
        assert [len(spans(body)) for _, _, body in receiver.requests] == [512, 488, 30, 3]
        assert set(receiver.spans) == all_spans(store) and set(receiver.spans.values()) == {1}
        bodies.append([body for _, _, body in receiver.requests])
        trees.append(tree(store))
    assert bodies[0] == bodies[1]
    assert not difference(*trees)
    assert sorted(path for path in trees[0] if path.startswith("telemetry/sent")) == [
        "telemetry/sent/000001",
        "telemetry/sent/000002",
    ]


@pytest.mark.parametrize("first", LANGUAGES, ids=lambda each: each.name)
def test_the_other_language_goes_on_after_a_failure(first: Language, stock: Path, tmp_path: Path) -> None:
    store = copied(stock, tmp_path / "store", whole=True)
    second = next(each for each in LANGUAGES if each is not first)
    with receiving(Answer(), Answer(status=500)) as receiver:
        done = answer(telemetry(first, store, "flush", "--json", **to(receiver)), 11)
        assert done == {
            "sent": 512,
            "requests": 2,
            "refused": 0,
            "damaged": 0,
            "left": 521,
            "problem": f"{receiver.base}/v1/traces answered 500",
        }
        assert call(first, store, "add", "more", env={"SWARMSH_ID_SEED": "1000000"}).exit == 0
        assert answer(telemetry(second, store, "flush", "--json", **to(receiver)))["sent"] == 522
    assert set(receiver.spans) == all_spans(store) and set(receiver.spans.values()) == {1}


@both
def test_what_may_be_tried_again_is(language: Language, small: Path, tmp_path: Path) -> None:
    store = copied(small, tmp_path / "store")
    at_once = (("Retry-After", "0"),)
    answers = [Answer(status=code, headers=at_once) for code in (429, 502, 503, 504)]
    with receiving(*answers, Answer(), Answer(status=0)) as receiver:
        done = answer(telemetry(language, store, "flush", "--json", **to(receiver)))
        receiver.check()
    assert done == {"sent": 8, "requests": 7, "refused": 0, "damaged": 0, "left": 0, "problem": None}
    assert len({body for _, _, body in receiver.requests}) == 2
    assert set(receiver.spans.values()) == {1}


@both
def test_retry_after_is_waited_for(language: Language, small: Path, tmp_path: Path) -> None:
    store = copied(small, tmp_path / "store")
    with receiving(Answer(status=503, headers=(("retry-after", " 1 "),))) as receiver:
        begun = time.monotonic()
        assert answer(telemetry(language, store, "flush", "--json", **to(receiver)))["requests"] == 3
        assert time.monotonic() - begun >= 1


@both
@pytest.mark.parametrize("status", [301, 500])
def test_what_may_not_be_tried_again_stops(language: Language, status: int, small: Path, tmp_path: Path) -> None:
    store = copied(small, tmp_path / "store")
    with receiving(Answer(status=status, headers=(("Location", "/elsewhere"),))) as receiver:
        done = telemetry(language, store, "flush", **to(receiver))
        assert (done.exit, len(receiver.requests)) == (11, 1)
        assert done.stdout == b"flush: 0 spans sent in 1 requests, 0 refused, 0 damaged, 8 left\n"
        message = f"PROGRAM: telemetry: {receiver.base}/v1/traces answered {status} (problem)\n"
        assert done.stderr.decode() == message
        assert answer(telemetry(language, store, "flush", "--json", **to(receiver)))["sent"] == 8


@both
def test_what_is_refused_for_good_is_counted_and_passed(language: Language, small: Path, tmp_path: Path) -> None:
    store = copied(small, tmp_path / "store")
    bad = Answer(status=400, body=b'{"code":3,"message":"no \\"such\\"\\u0041"}')
    part = Answer(body=b'{"partialSuccess": {"rejectedSpans": "2", "errorMessage": "too old"}}')
    with receiving(bad, part) as receiver:
        done = answer(telemetry(language, store, "flush", "--json", **to(receiver)), 11)
        assert done == {
            "sent": 1,
            "requests": 2,
            "refused": 7,
            "damaged": 0,
            "left": 0,
            "problem": f"{receiver.base}/v1/traces refused 7 spans: too old",
        }
        assert answer(telemetry(language, store, "flush", "--json", **to(receiver)))["requests"] == 0
        assert answer(telemetry(language, store, "status", "--json"))["refused"] == 7
    with receiving(bad) as receiver:
        shutil.rmtree(store / "telemetry/sent")
        text = telemetry(language, store, "flush", **to(receiver)).stderr.decode()
        assert text.endswith('refused 5 spans: no \\"such\\"\\u0041 (problem)\n')


@both
def test_an_endpoint_that_refuses_everything_is_not_asked_on(language: Language, stock: Path, tmp_path: Path) -> None:
    store = copied(stock, tmp_path / "store")
    with receiving(*[Answer(status=400)] * 4) as receiver:
        done = answer(telemetry(language, store, "flush", "--json", **to(receiver)), 11)
    assert (done["requests"], done["refused"], done["left"]) == (3, 1030, 3)


@both
def test_a_slow_endpoint_is_given_up(language: Language, small: Path, tmp_path: Path) -> None:
    store = copied(small, tmp_path / "store")
    for slow in (Answer(delay=1), Answer(drip=0.1)):
        with receiving(slow) as receiver:
            env = {**to(receiver), "OTEL_EXPORTER_OTLP_TIMEOUT": "300"}
            begun = time.monotonic()
            done = telemetry(language, store, "flush", "--tries", "1", **env)
            assert time.monotonic() - begun < 1
            expected = f"PROGRAM: telemetry: {receiver.base}/v1/traces did not answer within 300 ms (problem)\n"
            assert (done.exit, done.stderr.decode()) == (11, expected)


@both
def test_a_dead_endpoint(language: Language, small: Path, tmp_path: Path) -> None:
    store = copied(small, tmp_path / "store")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{free.getsockname()[1]}"
    done = telemetry(language, store, "flush", "--tries=2", OTEL_EXPORTER_OTLP_ENDPOINT=base)
    assert done.stdout == b"flush: 0 spans sent in 2 requests, 0 refused, 0 damaged, 8 left\n"
    text = f"PROGRAM: telemetry: {base}/v1/traces could not be reached, or hung up (problem)\n"
    assert (done.exit, done.stderr.decode()) == (11, text)


@both
def test_operations_do_not_wait_for_a_flush(language: Language, small: Path, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    store = copied(small, tmp_path / "store", whole=True)
    with receiving(Answer(delay=1.5)) as receiver, ThreadPoolExecutor(1) as pool:
        flush = pool.submit(telemetry, language, store, "flush", "--json", **to(receiver))
        while not receiver.requests:
            time.sleep(0.01)
        for other in LANGUAGES:
            assert call(other, store, "add", "meanwhile", env={"SWARMSH_LOCK_TIMEOUT": "0"}).exit == 0
            refused = telemetry(other, store, "flush", **to(receiver))
            expected = b"PROGRAM: telemetry: another flush or archive is running (conflict)\n"
            assert (refused.exit, refused.stdout, refused.stderr) == (3, b"", expected)
        assert not flush.done()
        assert answer(flush.result())["sent"] == 8


def test_headers_credentials_and_addresses(small: Path, tmp_path: Path) -> None:
    seen = []
    for language in LANGUAGES:
        store = copied(small, tmp_path / language.name)
        with receiving() as receiver:
            env = {
                "OTEL_EXPORTER_OTLP_ENDPOINT": "http://nobody.invalid",
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"http://me:p%40ss@127.0.0.1:{receiver.port}/own/path?a=b",
                "OTEL_EXPORTER_OTLP_HEADERS": "unused=1",
                "OTEL_EXPORTER_OTLP_TRACES_HEADERS": ' x-one = a%20"b\\ , X-Two=,x-one2=%C3%A9=,content-type=x,X-TWO=c',
            }
            assert telemetry(language, store, "flush", **env).exit == 0
            status = answer(telemetry(language, store, "status", "--json", **env))
            assert status["endpoint"] == f"http://127.0.0.1:{receiver.port}/own/path"
            receiver.check()
        path, headers, _ = receiver.requests[0]
        assert path == "/own/path?a=b"
        ours = ("x-one", "x-two", "x-one2", "unused", "authorization", "user-agent", "content-type")
        seen.append({name: headers.get(name) for name in ours})
    assert (
        seen[0]
        == seen[1]
        == {
            "x-one": 'a "b\\',
            "x-two": "c",
            "x-one2": "Ã©=",
            "unused": None,
            "content-type": "application/json",
            "authorization": f"Basic {base64.b64encode(b'me:p@ss').decode()}",
            "user-agent": seen[0]["user-agent"],
        }
    )
    assert str(seen[0]["user-agent"]).startswith("swarmsh/")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_certificates_are_checked(small: Path, tmp_path: Path) -> None:
    key, certificate, identity = (tmp_path / name for name in ("key", "certificate", "identity"))
    asked = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2")
    made = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, *asked)
    subprocess.run(made, check=True, capture_output=True)
    identity.write_bytes(key.read_bytes() + certificate.read_bytes())
    for language in LANGUAGES:
        store = copied(small, tmp_path / language.name)
        with receiving(identity=identity) as receiver:
            url = f"https://127.0.0.1:{receiver.port}"
            done = telemetry(language, store, "flush", "--tries", "1", OTEL_EXPORTER_OTLP_ENDPOINT=url)
            text = f"PROGRAM: telemetry: {url}/v1/traces could not be reached, or hung up (problem)\n"
            assert (done.exit, done.stderr.decode(), receiver.requests) == (11, text, [])
            env = {"OTEL_EXPORTER_OTLP_ENDPOINT": url, "SSL_CERT_FILE": str(certificate)}
            assert answer(telemetry(language, store, "flush", "--json", **env))["sent"] == 8


def test_secrets_do_not_stand_among_the_processes(small: Path, tmp_path: Path) -> None:
    store = copied(small, tmp_path / "store")
    folder = tmp_path / "bin"
    folder.mkdir()
    spy = folder / "curl"
    spy.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >>"{tmp_path}/words"\nexec {shutil.which("curl")} "$@"\n')
    spy.chmod(0o755)
    with receiving() as receiver:
        env = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://me:secret-1@127.0.0.1:{receiver.port}",
            "OTEL_EXPORTER_OTLP_HEADERS": "authorization=secret-2",
            "PATH": f"{folder}:/usr/bin:/bin",
        }
        done = call(BASH, store, "telemetry", "flush", env=env)
        assert done.exit == 0, done
        assert receiver.requests[0][1]["authorization"] == "secret-2"
    words = (tmp_path / "words").read_text()
    assert "--config" in words and "secret" not in words and str(receiver.port) not in words


@both
def test_lines_that_are_no_spans(language: Language, small: Path, tmp_path: Path) -> None:
    store = copied(small, tmp_path / "store")
    side = store / "telemetry/side/000001.jsonl"
    good = side.read_bytes().splitlines(keepends=True)
    junk = b"\0\0\0\0\n" + b'{"resourceSpans":[]}\n' + b"x\n" + good[0].replace(b"swarmsh", b"\xff", 1)
    side.write_bytes(junk + good[0][:200] + good[1] + good[2][:-1] + b"\0\n" + good[2] + good[0][:50])
    with receiving() as receiver:
        done = answer(telemetry(language, store, "flush", "--json", **to(receiver)), 11)
        receiver.check()
        assert done == {
            "sent": 7,
            "requests": 2,
            "refused": 0,
            "damaged": 5,
            "left": 0,
            "problem": "5 lines are no spans; they were left out",
        }
        with side.open("ab") as file:
            file.write(good[0][50:])  # the end of the line that was being written
        assert answer(telemetry(language, store, "flush", "--json", **to(receiver)))["sent"] == 1
        receiver.check()
    assert set(receiver.spans) == {span["spanId"] for each in good for span in spans(each)} | {
        span["spanId"]
        for text in (store / "telemetry/traces/000001.jsonl").read_bytes().splitlines()
        for span in spans(text)
    }


@both
def test_a_position_that_does_not_fit_is_not_believed(language: Language, small: Path, tmp_path: Path) -> None:
    store = copied(small, tmp_path / "store")
    slot = store / "telemetry/sent/000001"
    for traces in ("99999999", "17"):
        with receiving() as receiver:
            slot.parent.mkdir(exist_ok=True)
            text = f'{{"traces":\t{traces}\t,"side":\t0\t,"refused":\t0\t}}'
            slot.write_bytes(text.encode().ljust(95) + b"\n")
            assert answer(telemetry(language, store, "flush", "--json", **to(receiver)))["sent"] == 8, traces


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ({}, "there is no endpoint; set OTEL_EXPORTER_OTLP_ENDPOINT"),
        *(
            (
                {"OTEL_EXPORTER_OTLP_ENDPOINT": url},
                "OTEL_EXPORTER_OTLP_ENDPOINT: it is not an address like http://localhost:4318",
            )
            for url in (
                "localhost:4318",
                "ftp://x",
                "http://a b",
                "http://x?y=secret",
                "http://x:p",
            )
        ),
        (
            {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://x", "OTEL_EXPORTER_OTLP_HEADERS": "a=b,secret"},
            "OTEL_EXPORTER_OTLP_HEADERS: item 2 is not NAME=VALUE",
        ),
        (
            {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_EXPORTER_OTLP_HEADERS": "a=b%0d%0ac: d"},
            "OTEL_EXPORTER_OTLP_HEADERS: item 1 is not NAME=VALUE",
        ),
        (
            {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT": "0"},
            "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: 0 is not between 1 and 600000",
        ),
    ],
)
def test_a_wrong_environment(env: dict[str, str], message: str, small: Path) -> None:
    for language in LANGUAGES:
        done = telemetry(language, small, "flush", **env)
        assert (done.exit, done.stderr.decode()) == (2, f"PROGRAM: telemetry: {message} (usage)\n")


def test_bash_without_curl_says_what_to_install(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("bash", "flock", "wc", "dd", "mkdir", "date"):
        (folder / name).symlink_to(str(shutil.which(name)))
    env = {"PATH": str(folder), "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}
    done = call(BASH, small, "telemetry", "flush", env=env)
    expected = b"PROGRAM: telemetry: there is no program to send with; install curl (problem)\n"
    assert (done.exit, done.stdout, done.stderr) == (11, b"", expected)
    assert call(BASH, small, "telemetry", "status", env=env).stdout.endswith(b"curl: missing\n")


@both
def test_things_in_the_way(language: Language, small: Path, tmp_path: Path) -> None:
    store = copied(small, tmp_path / "store")
    telemetry_ = store / "telemetry"
    with receiving() as receiver:
        for name in ("sent", "lock"):
            (telemetry_ / name).symlink_to(tmp_path)
            done = telemetry(language, store, "flush", **to(receiver))
            message = f"PROGRAM: telemetry: {telemetry_ / name} is a symbolic link (permission)\n"
            assert (done.exit, done.stderr.decode()) == (5, message)
            (telemetry_ / name).unlink()
        side = telemetry_ / "side/000001.jsonl"
        side.rename(tmp_path / "kept")
        side.mkdir()
        done = telemetry(language, store, "flush", **to(receiver))
        message = f"PROGRAM: telemetry: {side} is not a regular file (permission)\n"
        assert (done.exit, done.stderr.decode()) == (5, message)
    assert not receiver.requests


def test_entries_that_are_being_written_are_left(small: Path, tmp_path: Path) -> None:
    for language in LANGUAGES:
        store = copied(small, tmp_path / language.name, whole=True)
        traces = store / "telemetry/traces/000001.jsonl"
        whole = traces.read_bytes()
        traces.write_bytes(whole + whole.splitlines(keepends=True)[0])  # beyond what `state` says
        with receiving() as receiver:
            assert answer(telemetry(language, store, "flush", "--json", **to(receiver)))["sent"] == 8
            assert batch(language, store, [line("add", "next")])[0]["exit"] == 0
            assert answer(telemetry(language, store, "flush", "--json", **to(receiver)))["sent"] == 1
