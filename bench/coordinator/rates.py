"""Many operations: in one process through the library and `batch`, and by many claimers at once."""

from __future__ import annotations

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.coordinator.programs import BASH, PROGRAMS, Program, environment
from bench.coordinator.stores import make_store


def library_rate(folder: Path, operations: int = 4000) -> float:
    """Operations a second of one Python process: add, claim, complete in turn."""
    from swarmsh import atomic

    coordinator = atomic.Coordinator(make_store(folder, 8))
    started = time.process_time()
    for _ in range(operations // 3):
        coordinator.add("item")
        claim = coordinator.claim(next=True, agent="a-1")
        coordinator.complete(claim.id, agent="a-1")
    return operations / (time.process_time() - started)


def batch_rate(program: Program, folder: Path, operations: int = 900) -> float:
    """Operations a second of one `batch`, all lines readable from the start."""
    make_store(folder, operations)
    lines = "claim\t--next\n" * operations
    command = ["bash", "-c", f"{' '.join(_quote(word) for word in program.command)} batch", "batch"]
    env = environment(folder)
    started = time.perf_counter()
    done = subprocess.run(command, input=lines, env=env, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - started
    answered = done.stdout.count('"exit":0')
    if answered != operations:
        raise RuntimeError(f"{program.name} batch: {answered} of {operations} claims succeeded: {done.stdout[:300]}")
    return operations / seconds


def claim_rate(folder: Path, claimers: int, items: int = 400) -> float:
    """Claims a second by `claimers` loops of one bash process per claim; every item is claimed exactly once."""
    make_store(folder, items)
    loop = f"while {' '.join(_quote(word) for word in BASH.command)} claim --next --agent second; do :; done"
    env = environment(folder)

    def work(_: int) -> list[str]:
        done = subprocess.run(["bash", "-c", loop], env=env, capture_output=True, text=True, check=False)
        return done.stdout.split()

    started = time.perf_counter()
    with ThreadPoolExecutor(claimers) as pool:
        claimed = [name for names in pool.map(work, range(claimers)) for name in names]
    seconds = time.perf_counter() - started
    if len(claimed) != items or len(set(claimed)) != items:
        raise RuntimeError(f"{items} items, {len(claimed)} claims, {len(set(claimed))} different ones")
    return items / seconds


def _quote(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"


__all__ = ["PROGRAMS", "batch_rate", "claim_rate", "library_rate"]
