from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator
from multiprocessing.context import BaseContext
from pathlib import Path, PurePosixPath

import pytest

from swarmgen.model.artifacts import Artifact, Output
from swarmgen.output import format as format_module
from swarmgen.output.format import FormatterError, format_output, format_text

PYTHON, BASH, PAGE = map(PurePosixPath, ("x.py", "x.sh", "x.md"))


def output(**texts: str) -> Output:
    return {PurePosixPath(name.replace("_", ".")): Artifact(text=text, sources=()) for name, text in texts.items()}


def test_python_is_formatted_by_black_to_a_hundred_columns() -> None:
    call = f"call({'a' * 45}, {'b' * 45})"
    assert format_text(PYTHON, "x = { 'a':1 }") == 'x = {"a": 1}\n'
    assert format_text(PYTHON, f"{call}\n") == f"{call}\n"
    assert format_text(PYTHON, f"long_{call}\n") == f"long_call(\n    {'a' * 45}, {'b' * 45}\n)\n"


def test_python_is_formatted_for_version_3_11() -> None:
    text = "try:\n    pass\nexcept* OSError:\n    pass\n"
    assert format_text(PYTHON, text) == text


def test_bash_is_formatted_by_shfmt() -> None:
    text = "case $1 in\na) if true; then\n\techo  hi; fi ;;\nesac\nx=(  1 2 )"
    assert format_text(BASH, text) == ("case $1 in\n  a) if true; then\n    echo hi\n  fi ;;\nesac\nx=(1 2)\n")


@pytest.mark.parametrize("name", ["x.md", "x.toml", "x.json", "py.typed", "LICENSE"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("\n", ""),
        ("a", "a\n"),
        ("a\n", "a\n"),
        ("a\n\n\n", "a\n"),
        ("a\r\nb\rc", "a\nb\nc\n"),
        ("  a  \n", "  a  \n"),
    ],
)
def test_other_texts_get_tidy_line_ends_only(name: str, text: str, expected: str) -> None:
    assert format_text(PurePosixPath(name), text) == expected


@pytest.mark.parametrize("path", [PYTHON, BASH, PAGE])
@pytest.mark.parametrize("text", ["", "\n\n", "# a\r\n", "\n\n# a\n\n\n"])
def test_formatting_twice_changes_nothing(path: PurePosixPath, text: str) -> None:
    once = format_text(path, text)
    assert format_text(path, once) == once
    assert "\r" not in once


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        (PYTHON, "x = (", "^x.py: black refuses the generated text: .*1:5"),
        (BASH, "if true; then", "^x.sh: shfmt refuses the generated text: x.sh:1:"),
        (PAGE, "a\udc80b", "^x.md: the generated text cannot be written as UTF-8"),
        (PYTHON, "a = '\udc80'", "^x.py: the generated text cannot be written as UTF-8"),
    ],
)
def test_a_refused_text_names_its_path_and_the_reason(path: PurePosixPath, text: str, message: str) -> None:
    with pytest.raises(FormatterError, match=message):
        format_text(path, text)


def test_a_missing_shfmt_is_told_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(FormatterError, match=r"shfmt cannot be run \(No such file.*run: make setup"):
        format_text(BASH, "true\n")


def test_a_missing_black_is_told_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "black", None)
    with pytest.raises(FormatterError, match=r"black cannot be imported .*run: make setup"):
        format_text(PYTHON, "x = 1\n")


@pytest.fixture(params=["one process", "several processes"])
def processes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Formats in the given way; yields one number per pool that was asked for."""
    several = request.param == "several processes"
    started: list[int] = []
    context = multiprocessing.get_context("fork")

    def get_context(method: str | None) -> BaseContext:
        started.append(1)
        return context

    monkeypatch.setattr(format_module, "_PARALLEL_FROM", 0 if several else sys.maxsize)
    monkeypatch.setattr(format_module, "_processors", lambda: 2)
    monkeypatch.setattr(multiprocessing, "get_context", get_context)
    yield started
    assert bool(started) == several


def test_all_texts_are_formatted_and_sorted_by_path(processes: list[int]) -> None:
    texts = format_output(output(b_py="x=1", a_sh="echo  a", c_md="c"))
    assert list(texts.items()) == [
        (PurePosixPath("a.sh"), "echo a\n"),
        (PurePosixPath("b.py"), "x = 1\n"),
        (PurePosixPath("c.md"), "c\n"),
    ]


def test_the_first_refused_text_is_reported(processes: list[int]) -> None:
    with pytest.raises(FormatterError, match=r"^b\.py: "):
        format_output(output(c_py="(", b_py="(", a_py="x"))


def test_no_texts_give_no_texts() -> None:
    assert format_output({}) == {}


def test_few_texts_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(format_module, "_processors", lambda: 8)
    monkeypatch.setattr(multiprocessing, "get_context", lambda method: pytest.fail("a process was started"))
    assert len(format_output({PurePosixPath(f"{n}.py"): Artifact(text="x=1", sources=()) for n in range(20)})) == 20


def test_one_processor_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(format_module, "_PARALLEL_FROM", 0)
    monkeypatch.setattr(format_module, "_processors", lambda: 1)
    monkeypatch.setattr(multiprocessing, "get_context", lambda method: pytest.fail("a process was started"))
    assert len(format_output(output(a_py="x", b_py="x"))) == 2
