"""Integer arguments with bounds: both ends, one beyond, none."""

from __future__ import annotations

import json

import pytest

from tests.telemetry.support import Bash


@pytest.mark.parametrize(
    ("argument", "reason"),
    [
        ("percent=0", ""),
        ("percent=100", ""),
        ("percent=-1", "is below 0"),
        ("percent=101", "is above 100"),
        ("percent=9223372036854775807", "is above 100"),
        ("level=-5", ""),
        ("level=9223372036854775807", ""),
        ("level=-6", "is below -5"),
        ("level=-9223372036854775808", "is below -5"),
        ("percent=x", "is not an integer (64 bits, decimal digits, no leading zeros)"),
        ("percent=007", "is not an integer (64 bits, decimal digits, no leading zeros)"),
        ("percent=a[$(echo hit >&2)]", "is not an integer (64 bits, decimal digits, no leading zeros)"),
    ],
)
def test_bounds(bash: Bash, argument: str, reason: str) -> None:
    done = bash.run(f"sample_span_work agent_id=a '{argument}'\nswarmsh_span_end\n")
    name, _, value = argument.partition("=")
    expected = f'script.sh:3: sample_span_work: {name}: "{value}" {reason}\n' if reason else ""
    assert done.returncode == 0
    assert done.stderr.decode().removeprefix(f"{bash.folder}/") == expected
    (line,) = bash.lines("traces")
    (span,) = json.loads(line)["resourceSpans"][0]["scopeSpans"][0]["spans"]
    found = [each["value"]["intValue"] for each in span["attributes"] if each["key"] == f"sample.{name}"]
    assert found == ([] if reason else [value])


def test_one_element_out_of_bounds_refuses_the_array(bash: Bash) -> None:
    done = bash.run("sample_span_work agent_id=a steps=1 steps=4\nswarmsh_span_set steps=1 steps=3\nswarmsh_span_end\n")
    assert b'steps: "4" is above 3' in done.stderr
    (line,) = bash.lines("traces")
    assert b'{"key":"sample.steps","value":{"arrayValue":{"values":[{"intValue":"1"},{"intValue":"3"}]}}}' in line
