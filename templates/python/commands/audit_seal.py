"""The command `audit-seal`: an entry with the digest of what the open segment of the journal holds before it."""

from __future__ import annotations

from . import attributes, form, main, paths, seal, stops, telemetry, words
from .store import Call, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .contracts import PatternModule, Words
    from .transaction import Transaction

_Reply = tuple[int, int, str]


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Seals the entries that there are, prints up to which one, and gives the exit code.

    Raises:
        Stop: a word is wrong, there is nothing to seal, or the store cannot be written.
        HelpWanted: help is asked for.
    """
    kinds = {"--help": "help", "-h": "help", "--json": "flag"}
    walk = words.walked(given, kinds, 0, f'see "{program} help audit-seal"')
    store = Store(main.folder(), pattern)
    if form.read(store.folders.root) is None:
        raise stops.NoData(store.folders.root)
    call = Call("audit-seal", "swarmsh.audit.seal", _steps, attributes=_attributes, prepare=lambda: True)
    answer = store.run(call)
    segment, last, digest = answer.reply
    if "--json" in walk.options:
        rows: list[telemetry.Row] = [("segment", segment), ("last_sequence", last), ("hash", digest)]
        text = telemetry.json([*rows, ("sequence", answer.sequence)])
    else:
        text = f"audit-seal: segment {segment} up to entry {last}: {digest}\n"
    return main.said(text, f"{program}: audit-seal")


def _steps(tx: Transaction) -> _Reply:
    """The open segment, its last entry and its digest.

    Raises:
        Stop: there are no entries, or they cannot be read.
    """
    last = tx.state.sequence
    if not last:
        raise stops.Stop(12, f"the journal of {tx.folders.root} has no entries")
    segment = paths.segment(last)
    return segment, last, seal.digest(f"{tx.folders.root}/{paths.journal(segment)}", tx.state.journal)


def _attributes(reply: _Reply | None) -> list[str]:
    found = [attributes.word("swarmsh.coordination.operation", "audit_seal")]
    if reply is not None:
        segment, last, digest = reply
        found += [
            attributes.number("swarmsh.audit.segment", segment),
            attributes.word("swarmsh.audit.hash", digest),
            attributes.number("swarmsh.audit.last_sequence", last),
        ]
    return found
