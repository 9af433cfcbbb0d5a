"""What a client does next: whatever work and mistakes come to mind."""

from __future__ import annotations

from random import Random

from tests.stress.operations import Operation, Outcome

TYPES = ("any", "bug_fix", "research")
PRIORITIES = ("critical", "high", "medium", "low")
_FREE = {"add": 16, "next": 30, "named": 10, "show": 6, "cancel": 2, "reprioritize": 2, "unblock": 1, "stale": 12}
_BUSY = {"progress": 25, "success": 26, "failed": 10, "release": 8, "blocked": 1, "heartbeat": 8}


class Chooser:
    """Chooses for one agent.

    Args:
        keyed: how many of a hundred operations carry an idempotency key.
    """

    def __init__(self, agent: str, random: Random, keyed: int = 0) -> None:
        self.agent = agent
        self.keyed = keyed
        self._random = random
        self._held: dict[str, int] = {}
        self._lost: list[tuple[str, int]] = []
        self._highest = 1
        self._stuck = ["w-1"]

    def choose(self) -> Operation:
        """The next operation."""
        weights = {**_FREE, **(_BUSY if self._held else {})}
        if not self._lost:
            del weights["stale"]
        what = self._random.choices(list(weights), list(weights.values()))[0]
        operation: Operation = getattr(self, f"_{what}")()
        if operation.name == "show" or self._random.randrange(100) >= self.keyed:
            return operation
        return Operation.of({**operation.record(), "key": f"k-{self.agent}-{self._random.getrandbits(60):x}"})

    def learn(self, operation: Operation, outcome: Outcome | None) -> None:
        """Takes note of what came of it."""
        if outcome is None:
            return
        name = str(outcome.answer.get("id", operation.work))
        if name.startswith("w-"):
            self._highest = max(self._highest, int(name[2:])) if outcome.exit != 6 else self._highest
        if operation.name == "claim" and outcome.exit == 0:
            self._held[name] = int(outcome.answer["fence"])
        elif operation.name in ("progress", "complete", "release") and self._held.get(name) == operation.fence:
            if outcome.exit == 3:
                self._lost = [*self._lost[-4:], (name, self._held.pop(name))]
            elif outcome.exit == 0 and operation.name != "progress":
                self._lost = [*self._lost[-4:], (name, self._held.pop(name))]
                if operation.outcome == "blocked":
                    self._stuck.append(name)

    def _some(self) -> str:
        """An item of late; sometimes one that does not exist yet."""
        return f"w-{max(1, self._highest + 1 - int(self._random.expovariate(1 / 12)))}"

    def _mine(self) -> tuple[str, int]:
        return self._random.choice(list(self._held.items()))

    def _add(self) -> Operation:
        after = (self._some(),) if self._random.random() < 0.15 else ()
        kind, priority = self._random.choice(TYPES), self._random.choice(PRIORITIES)
        return Operation(name="add", agent=self.agent, type=kind, priority=priority, after=after)

    def _next(self) -> Operation:
        kind = self._random.choice(TYPES) if self._random.random() < 0.2 else None
        return Operation(name="claim", agent=self.agent, next=True, type=kind)

    def _named(self) -> Operation:
        return Operation(name="claim", agent=self.agent, work=self._some())

    def _show(self) -> Operation:
        return Operation(name="show", agent=self.agent, work=self._some())

    def _cancel(self) -> Operation:
        return Operation(name="cancel", agent=self.agent, work=self._some())

    def _unblock(self) -> Operation:
        return Operation(name="unblock", agent=self.agent, work=self._random.choice(self._stuck))

    def _reprioritize(self) -> Operation:
        priority = self._random.choice(PRIORITIES)
        return Operation(name="reprioritize", agent=self.agent, work=self._some(), priority=priority)

    def _progress(self) -> Operation:
        work, fence = self._mine()
        percent = self._random.randrange(101)
        return Operation(name="progress", agent=self.agent, work=work, fence=fence, percent=percent)

    def _heartbeat(self) -> Operation:
        return Operation(name="heartbeat", agent=self.agent)

    def _success(self) -> Operation:
        work, fence = self._mine()
        return Operation(name="complete", agent=self.agent, work=work, fence=fence)

    def _failed(self) -> Operation:
        work, fence = self._mine()
        return Operation(name="complete", agent=self.agent, work=work, fence=fence, outcome="failed")

    def _blocked(self) -> Operation:
        work, fence = self._mine()
        return Operation(name="complete", agent=self.agent, work=work, fence=fence, outcome="blocked")

    def _release(self) -> Operation:
        work, fence = self._mine()
        return Operation(name="release", agent=self.agent, work=work, fence=fence)

    def _stale(self) -> Operation:
        """Whatever a holder may do, with a fence of the past."""
        work, fence = self._random.choice(self._lost)
        name = self._random.choice(("progress", "complete", "release"))
        percent = 50 if name == "progress" else None
        return Operation(name=name, agent=self.agent, work=work, fence=fence, percent=percent)
