"""One request of OTLP over HTTP. Only `telemetry flush` loads this module and what it imports."""

from __future__ import annotations

import base64
import http.client
import re
import signal
import urllib.error
import urllib.parse
import urllib.request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn

    from .endpoint import Endpoint

RETRIED = (429, 502, 503, 504)
_MOST = 65536
"""Bytes of an answer that are read."""

_AFTER = re.compile(r"[0-9]{1,9}")
_REJECTED = re.compile(rb'"rejectedSpans"[ \t\r\n]*:[ \t\r\n]*"?([0-9]{1,18})')
_MESSAGES = {
    name: re.compile(rb'"%s"[ \t\r\n]*:[ \t\r\n]*"(([^"\\]|\\.)*)"' % name.encode(), re.DOTALL)
    for name in ("errorMessage", "message")
}


class Outcome:
    """What came of a request: the status of the answer, or 0 with a `failure`. `after` is the wait that the answer asks
    for, in s; `rejected` counts spans that were not taken, although the request was; `says` is the reason given.
    """

    __slots__ = ("after", "failure", "rejected", "says", "status")

    def __init__(self, status: int, failure: str, after: int | None = None, body: bytes = b"") -> None:
        self.status = status
        self.failure = failure
        self.after = after
        match = _REJECTED.search(body) if self.taken else None
        self.rejected = int(match[1]) if match else 0
        said = _MESSAGES["errorMessage" if self.taken else "message"].search(body)
        self.says = said[1] if said else b""

    @property
    def taken(self) -> bool:
        """Whether the request was accepted, be it in part."""
        return 200 <= self.status < 300

    @property
    def again(self) -> bool:
        """Whether the request may be sent again."""
        return not self.status or self.status in RETRIED


class _Late(Exception):
    pass


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: what was posted is not to go elsewhere."""

    def redirect_request(self, *args: object) -> None:
        return None


def post(target: Endpoint, body: bytes, agent: str) -> Outcome:
    """Sends one request. It takes at most the endpoint's time, whatever the other side does.

    Args:
        target: where to.
        body: JSON.
        agent: the header User-Agent.
    """
    headers = {"Content-Type": "application/json", "User-Agent": agent}
    if target.user:
        user = urllib.parse.unquote_to_bytes(target.user if ":" in target.user else f"{target.user}:")
        headers["Authorization"] = f"Basic {base64.b64encode(user).decode()}"
    headers |= {name.capitalize(): value for name, value in target.headers}
    request = urllib.request.Request(target.url, body, headers, method="POST")  # http or https
    before = signal.signal(signal.SIGALRM, _late)
    try:
        signal.setitimer(signal.ITIMER_REAL, target.timeout / 1000)
        try:
            return _posted(request, target.timeout / 1000)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except (_Late, TimeoutError):
        return Outcome(0, "late")
    except (OSError, http.client.HTTPException, OverflowError, ValueError) as error:
        is_late = isinstance(error, urllib.error.URLError) and isinstance(error.reason, TimeoutError)
        return Outcome(0, "late" if is_late else "broken")
    finally:
        signal.signal(signal.SIGALRM, before)


def _late(number: int, frame: FrameType | None) -> NoReturn:
    raise _Late


def _posted(request: urllib.request.Request, timeout: float) -> Outcome:
    try:
        response = urllib.request.build_opener(_Stay).open(request, timeout=timeout)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        after = (response.headers.get("Retry-After") or "").strip()
        return Outcome(response.status, "", int(after) if _AFTER.fullmatch(after) else None, response.read(_MOST))
