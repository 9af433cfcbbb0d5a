"""What the prose shows works: every block of code is run, every example of YAML is real, every link leads somewhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from tests.repository import ROOT, files, read
from tests.system.checkouts import SHOP, environment

PAGES = [path for path in files() if path.suffix == ".md" and "cases" not in path.parts[:2]]
READER = MarkdownIt("commonmark").enable("table")
GAP = "# …"

PROVIDER = """
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter(formatter=lambda span: span.name + "\\n")))
trace.set_tracer_provider(provider)
"""
"""Prints the names of spans as they end."""


@dataclass(frozen=True)
class Block:
    """A block of code: the language after its fence and the text."""

    page: str
    language: str
    text: str


def blocks(page: str) -> list[Block]:
    tokens = READER.parse(read(Path(page)))
    return [Block(page, token.info, token.content) for token in tokens if token.type == "fence"]


def block(page: str, language: str, containing: str) -> str:
    (found,) = (each.text for each in blocks(page) if each.language == language and containing in each.text)
    return found


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder that looks like the checkout to the examples, with conventions of somebody's own."""
    for name in (".venv", "generated"):
        (tmp_path / name).symlink_to(Path(sys.prefix) if name == ".venv" else ROOT / name)
    shutil.copytree(SHOP, tmp_path / "my-conventions")
    (tmp_path / "Makefile").write_text("build:\n\t@echo built under $$TRACEPARENT\n", encoding="utf-8")
    return tmp_path


def run(here: Path, *command: str, env: Mapping[str, str] | None = None) -> str:
    """The output of a command that must succeed and have nothing to say on stderr."""
    path = os.pathsep.join((str(Path(sys.prefix, "bin")), os.environ["PATH"]))
    given = environment({"PATH": path} | dict(env or {}))
    done = subprocess.run(command, cwd=here, env=given, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def python(here: Path, code: str, env: Mapping[str, str] | None = None) -> str:
    return run(here, sys.executable, "-W", "error", "-c", code, env=env)


def test_no_block_of_the_first_page_is_forgotten() -> None:
    found = [(each.language, each.text.split()[0]) for each in blocks("README.md")]
    assert found == [
        ("sh", "make"),  # continuous integration runs these two
        ("sh", "export"),
        ("bash", "#"),
        ("python", "#"),
        ("sh", "bash"),
        ("yaml", "#"),
        ("python", "from"),
        ("python", "from"),
        ("bash", "."),
        ("sh", ".venv/bin/swarmgen"),
    ]


def test_the_first_two_commands_are_targets() -> None:
    commands = [line.partition("#")[0].split() for line in block("README.md", "sh", "make").splitlines()]
    assert commands == [["make", "generate"], ["make", "test"]]


def test_the_five_minutes(here: Path) -> None:
    """Three workers in two languages on one directory: every item is done once, and it can be seen."""
    for language, name in (("bash", "worker.sh"), ("python", "worker.py")):
        (here / name).write_text(block("README.md", language, f"# {name}"), encoding="utf-8")
    script = block("README.md", "sh", "export SWARMSH") + block("README.md", "sh", "bash worker.sh")
    path = os.pathsep.join((str(Path(sys.prefix, "bin")), os.environ["PATH"]))
    done = subprocess.run(
        ["bash", "--norc", "-uc", script],
        cwd=here,
        env=environment({"PATH": path}),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0
    ending = [line for line in done.stderr.splitlines() if line]
    assert ending == ["atomic.sh: claim: nothing to claim (empty)"] * 2
    lines = done.stdout.splitlines()
    assert lines[:3] == ["ann", "bob", "cyd"]
    assert "100" in [line.strip() for line in lines]
    (spans,) = (json.loads(line) for line in lines if line.startswith("{"))
    assert spans["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["name"] == "swarmsh.work.complete"
    table = [
        line.split() for line in lines if line.split()[:1] in (["ann"], ["bob"], ["cyd"]) and len(line.split()) > 1
    ]
    assert sorted(row[0] for row in table) == ["ann", "bob", "cyd"]
    assert lines.index(next(line for line in lines if line.startswith("SEQUENCE"))) > 0


def test_the_yaml_stands_in_the_conventions() -> None:
    """Line for line; a gap is marked."""
    first, *lines = block("README.md", "yaml", "id:").splitlines(keepends=True)
    runs = re.split(rf"^ *{GAP}\n", "".join(lines), flags=re.MULTILINE)
    assert len(runs) == 3
    model = read(Path(first.removeprefix("# ").strip()))
    group = model[model.index(runs[0]) :]
    group = group[: group.index("\n  - id:", 1)]
    assert re.search(".*?".join(map(re.escape, runs)), group, re.DOTALL)


def test_the_python_works_with_any_provider(here: Path) -> None:
    assert python(here, PROVIDER + block("README.md", "python", "with spans")) == "swarmsh.work.claim\n"


def test_the_python_is_what_a_type_checker_wants(here: Path) -> None:
    code = block("README.md", "python", "with spans")
    (here / "good.py").write_text(code + block("README.md", "python", "FileTracerProvider"), encoding="utf-8")
    (here / "bad.py").write_text(code.replace('(agent_id="a-1", work_priority', "(work_priority"), encoding="utf-8")
    mypy = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(here / "mypy"), "good.py", "bad.py"]
    done = subprocess.run(mypy, cwd=here, capture_output=True, text=True, check=False)
    errors = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert errors == ['bad.py:3: error: Missing named argument "agent_id" for "work_claim"  [call-arg]']


def test_both_languages_write_the_same_span(here: Path) -> None:
    telemetry = here / "telemetry"
    telemetry.mkdir()
    env = {"SWARMSH_TELEMETRY_DIR": str(telemetry), "SWARMSH_ID_SEED": "1", "SWARMSH_NOW_NS": "1700000000000000000"}
    provider, claim = block("README.md", "python", "FileTracerProvider"), block("README.md", "python", "with spans")
    assert python(here, provider + claim, env) == ""
    said = run(here, "bash", "--norc", "-euc", block("README.md", "bash", "swarmsh_run"), env=env)
    by_python, by_bash = (telemetry / "traces.jsonl").read_text(encoding="utf-8").splitlines()
    assert by_python == by_bash
    (span,) = json.loads(by_bash)["resourceSpans"][0]["scopeSpans"][0]["spans"]
    assert span["name"] == "swarmsh.work.claim"
    assert said.startswith(f"built under 00-{span['traceId']}-{span['spanId']}-")


def test_conventions_of_ones_own(here: Path) -> None:
    out = run(here, "sh", "-euc", block("README.md", "sh", "--registry"))
    assert out.startswith("out: ") and (here / "out/python/src/acme/spans/_work.py").is_file()
    text = block("semantic-conventions/README.md", "sh", "--registry")
    assert run(here, "sh", "-euc", text) == "out: up to date\n"


def test_the_page_of_the_package_works(here: Path) -> None:
    code = block("generated/python/README.md", "python", "with spans")
    assert python(here, f"{PROVIDER}{code}\nwork()\n") == "swarmsh.agent.deregister\n" * 3


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in _links(read(page)):
        path, _, fragment = unquote(link).partition("#")
        target = ROOT / page.parent / path
        if not target.exists() or (
            fragment.startswith("L") and int(fragment[1:]) > len(target.read_text().splitlines())
        ):
            broken.append(link)
    assert broken == []


def _links(text: str) -> list[str]:
    """Targets of relative links, also of images; links to the web and within the page are left out."""
    tokens = [token for parent in READER.parse(text) for token in parent.children or ()]
    targets = [str(token.attrs.get("href") or token.attrs.get("src") or "#") for token in tokens]
    return [target for target in targets if not re.match(r"[a-z]+:|#", target)]
