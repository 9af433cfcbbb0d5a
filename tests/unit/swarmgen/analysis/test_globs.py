"""The patterns of `imports`."""

from __future__ import annotations

import pytest

from swarmgen.analysis.globs import MAX_ALTERNATIVES, glob


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("a.b", ["a.b"], ["a", "a.b.c", "aXb", "A.B", ""]),
        ("*", ["", "a", "a.b.c", "a\nb"], []),
        ("a.*", ["a.", "a.b", "a.b.c"], ["a", "b.a."]),
        ("*.b", [".b", "a.b", "a.c.b"], ["b", "a.b.c"]),
        ("a?c", ["abc", "a.c"], ["ac", "abbc"]),
        ("[ab]c", ["ac", "bc"], ["c", "abc", "cc"]),
        ("[!ab]c", ["cc", ".c"], ["ac", "bc"]),
        ("[a-c]", ["a", "b", "c"], ["d", "-"]),
        ("{a,b.c}.d", ["a.d", "b.c.d"], ["b.d", "a,b.c.d"]),
        ("{a,b}{c,d}", ["ac", "ad", "bc", "bd"], ["ab", "a"]),
        ("{a,{b,c}d}", ["a", "bd", "cd"], ["b", "d"]),
        ("{a,}b", ["ab", "b"], ["{a,}b"]),
        ("{,*}", ["", "a"], []),
        ("a{b", ["a{b"], ["ab"]),
        ("a}b,c", ["a}b,c"], ["ab"]),
        ("a[b", ["a[b"], ["ab"]),
        ("", [""], ["a"]),
        ("a+(b)|^$.\\", ["a+(b)|^$.\\"], ["aa(b)|^$.\\"]),
    ],
)
def test_patterns(pattern: str, matching: list[str], others: list[str]) -> None:
    matches = glob(pattern)
    assert [name for name in matching if not matches(name)] == []
    assert [name for name in others if matches(name)] == []


@pytest.mark.parametrize(("braces", "matched"), [(8, True), (9, False), (60, False)])
def test_alternatives_have_a_limit(braces: int, matched: bool) -> None:
    assert MAX_ALTERNATIVES == 2**8
    assert glob("{a,b}" * braces)("a" * braces) is matched


def test_many_stars_take_no_time() -> None:
    assert not glob("*a" * 40 + "b")("a" * 200)
