"""The paths of one checkout."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from swarmgen.diagnostics import UsageError

_COMPILER: Final = Path(__file__).resolve().parent
_INSTALLED_TEMPLATES: Final = _COMPILER / "templates"
"""An installed compiler brings its templates; in a checkout they are the root's."""
_IS_INSTALLED: Final = _INSTALLED_TEMPLATES.is_dir()


@dataclass(frozen=True, slots=True)
class Project:
    """A checkout: where the inputs of a run stand and where its output goes."""

    root: Path

    @classmethod
    def at(cls, root: Path | None) -> Project:
        """The project at `root`; by default the checkout this compiler runs from, or the working directory if it runs
        from none.

        Raises:
            UsageError: if there are no templates to generate from.
        """
        home = Path.cwd() if _IS_INSTALLED else _COMPILER.parents[1]
        project = cls(root if root is not None else home)
        if not project.templates.is_dir():
            raise UsageError(f'"{project.root}" is not a checkout of this project: it has no folder templates')
        return project

    @property
    def is_checkout(self) -> bool:
        """Whether the compiler runs from a checkout with its Makefile, not from among installed packages."""
        return not _IS_INSTALLED

    @property
    def command(self) -> str:
        """What generates the tree again, in the root."""
        return "make generate" if self.is_checkout else "swarmgen generate"

    @property
    def registry(self) -> Path:
        return self.root / "semantic-conventions"

    @property
    def templates(self) -> Path:
        return self.root / "templates" if self.is_checkout else _INSTALLED_TEMPLATES

    @property
    def generated(self) -> Path:
        return self.root / "generated"

    @property
    def compiler(self) -> Path:
        return _COMPILER

    @property
    def cache(self) -> Path:
        return self.root / ".cache" / "swarmgen"
