"""Units of metrics."""

from __future__ import annotations

from typing import Any

import pytest

from swarmgen.diagnostics import Place
from swarmgen.model.conventions import Instrument
from tests.builders import deprecated, metric, registry
from tests.unit.swarmgen.analysis.lints.run import found


def test_a_metric_with_a_wrong_unit() -> None:
    (diagnostic,) = found("ucum-units", registry(groups=[metric("acme.wait", Instrument.HISTOGRAM, "seconds")]))
    assert diagnostic.message == 'the unit "seconds" of metric "acme.wait" is not a UCUM symbol'
    assert (diagnostic.hint, diagnostic.place) == ('write "s"', Place("model/acme.yaml"))


@pytest.mark.parametrize(
    ("unit", "fields"),
    [("s", {}), (None, {}), ("seconds", {"deprecated": deprecated("Old.")}), ("seconds", {"imported": True})],
)
def test_nothing_to_say(unit: str, fields: dict[str, Any]) -> None:
    assert not found("ucum-units", registry(groups=[metric("acme.wait", Instrument.HISTOGRAM, unit, **fields)]))
