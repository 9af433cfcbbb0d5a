"""Clients beside the queue's work: they take and give back named locks, recover stale items, put ended ones away."""

from __future__ import annotations

from random import Random

from tests.stress.operations import Operation, Outcome

NAMES = ("build", "deploy", "report")
_TTLS = ("1s", "2s", "30s", "20m")
_STRATEGIES = ("reassign", "reassign", "retry", "fail")
_FREE = {"acquire": 30, "force": 3, "check": 6, "clean": 3, "recover": 12, "archive": 8}
_BUSY = {"renew": 14, "release": 18}
_PAST = {"stale": 6}


class Service:
    """Chooses for one of them; a part of what it asks carries an idempotency key (`keyed` of a hundred)."""

    def __init__(self, agent: str, random: Random, keyed: int = 0) -> None:
        self.agent = agent
        self._random = random
        self._keyed = keyed
        self._held: dict[str, int] = {}
        self._lost: list[tuple[str, int]] = []

    def choose(self) -> Operation:
        """The next operation."""
        weights = {**_FREE, **(_BUSY if self._held else {}), **(_PAST if self._lost else {})}
        what = self._random.choices(list(weights), list(weights.values()))[0]
        operation: Operation = getattr(self, f"_{what}")()
        if operation.name == "lock-check" or self._random.randrange(100) >= self._keyed:
            return operation
        return Operation.of({**operation.record(), "key": f"k-{self.agent}-{self._random.getrandbits(60):x}"})

    def learn(self, operation: Operation, outcome: Outcome | None) -> None:
        """Takes note of what came of it."""
        lock = operation.lock
        if outcome is None or lock is None:
            return
        if operation.name == "lock-acquire" and outcome.exit == 0:
            self._held[lock] = int(outcome.answer["fence"])
        elif lock in self._held and operation.fence == self._held[lock]:
            self._lost = [*self._lost[-4:], (lock, self._held.pop(lock))]

    def _lock(self, name: str, lock: str | None = None, fence: int | None = None, force: bool = False) -> Operation:
        ttl = self._random.choice(_TTLS) if name == "lock-acquire" else None
        chosen = lock or self._random.choice(NAMES)
        return Operation(name=name, agent=self.agent, lock=chosen, fence=fence, ttl=ttl, force=force)

    def _mine(self) -> tuple[str, int]:
        return self._random.choice(list(self._held.items()))

    def _acquire(self) -> Operation:
        return self._lock("lock-acquire")

    def _renew(self) -> Operation:
        return self._lock("lock-acquire", *self._mine())

    def _release(self) -> Operation:
        return self._lock("lock-release", *self._mine())

    def _force(self) -> Operation:
        return self._lock("lock-release", force=True)

    def _check(self) -> Operation:
        return self._lock("lock-check")

    def _stale(self) -> Operation:
        return self._lock(self._random.choice(("lock-acquire", "lock-release")), *self._random.choice(self._lost))

    def _clean(self) -> Operation:
        return Operation(name="lock-clean", agent=self.agent, limit=self._random.randrange(1, 3))

    def _recover(self) -> Operation:
        strategy = self._random.choice(_STRATEGIES)
        return Operation(name="recover-stale", agent=self.agent, strategy=strategy, limit=self._random.randrange(1, 4))

    def _archive(self) -> Operation:
        return Operation(name="archive", agent=self.agent, days=0, limit=self._random.randrange(1, 30))
