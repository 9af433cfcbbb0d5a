"""Hostile and odd YAML: every refusal is a located diagnostic, and whatever is taken is taken as YAML 1.2 says."""

from __future__ import annotations

import pytest

from swarmgen.spec.load import MAX_DEPTH, MAX_SCALAR_CHARACTERS
from tests.unit.swarmgen.spec.reading import loaded


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("", "1:1 not-a-mapping"),
        ("# only a comment\n", "1:1 not-a-mapping"),
        ("a\n", "1:1 not-a-mapping"),
        ("[a]\n", "1:1 not-a-mapping"),
        ("a: 1\n--- \nb: 2\n", "2:1 invalid-yaml"),
        ("a:\n\tb: 1\n", "2:1 invalid-yaml"),
        ("a: [1, 2\n", "2:1 invalid-yaml"),
        ("a: 'b\n", "2:1 invalid-yaml"),
        ("a: b: c\n", "1:5 invalid-yaml"),
        ("a: *b\n", "1:4 invalid-yaml"),
        ("a: &x 1\nb: *x*\n", "2:6 invalid-yaml"),
        ("%YAML 3.0\n---\na: 1\n", "1:1 invalid-yaml"),
        ("a: @b\n", "1:4 invalid-yaml"),
        ('a: "\\ud800"\n', "1:7 invalid-yaml"),
        ("a: 1\nb: \x00\n", "2:4 invalid-yaml"),
        ("é: ü\na: ä\x07\n", "2:5 invalid-yaml"),
        ("a: \x7f", "1:4 invalid-yaml"),
        ("a: &x [*x]\n", "1:4 recursive-alias"),
        ("a: &x {b: {c: *x}}\n", "1:4 recursive-alias"),
        ("a: 1\na: 2\n", "2:1 duplicate-key"),
        ("a: {b: 1, c: 2, b: 3}\n", "1:17 duplicate-key"),
        ('a: 1\n"a": 2\n', "2:1 duplicate-key"),
        ("? [a]\n: 1\n", "1:3 invalid-key"),
        ("? {a: b}\n: 1\n", "1:3 invalid-key"),
        ("a: !mine b\n", "1:4 unknown-tag"),
        ("a: !mine [b]\n", "1:4 unknown-tag"),
        ("a: !!set {b}\n", "1:4 unknown-tag"),
        ("a: !!timestamp 2026-01-02\n", "1:4 unknown-tag"),
        ("a: !!int b\n", "1:4 wrong-type"),
        ("a: !!bool 1\n", "1:4 wrong-type"),
        ("a: 9223372036854775808\n", "1:4 integer-range"),
        ("a: -9223372036854775809\n", "1:4 integer-range"),
        ("a: 0xFFFFFFFFFFFFFFFF\n", "1:4 integer-range"),
        (f"a: {'9' * 5000}\n", "1:4 integer-range"),
        ("a: 1e400\n", "1:4 number-range"),
        ("a: .inf\n", "1:4 number-range"),
        ("a: [1, .NaN]\n", "1:8 number-range"),
    ],
)
def test_what_is_refused_is_told_with_its_place(data: str, expected: str) -> None:
    assert loaded(data)[1] == [expected]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xff", "1:1 invalid-utf8"),
        (b"a: b\xff\n", "1:5 invalid-utf8"),
        (b"a: 1\r\nb: 2\rc: \x80", "3:4 invalid-utf8"),
        ("é: ü".encode() + b"\xc3", "1:5 invalid-utf8"),
        (b"a: \xed\xa0\x80\n", "1:4 invalid-utf8"),
        (b"a: \xc0\xaf\n", "1:4 invalid-utf8"),
        ("a: b".encode("utf-16"), "1:1 invalid-utf8"),
        ("a: b".encode("utf-16-be"), "1:1 invalid-yaml"),
        ("a: b".encode("latin-1") + b"\xe9", "1:5 invalid-utf8"),
    ],
)
def test_only_utf8_is_read(data: bytes, expected: str) -> None:
    assert loaded(data)[1] == [expected]


def test_a_byte_order_mark_is_warned_of_and_dropped() -> None:
    assert loaded(b"\xef\xbb\xbfa: 1\n") == ({"a": 1}, ["1:1 byte-order-mark"])


@pytest.mark.parametrize(("levels", "codes"), [(MAX_DEPTH, []), (MAX_DEPTH + 1, ["too-deep"]), (300, ["too-deep"])])
def test_depth_has_a_limit(levels: int, codes: list[str]) -> None:
    """The root counts as a level, and so does the value inside."""
    lists = levels - 1
    assert _codes(f"a: {'[' * lists}{']' * lists}\n") == codes
    assert _codes("".join(f"{' ' * level}a:\n" for level in range(levels - 1))) == codes


def test_a_tower_of_brackets_is_refused_at_its_foot() -> None:
    assert loaded("a: " + "[" * 1_000_000)[1] in (["1:66 too-deep"], ["1:67 too-deep"])


def test_aliases_do_not_hide_depth() -> None:
    """Forty levels in each of thirty anchors, one inside the other, are too deep for whoever walks them."""
    lines = ["a0: &a0 [x]"]
    lines += [f"a{i}: &a{i} {'[' * 40}*a{i - 1}{']' * 40}" for i in range(1, 31)]
    assert _codes("\n".join(lines)) == ["too-deep"]


def test_aliases_share_their_value() -> None:
    assert loaded("a: &x [1, {b: c}]\nd: [*x, *x]\n")[0] == {"a": (1, {"b": "c"}), "d": ((1, {"b": "c"}),) * 2}


def test_an_anchor_bomb_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    assert _codes("\n".join(lines)) == ["too-many-nodes"]


@pytest.mark.parametrize(("items", "codes"), [(98, []), (99, ["too-many-nodes"])])
def test_nodes_have_a_limit(items: int, codes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The mapping and the list count too."""
    monkeypatch.setattr("swarmgen.spec.load.MAX_NODES", 100)
    assert _codes(f"a: [{'x,' * items}]\n") == codes


@pytest.mark.parametrize(
    ("length", "expected"),
    [(MAX_SCALAR_CHARACTERS, []), (MAX_SCALAR_CHARACTERS + 1, ["2:4 text-too-long"]), (10**7, ["2:4 text-too-long"])],
)
def test_texts_have_a_limit(length: int, expected: list[str]) -> None:
    assert loaded(f"a: 1\nb: {'x' * length}\n")[1] == expected


def test_merge_keys_are_keys_like_any_other() -> None:
    assert loaded("a: &a {b: 1}\nc: {<<: *a}\n")[0] == {"a": {"b": 1}, "c": {"<<": {"b": 1}}}


@pytest.mark.parametrize(
    ("text", "value"),
    [("!!str 1", "1"), ("!!float 1", 1.0), ("!!int 1", 1), ("!!bool true", True), ("!!null ~", None)],
)
def test_tags_of_the_core_schema_are_obeyed(text: str, value: object) -> None:
    found, said = loaded(f"a: {text}\n")
    assert (found, said) == ({"a": value}, [])
    assert isinstance(found, dict) and type(found["a"]) is type(value)


def test_a_second_document_names_the_first() -> None:
    assert loaded("a: 1\n...\nb: 2\n")[1] == ["3:1 invalid-yaml"]


def _codes(text: str) -> list[str]:
    return [line.split()[1] for line in loaded(text)[1]]
