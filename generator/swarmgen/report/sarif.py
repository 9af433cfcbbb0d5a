"""Diagnostics as SARIF 2.1.0, for code scanning.

Rules carry the three descriptions that GitHub asks for. Section numbers are those of the OASIS standard.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Final, TypeAlias
from urllib.parse import quote

from swarmgen.diagnostics import Diagnostic, Note, Place

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_Object: TypeAlias = dict[str, object]


def sarif(diagnostics: Sequence[Diagnostic], meanings: Mapping[str, str]) -> str:
    """One log with one run.

    Args:
        diagnostics: the results.
        meanings: a one-line meaning for each known code; these and the codes found are the rules.
    """
    codes = sorted({*meanings, *(diagnostic.code for diagnostic in diagnostics)})
    index = {code: position for position, code in enumerate(codes)}
    driver = {"name": "swarmgen", "rules": [_rule(code, meanings.get(code, _plain_words(code))) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",  # 3.14.17; the default counts UTF-16 code units
        "results": [_result(diagnostic, index[diagnostic.code]) for diagnostic in diagnostics],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(code: str, meaning: str) -> _Object:
    description = {"text": meaning}
    return {"id": code, "shortDescription": description, "fullDescription": description, "help": description}


def _plain_words(code: str) -> str:
    return code.replace("-", " ").capitalize() + "."


def _result(diagnostic: Diagnostic, rule_index: int) -> _Object:
    hint = f"\n{diagnostic.hint}" if diagnostic.hint else ""
    result: _Object = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule_index,
        "level": diagnostic.severity.value,
        "message": {"text": diagnostic.message + hint},
        "locations": [{"physicalLocation": _physical(diagnostic.place)}],
    }
    if diagnostic.notes:
        result["relatedLocations"] = [_related(number, note) for number, note in enumerate(diagnostic.notes, start=1)]
    return result


def _related(number: int, note: Note) -> _Object:
    return {"id": number, "message": {"text": note.message}, "physicalLocation": _physical(note.place)}


def _physical(place: Place) -> _Object:
    region = {"startLine": place.line, "startColumn": place.column, "endColumn": place.column + place.width}  # 3.30.8
    return {"artifactLocation": {"uri": _uri(place.path)}, "region": region}


def _uri(path: str) -> str:
    """A relative reference for a relative path, a file URI for an absolute one; percent-encoded."""
    pure = PurePath(path)
    encoded = quote(os.fsencode(pure.as_posix()))
    return f"file://{encoded}" if pure.is_absolute() else encoded
