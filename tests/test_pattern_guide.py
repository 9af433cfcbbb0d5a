"""The author's guide to patterns says what the compiler does: its examples compile, its lists are complete."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import subprocess
import sys
import typing
from functools import cache
from pathlib import Path

import pytest
import yaml

from swarmgen.analysis.patterns import read_patterns
from swarmgen.analysis.resolve import resolve
from swarmgen.cli import main
from swarmgen.diagnostics import Diagnostic, Sink, SpecErrors
from swarmgen.model import datatypes, expressions, ir
from swarmgen.model.conventions import Registry
from tests.repository import ROOT, read
from tests.test_readme import READER, block

GUIDE = "semantic-conventions/README.md"
PASSES = (*ROOT.glob("generator/swarmgen/analysis/patterns/*.py"),)
CODE = re.compile(r"""(?:Mistake|mistake|error)\(\s*"([a-z]+(?:-[a-z]+)*)",""")
_TYPES = {
    "whole number": datatypes.Int(1, 21),
    "decimal": datatypes.Decimal(1),
    "time": datatypes.Time(),
    "duration": datatypes.Duration(),
    "boolean": datatypes.Bool(),
    "enumeration": datatypes.Enum("swarmsh.work.priority", ("critical", "high", "medium", "low")),
    "identifier": datatypes.Identifier(),
    "set": datatypes.Set(4),
    "text": datatypes.Text(200),
    "reference": datatypes.Reference("agent"),
}


@cache
def registry() -> Registry:
    return resolve(ROOT / "semantic-conventions", "semantic-conventions", Sink()).registry


def table(heading: str) -> list[list[str]]:
    """The rows of the first table under a heading, as written between the bars."""
    section = read(Path(GUIDE)).partition(f"\n### {heading}\n")[2]
    rows = []
    for line in section.splitlines():
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
        elif rows:
            break
    return rows[2:]


def words(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def compiled(folder: Path, text: str) -> tuple[ir.Pattern | None, list[Diagnostic]]:
    """A pattern file by the name it has in its text, and the errors the compiler reports."""
    name = re.search(r"^pattern: (.*)$", text, re.MULTILINE)
    assert name is not None
    (folder / "patterns").mkdir()
    (folder / "patterns" / f"{name[1]}.yaml").write_text(text, encoding="utf-8")
    sink = Sink()
    try:
        found = read_patterns(folder, registry(), sink)
    except SpecErrors as errors:
        return None, list(errors.diagnostics)
    return (found[0] if found else None), [each for each in sink if each.is_error]


def test_the_example_is_a_pattern(tmp_path: Path) -> None:
    pattern, said = compiled(tmp_path, block(GUIDE, "yaml", "pattern: lost"))
    assert said == [] and pattern is not None
    assert [each.name for each in pattern.operations] == ["hand-in", "hand-back"]


def test_the_example_can_be_tried(tmp_path: Path) -> None:
    """With the lines that the guide pipes to `swarmgen simulate`, in a checkout that has the example."""
    folder = tmp_path / "conventions"
    shutil.copytree(ROOT / "semantic-conventions", folder)
    (folder / "patterns" / "lost.yaml").write_text(block(GUIDE, "yaml", "pattern: lost"), encoding="utf-8")
    shown, tried = (line.strip() for line in block(GUIDE, "sh", "simulate").splitlines())
    assert main([*shown.split()[1:], "--registry", str(folder)]) == 0
    script = tmp_path / "script"
    script.write_text("".join(f"{line}\n" for line in re.findall("'(hand-[^']*)'", tried)))
    done = subprocess.run(
        [sys.executable, "-m", "swarmgen", "simulate", "lost", str(script), "--registry", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "> hand-in --agent ann\nt-1\n> hand-back t-1 --agent bob\nt-1 went back\n"


def test_every_type_is_listed(tmp_path: Path) -> None:
    rows = {name: words(example)[0] for name, example, _ in table("Types")}
    assert rows.keys() == _TYPES.keys()
    names = {name: f"{name.replace(' ', '_')}_field" for name in rows}
    fields = "".join(f"      {names[name]}: {{{rows[name][1:-1]}, brief: Some {name}.}}\n" for name in rows)
    pattern, said = compiled(tmp_path, PATTERN.format(fields=fields, steps=""))
    assert said == [] and pattern is not None
    record = next(each for each in pattern.records if each.name == "thing")
    found = {each.name: each.type for each in record.fields if each.name.endswith("_field")}
    assert found == {names[name]: type_ for name, type_ in _TYPES.items()}
    assert {type(each) for each in _TYPES.values()} == set(typing.get_args(datatypes.Plain))


PATTERN = """
file_format: pattern/1
pattern: sample
brief: Everything a field can be.
settings:
  stale_threshold: {{type: duration, env: STALE_THRESHOLD, default: 5m, min: 1s, max: 1d, brief: How long.}}
tables:
  backoff: {{brief: How long., type: duration, rows: [0s, 5m], then: {{times: 3, max: 24h}}}}
  rules:
    brief: What each needs.
    key: swarmsh.work.priority
    columns: {{needs_second: bool}}
    rows:
      critical: {{needs_second: true}}
      high: {{needs_second: true}}
      medium: {{needs_second: false}}
      low: {{needs_second: false}}
records:
  agent:
    brief: Somebody.
    prefix: a
    fields:
      id: {{attribute: swarmsh.agent.id}}
  thing:
    brief: Something.
    prefix: t
    fields:
      id: {{attribute: swarmsh.work.id}}
      kind: {{attribute: swarmsh.work.priority}}
      status: {{attribute: swarmsh.work.status}}
      skills: {{attribute: swarmsh.work.skills}}
      owner: {{reference: agent, optional: true, brief: Whose it is.}}
{fields}
operations:
  look:
    brief: Look at it.
    span: swarmsh.work.show
    arguments:
      work: {{attribute: swarmsh.work.id}}
    options:
      agent: {{attribute: swarmsh.agent.id, optional: true}}
      count: {{type: {{int: [0, 9]}}, brief: How many., default: 1}}
    returns:
      id: {{attribute: swarmsh.work.id}}
    steps:
      - get: {{item: 'thing[arguments.work]'}}
{steps}
      - reply: {{id: item.id}}
"""

CONTEXT = {
    "arithmetic": ("options.count", "options.count + 1"),
    "comparisons": ("options.count", "options.count + 1"),
    "absence": ("options.agent", "arguments.work"),
    "sets": ("item.skills", "item.skills"),
    "logic": ("options.count > 1", "options.count > 2"),
    "choice": ("options.count", "options.count + 1"),
    "functions": ("options.count", "options.count + 1"),
}
"""What `a` and `b` stand for in the examples of a row."""


def let(name: str, expression: str) -> str:
    quoted = expression.replace("'", "''")
    return f"      - let: {{{name}: '{quoted}'}}\n"


def test_every_form_of_expression_is_listed(tmp_path: Path) -> None:
    """The examples compile, and together they have every form there is."""
    steps = let("x", "arguments.work") + let("name", "arguments.work") + let("n", "options.count")
    steps += let("condition", "options.count > 3")
    number = 0
    for form, examples, _ in table("Expressions"):
        for given in words(examples):
            number += 1
            a, b = CONTEXT.get(form, ("options.count", "options.count"))
            example = re.sub(r"\ba\b(?!['-])", f"({a})", given)
            example = re.sub(r"\bb\b(?!')", f"({b})", example)
            steps += let(f"v{number}", example) if example != "None" else ""
    pattern, said = compiled(tmp_path, PATTERN.format(fields="", steps=steps + let("whose", "item.owner == None")))
    assert [f"{each.place}: {each.message}" for each in said] == [] and pattern is not None
    left = {"Bound", "Stored"}  # a record, which is shown by its fields; what only queries ask for
    assert forms(pattern) >= {type_.__name__ for type_ in typing.get_args(expressions.Expression)} - left


def forms(node: object) -> set[str]:
    """The names of all classes of expressions in a part of a pattern."""
    if isinstance(node, tuple):
        return {name for each in node for name in forms(each)}
    if not dataclasses.is_dataclass(node):
        return set()
    own = {type(node).__name__} if isinstance(node, typing.get_args(expressions.Expression)) else set()
    return own.union(*(forms(getattr(node, field.name)) for field in dataclasses.fields(node)))


def test_every_part_of_an_operation_is_listed() -> None:
    schema = json.loads(read(Path("semantic-conventions/schema/pattern.schema.json")))
    assert [words(name)[0] for name, _ in table("Operations")] == list(schema["$defs"]["operation"]["properties"])


def test_every_step_is_listed(tmp_path: Path) -> None:
    """The compiler lists its steps where it meets one it does not know."""
    text = PATTERN.format(fields="", steps="").replace("- reply:", "- zzz:")
    _, said = compiled(tmp_path, text)
    hints = [each.hint for each in said if each.code == "unknown-step"]
    assert hints and hints[0] is not None
    assert sorted(words(name)[0] for name, *_ in table("Steps")) == hints[0].removeprefix("one of ").split(", ")


@pytest.mark.parametrize("row", table("Steps"), ids=lambda row: str(row[0]))
def test_examples_of_steps_have_keys_that_exist(row: list[str]) -> None:
    """Every key of an example stands in a step of the patterns we have, with that word."""
    (name,), keys = words(row[0]), {key for part in words(row[1]) for key in yaml.safe_load(part)}
    used = [step for step in steps_in_use() if name in step]
    assert used, f"no pattern of ours uses {name}"
    assert any(keys <= step for step in used), f"{name}: {sorted(keys)}"


@cache
def steps_in_use() -> tuple[frozenset[str], ...]:
    files = [*ROOT.glob("semantic-conventions/patterns/**/*.yaml"), *ROOT.glob("tests/patterns/patterns/*.yaml")]
    found: list[frozenset[str]] = []

    def walk(node: object) -> None:
        if isinstance(node, dict):
            found.append(frozenset(map(str, node)))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    for file in files:
        walk(yaml.safe_load(file.read_text(encoding="utf-8")))
    return tuple(found)


def test_every_refusal_is_listed() -> None:
    listed = {words(code)[0] for code, _ in table("What the compiler refuses")}
    found = {code for path in PASSES for code in CODE.findall(path.read_text(encoding="utf-8"))}
    assert sorted(found - listed) == [], "say in the guide what is refused"
    assert sorted(listed - found) == [], "nothing refuses this any more"


def test_the_markdown_has_as_many_tables_as_headings_promise() -> None:
    assert sum(token.type == "table_open" for token in READER.parse(read(Path(GUIDE)))) == 8
