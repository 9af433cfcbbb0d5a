"""From artifacts to the tree that must stand on disk: formatted, with headers, as bytes."""

from __future__ import annotations

from swarmgen.model.artifacts import Output
from swarmgen.output.format import format_output
from swarmgen.output.header import Provenance, add_header
from swarmgen.output.tree import File, Tree


def render(output: Output, provenance: Provenance) -> Tree:
    """The tree of `output`, in sorted order; equal arguments give equal bytes on any machine.

    Raises:
        FormatterError: if a text cannot be formatted.
        ValueError: if a source has no digest.
    """
    tree = {}
    for path, text in format_output(output).items():
        artifact = output[path]
        tree[path] = File(add_header(path, text.encode(), artifact.sources, provenance), artifact.executable)
    return tree
