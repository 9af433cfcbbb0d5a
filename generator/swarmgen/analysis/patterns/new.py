"""The pattern file that a new pattern begins with."""

from __future__ import annotations

from typing import Final

from swarmgen.diagnostics import UsageError
from swarmgen.spec.patterns.reading import MAX_NAME, NAME, NAME_RULE


def new_pattern(name: str) -> str:
    """A small pattern that compiles against SwarmSH's conventions, with a comment wherever a choice was made.

    Args:
        name: of the pattern; the text belongs into patterns/<name>.yaml.

    Raises:
        UsageError: if the name is none.
    """
    if len(name) > MAX_NAME or not NAME.fullmatch(name):
        raise UsageError(f'"{name}" cannot be the name of a pattern: {NAME_RULE}')
    return _TEXT.replace("NAME", name)


_TEXT: Final = """\
# What this pattern is for, in one or two sentences. `swarmgen check` reads the file; the author's guide explains it.
file_format: pattern/1
pattern: NAME
brief: Hand out work, best priority first.

# Modules bring records and operations: here agents with register, deregister, agent-status and agents.
include: [agents]

# A setting is fixed when a store is made; the environment variable gives it, else the default.
settings:
  lease:
    type: duration
    env: LEASE
    default: 10m
    min: 1s
    max: 30d
    brief: For how long an item is given to an agent.

records:
  work:
    brief: An item of work.
    prefix: w # ids are w-1, w-2, … unless the caller gives one
    fields:
      # Type, values, brief and examples come from the convention, once for all languages.
      id: {attribute: swarmsh.work.id}
      title: {attribute: swarmsh.work.title}
      priority: {attribute: swarmsh.work.priority}
      status: {attribute: swarmsh.work.status}
      queued_sequence: {attribute: swarmsh.work.queued_sequence, optional: true}
      # Fields that no convention describes have a type and a brief of their own.
      agent: {reference: agent, optional: true, brief: Who has the item.}
      lease_until: {attribute: swarmsh.lease.until, optional: true}
    # Only these moves exist; a step that tries another one does not compile.
    lifecycle:
      field: status
      initial: [waiting, pending]
      final: [completed, poisoned, cancelled]
      transitions:
        waiting: [pending, cancelled]
        pending: [claimed]
        claimed: [in_progress, blocked, poisoned]
        in_progress: [completed]
        blocked: [pending]
    # A queue keeps the records for which `when` holds, by priority, then by age.
    queues:
      ready: {when: status == pending, class: [], priority: priority, sequence: queued_sequence}
    # A list keeps the records that refer to one owner, and counts them.
    lists:
      holdings: {by: agent, count: active}
"""
