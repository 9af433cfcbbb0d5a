"""The command `repair`: writes the files of a store anew from its journal."""

from __future__ import annotations

from . import checkpoint, compare, files, fold, form, lock, main, paths, rebuild, redaction, replay, stops, words
from .store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .compare import Finding
    from .contracts import PatternModule, Words
    from .fold import Fold


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Repairs the store and prints what was wrong, and gives the exit code.

    Raises:
        Stop: a word is wrong, or the store cannot be repaired.
        HelpWanted: help is asked for.
    """
    kinds = {"--help": "help", "-h": "help", "--dry-run": "flag"}
    walk = words.walked(given, kinds, 0, f'see "{program} help repair"')
    store = Store(main.folder(), pattern)
    _known(store)
    try:
        descriptor = store.lock()
        try:
            text = _repaired(store, "--dry-run" in walk.options)
        finally:
            lock.drop(descriptor)
    except OSError:
        message = f"{store.folders.root}: no space left or write error; the repair is not complete"
        raise stops.Stop(10, message, "repair") from None
    return main.said(text, f"{program}: repair")


def _known(store: Store) -> None:
    root = store.folders.root
    try:
        store.known()
    except stops.NoData:
        if form.read(root) is None and files.read(f"{root}/{paths.segment_of(root, 1)}", 1):
            raise stops.Stop(
                9, f"{root}/format is gone; its settings stand nowhere else, put it back from a copy"
            ) from None
        raise


def _repaired(store: Store, is_dry: bool) -> str:
    root, counters = store.folders.root, store.pattern.COUNTERS
    if not is_dry:
        redaction.settle(store)
    seen = compare.found(root)
    folded = fold.fold(store.folders, store.pattern)
    rebuild.admit(folded, root)
    wrong = compare.of_files(root, folded, [])
    if not folded.state.sequence and any(path.startswith("records/") for path, _ in wrong):
        message = f"{root}/{paths.journal(1)} has no entry, but there are records; nothing was changed"
        raise stops.Stop(9, message)
    findings = _of_state(root, folded, seen, counters) + wrong
    if folded.torn:
        findings.append((folded.torn[0], f"line {folded.torn[1]} is not whole"))
    if findings and not is_dry:
        rebuild.write(store, folded, [path for path, _ in wrong], seen.lost)
    if store.form.durable and not is_dry:
        checkpoint.reach(store, folded.state.sequence)
    away = sum(path not in folded.files for path, _ in wrong)
    return _text(folded.state.sequence, findings, away, is_dry)


def _of_state(root: str, folded: Fold, seen: compare.Found, counters: tuple[str, ...]) -> list[Finding]:
    if seen.dirty:
        return [("state", compare.INTERRUPTED.partition(";")[0])]
    return compare.of_state(root, folded, seen, counters)[0]


def _text(entries: int, findings: list[Finding], away: int, is_dry: bool) -> str:
    lines = [f"{path}: {problem}" for path, problem in replay.told(findings)]
    if not findings:
        last = "nothing to repair"
    elif is_dry:
        last = f"{len(findings) - away} files to mend, {away} to take away"
    else:
        last = f"{len(findings) - away} files mended, {away} taken away"
    return "".join(f"{each}\n" for each in (*lines, f"repair: {entries} entries, {last}"))
