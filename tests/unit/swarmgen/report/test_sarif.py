"""Diagnostics as SARIF.

No installed package holds the published schema, so what it demands of the part that we use is written down below.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from swarmgen.diagnostics import Diagnostic, Note, Place, Severity
from swarmgen.report.sarif import SCHEMA, sarif


def closed(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "required": sorted(required),
        "properties": required | (optional or {}),
        "additionalProperties": False,
    }


COUNT = {"type": "integer", "minimum": 1}
MESSAGE = closed({"text": {"type": "string", "minLength": 1}})
LOCATION = {
    "physicalLocation": closed(
        {
            "artifactLocation": closed(
                {"uri": {"type": "string", "pattern": r"^(?:[A-Za-z0-9._~/:+-]|%[0-9A-F]{2})+$"}}
            ),
            "region": closed({"startLine": COUNT, "startColumn": COUNT, "endColumn": COUNT}),
        }
    )
}
RESULT = closed(
    {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": {"enum": ["error", "warning"]},
        "message": MESSAGE,
        "locations": {"type": "array", "minItems": 1, "maxItems": 1, "items": closed(LOCATION)},
    },
    {
        "relatedLocations": {
            "type": "array",
            "minItems": 1,
            "items": closed(LOCATION | {"id": COUNT, "message": MESSAGE}),
        }
    },
)
RULE = closed(
    {"id": {"type": "string"}, "shortDescription": MESSAGE, "fullDescription": MESSAGE, "help": MESSAGE},
)
DRIVER = closed({"name": {"const": "swarmgen"}, "rules": {"type": "array", "uniqueItems": True, "items": RULE}})
RUN = closed(
    {
        "tool": closed({"driver": DRIVER}),
        "columnKind": {"const": "unicodeCodePoints"},
        "results": {"type": "array", "items": RESULT},
    }
)
LOG = Draft202012Validator(
    closed(
        {
            "$schema": {"const": SCHEMA},
            "version": {"const": "2.1.0"},
            "runs": {"type": "array", "minItems": 1, "maxItems": 1, "items": RUN},
        }
    )
)

FULL = Diagnostic(
    code="unknown-name",
    message="what",
    place=Place("my model/é.yaml", 3, 13, 5),
    hint="fix it",
    notes=(Note(message="first", place=Place("b.yaml", 2, 3)), Note(message="second", place=Place("c.yaml"))),
)
BARE = Diagnostic(code="empty-brief", message="m", place=Place("b.yaml"), severity=Severity.WARNING)


def run_of(diagnostics: list[Diagnostic], meanings: dict[str, str] | None = None) -> dict[str, Any]:
    log = json.loads(sarif(diagnostics, meanings or {}))
    LOG.validate(log)
    run: dict[str, Any] = log["runs"][0]
    return run


def test_a_result_with_everything() -> None:
    (result,) = run_of([FULL])["results"]
    assert result["level"] == "error"
    assert result["message"] == {"text": "what\nfix it"}
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "my%20model/%C3%A9.yaml"},
                "region": {"startLine": 3, "startColumn": 13, "endColumn": 18},
            }
        }
    ]
    assert [(note["id"], note["message"]["text"]) for note in result["relatedLocations"]] == [
        (1, "first"),
        (2, "second"),
    ]
    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "b.yaml"}


def test_a_result_without_hint_and_notes() -> None:
    (result,) = run_of([BARE])["results"]
    assert result["level"] == "warning" and result["message"] == {"text": "m"} and "relatedLocations" not in result


def test_results_point_at_their_rules() -> None:
    meanings = {"ucum-units": "Units are UCUM.", "empty-brief": "Things have a brief."}
    run = run_of([FULL, BARE], meanings)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["empty-brief", "ucum-units", "unknown-name"]
    assert [rule["shortDescription"]["text"] for rule in rules] == [
        "Things have a brief.",
        "Units are UCUM.",
        "Unknown name.",
    ]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == ["unknown-name", "empty-brief"]


def test_nothing_found_is_a_run_without_results() -> None:
    assert run_of([])["results"] == []


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a/b.yaml", "a/b.yaml"),
        ("../a.yaml", "../a.yaml"),
        ("a:b #?%.yaml", "a%3Ab%20%23%3F%25.yaml"),
        ("caf\udce9.yaml", "caf%E9.yaml"),
        ("/abs/a b.yaml", "file:///abs/a%20b.yaml"),
    ],
)
def test_paths_are_encoded(path: str, uri: str) -> None:
    (result,) = run_of([Diagnostic(code="c", message="m", place=Place(path))])["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": uri}
