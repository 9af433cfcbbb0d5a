"""The search finds an order where there is one, and only there."""

from __future__ import annotations

from typing import Any, cast

from tests.stress.history import Journal
from tests.stress.logs import Call
from tests.stress.operations import Operation, Outcome
from tests.stress.search import MOST, Searched, search

NO_JOURNAL = cast(Journal, None)
"""All calls here name their item."""


def call(begin: int, end: int, name: str, by: str, exit: int | None = 0, /, **more: Any) -> Call:
    fields = {field: more.pop(field) for field in ("fence", "outcome", "percent") if field in more}
    offered = fields.get("fence") if name != "claim" else None
    operation = Operation(
        name=name,
        agent=by,
        work=None if name == "add" else "w-1",
        fence=offered,
        outcome=fields.get("outcome"),
        percent=fields.get("percent"),
    )
    answer = {"id": "w-1", **more}
    if name in ("claim", "show") and "fence" in fields:
        answer["fence"] = fields["fence"]
    told = None if exit is None else Outcome(exit, answer if exit == 0 else {}, "")
    return Call("c", operation, begin, end, ["c.1"], told, "c.jsonl:1")


ADD = call(0, 1, "add", "ann", status="pending")


def searched(*calls: Call) -> Searched:
    return search([ADD, *calls], NO_JOURNAL)


def test_one_of_two_claims_at_once() -> None:
    one, other = call(2, 9, "claim", "ann", fence=1), call(3, 8, "claim", "bob", 3)
    assert searched(one, other).problems == []
    assert len(searched(one, call(3, 8, "claim", "bob", fence=1)).problems) == 1
    assert len(searched(one, call(3, 8, "claim", "bob", fence=2)).problems) == 1
    assert len(searched(call(2, 9, "claim", "ann", 3), other).problems) == 1


def test_real_time_counts() -> None:
    claim = call(2, 3, "claim", "ann", fence=1)
    stale: dict[str, Any] = {"status": "pending", "fence": 0, "agent": None, "attempts": 0}
    assert searched(claim, call(2, 9, "show", "bob", **stale)).problems == []
    assert len(searched(claim, call(4, 9, "show", "bob", **stale)).problems) == 1


def test_a_call_that_nobody_was_told_about_may_have_been_done() -> None:
    claim = call(2, 3, "claim", "ann", fence=1)
    lost = call(4, 5, "release", "ann", None, fence=1)
    again, refused = call(6, 7, "claim", "bob", fence=2), call(6, 7, "claim", "bob", 3)
    assert searched(claim, lost, again).problems == []
    assert searched(claim, lost, refused).problems == []
    assert len(searched(claim, again).problems) == 1
    assert len(searched(claim, again, call(8, 9, "release", "ann", None, fence=1)).problems) == 1


def test_a_fence_of_the_past() -> None:
    taken = [call(2, 3, "claim", "ann", fence=1), call(4, 5, "release", "ann"), call(6, 7, "claim", "ann", fence=2)]
    assert searched(*taken, call(8, 9, "complete", "ann", 3, fence=1)).problems == []
    assert len(searched(*taken, call(8, 9, "complete", "ann", status="completed", fence=1)).problems) == 1


def test_after_a_window_that_is_too_long_nothing_is_known() -> None:
    crowd = [call(10, 20, "progress", "ann", 3, fence=7) for _ in range(MOST + 1)]
    claim, late = call(30, 31, "claim", "bob", fence=5), call(32, 33, "claim", "ann", fence=6)
    found = searched(*crowd, claim)
    assert (found.problems, found.windows, found.skipped) == ([], 2, 1)
    assert len(searched(*crowd, claim, late).problems) == 1
