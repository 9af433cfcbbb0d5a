"""Due times: nothing comes early, nothing is forgotten, whatever the order in which things are put in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from swarmgen.diagnostics import Place
from swarmgen.interpret import wheel
from swarmgen.interpret.memory import Memory, Wheel
from swarmgen.model import ir

DUE = ir.Due(name="wake", record="work", at="at", call="wake", bucket_record="b", wheel_record="w", place=Place("x"))
NOW = 1_767_225_600_000_000_000


def memory(*times: int | None, now: int = 0) -> Memory:
    """Records that entered the wheel at one moment."""
    made = Memory({"work": {n: {"number": n, "at": at} for n, at in enumerate(times, 1)}}, {("work", "wake"): Wheel()})
    for number, at in enumerate(times, 1):
        if at is not None:
            wheel.enter(made, DUE, number, now)
    return made


def fire_all(made: Memory, now: int) -> tuple[list[list[int]], int]:
    """What each tick fired, empty ticks left out, and how many ticks there were."""
    fired: list[list[int]] = []
    ticks = 0
    while True:
        tick: list[int] = []

        def fire(_: ir.Due, number: int, into: list[int] = tick) -> None:
            into.append(number)
            made.records["work"][number]["at"] = None

        if not wheel.advance(made, [DUE], now, fire):
            return fired, ticks
        ticks += 1
        fired += [tick] if tick else []


TIMES = st.lists(st.one_of(st.integers(0, 10**10), st.integers(NOW - 10**9, NOW + 10**14), st.integers(0, 2**63 - 1)))


@given(TIMES, st.lists(st.integers(0, 2**63 - 1), min_size=2, max_size=4))
def test_all_that_is_due_comes_and_nothing_else(times: list[int], clocks: list[int]) -> None:
    made = memory(*times, now=min(clocks))
    done: set[int] = set()
    for now in sorted(clocks):
        fired, _ = fire_all(made, now)
        done |= {number for tick in fired for number in tick}
        assert done == {number for number, at in enumerate(times, 1) if at <= now}
        rest = [at for at in times if at > now]
        assert (made.due is None) == (not rest)
        assert made.due is None or now < made.due <= min(rest)


@given(TIMES, TIMES, st.integers(0, 2**63 - 1))
def test_records_enter_later_and_leave(times: list[int], more: list[int], now: int) -> None:
    made = memory(*times)
    fired, _ = fire_all(made, now)
    gone = {number for tick in fired for number in tick}
    for number, at in enumerate(more, 1):
        made.records["work"][number] = {"number": number, "at": at}
        wheel.leave(made, DUE, number)
        wheel.enter(made, DUE, number, now)
    again, _ = fire_all(made, 2**63 - 1)
    waiting = {number for number in range(1, len(times) + 1) if number not in gone} | set(range(1, len(more) + 1))
    assert {number for tick in again for number in tick} == waiting
    assert made.wheels["work", "wake"].buckets == {}


def test_a_tick_takes_thirty_two_by_number() -> None:
    fired, _ = fire_all(memory(*(NOW + 1 for _ in range(70))), NOW + 2)
    assert fired == [list(range(1, 33)), list(range(33, 65)), list(range(65, 71))]


def test_a_record_that_is_alone_comes_down_in_one_tick() -> None:
    for length in (10**9, 3600 * 10**9, 10**18):
        fired, ticks = fire_all(memory(NOW + length, now=NOW), NOW + length)
        assert fired == [[1]] and ticks == 2


def test_records_of_one_bucket_come_down_level_by_level() -> None:
    """From tick 0 to today's there are coarser buckets, one a level; each is spread by a tick."""
    fired, ticks = fire_all(memory(NOW, NOW), NOW)
    assert fired == [[1, 2]] and ticks == sum(1 for level in range(1, 9) if NOW >> 20 >> 5 * level & 31) + 1


def test_an_empty_wheel_turns_also_back() -> None:
    """The clock was set back, and that was accepted."""
    made = memory(NOW, now=NOW)
    wheel.leave(made, DUE, 1)
    made.records["work"][1]["at"] = NOW // 2 + 10**9
    wheel.enter(made, DUE, 1, NOW // 2)
    assert fire_all(made, NOW // 2 + 10**9)[0] == [[1]]


def test_nothing_moves_before_it_is_due() -> None:
    made = memory(NOW)
    assert fire_all(made, NOW - 1) == ([], 0) and made.due == NOW


def test_looking_too_early_brings_the_wheel_closer() -> None:
    """What left the wheel leaves its time behind as a lower bound: coarse buckets that have begun are spread then."""
    made = memory(NOW, NOW + 10**12)
    wheel.leave(made, DUE, 1)
    fired, ticks = fire_all(made, NOW)
    assert fired == [] and ticks > 0 and made.due is not None and NOW < made.due <= NOW + 10**12
    assert fire_all(made, NOW + 10**12)[0] == [[2]]


def test_an_empty_wheel_has_no_time() -> None:
    made = memory(None)
    assert fire_all(made, NOW) == ([], 0) and made.due is None
