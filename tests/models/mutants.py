"""What must be refuted: models and specs that are wrong on purpose."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from swarmgen import patterns
from swarmgen.backends.models.emit import emit
from swarmgen.backends.target import Target
from swarmgen.check import check
from swarmgen.diagnostics import Sink
from swarmgen.project import Project
from swarmgen.request import RegistryRequest
from tests.repository import ROOT

MUTANTS: Final[Mapping[str, str]] = {
    "MUTANT_NO_LOCK": "nobody takes the lock",
    "MUTANT_EARLY_UNLOCK": "the lock is given back before the journal line is written",
    "MUTANT_LOCK_STAYS": "the lock outlives the process that held it",
    "MUTANT_NO_DIRTY_MARK": "state is not marked before the journal line is written",
    "MUTANT_SLOTS_FIRST": "a slot is written before the journal line",
    "MUTANT_CLEAN_EARLY": "state is clean before the slots are written",
    "MUTANT_ACK_FIRST": "the caller is answered before the journal line is written",
    "MUTANT_NO_RECOVERY": "the mark in state means nothing",
    "MUTANT_NO_REDO": "recovery does not write the slots again",
    "MUTANT_NO_CUT": "recovery leaves the torn tail",
    "MUTANT_CUT_COMPLETE": "recovery cuts complete lines too",
    "MUTANT_TORN_ACCEPTED": "recovery takes a torn line for a complete one",
    "MUTANT_NO_FENCE": "the fence is not compared",
    "MUTANT_NO_HOLDER": "anybody may speak for the holder",
    "MUTANT_NO_CAPACITY": "agents hold as much as they like",
    "MUTANT_NO_REGISTRATION": "agents that left take part",
    "MUTANT_READER_ONCE": "a query does not look at state again",
}
"""The mutants of a model of work items, each a macro, with what it does."""

READER: Final = ("READER", "ITEMS=1", "FENCES=1")
"""A query beside the agents, which needs smaller bounds."""


def defines(mutant: str) -> tuple[str, ...]:
    """The macros to define for a mutant."""
    return (mutant, *READER) if "READER" in mutant else (mutant,)


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the spec: `old` becomes `new` in a file of the registry's patterns."""

    file: str
    old: str
    new: str


EDITS: Final[Mapping[str, tuple[Edit, ...]]] = {
    "stale-fence-accepted": (
        Edit(
            "modules/work.yaml",
            "      - require: fence == None or fence == item.fence\n"
            "        else: {conflict: 'the fence {fence} of work \"{item.id}\" is stale', recorded: true}\n",
            "",
        ),
    ),
    "other-agents-accepted": (
        Edit(
            "modules/work.yaml",
            "      - require: item.agent == holder\n"
            "        else: {conflict: 'work \"{item.id}\" is held by another agent'}\n",
            "",
        ),
    ),
    "fence-never-rises": (Edit("modules/work.yaml", "          fence: item.fence + 1\n", ""),),
    "holder-stays": (
        Edit(
            "modules/work.yaml",
            "      - set: {item: {agent: None, lease_until: None}}",
            "      - set: {item: {lease_until: None}}",
        ),
    ),
    "claimed-twice": (
        Edit("modules/work.yaml", "        claimed: [in_progress,", "        claimed: [claimed, in_progress,"),
        Edit(
            "modules/work.yaml",
            "          - require: item.status not in (claimed, in_progress)\n"
            "            else: {conflict: 'work \"{item.id}\" is already held'}\n"
            "          - require: item.status == pending\n"
            "            else: {conflict: 'work \"{item.id}\" is {item.status}'}\n",
            "",
        ),
    ),
    "holders-deregister": (
        Edit("modules/agents.yaml", "      - require: leaver.active == 0\n", "      - require: leaver.active >= 0\n"),
    ),
}
"""Specs with a mistake in them, by what goes wrong."""


def edited(edits: tuple[Edit, ...], folder: Path, pattern: str = "atomic") -> str:
    """The model of a pattern after a change of the spec, which is made in a copy below `folder`.

    Raises:
        ValueError: the spec does not have the text that is to be changed.
        SpecErrors: the compiler refuses the changed spec.
    """
    registry = folder / "semantic-conventions"
    shutil.copytree(ROOT / "semantic-conventions", registry)
    for edit in edits:
        path = registry / "patterns" / edit.file
        text = path.read_text("utf-8")
        if text.count(edit.old) != 1:
            raise ValueError(f"{edit.file} has {text.count(edit.old)} times\n{edit.old}")
        path.write_text(text.replace(edit.old, edit.new), "utf-8")
    return models(registry)[pattern]


def models(folder: Path) -> dict[str, str]:
    """The models of a registry, by pattern."""
    project, sink = Project.at(ROOT), Sink()
    request = RegistryRequest.of(project, str(folder))
    target = Target(package="swarmsh", version="0.0.0", templates=project.templates, registry_path="")
    output = emit(check(request, sink), target, patterns.read(request, sink))
    return {path.stem: artifact.text for path, artifact in output.items()}


def guards(model: str) -> tuple[str, ...]:
    """The macros that leave out a single requirement of a model, in its order."""
    return tuple(re.findall(r"^ *#ifndef (DROP_\w+)$", model, re.MULTILINE))
