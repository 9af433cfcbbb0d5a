"""The registry `press` beside this module: read, generated, made importable."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from swarmgen.analysis.patterns import read_patterns
from swarmgen.analysis.resolve import resolve
from swarmgen.backends.python.emit import emit
from swarmgen.backends.target import Target
from swarmgen.diagnostics import Sink
from swarmgen.model import ir
from swarmgen.model.artifacts import Output
from swarmgen.model.conventions import Registry
from tests.repository import ROOT

HERE = Path(__file__).parent / "press"
SOURCE = "python/src/press"


@cache
def read() -> tuple[Registry, ir.Pattern]:
    """The registry and its one pattern."""
    sink = Sink()
    registry = resolve(HERE, "press", sink, identity="press").registry
    (pattern,) = read_patterns(HERE, registry, sink)
    assert [diagnostic.message for diagnostic in sink] == []
    return registry, pattern


@cache
def output(pattern: ir.Pattern | None = None) -> Output:
    """Every file of the distribution, with another pattern than its own if one is given."""
    registry, own = read()
    target = Target(package="press", version="1.2.0", templates=ROOT / "templates", registry_path="press")
    return emit(registry, target, (pattern or own,))


def build(folder: Path, pattern: ir.Pattern | None = None) -> Path:
    """Write the distribution, unformatted; returns the folder for the import path."""
    for path, artifact in output(pattern).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(artifact.text, encoding="utf-8")
    return folder / "python" / "src"


@contextmanager
def importable(source: Path) -> Iterator[None]:
    """The package can be imported, until the block ends."""
    sys.path.insert(0, str(source))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(source))
        for name in [name for name in sys.modules if name.partition(".")[0] == "press"]:
            del sys.modules[name]
