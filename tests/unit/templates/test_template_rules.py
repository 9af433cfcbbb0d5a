"""The contract of templates (templates/README.md), held by walking Jinja's own syntax trees."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import nodes

from swarmgen.backends.bash.source import DELIMITERS
from swarmgen.backends.code import environment

ROOT = Path(__file__).parents[3] / "templates"
TEMPLATES = sorted(ROOT.rglob("*.j2"))
MOST_LINES = 60
MOST_STEP_LINES = 12
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.For,
    nodes.If,
    nodes.Filter,
    nodes.Const,
)
DASH = re.compile(r"(\{%|\{\{|\{#|<%|<<|<#)-|-(%\}|\}\}|#\}|%>|>>|#>)")


def test_there_are_templates() -> None:
    assert len(TEMPLATES) >= 10


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_keeps_the_contract(path: Path) -> None:
    text = path.read_text()
    parts = path.relative_to(ROOT).with_suffix("").parts
    is_bash = "bash" in parts
    tree = environment(ROOT, **(DELIMITERS if is_bash else {})).parse(text)
    used = {type(node) for node in tree.find_all(nodes.Node)}
    assert used <= set(ALLOWED), f"{path}: only print, for, if and indent are allowed; found {used - set(ALLOWED)}"
    for node in tree.find_all(nodes.Filter):
        assert node.name == "indent", (
            f"{path}:{node.lineno}: the filter {node.name} is not allowed; prepare it in the view"
        )
    for loop in tree.find_all(nodes.For):
        assert isinstance(loop.iter, (nodes.Name, nodes.Getattr)) and loop.test is None, (
            f"{path}:{loop.lineno}: loop over a prepared tuple"
        )
    for condition in tree.find_all(nodes.If):
        assert isinstance(condition.test, (nodes.Name, nodes.Getattr)), (
            f"{path}:{condition.lineno}: test a prepared value"
        )
    assert not DASH.search(text), f"{path}: no whitespace marks; the formatter owns blank lines"
    most = MOST_STEP_LINES if parts[0] == "steps" else MOST_LINES
    assert text.count("\n") <= most, f"{path}: more than {most} lines; move mechanics to runtime/"
