"""Many operations: in one process through the library and `batch`, and by many claimers at once."""

from __future__ import annotations

import os
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


def batch_rate(program: Program, folder: Path, is_answered: bool, operations: int = 900) -> float:
    """Operations a second of CPU of one `batch`: each line after the answer to the one before (`is_answered`: a
    lock for each), or all readable from the start (bash takes the lock once for up to 50).
    """
    make_store(folder, operations)
    command = ["bash", "-c", f"{' '.join(_quote(word) for word in program.command)} batch", "batch"]
    line, found = b"claim\t--next\n", 0
    before = os.times()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(folder)) as running:
        if running.stdin is None or running.stdout is None:
            raise RuntimeError("there are no pipes")
        if is_answered:
            for _ in range(operations):
                running.stdin.write(line)
                running.stdin.flush()
                found += b'"exit":0' in running.stdout.readline()
            running.stdin.close()
        else:
            found = running.communicate(line * operations)[0].count(b'"exit":0')
    after = os.times()
    if found != operations:
        raise RuntimeError(f"{program.name} batch: {found} of {operations} claims succeeded")
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return operations / used


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
