"""Whatever happens to a registry's files, `check` gives diagnostics or success, and both can be written out.

`SEARCH=1 pytest tests/properties` looks longer, from another seed each time.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from swarmgen.backends.resolved.v1 import resolved_v1
from swarmgen.backends.resolved.v2 import resolved_v2
from swarmgen.check import check
from swarmgen.diagnostics import Sink, SpecErrors
from swarmgen.report import Format, render
from swarmgen.request import RegistryRequest
from swarmgen.stats import stats, stats_text
from tests.cases.corpus import ROOT
from tests.unit.swarmgen.spec.complete import DEFINITION_1, DEFINITION_2

CASES: Final = (
    "v1-group-fields",
    "v1-event-body",
    "v2-everything",
    "v2-refinements",
    "v2-with-v1",
    "resolve-extends",
    "resolve-prefix-refs",
    "resolve-associations",
    "yaml-scalars",
    "dependency-associations",
    "dependency-diamond",
    "dependency-extends",
    "import-patterns",
    "manifest-legacy",
)
"""Cases with files that are right, or nearly so; between them they have every construct."""

_TOKEN: Final = re.compile(r"[A-Za-z_.]+")
_VALUE: Final = re.compile(r"(?<=: ).+|(?<=- ).+|(?<=[\[{,] )[^,\]}]+")
_NODES: Final = (
    *("", "~", "true", "1", "-1.5", "''", '"\\0"', "[]", "{}", "[~]", "[[]]", "{a: b}", "&a [*a]", "*a", "|", ">-"),
    *("!!int a", "!x y", "definition/2", "definition/1", "stable", "deprecated", "string", "template[int[]]", "metric"),
    *("required", "renamed", "{members: []}", "{one_of: [{all_of: [host]}]}", "{reason: renamed, renamed_to: acme.id}"),
    *("*", "[", "{*,a}", "../registry"),
)
"""Values of all kinds."""

Mutation = tuple[str, int, int]
"""What to do, where (as a number that is taken modulo what there is), and a second number for what to put there."""

MUTATIONS: Final = st.tuples(
    st.sampled_from(("flip", "insert", "truncate", "drop", "double", "swap", "rename", "replace", "value")),
    st.integers(0, 2**20),
    st.integers(0, 2**20),
)

SEARCH: Final = bool(os.environ.get("SEARCH"))


def mutated(data: bytes, mutation: Mutation) -> bytes:
    """The bytes with one change."""
    kind, where, what = mutation
    lines = data.split(b"\n")
    at, line = where % (len(data) + 1), where % len(lines)
    match kind:
        case "flip":
            return data[:at] + bytes(byte ^ (1 << what % 8) for byte in data[at : at + 1]) + data[at + 1 :]
        case "insert":
            return data[:at] + bytes([what % 256]) + data[at:]
        case "truncate":
            return data[:at]
        case "drop":
            del lines[line]
        case "double":
            lines.insert(what % len(lines), lines[line])
        case "swap":
            other = what % len(lines)
            lines[line], lines[other] = lines[other], lines[line]
        case _:
            return _replaced(data.decode("utf-8", "surrogateescape"), mutation).encode("utf-8", "surrogateescape")
    return b"\n".join(lines)


def _replaced(text: str, mutation: Mutation) -> str:
    """One word renamed to another word of the file, or to a special value; one value replaced by a value or special."""
    kind, where, what = mutation
    found = list((_VALUE if kind == "value" else _TOKEN).finditer(text))
    if not found:
        return text
    old = found[where % len(found)]
    new = found[what % len(found)][0] if kind == "rename" or what % 3 == 0 else _NODES[what % len(_NODES)]
    return text[: old.start()] + new + text[old.end() :]


@pytest.fixture(scope="module")
def registries() -> Iterator[Path]:
    """A folder with a copy of every case, and of the complete files, that tests may change and put right again."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for case in CASES:
            shutil.copytree(ROOT / case, folder / case)
        for index, text in enumerate((DEFINITION_1, DEFINITION_2)):
            (folder / f"complete-{index}" / "registry").mkdir(parents=True)
            (folder / f"complete-{index}" / "registry" / "a.yaml").write_text(text)
        yield folder


@given(where=st.integers(0, 2**20), mutations=st.lists(MUTATIONS, min_size=1, max_size=4))
@settings(
    max_examples=20_000 if SEARCH else 1500,
    deadline=None,
    derandomize=not SEARCH,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_any_mutation_of_a_registry_gives_diagnostics_or_success(
    registries: Path, where: int, mutations: list[Mutation]
) -> None:
    files = sorted(registries.glob("*/*/**/*.yaml"))
    path = files[where % len(files)]
    before = data = path.read_bytes()
    for mutation in mutations:
        data = mutated(data, mutation)
    try:
        path.write_bytes(data)
        _check(registries / path.relative_to(registries).parts[0])
    finally:
        path.write_bytes(before)


def _check(case: Path) -> None:
    """What the command line does with a registry, output included."""
    sink, folder = Sink(), case / "registry"
    registry = None
    with contextlib.suppress(SpecErrors):
        registry = check(RegistryRequest(folder=folder, display=str(folder), identity="registry"), sink)
    assert sink.has_errors is (registry is None)
    if registry is not None:
        for data in (resolved_v1(registry), resolved_v1(registry, with_catalog=True), resolved_v2(registry)):
            json.dumps(data, ensure_ascii=False).encode()
        assert stats_text(stats(registry))
    for form in Format:
        render(sink, form).encode()
