"""`make portability`: the whole corpus in all surroundings, and with every other bash that is named."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.parity_patterns.corpus import cases
from tests.portability.environments import environments, make_locales
from tests.portability.running import Surroundings, differences


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.portability", description=__doc__)
    parser.add_argument("--bash", action="append", default=[], type=Path, help="another bash to run the corpus with")
    parser.add_argument("--only", action="append", help="these surroundings only, by name")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="each Nth case only")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        found = environments(Path(folder) if make_locales(Path(folder)) else None)
        others = [_with(path.resolve()) for path in options.bash]
        chosen = [*(found[name] for name in options.only or ([] if others else found)), *others]
        wrong = sum([_run(one, options.every) for one in chosen])
    print(f"{len(chosen)} surroundings, {wrong} differences")
    return 1 if wrong else 0


def _with(bash: Path) -> Surroundings:
    """Another bash; SHELL is set because a static one may fail to look its user up."""
    return Surroundings(name=str(bash), command=(str(bash),), variables={"SHELL": str(bash)})


def _run(around: Surroundings, every: int) -> int:
    started = time.monotonic()
    taken = cases()[::every]
    wrong = [line for case in taken for line in differences(case, around)]
    print(
        f"{around.name}: {len(taken)} cases, {len(wrong)} differences, {time.monotonic() - started:.0f} s", flush=True
    )
    print("".join(f"  {line}\n" for line in wrong[:20]), end="", flush=True)
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main())
