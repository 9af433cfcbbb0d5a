"""The diagrams: what is drawn of the entries of a journal. Each gives lines of Mermaid, none when there is nothing."""

from __future__ import annotations

from . import clock, endpoint, history, mermaid, window

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .history import Entry
    from .store import Store

_MOST = 50
"""Events of a timeline, bars of a gantt chart."""
_AGENTS = 30
_TITLE = 300
"""Bytes of a JSON string that are sure to hold a label."""


class Look:
    """What a diagram looks at: the entries up to `last`, at time `now`, of a `window` that began at `since` (ns)."""

    __slots__ = ("last", "now", "since", "start", "store", "window")

    def __init__(self, store: Store, name: str, now: int, last: int) -> None:
        self.store = store
        self.window = name
        self.now = now
        self.last = last
        self.since = window.start(name, now)
        self.start = history.first(store, last)

    def entries(self) -> Iterator[Entry]:
        """All entries, also those before the window."""
        return history.entries(self.store, self.start, self.last)

    def title(self, what: str, left_out: int = 0) -> str:
        """The title of a diagram."""
        rest = f", {left_out} earlier left out" if left_out else ""
        return f"{what}, {self.window} until {clock.text_of(self.now)}{rest}"


def timeline(look: Look) -> list[str]:
    """What happened, in the order of time."""
    found: list[Entry] = []
    count = 0
    for entry in look.entries():
        if entry.time >= look.since and entry.operation != "tick":
            count += 1
            found.append(entry)
            if len(found) >= 2 * _MOST:
                del found[:_MOST]
    found = found[-_MOST:]
    lines, day = ["timeline", f"    title {look.title('What happened', count - len(found))}"], ""
    for entry in found:
        date, _, time = clock.text_of(entry.time).partition("T")
        if date != day:
            lines.append(f"    section {date}")
        day = date
        parts = (entry.operation, entry.subject, entry.agent and f"by {entry.agent}")
        told = " ".join(part for part in (*parts, f"exit {entry.exit}" if entry.exit else "") if part)
        lines.append(f"        {time[:8].replace(':', '#58;')} : {told}")
    return lines if found else []


def flow(look: Look) -> list[str]:
    """How records move from status to status."""
    origin = "new" if look.start == 1 else "earlier"
    status: dict[tuple[str, str], bytes] = {}
    moves: dict[tuple[str, str, str], int] = {}
    for entry in look.entries():
        for kind, number, write in entry.writes():
            token = history.field(write, b"status")
            old = status.get((kind, number))
            if not token or token == old:
                continue
            status[kind, number] = token
            if entry.time >= look.since:
                move = kind, mermaid.label(old) if old else origin, mermaid.label(token)
                moves[move] = moves.get(move, 0) + 1
    kinds: dict[str, list[str]] = {}
    ids: dict[tuple[str, str], str] = {}
    for kind, *ends in moves:
        for each in ends:
            if (kind, each) not in ids:
                ids[kind, each] = f"s{len(ids) + 1}"
                kinds.setdefault(kind, []).append(each)
    lines = mermaid.headed(look.title("How records moved"))
    for place, (kind, names) in enumerate(kinds.items(), 1):
        boxes = [(ids[kind, name], f'(["{name}"])' if name == origin else f'["{name}"]') for name in names]
        lines += mermaid.nodes(f"k{place}", mermaid.word(kind), boxes)
    for (kind, one, other), times in moves.items():
        lines.append(f'    {ids[kind, one]} -->|"{times}"| {ids[kind, other]}')
    return lines if moves else []


class _Bar:
    """A time in which an agent held a record; `end` is None while it does."""

    __slots__ = ("agent", "end", "label", "start")

    def __init__(self, agent: bytes, label: str, start: int) -> None:
        self.agent = agent
        self.label = label
        self.start = start
        self.end: int | None = None


def gantt(look: Look) -> list[str]:
    """Who worked on what, and when."""
    names: dict[bytes, str] = {}
    titles: dict[tuple[str, str], bytes] = {}
    held: dict[tuple[str, str], _Bar] = {}
    bars: list[_Bar] = []
    for entry in look.entries():
        for kind, number, write in entry.writes():
            if kind == "agent":
                names[number.encode("latin-1")] = mermaid.label(history.field(write, b"id"))
            elif kind.endswith(".title"):
                text = write[write.find(b',"') + 1 : -1] if b',"' in write else b""
                titles[kind[:-6], number] = text[:_TITLE] + (b'"' if len(text) > _TITLE else b"")
            holder, bar = history.field(write, b"agent"), held.get((kind, number))
            if not holder or not history.field(write, b"status") or holder == (bar.agent if bar else b"null"):
                continue
            if bar:
                bar.end = entry.time
                del held[kind, number]
            if holder != b"null":
                title = history.field(write, b"title")
                title = titles.get((kind, number), b"") if title[:1] != b'"' else title
                name = mermaid.label(history.field(write, b"id")) or number
                bars.append(_Bar(holder, f"{name} {mermaid.label(title)}".rstrip(" "), entry.time))
                held[kind, number] = bars[-1]
    bars = [bar for bar in bars if bar.end is None or bar.end >= look.since]
    shown = bars[-_MOST:]
    lines = [
        "gantt",
        f"    title {look.title('Who worked on what', len(bars) - len(shown))}",
        *("    dateFormat x", "    axisFormat %m-%d %H:%M"),
    ]
    agents = {bar.agent: names.get(bar.agent, f"agent {mermaid.label(b'|' + bar.agent + b'|')}") for bar in shown}
    place = 0
    for agent in sorted(set(agents.values()), key=lambda name: name.encode()):
        lines.append(f"    section {agent}")
        for bar in shown:
            if agents[bar.agent] == agent:
                place += 1
                start = bar.start // 10**6
                end = max((look.now if bar.end is None else bar.end) // 10**6, start + 1)
                state = "active" if bar.end is None else "done"
                lines.append(f"    on {bar.label} :{state}, t{place}, {start}, {end}")
    return lines if shown else []


def architecture(look: Look) -> list[str]:
    """The agents, the store and what connects them."""
    target = endpoint.given()
    found: dict[str, int] = {}
    for entry in look.entries():
        if entry.time >= look.since and entry.operation != "tick":
            found[entry.agent] = found.pop(entry.agent, 0) + 1
    shown = list(found.items())[-_AGENTS:]
    spans = window.spans(look.store, look.last, 0)
    archived = sum(name.startswith("telemetry/archive/") for name in spans)
    store = [
        ("journal", f'[("journal#58; {look.last} entries")]'),
        ("records", f'[("records of {mermaid.word(look.store.pattern.NAME)}")]'),
        ("spans", f'[("spans#58; {len(spans) - archived} files")]'),
        *([("archive", f'[("archived spans#58; {archived} files")]')] if archived else []),
    ]
    agents = [(f"a{number}", f'["{name or "no agent"}"]') for number, (name, _) in enumerate(shown, 1)]
    lines = [
        *mermaid.headed(look.title("Who works on the store", len(found) - len(shown))),
        *mermaid.nodes("agents", "agents", agents),
        *mermaid.nodes("store", f"store {look.store.form.store}", store),
        *(f'    a{number} -->|"{count}"| journal' for number, (_, count) in enumerate(shown, 1)),
        *("    journal --> records", "    journal --> spans"),
        *(["    spans --> archive"] if archived else []),
        *([f'    collector(["{mermaid.word(target.shown)}"])', "    spans -->|flush| collector"] if target else []),
    ]
    return lines if found else []


def dashboard(look: Look) -> list[str]:
    """The numbers of the dashboard: how many records are in each status."""
    status: dict[str, dict[str, tuple[bytes, int]]] = {}
    for entry in look.entries():
        for kind, number, write in entry.writes():
            token = history.field(write, b"status")
            if token:
                status.setdefault(kind, {})[number] = token, entry.time
    kind = "work" if "work" in status else next(iter(status), "")
    counts: dict[str, int] = {}
    for token, time in status.get(kind, {}).values():
        if time >= look.since:
            name = mermaid.label(token)
            counts[name] = counts.get(name, 0) + 1
    lines = ["pie showData", f"    title {look.title(f'{mermaid.word(kind)} by status')}"]
    lines += [f'    "{name}" : {counts[name]}' for name in sorted(counts)]
    return lines if counts else []


KINDS = {
    "timeline": timeline,
    "flow": flow,
    "gantt": gantt,
    "architecture": architecture,
    "dashboard": dashboard,
}
"""What can be drawn."""
