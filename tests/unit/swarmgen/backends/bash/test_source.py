"""The doors to bash source, tried in real bash."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from swarmgen.backends.bash.source import comment, identifier, literal
from tests.unit.swarmgen.backends.bash.shell import BASH

LOCALES = ("C", "C.UTF-8")
words = st.one_of(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20),
    st.text("ab '\"\\$`!#~*?[]{}()<>|&;=-%\n\t\r\x01\x7f\x1b", max_size=12),
    st.sampled_from(["", "-n", "in", "esac", "~", "{a,b}", "a=b", "\u202e", "é", "\u2028", "$'x'", "\\'", "x\\"]),
)


def run(script: str, locale: str) -> bytes:
    done = subprocess.run([BASH, "--norc"], input=script.encode(), env={"LC_ALL": locale}, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


@pytest.mark.parametrize("locale", LOCALES)
@settings(max_examples=60, deadline=None)
@given(values=st.lists(words, max_size=40))
def test_bash_reads_a_literal_back(locale: str, values: list[str]) -> None:
    literals = [literal(value) for value in values]
    assert not any("\n" in each for each in literals)
    script = "".join(f"printf '%s\\0' {each}\n" for each in literals)
    assert run(script, locale) == b"".join(value.encode() + b"\0" for value in values)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("swarmsh.work.id", "swarmsh.work.id"),
        ("", "''"),
        ("two words", "'two words'"),
        ("{item}", "'{item}'"),
        ("done", "'done'"),
        ("ends.done", "ends.done"),
        ("it's", r"$'it\'s'"),
        ("a\nb", r"$'a\012b'"),
        ("é", "'é'"),
        ("a\u202eb", r"$'a\342\200\256b'"),
        ("a\0b", "'a\ufffdb'"),
        ("\ud800", "'\ufffd'"),
    ],
)
def test_literals(value: str, written: str) -> None:
    assert literal(value) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("work_claim", "work_claim"),
        ("a.b-c d", "a_b_c_d"),
        ("3d", "_3d"),
        ("Größe", "Gr__e"),
        ("$(x)`;\n", "__x____"),
        ("_", "_"),
    ],
)
def test_identifiers(name: str, written: str) -> None:
    assert identifier(name) == written


def test_an_identifier_needs_a_character() -> None:
    with pytest.raises(ValueError, match="at least one character"):
        identifier("")


@settings(max_examples=60, deadline=None)
@given(text=words | st.lists(words).map("\n".join))
def test_nothing_gets_out_of_a_comment(text: str) -> None:
    lines = comment(text).split("\n")
    assert len(lines) == text.count("\n") + 1
    assert all(line.startswith("#") and line == line.rstrip() for line in lines)
    assert run(f"{comment(text)}\nprintf end", "C") == b"end"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Takes an item.", "# Takes an item."),
        ("", "#"),
        ("a\n\n  b ", "# a\n#\n#   b"),
        ("a\rb\x1b[31m\u2028c\u202e\x85", "# a\ufffdb\ufffd[31m\ufffdc\ufffd\ufffd"),
        ("shellcheck disable=all", "# `shellcheck` disable=all"),
        ("  shellcheck source=x", "#   `shellcheck` source=x"),
        ("about shellcheck disable=all", "# about shellcheck disable=all"),
    ],
)
def test_comments(text: str, written: str) -> None:
    assert comment(text) == written
