"""What is measured: the floors, then what the compiler does, cold and warm."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.measure import Case

PYTHON = "python -c pass"
YAML = "CSafeLoader"

_LOAD_ALL = """
import sys, yaml
from pathlib import Path
from typing import Any
for path in sorted(Path(sys.argv[1]).rglob("*.yaml")):
    yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
"""


def cases(checkout: Path, temporary: Path, synthetic: Path, *, with_make: bool) -> Iterator[Case]:
    """The cases in the order of the table.

    `temporary` is a folder for checkouts and outputs of their own, `synthetic` that of the large registry. `with_make`
    is whether `make generate` has nothing to do in `checkout`.
    """
    fresh, settled = _scratch(checkout, temporary / "fresh"), _scratch(checkout, temporary / "settled")
    output = fresh / "output"

    def forget() -> None:
        for path in (fresh / ".cache", fresh / "generated", output):
            shutil.rmtree(path, ignore_errors=True)

    resolve = ("resolve", "--registry", str(synthetic))
    bulk = ("generate", "--registry", str(synthetic), "--output", str(output), "--package", "synthetic")
    yield Case(name=PYTHON, command=(sys.executable, "-c", "pass"), folder=temporary)
    yield Case(name=YAML, command=(sys.executable, "-c", _LOAD_ALL, str(synthetic)), folder=temporary)
    yield _swarmgen("resolve, cold", fresh, *resolve, prepare=forget, floor=YAML, bar=0.9)
    yield _swarmgen("resolve, warm", settled, *resolve, floor=PYTHON, bar=0.25)
    yield _swarmgen("generate, cold", fresh, "generate", prepare=forget, floor=PYTHON, rounds=3)
    yield _swarmgen("generate, nothing to do", settled, "generate", floor=PYTHON, bar=0.5)
    if with_make:
        make = ("make", "--silent", "generate")
        yield Case(name="make generate, nothing to do", command=make, folder=checkout, floor=PYTHON, bar=0.5)
    yield _swarmgen("generate synthetic, cold", fresh, *bulk, prepare=forget, floor=YAML, rounds=1)


def _scratch(checkout: Path, folder: Path) -> Path:
    """A checkout in `folder` that shares the sources of `checkout`, but not its cache and its generated files."""
    folder.mkdir()
    for name in ("semantic-conventions", "generator", "templates"):
        (folder / name).symlink_to(checkout / name)
    return folder


def _swarmgen(name: str, folder: Path, *arguments: str, **fields: Any) -> Case:
    return Case(
        name=name, command=(sys.executable, "-m", "swarmgen", "--root", ".", *arguments), folder=folder, **fields
    )
