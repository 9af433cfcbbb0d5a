"""`metrics --output` on a small disk of its own that is full: FOLDER COMMAND…, to be run where one may mount."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path


def main() -> None:
    """Mounts the disk, and prints as JSON what came of a call while it was full, and of one after that."""
    disk, command = Path(sys.argv[1]), sys.argv[2:]
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "small", disk], check=True)
    (disk / "m.prom").write_text("old\n")
    with contextlib.suppress(OSError), open(disk / "filler", "wb", buffering=0) as filler:
        while True:
            filler.write(b"x" * 4096)
    full = _metrics(command, disk)
    found = {"exit": full.returncode, "said": full.stderr, "old": (disk / "m.prom").read_text()}
    names = sorted(os.listdir(disk))
    (disk / "filler").unlink()
    then = _metrics(command, disk).returncode
    after = (disk / "m.prom").read_text().count("# TYPE ")
    sys.stdout.write(json.dumps({**found, "names": names, "then": then, "after": after}))


def _metrics(command: list[str], disk: Path) -> subprocess.CompletedProcess[str]:
    words = [*command, "metrics", "--output", "m.prom"]
    return subprocess.run(words, cwd=disk, capture_output=True, text=True, check=False, timeout=60)


if __name__ == "__main__":
    main()
