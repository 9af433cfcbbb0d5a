"""Two versions of the pattern `press`, in both languages: programs that migrate each other's stores."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from swarmgen.backends.bash.patterns.emit import coordinator
from swarmgen.backends.target import Target
from swarmgen.model import ir
from swarmgen.model.datatypes import Enum, Int, Optional, Text
from tests.coordinators import NOW, Done, Language, call
from tests.repository import ROOT
from tests.unit.swarmgen.backends.python.patterns.press import build, read

OWN = read()[1].layout
NEW = "fedcba98" + OWN[8:]
"""The layout of another version whose queues, lists and due times are the same."""
Change = Callable[[ir.Record], ir.Record]
_PYTHON = """
import os, sys
left = int(os.environ.get("DIE_AT", "0"))
def deadly(function):
    def call(*words, **more):
        global left
        left -= 1
        if left == 0:
            os._exit(99)
        return function(*words, **more)
    return call
for name in ("mkdir", "rename", "rmdir"):
    setattr(os, name, deadly(getattr(os, name)))
from press._hot.main import main
main()
"""
_DEADLY = """#!/bin/sh
left=$(($(cat "$DIE_FILE") - 1))
echo "$left" >"$DIE_FILE"
[ "$left" -ne 0 ] || { kill -9 "$PPID"; exit 1; }
exec /bin/NAME "$@"
"""


@dataclass(frozen=True)
class Version:
    """One version, in both languages."""

    folder: Path

    @property
    def languages(self) -> tuple[Language, Language]:
        python = (sys.executable, "-c", _PYTHON, "press")
        return Language("bash", ("bash", str(self.folder / "press.sh")), "press.sh"), Language(
            "python", python, "press press"
        )

    @property
    def environment(self) -> dict[str, str]:
        """What its processes need besides."""
        return {"PYTHONPATH": str(self.folder / "python" / "src")}

    def call(self, language: Language, store: Path, *words: str, die_at: int = 0, now: int = NOW) -> Done:
        """One process at a time (ns); it dies before its `die_at`-th change of a folder."""
        deadly = self.folder / "deadly"
        counter = store.with_name(f"{store.name}.count")
        counter.write_text(f"{die_at}\n")
        env = {**self.environment, "SWARMSH_NOW_NS": str(now), "DIE_AT": str(die_at), "DIE_FILE": str(counter)}
        if die_at:
            env["PATH"] = f"{deadly}:/usr/bin:/bin"
        return call(language, store, *words, env=env)


def version(folder: Path, change: Change | None = None, layout: str = OWN, **more: object) -> Version:
    """Compiles a version whose jobs are changed; `more` replaces parts of the pattern."""
    _, own = read()
    records = tuple(change(each) if change and each.name == "job" else each for each in own.records)
    return compiled(folder, replace(own, records=records, layout=layout, **more))  # type: ignore[arg-type]


def compiled(folder: Path, pattern: ir.Pattern) -> Version:
    """A pattern with the conventions of `press`, in both languages."""
    registry, _ = read()
    build(folder, pattern)
    target = Target(package="press", version="1.2.0", templates=ROOT / "templates", registry_path="press")
    (folder / "press.sh").write_text(coordinator(pattern, registry, target), encoding="utf-8")
    (folder / "deadly").mkdir()
    for name in ("mkdir", "mv", "rm"):
        file = folder / "deadly" / name
        file.write_text(_DEADLY.replace("NAME", name))
        file.chmod(0o755)
    return Version(folder)


def larger(record: ir.Record) -> ir.Record:
    """Jobs with a rating, a label that nothing says the first value of, a remark, and larger slots."""
    place = record.place
    rating = ir.Field(name="rating", type=Int(0, 9), brief="A rating.", initial=5, place=place)
    label = ir.Field(name="label", type=Text(20), brief="A label.", place=place)
    remark = ir.Field(name="remark", type=Optional(Text(100)), brief="A remark.", place=place)
    return replace(record, fields=(*record.fields[:3], rating, label, *record.fields[3:], remark), slot=record.slot * 2)


def smaller(record: ir.Record) -> ir.Record:
    """Jobs without a title, whose long ones are in files of their own."""
    return replace(record, fields=tuple(each for each in record.fields if each.name != "title"))


def demanding(record: ir.Record) -> ir.Record:
    """Jobs with a mood, which old ones do not have, and which has no first value."""
    mood = ir.Field(name="mood", type=Enum("mood", ("good", "bad")), brief="A mood.", place=record.place)
    return replace(record, fields=(*record.fields, mood))


def stricter(record: ir.Record) -> ir.Record:
    """Jobs of at most two pages."""
    return replace(
        record, fields=tuple(replace(each, type=Int(1, 2)) if each.name == "pages" else each for each in record.fields)
    )
