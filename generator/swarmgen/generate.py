"""`generate` and `generate --check`: the tree of a request, written or compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swarmgen.cache import Cache, TreeRecord
from swarmgen.diagnostics import Diagnostic, Sink, UsageError
from swarmgen.project import Project
from swarmgen.remembered import Result, decode, encode, result_key
from swarmgen.request import BACKENDS, GenerateRequest

if TYPE_CHECKING:
    from swarmgen.output.tree import Tree


def generate_tree(request: GenerateRequest, project: Project) -> Result:
    """Write what a request generates; a run with nothing to do reads the inputs' digests and the files' stamps, nothing
    else.

    Returns:
        A line that says what was done, and the diagnostics.

    Raises:
        SpecErrors: if the registry has errors; nothing is written then.
        UsageError: if the registry or the output folder cannot be used.
    """
    cache = Cache(project.cache)
    record = TreeRecord(cache, request.output)
    key = _key(request, project)
    known = cache.get(key) if key else None
    if key and known is not None and record.is_current(key):
        return f"{request.output}: up to date\n", decode(known)[1]
    from swarmgen.compile import compile_tree
    from swarmgen.output.write import write

    sink = Sink()
    tree = compile_tree(request, project, sink)
    is_from_key = _key(request, project) == key  # an input that changed meanwhile belongs to neither key
    written = write(tree, request.output, only=_folders(request))
    diagnostics = tuple(sink)
    if key and is_from_key:
        cache.put(key, encode(("", diagnostics)))
        record.put(key, _owned(tree, request))
    done = f"{len(written.written)} written, {len(written.removed)} removed, {written.unchanged} unchanged"
    return f"{request.output}: {done}\n", diagnostics


def check_generated(request: GenerateRequest, project: Project) -> tuple[str, tuple[Diagnostic, ...]]:
    """How the output folder differs from what a request generates, as text; empty when it does not. Never uses the
    cache.

    Raises:
        SpecErrors: if the registry has errors.
        UsageError: if the registry or the output folder cannot be used.
    """
    from swarmgen.compile import compile_tree
    from swarmgen.output.drift import drift

    sink = Sink()
    tree = compile_tree(request, project, sink)
    try:
        found = drift(tree, request.output, command=request.command, only=_folders(request))
    except OSError as error:
        raise UsageError(f"{error.filename or request.output}: cannot be read: {error.strerror or error}") from error
    return str(found), tuple(sink)


def _owned(tree: Tree, request: GenerateRequest) -> dict[str, tuple[bool, str]]:
    from swarmgen.output.manifest import NAME, owned_files

    files = owned_files(tree)
    if set(request.only) != set(BACKENDS):
        del files[str(NAME)]  # it lists other back ends' files too
    return files


def _folders(request: GenerateRequest) -> tuple[str, ...]:
    """The top folders that a request is responsible for, nothing meaning all; other back ends' are left alone."""
    return () if set(request.only) == set(BACKENDS) else request.only


def _key(request: GenerateRequest, project: Project) -> str | None:
    asked = {
        "package": request.package,
        "command": request.stated_command,
        "link": request.registry_link,
        "only": request.only,
        "exclude": sorted(request.exclude_namespaces),
        "closed": request.closed_enums,
    }
    return result_key("generate", request.registry, project, asked)
