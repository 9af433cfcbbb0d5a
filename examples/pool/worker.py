"""A worker: takes items and does them until nobody holds any and nothing can be taken.

worker.py AGENT
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

from swarmsh import atomic, enums
from swarmsh.atomic import Coordinator, NothingToClaim


def main(agent: str) -> None:
    """Work in the store of SWARMSH_DATA_DIR as `agent`."""
    coordinator = Coordinator()
    coordinator.register(agent)
    while True:
        try:
            claim = coordinator.claim_next(agent=agent, wait=timedelta(seconds=1))
        except NothingToClaim:
            if not somebody_works(coordinator):
                return
            continue
        try:
            with claim:  # completes the item, or fails it when an exception leaves the block
                work(coordinator, claim)
        except subprocess.CalledProcessError as error:
            print(f"{agent}: {claim.id}: {error}", file=sys.stderr)


def somebody_works(coordinator: Coordinator) -> bool:
    """Whether somebody holds an item, so that there may be more to do when it is done."""
    held = (enums.WorkStatus.CLAIMED, enums.WorkStatus.IN_PROGRESS)
    return any(coordinator.list(status=status, limit=1) for status in held)


def work(coordinator: Coordinator, claim: atomic.Claim) -> None:
    """Run the command of an item.

    Raises:
        subprocess.CalledProcessError: if it fails.
    """
    command = coordinator.show(claim.id).details or "true"
    claim.progress(0)
    variables = {"ITEM": claim.id, "ATTEMPT": str(claim.attempt)}
    subprocess.run(["bash", "-c", command], env={**os.environ, **variables}, check=True)


if __name__ == "__main__":
    main(sys.argv[1])
