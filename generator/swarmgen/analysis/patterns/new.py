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
# Say here what the pattern is for. This one is a small example that works: named locks that end by themselves.
file_format: pattern/1
pattern: NAME
brief: Share things of which only one agent may have each at a time.

# Modules bring records and operations; this one agents, with register, deregister, agent-status and agents.
include: [agents]

# A setting is fixed when a store is made, from the environment variable or else the default.
settings:
  hold_time:
    type: duration
    env: HOLD_TIME
    default: 5m
    min: 1s
    max: 30d
    brief: How long a lock is held unless it is released before.

records:
  tool:
    brief: Something that one agent may hold.
    prefix: k # made-up ids are k-1, k-2, …
    fields:
      # An attribute of the conventions gives type, values, brief and examples.
      id: {attribute: swarmsh.lock.name}
      state: {attribute: swarmsh.lock.state}
      held_until: {attribute: swarmsh.lease.until, optional: true}
      # What no convention describes has a type, or refers to a record, and has a brief of its own.
      owner: {reference: agent, optional: true, brief: Who holds the lock.}
    # Only these moves exist; a step that tries another does not compile.
    lifecycle:
      field: state
      initial: [free]
      transitions:
        free: [held]
        held: [free, expired]
        expired: [held]
    # A list keeps the records that refer to one owner, and counts them.
    lists:
      holdings: {by: owner, count: active}
    # When the time in a field has come, a procedure runs by itself.
    due:
      expiry: {at: held_until, call: expire}

procedures:
  expire:
    brief: End a lock whose time has come.
    parameters: {lock: tool}
    steps:
      - set: {lock: {held_until: None, owner: None}}
      - when: lock.state == held
        then:
          - move: {lock: expired}

operations:
  acquire:
    brief: Take a lock, if nobody holds it.
    span: swarmsh.lock.acquire
    arguments:
      lock: {attribute: swarmsh.lock.name}
    options:
      agent: {attribute: swarmsh.agent.id, env: AGENT_ID}
    returns:
      id: {attribute: swarmsh.lock.name}
      held_until: {attribute: swarmsh.lease.until}
    prints: '{id} is yours until {held_until}'
    steps:
      - get: {holder: 'agent[options.agent]'}
      # find binds a record that may not be there; get refuses when it is not.
      - find: {known: 'tool[arguments.lock]'}
      - when: known == None
        then:
          - create: {fresh: tool}
            id: arguments.lock
            set: {state: free}
          - move: {fresh: held}
            set: {owner: holder, held_until: now + setting.hold_time}
        otherwise:
          - require: known.state != held
            else: {conflict: 'lock "{known.id}" is held'}
          - move: {known: held}
            set: {owner: holder, held_until: now + setting.hold_time}
      - reply: {id: arguments.lock, held_until: now + setting.hold_time}

  release:
    brief: Give a lock back.
    span: swarmsh.lock.release
    arguments:
      lock: {attribute: swarmsh.lock.name}
    options:
      agent: {attribute: swarmsh.agent.id, env: AGENT_ID}
    returns:
      id: {attribute: swarmsh.lock.name}
    prints: '{id} is free'
    steps:
      - get: {holder: 'agent[options.agent]'}
      - get: {lock: 'tool[arguments.lock]'}
      - require: lock.state == held and lock.owner == holder
        else: {conflict: 'lock "{lock.id}" is not held by agent "{holder.id}"'}
      - move: {lock: free}
        set: {owner: None, held_until: None}
      - reply: {id: lock.id}

  locks:
    brief: List locks.
    span: swarmsh.lock.list
    reads: true
    options:
      limit: {attribute: swarmsh.coordination.result_limit, default: 100}
    returns:
      rows: tool
      columns: [id, state, owner, held_until]
    steps:
      - rows: {lock: tool}
        limit: options.limit
"""
