"""What each command does, once its words are parsed. Every function returns the exit code."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterable
from pathlib import Path

from swarmgen.diagnostics import Diagnostic, Sink, UsageError
from swarmgen.project import Project
from swarmgen.request import BACKENDS, PROJECT_PACKAGE, GenerateRequest, RegistryRequest


def check(project: Project, options: argparse.Namespace) -> int:
    """Report every diagnostic of a registry."""
    from swarmgen.analysis.lints import LINTS
    from swarmgen.check import check as check_registry

    if options.list_lints:
        width = max(len(row.code) for row in LINTS)
        sys.stdout.writelines(f"{row.code:{width}}  {row.severity:7}  {row.meaning}\n" for row in LINTS)
        return 0
    sink = Sink()
    check_registry(_registry(project, options), sink)
    return report(sink, options, 0)


def resolve(project: Project, options: argparse.Namespace) -> int:
    """Print the resolved registry."""
    from swarmgen.resolved import resolved_text

    text, diagnostics = resolved_text(
        _registry(project, options), project, shape=options.shape, catalog=options.catalog, form=options.format
    )
    report(diagnostics, options, 0)
    sys.stdout.write(text)
    return 0


def stats(project: Project, options: argparse.Namespace) -> int:
    """Print counts."""
    import json

    from swarmgen.check import check as check_registry
    from swarmgen.stats import stats as count
    from swarmgen.stats import stats_text

    sink = Sink()
    counts = count(check_registry(_registry(project, options), sink))
    report(sink, options, 0)
    sys.stdout.write(stats_text(counts) if options.format == "text" else json.dumps(counts) + "\n")
    return 0


def generate(project: Project, options: argparse.Namespace) -> int:
    """Generate, or with `--check` compare."""
    from swarmgen.generate import check_generated, generate_tree

    request = _generate_request(project, options)
    if options.check:
        drift, diagnostics = check_generated(request, project)
        report(diagnostics, options, 0)
        sys.stdout.write(drift)
        return 1 if drift else 0
    summary, diagnostics = generate_tree(request, project)
    report(diagnostics, options, 0)
    sys.stdout.write(summary)
    return 0


def report(diagnostics: Iterable[Diagnostic], options: argparse.Namespace, code: int) -> int:
    """Write diagnostics in the format asked for, and return `code`.

    Text goes to stderr; a format for machines goes to stdout when diagnostics are all the command prints.
    """
    found = tuple(diagnostics)
    if not found and (options.diagnostics in ("text", "github") or options.command != "check"):
        return code
    import os

    from swarmgen.report import Format, render, use_colour

    form = Format(options.diagnostics)
    stream = sys.stdout if options.command == "check" and form is not Format.TEXT else sys.stderr
    stream.write(render(found, form, colour=use_colour(stream, os.environ), meanings=_meanings()))
    return code


def _meanings() -> dict[str, str]:
    from swarmgen.analysis.lints import LINTS

    return {row.code: row.meaning for row in LINTS}


def _registry(project: Project, options: argparse.Namespace) -> RegistryRequest:
    return RegistryRequest.of(
        project,
        options.registry,
        select=tuple(options.select),
        ignore=tuple(options.ignore),
        future=options.future,
    )


def _generate_request(project: Project, options: argparse.Namespace) -> GenerateRequest:
    foreign = [name for name in ("registry", "output", "package") if getattr(options, name) is not None]
    if foreign and len(foreign) < 3:
        missing = " and ".join(f"--{name}" for name in ("registry", "output", "package") if name not in foreign)
        raise UsageError(f"--registry, --output and --package go together; {missing} is missing")
    return GenerateRequest(
        registry=_registry(project, options),
        output=options.output if foreign else _shown(project.generated),
        package=options.package if foreign else PROJECT_PACKAGE,
        command=_command(options) if foreign else "make generate",
        only=tuple(name for name in BACKENDS if name in options.only) or BACKENDS,
        exclude_namespaces=frozenset(options.exclude_namespace),
        closed_enums=options.closed_enums or not foreign,
    )


def _shown(path: Path) -> Path:
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path


def _command(options: argparse.Namespace) -> str:
    """The command that generates a tree again; folders by their names, because the text goes into every header."""
    words = ["swarmgen", "generate", "--registry", Path(options.registry).name, "--output", options.output.name]
    words += ["--package", options.package]
    words += [word for name in options.exclude_namespace for word in ("--exclude-namespace", name)]
    words += ["--closed-enums"] if options.closed_enums else []
    return shlex.join(words)
