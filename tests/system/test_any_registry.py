"""Registries of others, through the command line: all that is generated compiles, checks, links and works."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

from swarmgen.model.artifacts import Artifact
from tests.helpers_python.building import load
from tests.helpers_python.exercise import Tally, exercise
from tests.synthetic import ENTITIES, EVENTS, METRICS, SPANS, write_synthetic
from tests.system.checkouts import ROOT, SHOP, SWARMGEN
from tests.unit.swarmgen.backends.docs.links import broken_links, read
from tests.unit.swarmgen.backends.python.published import installed_modules, registry_of
from tests.unit.swarmgen.backends.python.published_yaml import write_definitions

BIN = Path(sys.executable).parent
DEPOT = Path(__file__).with_name("depot")
LINE = re.compile(r"#L\d+$")
"""Ends links to a line of the registry; notes of authors may have other links that lead out of the pages."""


def _depot(folder: Path) -> None:
    shutil.copytree(DEPOT, folder)
    shutil.copytree(SHOP, folder.with_name("shop"))


def _published(folder: Path) -> None:
    write_definitions(registry_of(installed_modules()), folder)


@dataclass(frozen=True)
class Sample:
    """How a registry is written, and how many helpers it must give."""

    write: Callable[[Path], None]
    expected: Tally


SAMPLES: Mapping[str, Sample] = {
    "depot": Sample(_depot, Tally(spans=1, setters=1, events=1, instruments=1, entities=1)),
    "published": Sample(_published, Tally(instruments=430)),
    "synthetic": Sample(write_synthetic, Tally(spans=SPANS, events=EVENTS, instruments=METRICS, entities=ENTITIES)),
}


@dataclass(frozen=True)
class Generated:
    """What became of a sample: its folder, that of the output, and the package's name."""

    name: str
    registry: Path
    output: Path
    package: str

    @property
    def source(self) -> Path:
        return self.output / "python" / "src"

    @property
    def library(self) -> Path:
        return self.output / "bash" / f"{self.package}-telemetry.sh"


@pytest.fixture(scope="module", params=SAMPLES)
def generated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """One generation for all tests of a registry, in whatever process they run."""
    name = str(request.param)
    here = tmp_path_factory.getbasetemp()
    folder = (here.parent if "PYTEST_XDIST_WORKER" in os.environ else here) / f"any-registry-{name}"
    folder.mkdir(exist_ok=True)
    with turn(folder):
        if not (folder / "registry").exists():
            SAMPLES[name].write(folder / "registry")
            words = ["generate", "--registry", "registry", "--output", "out", "--package", f"acme_{name}"]
            done = subprocess.run([*SWARMGEN, *words], cwd=folder, capture_output=True, text=True, check=False)
            assert done.returncode == 0 and done.stdout.startswith("out: "), done.stderr
    return Generated(name, folder / "registry", folder / "out", f"acme_{name}")


@contextlib.contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Wait until no other process has its turn with the folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def test_the_python_package_is_strictly_typed(generated: Generated) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(generated.output.parent / "mypy"), "."]
    done = subprocess.run(command, cwd=generated.source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_python_module_can_be_imported(generated: Generated) -> None:
    modules = [
        ".".join(path.relative_to(generated.source).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted(generated.source.rglob("*.py"))
    ]
    code = f"import importlib, json, sys; [importlib.import_module(name) for name in {json.dumps(modules)}]"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=generated.source, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "") and len(modules) > 20


def test_every_python_helper_works(generated: Generated) -> None:
    load(generated.source, generated.package)
    tally = exercise(generated.package)
    expected = SAMPLES[generated.name].expected
    assert (tally.spans, tally.events, tally.instruments, tally.entities) == (
        expected.spans,
        expected.events,
        expected.instruments,
        expected.entities,
    )
    assert tally.setters >= expected.setters


def test_the_bash_library_is_clean(generated: Generated) -> None:
    """For ShellCheck with all optional checks but those that the project's own settings leave out."""
    for command in (
        ("bash", "-n"),
        (BIN / "shellcheck", "--rcfile", ROOT / ".shellcheckrc"),
        (BIN / "shfmt", "-d", "-i", "2", "-ci"),
    ):
        done = subprocess.run([*command, generated.library], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), command


def test_the_bash_library_can_be_sourced(generated: Generated, tmp_path: Path) -> None:
    script = f'set -euo pipefail; . "$1"; declare -F | grep -c "^declare -f {generated.package}_"'
    done = subprocess.run(
        ["bash", "--norc", "-c", script, "bash", generated.library],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "SWARMSH_TELEMETRY_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    expected = SAMPLES[generated.name].expected
    assert int(done.stdout) >= expected.spans + expected.events


def test_every_link_of_the_pages_leads_somewhere(generated: Generated) -> None:
    docs = generated.output / "docs"
    pages = {
        PurePosixPath("docs", path.relative_to(docs).as_posix()): Artifact(text=path.read_text("utf-8"), sources=())
        for path in docs.rglob("*.md")
    }
    assert broken_links(pages) == []
    lengths: dict[str, int] = {}
    links = [(page, link) for page, each in pages.items() for link in read(each.text).links if LINE.search(link)]
    assert links
    for page, link in links:
        path, _, line = link.partition("#L")
        target = os.path.normpath(generated.output / page.parent / path)
        if target not in lengths:
            lengths[target] = Path(target).read_text(encoding="utf-8").count("\n")
        assert 1 <= int(line) <= lengths[target], f"{page}: {link}"


def test_another_process_generates_the_same(generated: Generated) -> None:
    words = ["generate", "--registry", "registry", "--output", "out", "--package", generated.package, "--check"]
    if generated.name != "depot":
        words += ["--only", "docs", "--only", "bash"]  # formatting all of their Python once more takes too long
    env = os.environ | {"PYTHONHASHSEED": "7"}
    done = subprocess.run([*SWARMGEN, *words], cwd=generated.output.parent, env=env, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"")


def test_our_own_committed_package_works() -> None:
    tally = exercise("swarmsh")
    assert min(tally.spans, tally.events, tally.instruments, tally.entities, tally.setters) > 1
