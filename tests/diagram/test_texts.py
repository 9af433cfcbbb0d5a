"""Whatever stands in a title, a diagram has only lines that we mean to write."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.diagram.support import HOSTILE, KINDS, drawn, held, label

_TEXT = r"(?:[A-Za-z0-9 ._+-]|#[1-9][0-9]*;|[\xa0-\U0010ffff])*"
_NODE = rf'[a-z]+[0-9]*(?:\["{_TEXT}"\]|\(\["{_TEXT}"\]\)|\[\("{_TEXT}"\)\])'
_TITLE = r"[A-Za-z ]+, (?:1h|24h|7d|all) until [0-9TZ:.-]{24}(?:, [0-9]+ earlier left out)?"
_FLOWCHART = (
    r"---",
    rf'title: "{_TITLE}"',
    r"flowchart LR",
    rf'    subgraph [a-z]+[0-9]*\["{_TEXT}"\]',
    rf"        {_NODE}",
    r"    end",
    rf"    {_NODE}",
    r'    [a-z]+[0-9]* --> ?(?:\|(?:"[0-9]+"|flush)\|)? ?[a-z]+[0-9]*',
)
FORMS = {
    "timeline": (
        *(r"timeline", rf"    title {_TITLE}", r"    section [0-9-]{10}"),
        rf"        [0-9]{{2}}#58;[0-9]{{2}}#58;[0-9]{{2}} : {_TEXT}",
    ),
    "gantt": (
        *(
            r"gantt",
            rf"    title {_TITLE}",
            r"    dateFormat x",
            r"    axisFormat %m-%d %H:%M",
            rf"    section {_TEXT}",
        ),
        rf"    on {_TEXT} :(?:active|done), t[0-9]+, [0-9]+, [0-9]+",
    ),
    "flow": _FLOWCHART,
    "architecture": _FLOWCHART,
    "dashboard": (r"pie showData", rf"    title {_TITLE}", rf'    "{_TEXT}" : [1-9][0-9]*'),
}
"""What a line of each diagram may be. A text has no quote, bracket, colon, semicolon (but those that end an escape),
percent sign, angle, brace, backslash, backtick, bar or control.
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return held(tmp_path_factory.mktemp("hostile"), HOSTILE[:50])


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return held(tmp_path_factory.mktemp("others"), HOSTILE[50:])


@pytest.mark.parametrize("kind", KINDS)
def test_every_line_has_a_form_that_we_write(kind: str, store: Path, other: Path) -> None:
    for each in (store, other):
        lines = drawn(each, kind, "--window", "all").split("\n")
        assert lines.pop() == ""
        for line in lines:
            assert any(re.fullmatch(form, line) for form in FORMS[kind]), line


def _plain(text: str) -> str:
    return re.sub(r"#([0-9]+);", lambda match: chr(int(match[1])), text)


def test_titles_come_whole_and_in_order(store: Path, other: Path) -> None:
    for each, titles in ((store, HOSTILE[:50]), (other, HOSTILE[50:])):
        found = re.findall(r"    on w-\d+ ?(.*) :active", drawn(each, "gantt"))
        assert [_plain(text) for text in found] == [label(title).rstrip(" ") for title in titles]
