"""What nothing uses: warnings, because modules serve several patterns."""

from __future__ import annotations

from swarmgen.analysis.patterns.inclusion import Whole
from swarmgen.analysis.patterns.scope import Kind, World


def check_unused(whole: Whole, world: World) -> None:
    """Warn of procedures, tables and settings that are not used, and of transitions that no step makes."""
    for what, names in (
        ("procedure", [spec.name for spec in whole.procedures]),
        ("table", [spec.name for spec in whole.tables]),
        ("setting", [spec.name for spec in whole.settings]),
    ):
        for name in names:
            if (what, name.text) not in world.used:
                world.sink.warning(f"unused-{what}", f'nothing uses the {what} "{name}"', name.place)
    for kind in world.kinds.values():
        _check_transitions(kind, world)


def _check_transitions(kind: Kind, world: World) -> None:
    if kind.lifecycle is None or kind.spec.lifecycle is None:
        return
    made = world.moves.get(kind.name, set())
    for source, targets in kind.spec.lifecycle.transitions:
        for target in targets:
            if (source.text, target.text) not in made:
                message = f'no step moves a {kind.name} from "{source}" to "{target}"'
                world.sink.warning("unused-transition", message, target.place, hint="drop the transition")
