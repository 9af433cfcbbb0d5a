"""`python -m tests.parity_patterns.fuzz [--count N] [--seed S]`: random sequences on everything that can run them.

Of ten sequences seven run through `batch`, most of them with clocks and environments that change seldom, since each
change is a process. Two have commands among the operations, in one of them such as the interpreter has no idea of. One
runs as a process for each step: on each language alone, or on both in turns on one directory, each beginning once. All
are compared with the interpreter and with each other, answers and bytes. What differs is printed with the seed and the
command that runs that sequence again; exit code 1 then.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, groupby
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from tests.parity_patterns.commands import mixture
from tests.parity_patterns.comparing import Tree, answer_differs, batched, diff, tree_differs
from tests.parity_patterns.mixed import mixed_differences
from tests.parity_patterns.sequences import Step, sequence
from tests.parity_patterns.systems import Ran, files, missing, program, start

PATTERN = "atomic"

_MIXED: Final = (4, 9)
"""The last digits of the seeds of sequences with commands; of the second also what the interpreter has no idea of."""
PAIRS: Final = (
    (("python",), ("bash",)),
    (("python",), ("bash", "python")),
    (("bash",), ("python", "bash")),
)
"""Who takes the steps: one language alone, and the other or both in turns."""
_STRETCHES: Final = (1, 6, 12, 30, 12, 30, 30, 30, 30, 12)
"""About how many steps share a clock and an environment, by the last digit of the seed."""


def differences(steps: Sequence[Step], turns: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """What the languages do otherwise than the interpreter, or than each other, as lines to print.

    Every step is a process. `turns` says who takes the steps: one language, or two in turns, on a directory for each.
    """
    wanted, facts = _expected(steps)
    trees: dict[str, Tree] = {}
    for order in turns:
        name = " and ".join(order)
        with TemporaryDirectory() as folder:
            programs = [program(language, PATTERN, Path(folder)) for language in order]
            for step, expected, one in zip(steps, wanted, cycle(programs), strict=False):
                ran = one.call(step.words, step.environment, step.clock)
                yield from (f"{name}: {step}\n{line}" for line in answer_differs(expected, ran))
            trees[name] = files(Path(folder, "data"))
            if (journal := programs[0].journal()) != facts:
                yield f"{name}: the journal\n{diff(facts, journal)}"
    first = next(iter(trees), None)
    for name, tree in trees.items():
        yield from (f"{first} and {name}: {line}" for line in tree_differs(trees[str(first)], tree))


def _expected(steps: Sequence[Step]) -> tuple[list[Ran], list[str]]:
    with TemporaryDirectory() as folder:
        interpreter = start("interpreter", PATTERN, Path(folder))
        return [interpreter.call(one.words, one.environment, one.clock) for one in steps], interpreter.journal()


def turns_of(languages: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Each alone, then both in turns, each beginning once."""
    alone = tuple((language,) for language in languages)
    return (*alone, tuple(languages), tuple(reversed(languages))) if len(languages) > 1 else alone


def batch_differences(steps: Sequence[Step], languages: Sequence[str]) -> Iterator[str]:
    """The same through `batch`, one for each stretch with one clock and one environment."""
    stretches = [list(group) for _, group in groupby(steps, lambda step: (step.clock, step.environment))]
    trees: list[Tree] = []
    for system in ("interpreter", *languages):
        with TemporaryDirectory() as folder:
            running = start(system, PATTERN, Path(folder))
            answers = [batched(running, stretch) for stretch in stretches]
            if system == "interpreter":
                expected, facts = answers, running.journal()
                continue
            for stretch, wanted, found in zip(stretches, expected, answers, strict=True):
                if wanted != found:
                    yield f"{system}: batch of {[str(step) for step in stretch]}\n{diff(wanted, found)}"
            if running.journal() != facts:
                yield f"{system}: the journal of batches\n{diff(facts, running.journal())}"
            trees.append(files(Path(folder, "data")))
    if len(trees) > 1:
        yield from (f"batches: {line}" for line in tree_differs(trees[0], trees[1]))


def run(seed: int, languages: Sequence[str]) -> bool:
    """Run the sequence of a seed; print what differs, and how to see it again."""
    turns = turns_of(languages)
    if seed % 10 in _MIXED:
        mixture_ = mixture(Random(seed), _STRETCHES[seed % 10], changes=seed % 10 == _MIXED[1])
        found = list(mixed_differences(mixture_, PAIRS[seed // 10 % 3] if len(languages) > 1 else turns))
        steps: Sequence[Step] = mixture_.steps
    elif (steps := sequence(Random(seed), stretch=_STRETCHES[seed % 10])) and seed % 10:
        found = list(batch_differences(steps, languages))
    else:
        found = list(differences(steps, turns[:2] if seed % 20 else turns[2:] or turns))
    if not found:
        return True
    print(f"seed {seed}:", *(f"  {step}" for step in steps), "", *found, sep="\n")
    print(f"\nagain: {sys.executable} -m tests.parity_patterns.fuzz --seed {seed} --count 1", flush=True)
    return False


def main() -> int:
    """Run sequences from the words of the command line."""
    parser = argparse.ArgumentParser(prog="fuzz", description="Random sequences on all implementations.")
    parser.add_argument("--count", type=int, default=200, help="how many sequences (default: 200)")
    parser.add_argument("--seed", type=int, default=None, help="the first seed (default: from the clock)")
    options = parser.parse_args()
    absent = {language: missing(language, PATTERN) for language in ("python", "bash")}
    languages = [language for language, reason in absent.items() if reason is None]
    for language, reason in absent.items():
        if reason is not None:
            print(f"without {language}: {reason}", file=sys.stderr)
    first = options.seed if options.seed is not None else time.time_ns() % 10**9
    print(f"{options.count} sequences from seed {first} on the interpreter, {', '.join(languages) or 'nothing else'}")
    wrong = [seed for seed in range(first, first + options.count) if not run(seed, languages)]
    print(f"{len(wrong)} of {options.count} sequences differ" if wrong else "no difference")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
