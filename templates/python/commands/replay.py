"""The command `replay --check`: whether the files of a store are what its journal says."""

from __future__ import annotations

from . import compare, files, fold, lock, main, redaction, stops, text, words
from .store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .compare import Finding
    from .contracts import PatternModule, Words


class Check:
    """What a check found: `files` agree; `interrupted` tells of an operation that the next one ends."""

    __slots__ = ("entries", "files", "findings", "interrupted")

    def __init__(self, entries: int, files: int, findings: list[Finding], interrupted: bool) -> None:
        self.entries = entries
        self.files = files
        self.findings = findings
        self.interrupted = interrupted


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Prints what is wrong, and gives the exit code: 0, or 11 when anything is.

    Raises:
        Stop: a word is wrong, or there is no store, or it cannot be read.
        HelpWanted: help is asked for.
    """
    kinds = {"--help": "help", "-h": "help", "--check": "flag", "--json": "flag"}
    walk = words.walked(given, kinds, 0, f'see "{program} help replay"')
    if "--check" not in walk.options:
        raise stops.Usage(
            f'option --check is missing; it compares the files with the journal, "{program} repair" writes them anew'
        )
    found = check(Store(main.folder(), pattern))
    code = main.said(_json(found) if "--json" in walk.options else _text(found), f"{program}: replay")
    return code or (11 if found.findings else 0)


def check(store: Store) -> Check:
    """Compares a store with its journal, and writes nothing.

    Raises:
        Stop: there is no store, or it cannot be read.
    """
    store.known()
    root, counters = store.folders.root, store.pattern.COUNTERS
    early = fold.fold(store.folders, store.pattern)  # most of the work, while others write
    descriptor = shared(store)
    try:
        seen = compare.found(root)
        if early.damage:
            folded = fold.fold(store.folders, store.pattern)
        else:
            folded = fold.fold(store.folders, store.pattern, early.state.sequence, early)
        if folded.damage:
            return Check(folded.state.sequence, 0, folded.damage, seen.dirty)
        findings, pending = compare.of_state(root, folded, seen, counters)
        skipped = [*folded.recent, *redaction.placing(root)] if pending else []
        wrong = compare.of_files(root, folded, skipped)
    finally:
        lock.drop(descriptor)
    agree = len(folded.files) + 1 - len(folded.files.keys() & {*skipped}) - len(findings)
    agree -= sum(path in folded.files for path, _ in wrong)
    return Check(folded.state.sequence, agree, findings + compare.of_end(folded, seen) + wrong, seen.dirty)


def shared(store: Store) -> int:
    """The lock, against writers only.

    Raises:
        Damaged: there is none.
        Stop: as `lock.share`.
    """
    path = f"{store.folders.root}/lock"
    try:
        return lock.share(path, store.folders.shared, lock.timeout())
    except FileNotFoundError:
        raise stops.Damaged(path, "repair") from None
    except OSError as error:
        raise files.refusal(path, error) or stops.StorageFailed(store.folders.root) from None


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    """The findings as people may see them, in the order of their bytes."""
    shown = ((text.show(path.encode(errors="surrogateescape")), problem) for path, problem in findings)
    return sorted(shown, key=lambda each: f"{each[0]}: {each[1]}".encode(errors="surrogateescape"))


def _text(found: Check) -> str:
    head = [f"state: {compare.INTERRUPTED}"] if found.interrupted else []
    lines = [f"{path}: {problem}" for path, problem in told(found.findings)]
    lines = lines or [f"replay: {found.entries} entries, {found.files} files agree"]
    return "".join(f"{each}\n" for each in head + lines)


def _json(found: Check) -> str:
    rows = [
        f'{{"path":{text.token(path.encode())},"problem":{text.token(problem.encode())}}}'
        for path, problem in told(found.findings)
    ]
    interrupted = "true" if found.interrupted else "false"
    head = f'{{"entries":{found.entries},"files":{found.files},"interrupted":{interrupted}'
    return f'{head},"findings":[{",".join(rows)}]}}\n'
