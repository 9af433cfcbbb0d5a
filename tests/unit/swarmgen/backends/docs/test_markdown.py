"""Every door is judged by what a CommonMark reader makes of it."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from swarmgen.backends.code import Code
from swarmgen.backends.docs import markdown

READER = MarkdownIt("commonmark").enable("table")

HOSTILE = (
    "a | b",
    "\\|",
    "\\",
    "`",
    "``",
    "a ` b",
    "`` ` ``",
    "<script>alert(1)</script>",
    "<b>",
    "*a* _b_ **c**",
    "[x](y)",
    "[x]: y",
    "![x](y)",
    "# a",
    "- a",
    "+ a",
    "* a",
    "1. a",
    "12) a",
    "> a",
    "---",
    "***",
    "===",
    "~~~",
    "```",
    "&amp; &lt;",
    "{{ x }}",
    "a\nb",
    "a\r\nb",
    " lead",
    "trail ",
    "~a~",
    "$x$",
)
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(alphabet="a b`\\|<>*_[]()#-+1.~&!:\n\"'/", min_size=1, max_size=24),
)


def text_of(source: str) -> str:
    """What a reader of the paragraph `source` sees."""
    return html.unescape(re.sub(r"<[^>]*>", "", READER.renderInline(source)))


def in_a_cell(source: str) -> str:
    """What a reader of the only cell of a row sees."""
    (shown,) = re.findall(r"<td>(.*?)</td>", READER.render(f"| h |\n| --- |\n| {source} |\n"), re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", "", shown))


@given(texts.filter(str.strip))
def test_plain_text_reads_as_itself(value: str) -> None:
    assert text_of(f"x {markdown.plain(value)} x") == f"x {' '.join(value.split())} x"


@given(texts)
def test_a_code_span_reads_as_its_value(value: str) -> None:
    line = re.sub(r"\r\n?|\n", " ", value)
    (shown,) = re.findall(r"^x<code>(.*)</code>x$", READER.renderInline(f"x{markdown.code(value)}x"))
    assert html.unescape(shown) == line


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", '`""`'),
        ("a\nb", '`"a\\nb"`'),
        (1, "`1`"),
        (True, "`true`"),
        (None, "`null`"),
        (("a", 1.5), '`["a", 1.5]`'),
        ({"a": ("b",)}, '`{"a": ["b"]}`'),
        ("\x1b\u202e\ud800", '`"\\u001b\\u202e\\ud800"`'),
    ],
)
def test_a_literal_is_json(value: object, expected: str) -> None:
    assert markdown.literal(value) == expected  # type: ignore[arg-type]


@given(texts, texts)
def test_a_cell_stays_in_its_row_and_column(first: str, second: str) -> None:
    row = f"| {markdown.cell(markdown.inline(first))} | {markdown.cell(markdown.literal(second))} |"
    table = f"| a | b |\n| --- | --- |\n{row}\n\nafter\n"
    rendered = READER.render(table)
    assert rendered.count("<tr>") == 2
    assert rendered.count("<td>") == 2
    assert rendered.endswith("</table>\n<p>after</p>\n")


@given(texts)
def test_a_code_span_in_a_cell_reads_as_its_value(value: str) -> None:
    assert in_a_cell(markdown.cell(markdown.code(value))) == re.sub(r"\r\n?|\n", " ", value)


@pytest.mark.parametrize(
    "brief",
    [
        "See [the docs](https://example.org/a_b?c=d#e) for *all*, **of** `it | them`.",
        "At <https://example.org/a_b>, or [here](<a b>).",
        "An escaped \\` tick and \\< bracket.",
        "Two ticks: ``a ` b``.",
    ],
)
def test_a_brief_keeps_its_links_code_and_emphasis(brief: str) -> None:
    assert markdown.inline(brief) == brief
    assert markdown.paragraph(brief) == brief


@pytest.mark.parametrize(
    ("brief", "expected"),
    [
        ("<scheme>://<host>", "&lt;scheme&gt;://&lt;host&gt;"),
        ("one ` tick", "one \\` tick"),
        ("`` two ` ticks", "\\`\\` two \\` ticks"),
        ("two\nlines", "two lines"),
        ("", ""),
    ],
)
def test_what_reaches_beyond_a_brief_is_escaped(brief: str, expected: str) -> None:
    assert markdown.inline(brief) == expected


@given(texts.filter(str.strip))
def test_a_paragraph_is_one_paragraph(brief: str) -> None:
    rendered = READER.render(f"before\n\n{markdown.paragraph(brief)}\n\nafter [a][x]\n")
    assert re.fullmatch(r"<p>before</p>\n<p>[^\n]*</p>\n<p>after \[a\]\[x\]</p>\n", rendered), rendered


NOTE_LINES = (
    "text", "", "  ", "# heading", "- item", "  - nested", "1. item", "> quoted", "> ```", "```", "```yaml",
    "````", "  ```", "   ```", "    ```", "\t```", "~~~", "  ~~~", "- ```", "<div>", "- <div>", "1. <div>",
    "</div>", "<!-- open", "<!-- shut -->", "-->", "<script>", "<pre>", "<?php", "| a | b |", "| --- | --- |",
    "    indented", "`open", "<https://example.org>", "<b>bold</b>", "text <!-- open", "`<!-- code`",
    "`<script>`", "`code` <script>", "---", "===",
)  # fmt: skip


@given(st.lists(st.sampled_from(NOTE_LINES), max_size=9))
def test_no_note_reaches_the_text_after_it(lines: list[str]) -> None:
    rendered = READER.render(f"{markdown.note(chr(10).join(lines))}\n\n### after `it`\n")
    assert rendered.endswith("<h3>after <code>it</code></h3>\n")
    visible = re.sub(r"<!--.*?-->", "", rendered, flags=re.DOTALL)
    assert "<!" not in visible
    assert "<script" not in visible


@pytest.mark.parametrize(
    "text",
    [
        "One paragraph with <b>HTML</b>, a [link](https://example.org) and `<!-- code -->`.\n\nAnother.",
        "> [!NOTE]\n> An alert.",
        "- a list:\n\n  ```yaml\n  <!-- kept: here\n  ```\n\n- its end",
        "```sh\necho '<script>'\n```",
        "| a | b |\n| --- | --- |\n| 1 | 2 |",
        "<!-- a comment --> and <https://example.org>",
        "The element `<script>`.",
    ],
)
def test_a_well_formed_note_passes_as_written(text: str) -> None:
    assert markdown.note(f"\n{text}\n\n") == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```\nopen", "> ```\n> open"),
        ("<!-- open", "&lt;!-- open"),
        ("a <Script>", "a &lt;Script>"),
        ("`a\n`<script>`", "`a\n`&lt;script>`"),
        ("<div>\n\nin", "> <div>\n>\n> in"),
        ("a\rb\r\nc", "a\nb\nc"),
    ],
)
def test_a_note_that_would_swallow_the_page_is_contained(text: str, expected: str) -> None:
    assert markdown.note(text) == expected


@pytest.mark.parametrize(
    ("path", "fragment", "expected"),
    [
        ("../attributes/work.md", "swarmsh.work.id", "[`x`](../attributes/work.md#swarmsh.work.id)"),
        ("../a b/(c)#d.yaml", "L3", "[`x`](../a%20b/%28c%29%23d.yaml#L3)"),
        ("README.md", "", "[`x`](README.md)"),
    ],
)
def test_a_link_quotes_its_path(path: str, fragment: str, expected: str) -> None:
    assert markdown.link(markdown.code("x"), path, fragment) == expected


@given(st.text(max_size=12), st.text(max_size=12))
def test_anchors_are_injective_and_need_no_quoting(one: str, other: str) -> None:
    assert (markdown.anchor(one) == markdown.anchor(other)) == (one == other)
    assert re.fullmatch(r"[A-Za-z0-9._~-]*", markdown.anchor(one))


def test_the_anchor_of_an_ordinary_id_is_the_id() -> None:
    assert markdown.anchor("span.swarmsh.work.claim-2_x") == "span.swarmsh.work.claim-2_x"
    assert markdown.anchor("a b~") == "a~20~b~7e~"


def test_doors_return_source_text() -> None:
    for made in (
        markdown.plain("a"),
        markdown.code("a"),
        markdown.literal("a"),
        markdown.inline("a"),
        markdown.paragraph("a"),
        markdown.note("a"),
    ):
        assert isinstance(made, Code)


def test_unprintable_characters_never_reach_a_page() -> None:
    hostile = "a\x1b[31m\u202eb\ud800"
    for door in (markdown.plain, markdown.code, markdown.literal, markdown.inline, markdown.paragraph, markdown.note):
        shown = str(door(hostile))
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        shown.encode()
