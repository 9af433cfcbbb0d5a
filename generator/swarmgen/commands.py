"""What each command does, once its words are parsed. Every function returns the exit code."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from swarmgen.diagnostics import Diagnostic, Sink, UsageError
from swarmgen.project import Project
from swarmgen.request import BACKENDS, PROJECT_PACKAGE, GenerateRequest, RegistryRequest, last_name

_TOGETHER: Final = ("registry", "output", "package")
"""Options of `generate` for a registry that is not the checkout's own."""


def check(project: Project, options: argparse.Namespace) -> int:
    """Report every diagnostic of a registry."""
    from swarmgen.analysis.lints import LINTS
    from swarmgen.patterns import read

    if options.list_lints:
        width = max(len(row.code) for row in LINTS)
        sys.stdout.writelines(f"{row.code:{width}}  {row.severity:7}  {row.meaning}\n" for row in LINTS)
        return 0
    sink = Sink()
    read(_registry(project, options), sink)
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


def show(project: Project, options: argparse.Namespace) -> int:
    """Print patterns in the form that back ends work from."""
    from swarmgen.model.dump import dump
    from swarmgen.patterns import named, read

    sink = Sink()
    patterns = read(_registry(project, options), sink)
    report(sink, options, 0)
    chosen = patterns if options.pattern is None else (named(patterns, options.pattern),)
    sys.stdout.write("\n".join(map(dump, chosen)))
    return 0


def simulate(project: Project, options: argparse.Namespace) -> int:
    """Run a script on a store in memory."""
    from swarmgen.interpret.script import simulate as run
    from swarmgen.patterns import named, read

    sink = Sink()
    pattern = named(read(_registry(project, options), sink), options.pattern)
    report(sink, options, 0)
    sys.stdout.writelines(run(pattern, _text(options.script), "<stdin>" if options.script == "-" else options.script))
    return 0


def new_pattern(project: Project, options: argparse.Namespace) -> int:
    """Write the file that a new pattern begins with."""
    from swarmgen.analysis.patterns.new import new_pattern as text_of

    text = text_of(options.pattern)
    folder = _registry(project, options).folder / "patterns"
    path = folder / f"{options.pattern}.yaml"
    try:
        folder.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(f"{path}: is there already") from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error
    sys.stdout.write(f"{path}\n")
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
    meanings = _meanings() if form is Format.SARIF else {}
    stream = sys.stdout if options.command == "check" and form is not Format.TEXT else sys.stderr
    stream.write(render(found, form, colour=use_colour(stream, os.environ), meanings=meanings))
    return code


def _text(name: str) -> str:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return data.decode()
    except OSError as error:
        raise UsageError(f'"{name}" cannot be read: {error.strerror}') from None
    except UnicodeDecodeError:
        raise UsageError(f'"{name}" is not UTF-8') from None


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
    folders = {name: getattr(options, name) for name in _TOGETHER if getattr(options, name) is not None}
    missing = [f"--{name}" for name in _TOGETHER if name not in folders]
    if folders and missing:
        raise UsageError(f"--registry, --output and --package go together; missing: {', '.join(missing)}")
    if options.output == "":  # an unset variable of a script must not mean the working directory
        raise UsageError("--output: the name of a folder is needed")
    registry = _registry(project, options)
    names = {name: last_name(Path(folders[name])) for name in ("registry", "output") if folders}
    return GenerateRequest(
        registry=registry,
        output=Path(options.output) if folders else _shown(project.generated),
        package=options.package if folders else PROJECT_PACKAGE,
        command=_command(options, folders, make=_make(project), only=options.only),
        stated_command=_command(options, folders | names, make=project.command),
        only=tuple(name for name in BACKENDS if name in options.only) or BACKENDS,
        exclude_namespaces=frozenset(options.exclude_namespace),
        closed_enums=options.closed_enums or not folders,
    )


def _shown(path: Path) -> Path:
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path


def _make(project: Project) -> str:
    """The command that generates the checkout's own tree from the working directory."""
    if project.root.resolve() == Path.cwd() or not project.is_checkout:
        return project.command
    return shlex.join(["make", "-C", str(_shown(project.root)), "generate"])


def _command(options: argparse.Namespace, folders: Mapping[str, str], *, make: str, only: Iterable[str] = ()) -> str:
    """The command that generates a tree again: `make` if that is all it takes, else every word that matters."""
    words = [word for name in folders for word in (f"--{name}", folders[name])]
    words += [word for name in only for word in ("--only", name)]
    words += [word for name in options.exclude_namespace for word in ("--exclude-namespace", name)]
    words += ["--closed-enums"] if options.closed_enums and folders else []
    return shlex.join(["swarmgen", "generate", *words]) if words else make
