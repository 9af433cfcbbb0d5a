"""Stores of a given size, made through the library."""

from __future__ import annotations

from pathlib import Path


def make_store(folder: Path, items: int) -> Path:
    """A store with two agents and `items` pending items in four classes and four priorities."""
    from swarmsh import atomic

    coordinator = atomic.Coordinator(folder)
    for agent in ("a-1", "second"):
        coordinator.register(None if agent == "a-1" else agent, max_work=1000)
    types = ("feature", "bug_fix", "research", "any")
    priorities = ("critical", "high", "medium", "low")
    for number in range(items):
        coordinator.add(f"item {number}", type=types[number % 4], priority=priorities[number // 4 % 4])
    return folder
