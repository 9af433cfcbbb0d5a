"""Reads generated pages as a CommonMark reader does: their anchors and links."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from urllib.parse import unquote

from markdown_it import MarkdownIt

from swarmgen.model.artifacts import Output

READER = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True, slots=True)
class Page:
    """The anchors of a page and the targets of its links, unquoted, in order; links to the web are left out."""

    anchors: tuple[str, ...]
    links: tuple[str, ...]


@cache
def read(text: str) -> Page:
    """Find the anchors and links of a page."""
    tokens = [token for block in READER.parse(text) for token in block.children or ()]
    found = (re.match(r'<a id="([^"]*)">', token.content) for token in tokens if token.type == "html_inline")
    targets = [str(token.attrs["href"]) for token in tokens if token.type == "link_open"]
    return Page(
        anchors=tuple(match[1] for match in found if match),
        links=tuple(unquote(target) for target in targets if not re.match(r"[a-z]+:", target)),
    )


def broken_links(output: Output) -> list[str]:
    """What is wrong with the links and anchors of the pages; a link that leaves `docs/` is not looked at."""
    pages = {path: read(artifact.text) for path, artifact in output.items()}
    found = []
    for path, page in pages.items():
        if len(set(page.anchors)) < len(page.anchors):
            found.append(f"{path}: an anchor stands twice")
        for link in page.links:
            target, fragment = _target(path, link)
            if target.is_relative_to("docs") and not (target in pages and fragment in ("", *pages[target].anchors)):
                found.append(f"{path}: {link} leads nowhere")
    return found


def source_links(output: Output) -> list[tuple[PurePosixPath, int]]:
    """The files and lines that links out of `docs/` lead to, relative to the output's folder."""
    targets = [_target(path, link) for path, artifact in output.items() for link in read(artifact.text).links]
    return [(path, int(line.removeprefix("L"))) for path, line in targets if not path.is_relative_to("docs")]


def _target(page: PurePosixPath, link: str) -> tuple[PurePosixPath, str]:
    path, _, fragment = link.partition("#")
    return (PurePosixPath(posixpath.normpath(page.parent / path)) if path else page), fragment
