"""The table: what each defect changes in what is generated, and which experiment must notice it.

`PROBES` go into every copy, the sound one too: a place to die or to wait just before an entry is written, and a place
to die just after. A defect that acts there replaces the comment that a probe leaves. Texts are short and such that a
change of names elsewhere does not touch them; each must be there exactly once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.sensitivity.copies import BASH, PYTHON, SCRIPT, Change
from tests.sensitivity.experiments import Experiment, answered, captured, killed, orphaned, raced, superseded, torn

_COMMIT = "  # The newline of the line is the commit.\n"
_APPLY = '  if journal_apply "${span}"; then\n'
_BEFORE = """\
  # probe before
  [[ ${PROBE_DIE-} != before ]] || kill -9 $$
  [[ -z ${PROBE_SLEEP-} ]] || sleep "${PROBE_SLEEP}" 9>&-
"""
_AFTER = "  [[ ${PROBE_DIE-} != after ]] || kill -9 $$\n"
_MARK = "# probe before\n"

_APPEND = "        journal.append("
_PYTHON_BEFORE = """\
        from . import probe

        # probe before
        probe.before()
"""
_FINISH = "        finish(store, old, entry, len(data), found)\n"
_PYTHON_AFTER = """\
        from . import probe

        probe.after()
"""

PROBES: Mapping[str, tuple[Change, ...]] = {
    BASH: (Change(SCRIPT, _COMMIT, _COMMIT + _BEFORE), Change(SCRIPT, _APPLY, _AFTER + _APPLY)),
    PYTHON: (
        Change("commit.py", _APPEND, _PYTHON_BEFORE + _APPEND),
        Change("commit.py", _FINISH, _PYTHON_AFTER + _FINISH),
    ),
}


@dataclass(frozen=True, slots=True)
class Defect:
    """A mistake that somebody could make."""

    name: str
    language: str
    experiment: Experiment
    changes: tuple[Change, ...]

    def __str__(self) -> str:
        return f"{self.name} in {self.language}"


def _bash(name: str, experiment: Experiment, *changes: tuple[str, str]) -> Defect:
    return Defect(name, BASH, experiment, tuple(Change(SCRIPT, old, new) for old, new in changes))


def _python(name: str, experiment: Experiment, *changes: tuple[str, str, str]) -> Defect:
    return Defect(name, PYTHON, experiment, tuple(Change(*change) for change in changes))


DEFECTS = (
    _bash("no lock", raced, ('    flock -E 75 -w "${seconds}" 9 2>/dev/null\n', "    true\n")),
    _python("no lock", raced, ("lock.py", "            flock(descriptor, how | LOCK_NB)\n", "            pass\n")),
    _bash("lock given back before the entry", raced, (_MARK, "lock_drop\n")),
    _python(
        "lock given back before the entry",
        raced,
        (
            "lock.py",
            "                return descriptor\n",
            "                from . import probe\n\n                probe.HELD[:] = [descriptor]\n"
            "                return descriptor\n",
        ),
        ("commit.py", _MARK, "probe.release()\n"),
    ),
    _bash("no check of the fence", superseded, ('    transaction_refuse 3 "the fence ${v_fence} of', "    return 0 #")),
    _python(
        "no check of the fence",
        superseded,
        ("atomic/procedures.py", "fence is None or fence == item.fence", "fence is None or True"),
    ),
    _bash(
        "answer before the entry",
        answered,
        ("! commit_entry 0 ||", '! { answers_print "${1//-/_}" && commit_entry 0; } ||'),
        ('    answers_print "${function}" || dispatch_refused "${name}"\n', ""),
    ),
    _python(
        "answer before the entry",
        answered,
        (
            "operation.py",
            "    entry.span = _span(course, 0, reply, tx.sequence)\n    _commit(course, tx, entry, call.frees)\n",
            "    entry.span = _span(course, 0, reply, tx.sequence)\n    from . import probe\n\n"
            "    probe.LATER.append(lambda: _commit(course, tx, entry))\n",
        ),
        (
            "main.py",
            "        return said(text(operation, told, request), place) or told.exit\n",
            "        exit = said(text(operation, told, request), place)\n        from . import probe\n\n"
            "        [later() for later in probe.LATER]\n        return exit\n",
        ),
    ),
    _bash("lock inherited by others", captured, ("$(exec 2>/dev/null 9>&- && wc -c", "$(wc -c")),
    _python(
        "lock inherited by others",  # without O_CLOEXEC alone Python's own rule would still keep it from children
        captured,
        (
            "lock.py",
            "            _wait(descriptor, how, seconds)\n",
            "            os.set_inheritable(descriptor, True)\n            _wait(descriptor, how, seconds)\n",
        ),
    ),
    _bash(
        "lock not inherited by a child that writes",  # Python has no such children
        orphaned,
        ('bs=1 "seek=$2" count=0 2>/dev/null', 'bs=1 "seek=$2" count=0 2>/dev/null 9>&-'),
    ),
    _bash(
        "torn line accepted",
        torn,
        ("  [[ ${#lines[@]} -eq 3 && ${lines[1]} == $'\\n' && ${lines[2]} == $'\\001' ]] || return 0\n", ""),
        ("[[ ${#1} -eq $2 && ", "[[ "),
        (" && $1 == *\"${TAB}]}\"$'\\n' ]]", " ]]"),
    ),
    _python(
        "torn line accepted",
        torn,
        ("journal.py", "        and data.endswith(_END)\n", ""),
        ("journal.py", '        and data.find(b"\\n") == len(data) - 1\n', ""),
    ),
    _bash("no recovery", killed, ("[[ ${STATE_DIRTY} -eq 0 ]] || recovery_run ||", "true ||")),
    _python("no recovery", killed, ("store.py", "        if found.dirty:\n", "        if False:\n")),
    _bash("no dirty mark", killed, ("  if ! state_write 1; then\n", "  if false; then\n")),
    _python(
        "no dirty mark",
        killed,
        ("commit.py", "    state.write(store.state_path, old, store.state_keys, 1, shared)\n", ""),
    ),
)
