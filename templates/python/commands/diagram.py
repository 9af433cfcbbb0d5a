"""The command `diagram`: Mermaid of what the journal says."""

from __future__ import annotations

from . import attributes, draw, main, stops, values, window, words
from .store import Call, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .contracts import PatternModule, Words
    from .reader import Reader


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Prints a diagram, and gives the exit code.

    Raises:
        Stop: a word is wrong, the store cannot be read, or there is nothing to draw.
        HelpWanted: help is asked for.
    """
    kinds = {"--help": "help", "-h": "help", "--window": "once"}
    walk = words.walked(given, kinds, 1, f'see "{program} help diagram"')
    if not walk.arguments:
        raise stops.Usage("argument KIND is missing")
    kind, name = _kind(walk.arguments[0]), window.named(walk.options.get("--window"))
    store = Store(main.folder(), pattern)
    told = [
        attributes.word("swarmsh.coordination.operation", "diagram"),
        attributes.word("swarmsh.health.diagram", kind),
        attributes.word("swarmsh.telemetry.window", name),
    ]

    def drawn(read: tuple[int, int]) -> list[str]:
        lines = draw.KINDS[kind](draw.Look(store, name, *read)) if read[1] else []
        if not lines:
            of = "" if name == "all" else f" of the last {name}"
            raise stops.Stop(12, f"there is nothing to draw{of}")
        return lines

    lines = store.ask(Call("diagram", "swarmsh.health.diagram", _moment, attributes=lambda reply: [*told]), drawn).reply
    return main.said("".join(f"{line}\n" for line in lines), f"{program}: diagram")


def _kind(word: str) -> str:
    if not word:
        raise stops.Usage("argument KIND is empty")
    try:
        return values.enum(word, tuple(draw.KINDS))
    except values.Wrong as wrong:
        raise stops.Usage(f"KIND: {wrong}") from None


def _moment(reader: Reader) -> tuple[int, int]:
    return reader.now, reader.sequence
