"""An operation or an enum member added in YAML works in both languages, with no change anywhere else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.coordinators import environment
from tests.repository import ROOT
from tests.system.checkouts import Checkout

_OPERATION = """
  postpone:
    brief: Put an item off for a while.
    span: swarmsh.work.postpone
    arguments:
      work: {attribute: swarmsh.work.id}
      until: {attribute: swarmsh.work.not_before}
    returns:
      id: {attribute: swarmsh.work.id}
      status: {attribute: swarmsh.work.status}
    prints: '{id} {status}'
    steps:
      - get: {item: 'work[arguments.work]'}
      - require: item.status == pending
        else: {conflict: 'work "{item.id}" is {item.status}'}
      - move: {item: waiting}
        set: {not_before: arguments.until, due_at: arguments.until}
      - reply: {id: item.id, status: item.status}
"""
_SPAN = """
  - id: span.swarmsh.work.postpone
    type: span
    name: swarmsh.work.postpone
    span_kind: internal
    stability: development
    brief: Puts an item off for a while.
    extends: attributes.swarmsh.operation
    entity_associations:
      - swarmsh.coordination.store
    attributes:
      - ref: swarmsh.coordination.operation
        requirement_level: required
        annotations:
          swarmsh:
            value: postpone
      - ref: swarmsh.work.id
        requirement_level:
          conditionally_required: When the caller named the item.
      - ref: swarmsh.work.status
        requirement_level:
          conditionally_required: When the item was put off.
"""
_MEMBER = """            - id: any
              value: any
"""
_NEW_MEMBER = """            - id: gardening
              value: gardening
              brief: Keeping the code tidy.
              stability: development
"""


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout whose YAML was extended, generated anew."""
    root = tmp_path_factory.mktemp("grown")
    checkout = Checkout.at(root, ROOT / "semantic-conventions")
    conventions = root / "semantic-conventions"
    module = conventions / "patterns" / "modules" / "work.yaml"
    module.write_text(module.read_text() + _OPERATION)
    spans = conventions / "model" / "work" / "spans-change.yaml"
    spans.write_text(spans.read_text() + _SPAN)
    registry = conventions / "model" / "work" / "registry.yaml"
    text = registry.read_text()
    assert text.count(_MEMBER) == 1
    registry.write_text(text.replace(_MEMBER, _NEW_MEMBER + _MEMBER))
    done = checkout.run("generate")
    assert done.code == 0, done.err
    return root


@pytest.mark.parametrize("language", ["bash", "python"])
def test_new_words_work(language: str, grown: Path, tmp_path: Path) -> None:
    source = grown / "generated" / "python" / "src"
    main = "import sys; from swarmsh._hot.main import main; sys.exit(main())"
    command = {
        "bash": ("bash", str(grown / "generated" / "bash" / "atomic.sh")),
        "python": (sys.executable, "-c", main, "atomic"),
    }[language]
    env = {**environment(tmp_path / "store"), "PYTHONPATH": str(source)}

    def run(*words: str) -> tuple[int, str]:
        done = subprocess.run([*command, *words], env=env, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    assert run("add", "water the roses", "--type", "gardening") == (0, "w-1\n")
    assert run("postpone", "w-1", "1h") == (0, "w-1 waiting\n")
    assert run("show", "w-1", "--print", "type,status") == (0, "gardening\twaiting\n")
    assert run("postpone", "w-1", "1h")[0] == 3
    code, text = run("help", "postpone")
    assert code == 0 and "Put an item off for a while." in text
