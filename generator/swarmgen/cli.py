"""The command line: arguments in, exit code out.

Exit codes: 0 done, 1 the author's errors or drift, 2 usage, 3 our bug. Results go to stdout, diagnostics to stderr;
diagnostics in a format for machines are the result of `check` and go to stdout. Imports stand inside the functions that
need them, because a run with nothing to do must not pay for YAML, templates or formatters.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeAlias

from swarmgen import commands
from swarmgen.diagnostics import SpecErrors, UsageError
from swarmgen.project import Project
from swarmgen.request import BACKENDS

_Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

DONE: Final = 0
AUTHOR: Final = 1
USAGE: Final = 2
BUG: Final = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: the words after the program's name; those of the process by default.

    Returns:
        The exit code.
    """
    gc.disable()  # one short run builds one large tree and drops nothing; collecting costs half the time
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # equal bytes in every locale
    options = _parser().parse_args(arguments)
    try:
        code = _run(options)
        sys.stdout.flush()
        return code
    except UsageError as error:
        print(f"swarmgen {options.command}: {error}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the final flush must not fail again
        return 141
    except KeyboardInterrupt:
        return 130
    except Exception:
        traceback.print_exc()
        print(
            f"swarmgen {options.command}: this is a bug in swarmgen; please report it with the lines above",
            file=sys.stderr,
        )
        return BUG


def _run(options: argparse.Namespace) -> int:
    try:
        return int(options.run(Project.at(options.root), options))
    except SpecErrors as errors:
        return commands.report(errors.diagnostics, options, AUTHOR)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="swarmgen",
        description="Compile OpenTelemetry semantic conventions to Python, bash and documentation.",
        epilog="Exit codes: 0 done, 1 errors in the conventions or drift, 2 usage, 3 a bug in swarmgen.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--root",
        type=Path,
        help="the checkout to work in (default: the one swarmgen runs from, or the working directory)",
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_check(subparsers)
    _add_resolve(subparsers)
    _add_stats(subparsers)
    _add_generate(subparsers)
    _add_show(subparsers)
    _add_simulate(subparsers)
    _add_new_pattern(subparsers)
    return parser


def _registry_options(parser: argparse.ArgumentParser, *, diagnostics: str) -> None:
    parser.add_argument(
        "--registry", metavar="DIR", help="the registry's folder (default: semantic-conventions of the checkout)"
    )
    parser.add_argument("--future", action="store_true", help="treat warnings as errors")
    parser.add_argument(
        "--select", action="append", default=[], metavar="LINT", help="run only these lints (repeatable)"
    )
    parser.add_argument(
        "--ignore", action="append", default=[], metavar="LINT", help="leave these lints out (repeatable)"
    )
    parser.add_argument(
        diagnostics,
        dest="diagnostics",
        choices=("text", "json", "github", "sarif"),
        default="text",
        help="how diagnostics are written (default: text)",
    )


def _add_check(subparsers: _Subparsers) -> None:
    parser = subparsers.add_parser("check", help="check a registry", allow_abbrev=False)
    _registry_options(parser, diagnostics="--format")
    parser.add_argument("--list-lints", action="store_true", help="list the lints and what they mean, check nothing")
    parser.set_defaults(run=commands.check)


def _add_resolve(subparsers: _Subparsers) -> None:
    parser = subparsers.add_parser("resolve", help="print the resolved registry", allow_abbrev=False)
    _registry_options(parser, diagnostics="--diagnostics")
    parser.add_argument(
        "--shape", choices=("v1", "v2"), default="v1", help="definition/1 groups or resolved/2.0 (default: v1)"
    )
    parser.add_argument(
        "--catalog", action="store_true", help="shape v1: attributes once in a catalog, indexes in groups"
    )
    parser.add_argument("--format", choices=("json", "yaml"), default="json", help="default: json, on one line")
    parser.set_defaults(run=commands.resolve)


def _add_stats(subparsers: _Subparsers) -> None:
    parser = subparsers.add_parser("stats", help="count what is in a registry", allow_abbrev=False)
    _registry_options(parser, diagnostics="--diagnostics")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.set_defaults(run=commands.stats)


def _add_generate(subparsers: _Subparsers) -> None:
    parser = subparsers.add_parser(
        "generate",
        help="generate Python, bash and documentation, or check that they are up to date",
        description="Without options: the checkout's own conventions into its folder generated.",
        allow_abbrev=False,
    )
    _registry_options(parser, diagnostics="--diagnostics")
    parser.add_argument("--output", metavar="DIR", help="where to (default: generated of the checkout)")
    parser.add_argument(
        "--package", metavar="NAME", help="Python package and prefix of bash functions (default: swarmsh)"
    )
    parser.add_argument("--only", action="append", choices=BACKENDS, default=[], help="only this back end (repeatable)")
    parser.add_argument(
        "--exclude-namespace",
        action="append",
        default=[],
        metavar="NAME",
        help="no Python constants for attributes and metrics of this root namespace (repeatable)",
    )
    parser.add_argument(
        "--closed-enums",
        action="store_true",
        help="helpers take the members of an enumeration only (always so for the checkout's own conventions)",
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; tell what differs from what would be generated"
    )
    parser.set_defaults(run=commands.generate)


def _add_show(subparsers: _Subparsers) -> None:
    parser = subparsers.add_parser("show", help="print what a pattern is compiled to", allow_abbrev=False)
    _registry_options(parser, diagnostics="--diagnostics")
    parser.add_argument("what", choices=("ir",), help="ir: the typed form that all back ends work from")
    parser.add_argument("pattern", nargs="?", metavar="PATTERN", help="the pattern's name (default: all of them)")
    parser.set_defaults(run=commands.show)


def _add_simulate(subparsers: _Subparsers) -> None:
    parser = subparsers.add_parser(
        "simulate",
        help="run a script of operations on a store in memory",
        description="One operation a line, in the words of a shell. `NAME=value` before it sets a variable, "
        "`# …` is a comment, `@+5m` moves the clock on, `@export NAME=value` sets a variable from there on.",
        allow_abbrev=False,
    )
    _registry_options(parser, diagnostics="--diagnostics")
    parser.add_argument("pattern", metavar="PATTERN", help="the pattern's name")
    parser.add_argument("script", metavar="SCRIPT", help="the file, or - for standard input")
    parser.set_defaults(run=commands.simulate)


def _add_new_pattern(subparsers: _Subparsers) -> None:
    parser = subparsers.add_parser(
        "new-pattern", help="write the file that a new pattern begins with", allow_abbrev=False
    )
    _registry_options(parser, diagnostics="--diagnostics")
    parser.add_argument("pattern", metavar="NAME", help="its name: lower-case words joined by _")
    parser.set_defaults(run=commands.new_pattern)
