"""A receiver of OTLP over HTTP on the loopback, which checks what it gets and misbehaves on demand."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from tests.telemetry.validator import parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the receiver does with one request. A status of 0 ends the connection."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b"{}"
    delay: float = 0  # seconds before the answer
    drip: float = 0  # seconds between its bytes


@dataclass(slots=True)
class Receiver:
    """What came in, and what is to be answered; after the list all is well."""

    port: int = 0
    answers: list[Answer] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    accepted: list[bytes] = field(default_factory=list)  # bodies
    faults: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def spans(self) -> Counter[str]:
        """The ids of the spans that were accepted, with how often."""
        return Counter(span["spanId"] for body in self.accepted for span in spans(body))

    def check(self) -> None:
        """Each body is a request whose lines the strict reader accepts; of a long one it reads every eighth."""
        for _, headers, body in self.requests:
            assert headers["content-type"] == "application/json"
            assert headers["content-length"] == str(len(body))
            assert len(body) <= 1 << 20
            assert b"\n" not in body
            made_of = lines(body)
            for line in made_of[:: 8 if len(made_of) > 64 else 1]:
                parse("traces", line)
        assert not self.faults, self.faults


def spans(body: bytes) -> list[dict[str, Any]]:
    """The spans of a request, in order."""
    data = json.loads(body)
    assert list(data) == ["resourceSpans"]
    return [span for group in data["resourceSpans"] for scope in group["scopeSpans"] for span in scope["spans"]]


def lines(body: bytes) -> list[bytes]:
    """The lines that a request was made of."""
    groups = ({"resourceSpans": [each]} for each in json.loads(body)["resourceSpans"])
    return [json.dumps(each, separators=(",", ":"), ensure_ascii=False).encode() for each in groups]


@contextmanager
def receiving(*answers: Answer, identity: Path | None = None) -> Iterator[Receiver]:
    """A receiver while the block runs; with a file that has key and certificate it speaks TLS."""
    receiver = Receiver(answers=list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            handle(receiver, self)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if identity:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(identity)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def handle(receiver: Receiver, request: BaseHTTPRequestHandler) -> None:
    body = request.rfile.read(int(request.headers["Content-Length"]))
    receiver.requests.append((request.path, {key.lower(): value for key, value in request.headers.items()}, body))
    answer = receiver.answers.pop(0) if receiver.answers else Answer()
    if not answer.status:
        request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.connection.close()  # a reset
        return
    if answer.status == 200:
        receiver.accepted.append(body)
    time.sleep(answer.delay)
    try:
        reply(request, answer)
    except OSError:
        receiver.faults += [] if answer.delay or answer.drip else ["the caller hung up"]


def reply(request: BaseHTTPRequestHandler, answer: Answer) -> None:
    head = [f"HTTP/1.1 {answer.status} x", f"Content-Length: {len(answer.body)}", "Connection: close"]
    head += [f"{key}: {value}" for key, value in answer.headers]
    data = "\r\n".join((*head, "", "")).encode() + answer.body
    if not answer.drip:
        request.wfile.write(data)
        return
    for byte in data:
        request.wfile.write(bytes([byte]))
        request.wfile.flush()
        time.sleep(answer.drip)
