"""Names of generated code, derived from convention names.

The case rules are those of the OpenTelemetry code generators, so that names match the published packages: a dot is an
underscore; words end at `_`, `-`, a space, between a lower and an upper letter, and before the last capital of a run
that a lower letter follows. A digit never ends a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_BOUNDARY = re.compile(r"[._\-\s]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def words(name: str) -> list[str]:
    """The words of a name, as written."""
    return [word for word in _BOUNDARY.split(name) if word]


def screaming_case(name: str) -> str:
    """`http.request.method` → `HTTP_REQUEST_METHOD`."""
    return "_".join(word.upper() for word in words(name))


def pascal_case(name: str) -> str:
    """`http.request.method` → `HttpRequestMethod`."""
    return "".join(word.capitalize() for word in words(name))


def snake_case(name: str) -> str:
    """`http.request.method` → `http_request_method`."""
    return "_".join(word.lower() for word in words(name))


def root_namespace(name: str) -> str:
    """The text before the first dot; `other` when there is none."""
    head, dot, _ = name.partition(".")
    return head if dot else "other"


def common_root(names: Iterable[str]) -> str | None:
    """The root namespace that all names share, or None."""
    roots = {root_namespace(name) for name in names}
    return roots.pop() if len(roots) == 1 else None


def short_names(names: Iterable[str], root: str | None) -> dict[str, str]:
    """Map each dotted name to a snake-case name without the root namespace.

    Where two short names would be equal, both keep their full name. Deterministic and, for names that differ after case
    conversion, injective.
    """
    unique = sorted(set(names))
    prefix = f"{root}." if root else ""
    short = {name: snake_case(name.removeprefix(prefix) if prefix else name) for name in unique}
    count = Counter(short.values())
    return {name: snake_case(name) if count[short[name]] > 1 else short[name] for name in unique}
