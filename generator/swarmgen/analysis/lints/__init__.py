"""Named checks of a resolved registry, beyond what resolution itself refuses.

An error is what would break generated code; a warning is what would surprise its users. The public OpenTelemetry
registry has no error. To add a lint, write its function in a module of its theme and add a row to `LINTS`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from swarmgen.analysis.lints.collisions import constant_collisions, short_name_collisions
from swarmgen.analysis.lints.definitions import duplicate_inline_attribute
from swarmgen.analysis.lints.findings import Lint
from swarmgen.analysis.lints.members import (
    enum_member_ids_unique,
    enum_member_values_unique,
    stable_member_unstable_attribute,
)
from swarmgen.analysis.lints.naming import empty_brief, id_syntax, namespace_clash
from swarmgen.analysis.lints.renames import renamed_to_cycle, renamed_to_exists
from swarmgen.analysis.lints.stability import refinement_more_stable_than_base, stable_signal_unstable_attribute
from swarmgen.analysis.lints.swarmsh_annotations import swarmsh_annotations
from swarmgen.analysis.lints.units import ucum_units
from swarmgen.diagnostics import Diagnostic, Severity, Sink, UsageError, did_you_mean
from swarmgen.model.conventions import Registry

__all__ = ["LINTS", "LintRow", "lint"]


@dataclass(frozen=True, slots=True)
class LintRow:
    """A lint with its name. `meaning` is one sentence that says what holds in a registry without findings."""

    code: str
    meaning: str
    severity: Severity
    find: Lint


_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

LINTS: Final = (
    LintRow(
        "constant-collisions",
        "Constants, enum classes, enum members and metric constants stay different after case conversion.",
        _ERROR,
        constant_collisions,
    ),
    LintRow(
        "duplicate-inline-attribute",
        "One group defines an attribute; the others refer to it.",
        _WARNING,
        duplicate_inline_attribute,
    ),
    LintRow(
        "empty-brief",
        "Attributes and groups in use have a brief.",
        _WARNING,
        empty_brief,
    ),
    LintRow(
        "enum-member-ids-unique",
        "The members of an attribute have different ids.",
        _ERROR,
        enum_member_ids_unique,
    ),
    LintRow(
        "enum-member-values-unique",
        "The members in use of an attribute have different values.",
        _WARNING,
        enum_member_values_unique,
    ),
    LintRow(
        "id-syntax",
        "Names and ids are lower-case words joined by dots and underscores, attributes in a namespace.",
        _WARNING,
        id_syntax,
    ),
    LintRow(
        "namespace-clash",
        "No attribute in use is also the namespace of another.",
        _WARNING,
        namespace_clash,
    ),
    LintRow(
        "refinement-more-stable-than-base",
        "A refinement is not more stable than the signal it refines.",
        _WARNING,
        refinement_more_stable_than_base,
    ),
    LintRow(
        "renamed-to-cycle",
        "Following renamed_to comes to an end.",
        _WARNING,
        renamed_to_cycle,
    ),
    LintRow(
        "renamed-to-exists",
        "renamed_to names an existing thing of the same kind.",
        _WARNING,
        renamed_to_exists,
    ),
    LintRow(
        "short-name-collisions",
        "Helpers, their arguments and enum aliases stay different without the root namespace.",
        _ERROR,
        short_name_collisions,
    ),
    LintRow(
        "stable-member-unstable-attribute",
        "A stable enum member belongs to a stable attribute.",
        _WARNING,
        stable_member_unstable_attribute,
    ),
    LintRow(
        "stable-signal-unstable-attribute",
        "A stable signal has only stable attributes, apart from opt-in ones.",
        _WARNING,
        stable_signal_unstable_attribute,
    ),
    LintRow(
        "swarmsh-annotations",
        "The keys of annotations.swarmsh are known, well formed, and fit their attribute.",
        _ERROR,
        swarmsh_annotations,
    ),
    LintRow(
        "ucum-units",
        "Metric units are case-sensitive UCUM.",
        _WARNING,
        ucum_units,
    ),
)


def lint(registry: Registry, sink: Sink, *, select: Collection[str] = (), ignore: Collection[str] = ()) -> None:
    """Run lints over a registry.

    Args:
        registry: what to judge; definitions of its dependencies are looked up but not judged.
        sink: receives the diagnostics.
        select: codes to run; all when empty.
        ignore: codes not to run; wins over `select`.

    Raises:
        UsageError: if `select` or `ignore` has an unknown code.
    """
    _check_codes((*select, *ignore))
    for row in LINTS:
        if (select and row.code not in select) or row.code in ignore:
            continue
        for finding in row.find(registry):
            sink.add(
                Diagnostic(
                    code=row.code,
                    message=finding.message,
                    place=finding.place,
                    severity=finding.severity or row.severity,
                    hint=finding.hint,
                    notes=finding.notes,
                )
            )


def _check_codes(codes: Collection[str]) -> None:
    known = [row.code for row in LINTS]
    for code in codes:
        if code not in known:
            hint = did_you_mean(code, known) or "the option --list-lints names them all"
            raise UsageError(f'there is no lint "{code}"; {hint}')
