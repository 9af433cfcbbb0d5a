"""What ties records together: the fields that bookkeeping alone writes, and so can write again.

A store of another version gets them anew from the fields of authors, by `migrate`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from swarmgen.model.records import Record, tallies


def made(records: Iterable[Record]) -> tuple[str, ...]:
    """The kinds that are there for queues and due times only."""
    return tuple(record.name for record in records if record.made)


def kept(records: Iterable[Record]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Of each other kind that has any, the fields that bookkeeping writes, in their order: links, how many are in a
    list, how many are in a state. When a record entered a queue is not among them: nothing else tells.
    """
    known = tuple(records)
    counts = {(each.owner, each.count_field) for record in known for each in record.lists}
    counts |= {(each.owner, each.field) for each in tallies(known)}
    for record in known:
        found = tuple(each.name for each in record.fields if each.link or (record.name, each.name) in counts)
        if found and not record.made:
            yield record.name, found
