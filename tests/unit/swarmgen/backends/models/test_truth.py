"""Conditions that the model knows in part: nothing that can happen may be ruled out."""

from __future__ import annotations

from itertools import product

import pytest

from swarmgen.backends.code import Code
from swarmgen.backends.models.truth import ALWAYS, NEVER, OPEN, Truth, every, known, opposite, some

A, B = known(Code("a")), known(Code("b"))


def test_what_is_known_is_decided() -> None:
    assert (every((A, B)).may, every((A, B)).may_not) == ("(a) && (b)", "(!(a)) || (!(b))")
    assert (some((A, B)).may, some((A, B)).may_not) == ("(a) || (b)", "(!(a)) && (!(b))")
    assert opposite(A) == Truth(Code("!(a)"), Code("a"))


def test_what_is_not_known_goes_both_ways() -> None:
    assert every((A, OPEN)) == Truth(Code("a"), Code("true"))
    assert some((A, OPEN)) == Truth(Code("true"), Code("!(a)"))
    assert OPEN.is_open and not OPEN.is_certain and not OPEN.is_impossible


def test_constants() -> None:
    assert every(()) == ALWAYS and some(()) == NEVER
    assert every((A, ALWAYS)) == A and some((A, NEVER)) == A
    assert every((A, NEVER)) == NEVER and some((A, ALWAYS)) == ALWAYS


@pytest.mark.parametrize("a", [True, False])
def test_it_says_exactly_what_can_be(a: bool) -> None:
    """`(a and u) or not (v or a)` with u and v unknown."""
    found = some((every((A, OPEN)), opposite(some((OPEN, A)))))
    possible = {(a and u) or not (v or a) for u, v in product((True, False), repeat=2)}
    assert (_holds(found.may, a), _holds(found.may_not, a)) == (True in possible, False in possible)


def _holds(test: Code, a: bool) -> bool:
    text = str(test).replace("&&", " and ").replace("||", " or ").replace("!", " not ")
    return bool(eval(text, {"a": a, "true": True, "false": False}))  # text of our own, a few words long
