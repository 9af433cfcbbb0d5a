"""Messages as f-strings: whatever the texts hold, they come back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swarmgen.backends.code import Code
from swarmgen.backends.python.patterns.texts import called, formatted, place
from swarmgen.diagnostics import Place
from tests.unit.swarmgen.backends.python.patterns.press import read

ODD = ["'", '"', "{", "}", "\\", "\n", "\t", "{x}", "'''", '"""', "\u2028", "\x00", "é", "%s", "\\n", "f'{x}'"]


@pytest.mark.parametrize("text", ODD)
def test_odd_texts(text: str) -> None:
    for source in (formatted((text, Code("x"), text)), formatted((text,))):
        assert "\n" not in source
        assert eval(str(source), {"x": 7}) in (f"{text}7{text}", text)


@given(st.lists(st.text(st.characters(codec="utf-8")), max_size=4))
def test_any_texts(texts: list[str]) -> None:
    parts = tuple(part for text in texts for part in (text, Code('"" if x is None else x')))
    assert eval(str(formatted(parts)), {"x": None}) == "".join(texts)


def test_records_are_called_by_their_ids() -> None:
    job = next(record for record in read()[1].records if record.name == "job")
    line = next(record for record in read()[1].records if record.name == "job_line")
    assert formatted(called(job, Code("job"))) == "f'job \"{job.id}\"'"
    assert formatted(called(line, Code("row"))) == "f'job_line {row.number}'"


def test_places_are_the_same_wherever_the_checkout_is() -> None:
    assert place(Place("../../elsewhere/modules/work.yaml", 12, 3), "take item") == "# work.yaml:12 take item"
