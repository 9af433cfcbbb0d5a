"""A pattern and a module in which every key of the format stands once."""

from __future__ import annotations

from typing import Final

PATTERN: Final = """\
file_format: pattern/1
pattern: shop
brief: A shop.
include: [jobs]
settings:
  most: {type: {int: [1, 9]}, env: MOST, default: 5, min: 1, max: 9, brief: How many.}
tables:
  keyed:
    brief: By an enum.
    key: shop.rank
    columns: {base: int, worth: {attribute: shop.worth}, more: {type: {set: 3}, brief: More.}}
    rows: {high: {base: 1}}
  single: {brief: By number., type: duration, rows: [1s], then: {times: 2, max: 1h}}
  worths: {brief: Of a convention., attribute: shop.worth, rows: [5]}
records:
  job:
    brief: Something to do.
    prefix: j
    fields:
      id: {attribute: shop.id, brief: Its name.}
      until: {type: time, optional: true, brief: When.}
      clerk: {reference: clerk, brief: Who.}
      rank: {attribute: shop.rank, default: high}
    lifecycle: {field: state, initial: [open], final: [done], transitions: {open: [done]}}
    queues:
      waiting: {when: state == open, class: [rank], priority: rank, sequence: queued}
    lists:
      hands: {by: clerk, count: busy, limit: 10}
    due:
      wake: {at: until, call: wake}
procedures:
  wake:
    brief: Wake.
    parameters: {job: job, least: {type: int, optional: true, brief: At least.}, rank: {attribute: shop.rank}}
    steps: []
operations:
  take-one:
    brief: Take one.
    span: shop.take
    reads: false
    arguments:
      job: {attribute: shop.id, optional: true, env: JOB, only_with: next}
    options:
      rank: {attribute: shop.rank, default: high, env: RANK, only_with: next}
      least: {type: int, optional: true, brief: At least.}
      next: {flag: The next one., env: NEXT}
    exactly_one: [job, next]
    waits: wait
    returns:
      id: {attribute: shop.id, optional: true}
      number: {type: int, brief: A number.}
    prints: '{id}'
    attributes: {shop.rank: high}
    steps:
      - let: {a: 1, b: [x], c: true}
      - require: a == 1
        else: {limit: no, recorded: true}
      - fail: {usage: no}
      - when: a == 1
        then: []
        otherwise: [{fail: {empty: no}}]
      - each: {one: job.hands}
        do: []
      - call: wake
        with: {job: job}
      - get: {x: 'job[a]'}
        else: {missing: no}
      - find: {y: 'job[a]'}
      - create: {z: job}
        id: a
        set: {rank: high}
      - move: {z: done}
        set: {rank: high}
      - set: {z: {rank: high}}
      - take: {t: job.waiting}
        where: a == 1
        else: {conflict: no}
      - rows: {r: job}
        from: 1
        where: a == 1
        limit: 5
        follow: {edge: r.parts, to: edge.part}
      - reply: {id: x.id}
      - point: after
  show: {brief: Show., returns: {record: job}, steps: []}
  tell:
    brief: Tell of all.
    reads: true
    returns:
      all: {rows: {id: {attribute: shop.id, optional: true}, number: {type: int, brief: A number.}}, brief: All.}
    lines:
      - all of them
      - {when: a == 1, line: one}
      - each: all
        lines: ['{id}', {when: row.number > 1, line: '{number}'}]
    steps:
      - each: {key: table.keyed}
        do:
          - let: {high: {a: 1, b: [x]}}
            by: key
          - row: {id: a, number: 1}
            of: all
  list: {brief: List., exactly_one: [[a, b]], returns: {rows: job, columns: [id]}, steps: []}
extend:
  show:
    after: [{reply: {}}]
"""

MODULE: Final = """\
file_format: module/1
module: jobs
settings: {}
tables: {}
records: {}
procedures: {}
operations: {}
extend: {}
"""
