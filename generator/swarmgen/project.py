"""The paths of one checkout."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from swarmgen.diagnostics import UsageError


@dataclass(frozen=True, slots=True)
class Project:
    """A checkout of this project: where its inputs stand and where its output goes."""

    root: Path

    @classmethod
    def at(cls, root: Path | None) -> Project:
        """The project at `root`, or the one this compiler runs from.

        Raises:
            UsageError: if the folder does not hold a project.
        """
        project = cls(root if root is not None else Path(__file__).resolve().parents[2])
        if not project.templates.is_dir():
            raise UsageError(f'"{project.root}" is not a checkout of this project: it has no folder templates')
        return project

    @property
    def registry(self) -> Path:
        return self.root / "semantic-conventions"

    @property
    def templates(self) -> Path:
        return self.root / "templates"

    @property
    def generated(self) -> Path:
        return self.root / "generated"

    @property
    def compiler(self) -> Path:
        return self.root / "generator" / "swarmgen"

    @property
    def cache(self) -> Path:
        return self.root / ".cache" / "swarmgen"
