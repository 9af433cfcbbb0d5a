"""Stores to draw, and what a label should say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.coordinators import NOW, PYTHON, batch, line
from tests.stats.support import both

KINDS = ("timeline", "flow", "gantt", "architecture", "dashboard")
SECOND = 10**9

HOSTILE = (
    *(
        "%%{init: {'securityLevel': 'loose'}}%%",
        "%% comment",
        "%%",
        "click w-1 call alert()",
        'click w-1 href "javascript:x"',
    ),
    *("end", "section evil", "title evil", "dateFormat x", "subgraph x", "---", "```", "accTitle: x", "accDescr { x"),
    *(
        'a"b',
        "a'b",
        "a`b`",
        "a;b",
        "a:b",
        "a : b :done, 0, 1",
        "a#b",
        "#34;",
        "#quot;",
        "&quot;&#34;",
        "a|b|c",
        "a-->b",
        "a --> b",
    ),
    *("[x]", "]", '"]', "(x)", "{x}", "{{x}}", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a<br/>b"),
    *(
        "a\nb",
        "a\r\nclick x",
        "a\tb",
        "\x01\x1b[31m\x7f",
        "a\\nb",
        "\\",
        '\\"',
        "\\u0022",
        "$x$ $$y$$",
        "@{shape: x}",
        ":::style",
    ),
    *(
        "style a fill:#f00;",
        "classDef x fill:#fff;",
        "é ü 漢字 😀",
        "\u0085\u2028\u2029",
        "\u202eevil\u202c",
        "a\u200bb\ufeff",
    ),
    *(
        "ﬂ°°60¶ß",
        "ﬂ°lt¶ß",
        "\ufff9x",
        "\U000e0041x",
        "  blanks  ",
        "2026-01-01",
        "done, active",
        "crit, t1, after t2",
        "x" * 200,
    ),
    *(
        "é" * 39,
        "é" * 40,
        "é" * 41,
        "\n" * 300,
        "😀" * 300,
        '"' * 390,
        "title\ndateFormat",
        "1. list",
        "- list",
        "**b** _i_",
    ),
)
"""Titles that would mean something to Mermaid, to a browser or to a terminal if they were taken for more than text."""


def label(title: str) -> str:
    """The characters of a label before they are escaped."""
    shown = "".join(" " if _is_hidden(ord(each)) else each for each in title[:40])
    return shown + ("..." if len(title) > 40 else "")


def _is_hidden(code: int) -> bool:
    ranges = (
        *((0, 0x1F), (0x7F, 0x9F), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0xFEFF, 0xFEFF)),
        *((0xFFF0, 0xFFFF), (0xE0000, 0xE0FFF)),
    )
    return any(low <= code <= high for low, high in ranges)


def at(seconds: float) -> dict[str, str]:
    """An environment in which it is so much later than NOW."""
    return {"SWARMSH_NOW_NS": str(NOW + int(seconds * SECOND))}


def made(folder: Path, turns: Iterable[tuple[float, Sequence[Sequence[str]]]]) -> Path:
    """A store in which calls were made at some seconds after NOW."""
    store = folder / "store"
    for seconds, calls in turns:
        answers = batch(PYTHON, store, [line(*each) for each in calls], env=at(seconds))
        assert not [each for each in answers if each["exit"] == 2], answers
    return store


def held(folder: Path, titles: Sequence[str]) -> Path:
    """A store in which ann holds an item of each title, claimed at NOW in that order."""
    calls = [("register", "ann", "--max-work", "100"), *(("add", "--", title) for title in titles)]
    return made(folder, [(0, [*calls, *[("claim", "--next", "--agent", "ann")] * len(titles)])])


def drawn(store: Path, kind: str, *words: str, seconds: float = 0) -> str:
    """A diagram, on which both languages agree."""
    done = both(store, "diagram", kind, *words, env=at(seconds))
    assert done.exit == 0, done
    return done.stdout.decode()
